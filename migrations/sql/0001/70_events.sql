-- What changed, for the pages that are open. A reader goes by (xid, id) and stops below the
-- oldest transaction that still runs: neither a lower id nor a lower xid becomes visible later.
create table events (
  id bigint generated always as identity primary key,
  project_id uuid not null constraint fk_events_project_id references projects (id) on delete cascade,
  topic text not null,
  subject_id uuid not null,
  xid bigint not null default (pg_current_xact_id()::text::bigint),
  created_at timestamptz not null default clock_timestamp()
);
create index ix_events_project_id_xid_id on events (project_id, xid, id);

create function app.record_event() returns trigger
  language plpgsql set search_path = '' as $$
declare
  project uuid;
  subject uuid;
begin
  if tg_table_name = 'projects' then
    project := new.id;
    subject := new.id;
  elsif tg_table_name = 'attempts' then
    project := new.project_id;
    subject := new.asset_id;
  else
    project := new.project_id;
    subject := new.id;
  end if;
  insert into public.events (project_id, topic, subject_id)
    values (project, tg_argv[0], subject);
  perform pg_catalog.pg_notify('project_events', project::text);
  return null;
end $$;

create trigger record_event after insert or update on assets
  for each row execute function app.record_event('asset');
create trigger record_event after insert or update on attempts
  for each row execute function app.record_event('asset');
create trigger record_event after insert or update on jobs
  for each row execute function app.record_event('job');
create trigger record_event after update on projects
  for each row execute function app.record_event('project');
create trigger record_event after insert or update on scenes
  for each row execute function app.record_event('scene');
create trigger record_event after insert or update on scene_assets
  for each row execute function app.record_event('scene_asset');
