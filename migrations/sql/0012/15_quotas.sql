-- What a person may store, where it is not what everybody may; 0 is no limit. Operators set it.
create table user_quotas (
  user_id uuid not null constraint pk_user_quotas primary key
    constraint fk_user_quotas_user_id references users (id) on delete cascade,
  bytes bigint not null constraint ck_user_quotas_bytes check (bytes >= 0),
  updated_at timestamptz not null default clock_timestamp()
);

-- Space is counted from the rows themselves, so that no counter can be wrong: this index alone is
-- read for it. A file counts until its bytes are gone.
create index ix_objects_space on objects (project_id) include (size)
  where files_gone_at is null;

-- The space of a film, and of its owner, who pays for the files of all their films and their
-- library. An editor may not see the owner's other films, and must be told all the same whether
-- there is room. With `hold`, who comes to store something waits until the others of that owner
-- are done: nobody finds the same room twice. No row where nothing is limited: `limited` says that
-- something is for everybody, or that it is asked in any case.
create function app.stored_space(of_project uuid, hold boolean, limited boolean)
  returns table (owner_id uuid, project_bytes bigint, owner_bytes bigint, owner_most bigint)
  language plpgsql security definer set search_path = '' as $$
declare
  owner uuid;
  most bigint;
begin
  select m.user_id into owner from public.memberships m
    where m.project_id = of_project and m.role = 'owner'
      and exists (select from public.memberships mine
        where mine.project_id = of_project and mine.user_id = app.uid());
  if owner is null then return; end if;
  select q.bytes into most from public.user_quotas q where q.user_id = owner;
  if not limited and coalesce(most, 0) = 0 then return; end if;
  if hold then
    perform pg_catalog.pg_advisory_xact_lock(1684368490, pg_catalog.hashtext(owner::text));
  end if;
  return query select owner,
    (select coalesce(sum(o.size), 0)::bigint from public.objects o
      where o.project_id = of_project and o.files_gone_at is null),
    (select coalesce(sum(o.size), 0)::bigint from public.memberships m
      join public.objects o on o.project_id = m.project_id
      where m.user_id = owner and m.role = 'owner' and o.files_gone_at is null),
    most;
end $$;
revoke all on function app.stored_space(uuid, boolean, boolean) from public;
grant execute on function app.stored_space(uuid, boolean, boolean) to asset_app;
