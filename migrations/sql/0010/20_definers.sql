-- What changes or tells who is in a project. Each asks again, under the lock of the project's
-- row, what the caller is there: nobody writes `memberships` in another way.

-- Not a definer itself: the ones below call it with their rights. Volatile, so that the role is
-- read after the lock, not as it was before the wait.
create function app.role_alone(project uuid) returns text
  language plpgsql set search_path = '' as $$
begin
  perform from public.projects p
    where p.id = project and p.kind = 'film' for no key update;
  return (select m.role from public.memberships m
    where m.project_id = project and m.user_id = app.uid()
      and exists (select from public.projects p where p.id = project and p.kind = 'film'));
end $$;

create function app.change_role(project uuid, member uuid, wanted text) returns text
  language plpgsql security definer set search_path = '' as $$
declare
  mine text := app.role_alone(project);
  held text;
begin
  if mine is null then
    return 'no_project';
  elsif mine <> 'owner' then
    return 'forbidden';
  elsif wanted is null or wanted not in ('editor', 'viewer') then
    raise exception 'nobody becomes %', wanted using errcode = 'invalid_parameter_value';
  end if;
  select m.role into held from public.memberships m
    where m.project_id = project and m.user_id = member;
  if held is null then
    return 'no_member';
  elsif held = 'owner' then
    return 'owner_stays';
  end if;
  update public.memberships m set role = wanted
    where m.project_id = project and m.user_id = member and m.role <> wanted;
  return 'done';
end $$;

-- By the owner, or by the member himself; the owner stays until somebody else owns it.
create function app.remove_member(project uuid, member uuid) returns text
  language plpgsql security definer set search_path = '' as $$
declare
  mine text := app.role_alone(project);
  held text;
begin
  if mine is null then
    return 'no_project';
  elsif mine <> 'owner' and member is distinct from app.uid() then
    return 'forbidden';
  end if;
  select m.role into held from public.memberships m
    where m.project_id = project and m.user_id = member;
  if held is null then
    return 'no_member';
  elsif held = 'owner' then
    return 'owner_stays';
  end if;
  delete from public.memberships m where m.project_id = project and m.user_id = member;
  insert into public.former_members (project_id, user_id) values (project, member)
    on conflict (project_id, user_id) do update set left_at = clock_timestamp();
  return 'done';
end $$;

-- First the old owner becomes an editor: there are never two.
create function app.transfer_project(project uuid, member uuid) returns text
  language plpgsql security definer set search_path = '' as $$
declare
  mine text := app.role_alone(project);
  held text;
begin
  if mine is null then
    return 'no_project';
  elsif mine <> 'owner' then
    return 'forbidden';
  end if;
  select m.role into held from public.memberships m
    where m.project_id = project and m.user_id = member;
  if held is null then
    return 'no_member';
  elsif held = 'owner' then
    return 'owner_stays';
  end if;
  update public.memberships m set role = 'editor'
    where m.project_id = project and m.user_id = app.uid();
  update public.memberships m set role = 'owner'
    where m.project_id = project and m.user_id = member;
  return 'done';
end $$;

-- Names and addresses of those who are in a project with the caller, and the names of those who
-- were. A policy could not say it: it opens rows, and a row of `users` has a password's hash.
create function app.people_of(wanted uuid[])
  returns table (project_id uuid, user_id uuid, name text, email text, role text, since timestamptz)
  language sql stable security definer set search_path = '' as $$
  with mine as materialized (
    select m.project_id from public.memberships m
      where m.user_id = app.uid() and m.project_id = any (wanted)
  )
  select m.project_id, m.user_id, u.name, u.email, m.role, m.created_at
    from public.memberships m join public.users u on u.id = m.user_id
    where m.project_id = any (array(select mine.project_id from mine))
  union all
  select f.project_id, f.user_id, u.name, null, null, f.left_at
    from public.former_members f join public.users u on u.id = f.user_id
    where f.project_id = any (array(select mine.project_id from mine))
$$;

