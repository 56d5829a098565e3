-- Pages show what draws and what it costs: they hear when that was chosen anew.
create function app.record_choice() returns trigger
  language plpgsql set search_path = '' as $$
declare
  project uuid;
begin
  if tg_op = 'DELETE' then
    project := old.project_id;
  else
    project := new.project_id;
  end if;
  -- a project that goes takes its events along, and its rows after it
  insert into public.events (project_id, topic, subject_id)
    select p.id, 'project', p.id from public.projects p where p.id = project;
  perform pg_catalog.pg_notify('project_events', project::text);
  return null;
end $$;
create trigger record_choice after insert or update or delete on makers
  for each row execute function app.record_choice();
create trigger record_choice after insert or update or delete on project_budgets
  for each row execute function app.record_choice();
revoke all on function app.record_choice() from public;
grant execute on function app.record_choice() to asset_app;
