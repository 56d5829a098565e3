-- Who was a member once: pages go on saying who did what. Nobody rejoins by it.
create table former_members (
  project_id uuid not null
    constraint fk_former_members_project_id references projects (id) on delete cascade,
  user_id uuid not null constraint fk_former_members_user_id references users (id) on delete cascade,
  left_at timestamptz not null default clock_timestamp(),
  constraint pk_former_members primary key (project_id, user_id)
);
create index ix_former_members_user_id on former_members (user_id);

-- What a link that was sent stands for. Only the hash of its secret is kept.
create table invitations (
  id uuid primary key,
  project_id uuid not null
    constraint fk_invitations_project_id references projects (id) on delete cascade,
  email text not null check (length(email) between 3 and 254),
  email_folded text not null check (length(email_folded) >= 3),
  role text not null check (role in ('editor', 'viewer')),
  secret_hash bytea not null constraint uq_invitations_secret_hash unique,
  invited_by uuid not null constraint fk_invitations_invited_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid constraint fk_invitations_accepted_by references users (id),
  revoked_at timestamptz,
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or revoked_at is null)
);
create unique index uq_invitations_open on invitations (project_id, email_folded)
  where accepted_at is null and revoked_at is null;
create index ix_invitations_project_id on invitations (project_id, created_at);
create index ix_invitations_expires_at on invitations (expires_at);
-- A library has no members, so nobody is invited to one.
create trigger check_kind before insert or update of project_id on invitations
  for each row execute function app.check_kind('film');

-- Pages and streams hear of members as of anything else; whoever lost access hears it first,
-- because the read that the bell asks for finds nothing any more.
create function app.record_member() returns trigger
  language plpgsql set search_path = '' as $$
declare
  changed public.memberships := coalesce(new, old);
begin
  -- a project that goes takes its events along
  insert into public.events (project_id, topic, subject_id)
    select p.id, 'member', changed.user_id from public.projects p where p.id = changed.project_id;
  perform pg_catalog.pg_notify('project_events', changed.project_id::text);
  return null;
end $$;
-- whoever makes a project is there from the start
create trigger record_member after insert on memberships
  for each row when (new.role <> 'owner') execute function app.record_member();
create trigger record_member_change after update on memberships
  for each row when (old.role is distinct from new.role) execute function app.record_member();
create trigger record_member_end after delete on memberships
  for each row execute function app.record_member();

create trigger record_event after insert or update on invitations
  for each row execute function app.record_event('invitation');