-- A film's pages name people: they are other pages once somebody is called otherwise.
create function app.record_rename() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  project uuid;
begin
  for project in
    select m.project_id from public.memberships m where m.user_id = new.id
    union select f.project_id from public.former_members f where f.user_id = new.id
  loop
    insert into public.events (project_id, topic, subject_id) values (project, 'member', new.id);
    perform pg_catalog.pg_notify('project_events', project::text);
  end loop;
  return null;
end $$;
create trigger record_rename after update of name on users
  for each row when (old.name is distinct from new.name) execute function app.record_rename();

-- What the holder of a secret is told before he accepts; nothing of one that is used up, but to
-- whoever used it and is still there.
create function app.find_invitation(hash bytea)
  returns table (project_id uuid, title text, role text, email text, email_folded text,
    inviter text, expires_at timestamptz, accepted boolean)
  language sql stable security definer set search_path = '' as $$
  select i.project_id, p.title, i.role, i.email, i.email_folded, u.name, i.expires_at,
      i.accepted_at is not null
    from public.invitations i
      join public.projects p on p.id = i.project_id
      join public.users u on u.id = i.invited_by
    where i.secret_hash = hash and i.revoked_at is null
      and (i.accepted_at is null and i.expires_at > clock_timestamp()
        or i.accepted_by = app.uid() and exists (select from public.memberships m
          where m.project_id = i.project_id and m.user_id = app.uid()))
$$;

create function app.accept_invitation(hash bytea)
  returns table (project_id uuid, outcome text)
  language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  found_one public.invitations;
  is_member boolean;
begin
  if app.uid() is null then
    raise exception 'no user' using errcode = 'insufficient_privilege';
  end if;
  -- the project first, as everywhere; then the invitation as it is by then
  perform from public.projects p
    where p.id = (select i.project_id from public.invitations i where i.secret_hash = hash)
    for no key update;
  select * into found_one from public.invitations i where i.secret_hash = hash for update;
  is_member := exists (select from public.memberships m
    where m.project_id = found_one.project_id and m.user_id = app.uid());
  if found_one.accepted_by = app.uid() and is_member then
    return query select found_one.project_id, 'done';
    return;
  elsif found_one.id is null or found_one.revoked_at is not null
      or found_one.accepted_at is not null or found_one.expires_at <= clock_timestamp() then
    return query select null::uuid, 'no_invitation';
    return;
  elsif found_one.email_folded
      <> (select u.email_folded from public.users u where u.id = app.uid()) then
    return query select null::uuid, 'other_address';
    return;
  end if;
  insert into public.memberships (project_id, user_id, role)
    values (found_one.project_id, app.uid(), found_one.role) on conflict do nothing;
  delete from public.former_members f
    where f.project_id = found_one.project_id and f.user_id = app.uid();
  update public.invitations i set accepted_at = clock_timestamp(), accepted_by = app.uid()
    where i.id = found_one.id;
  return query select found_one.project_id, 'done';
end $$;

-- A paid request that is out cannot be taken back when whoever made it loses access. Its worker
-- brings the picture home in the name of the film's owner, into the bin; nothing else names him.
create function app.heir_of_job(job uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select o.user_id from public.jobs j
    join public.memberships o on o.project_id = j.project_id and o.role = 'owner'
    where j.id = job and j.requested_by = app.uid() and j.paid and j.submitted_at is not null
      and (j.status = 'running' or j.status = 'queued' and j.provider_handle is not null)
      and not exists (select from public.memberships m
        where m.project_id = j.project_id and m.user_id = app.uid() and m.role <> 'viewer')
$$;

revoke all on function app.record_member(), app.role_alone(uuid),
  app.change_role(uuid, uuid, text), app.remove_member(uuid, uuid),
  app.transfer_project(uuid, uuid), app.people_of(uuid[]), app.record_rename(),
  app.find_invitation(bytea), app.accept_invitation(bytea), app.heir_of_job(uuid) from public;
grant execute on function app.change_role(uuid, uuid, text), app.remove_member(uuid, uuid),
  app.transfer_project(uuid, uuid), app.people_of(uuid[]), app.record_rename(),
  app.find_invitation(bytea), app.accept_invitation(bytea), app.heir_of_job(uuid) to asset_app;
