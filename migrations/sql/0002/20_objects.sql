-- The life of a stored file: named -> condemned -> removed -> its files are gone -> no row.
-- Naming it takes it back, from `removed` on only with bytes that were put after they were gone.
alter table objects
  add column removed_at timestamptz check (removed_at is null or condemned_at is not null),
  add column files_gone_at timestamptz check (files_gone_at is null or removed_at is not null);
create index ix_objects_condemned_at on objects (condemned_at) where condemned_at is not null;
create index ix_objects_created_at on objects (created_at);
create index ix_attempts_binned_at on attempts (binned_at) where binned_at is not null;
create index ix_assets_binned_at on assets (binned_at) where binned_at is not null;

-- No row may come to refer to a file that is being removed.
create function app.check_file_stays() returns trigger
  language plpgsql set search_path = '' as $$
declare
  gone timestamptz;
begin
  select o.removed_at into gone from public.objects o
    where o.project_id = new.project_id and o.sha256 = new.sha256 for share;
  if gone is not null then
    raise exception 'the file % is being removed', new.sha256
      using errcode = 'check_violation', constraint = 'ck_attempts_file_stays';
  end if;
  return new;
end $$;
create trigger check_file_stays before insert or update of sha256, project_id on attempts
  for each row execute function app.check_file_stays();

-- A picture that left the bin for good leaves its mark on the job that made it.
create function app.mark_emptied() returns trigger
  language plpgsql set search_path = '' as $$
begin
  update public.jobs set emptied_at = clock_timestamp() where id = old.job_id;
  return null;
end $$;
create trigger mark_emptied after delete on attempts
  for each row when (old.job_id is not null) execute function app.mark_emptied();

revoke all on function app.check_file_stays(), app.mark_emptied() from public;
grant execute on function app.check_file_stays() to asset_app;
grant execute on function app.mark_emptied() to asset_maintenance;
