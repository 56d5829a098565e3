-- An asset of a film follows one library asset: `library_version` is what it last gave or took.
alter table assets
  add column library_asset_id uuid,
  add column library_version integer,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_assets_library
    check (library_asset_id is null or library_version is not null),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_assets_library_version foreign key (library_asset_id, library_version)
    references library_versions (library_asset_id, version)
    on delete set null (library_asset_id);
create index ix_assets_library on assets (library_asset_id, library_version)
  where library_asset_id is not null;

-- The link leads out of the film, so no key can carry the project: who makes it must see the
-- library asset himself. Held until the end, so that a deletion and a link never miss each other.
create function app.check_library_link() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform from public.library_assets l
    where l.id = new.library_asset_id and l.binned_at is null for share;
  if not found then
    raise exception 'no such library asset' using errcode = 'check_violation',
      constraint = 'ck_assets_library_link';
  end if;
  return new;
end $$;
create trigger check_library_link before insert on assets
  for each row when (new.library_asset_id is not null)
  execute function app.check_library_link();
create trigger check_library_relink before update of library_asset_id on assets
  for each row when (new.library_asset_id is not null
    and new.library_asset_id is distinct from old.library_asset_id)
  execute function app.check_library_link();

-- Films show what their assets could take from the library: they hear when that changes.
create function app.record_library() returns trigger
  language plpgsql set search_path = '' as $$
declare
  film uuid;
begin
  for film in
    with told as (
      insert into public.events (project_id, topic, subject_id)
        select a.project_id, 'asset', a.id from public.assets a
        where a.library_asset_id = new.id returning project_id)
    select distinct project_id from told
  loop
    perform pg_catalog.pg_notify('project_events', film::text);
  end loop;
  return null;
end $$;
create trigger record_library after update on library_assets
  for each row when ((old.version, old.binned_at) is distinct from (new.version, new.binned_at))
  execute function app.record_library();
