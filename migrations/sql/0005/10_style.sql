-- A style says more than words: short phrases that every picture keeps to, pictures that it
-- follows, and how strongly, where a provider can be told.
alter table style_versions
  add column pillars text[] not null default '{}'
    check (array_position(pillars, null) is null and cardinality(pillars) <= 8
      and length(array_to_string(pillars, '')) <= 960),
  add column strength real check (strength between 0 and 1);

-- The pictures that a version follows, in the order in which they count. They are written anew
-- when that changes: a row names its file from the beginning to the end.
create table style_references (
  project_id uuid not null,
  version integer not null,
  place smallint not null check (place between 1 and 8),
  sha256 text not null,
  name text not null default '' check (length(name) <= 255),
  created_by uuid not null constraint fk_style_references_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_style_references primary key (project_id, version, place),
  constraint uq_style_references_file unique (project_id, version, sha256),
  constraint fk_style_references_version foreign key (project_id, version)
    references style_versions (project_id, version) on delete cascade,
  constraint fk_style_references_object foreign key (project_id, sha256)
    references objects (project_id, sha256)
);
create index ix_style_references_object on style_references (project_id, sha256);

-- Whatever names a file, none may come to name one that is being removed.
create trigger check_file_stays before insert or update of sha256, project_id on style_references
  for each row execute function app.check_file_stays();
create trigger check_file_stays before insert or update of sha256, project_id on job_references
  for each row execute function app.check_file_stays();

-- Pages show them with the project, as they do the words of its style.
create function app.record_style_references() returns trigger
  language plpgsql set search_path = '' as $$
declare
  project uuid := coalesce(new.project_id, old.project_id);
begin
  -- a project that goes takes its events along, and its rows after it
  insert into public.events (project_id, topic, subject_id)
    select p.id, 'project', p.id from public.projects p where p.id = project;
  perform pg_catalog.pg_notify('project_events', project::text);
  return null;
end $$;
revoke all on function app.record_style_references() from public;
grant execute on function app.record_style_references() to asset_app;
create trigger record_style after insert or delete on style_references
  for each row execute function app.record_style_references();
