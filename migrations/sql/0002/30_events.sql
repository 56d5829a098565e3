-- What pages show has an event when it comes, changes or goes: they ask for it again by that.
create function app.record_end() returns trigger
  language plpgsql set search_path = '' as $$
declare
  subject uuid;
begin
  if tg_table_name = 'attempts' then
    subject := old.asset_id;
  else
    subject := old.id;
  end if;
  -- a project that goes takes its events along, and its rows after it
  insert into public.events (project_id, topic, subject_id)
    select p.id, tg_argv[0], subject from public.projects p where p.id = old.project_id;
  perform pg_catalog.pg_notify('project_events', old.project_id::text);
  return null;
end $$;
create trigger record_end after delete on assets
  for each row execute function app.record_end('asset');
create trigger record_end after delete on attempts
  for each row execute function app.record_end('asset');
create trigger record_end after delete on scene_assets
  for each row execute function app.record_end('scene_asset');

-- A style is written and locked without a word in the project's own row.
create function app.record_style() returns trigger
  language plpgsql set search_path = '' as $$
begin
  insert into public.events (project_id, topic, subject_id)
    values (new.project_id, 'project', new.project_id);
  perform pg_catalog.pg_notify('project_events', new.project_id::text);
  return null;
end $$;
create trigger record_style after insert or update on style_versions
  for each row execute function app.record_style();

create trigger record_event after insert on batches
  for each row execute function app.record_event('batch');

revoke all on function app.record_end(), app.record_style() from public;
grant execute on function app.record_end() to asset_app, asset_maintenance;
grant execute on function app.record_style() to asset_app;
