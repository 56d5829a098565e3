-- Pictures of an asset in one scene are attempts as well: up to eight places of their own, under
-- numbers of their own. Which of them the scene shows is `scene_assets.image_attempt_id`, so none
-- of them is ever `is_selected`: that would be a second copy of the fact.
--
-- A copy is an attempt of another asset, scene or film that is shown here again: its file is
-- stored here, and no job of this asset made it. `copy_of` is where it came from, which may be
-- gone by now.
alter table attempts
  -- squawk-ignore ban-drop-constraint
  drop constraint uq_attempts_asset_id_slot,
  -- squawk-ignore ban-drop-constraint
  drop constraint uq_attempts_asset_id_number,
  -- squawk-ignore ban-drop-constraint
  drop constraint attempts_slot_check,
  -- squawk-ignore ban-drop-constraint
  drop constraint attempts_check3;
alter table attempts
  add column scene_asset_id uuid,
  add column copy_of uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_attempts_slot
    check (slot between 1 and 8 and (slot <= 4 or scene_asset_id is not null)),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_attempts_selected_is_master check (not is_selected or scene_asset_id is null),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_attempts_cleared_is_master
    check (cleared_with is null or scene_asset_id is null),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_attempts_generated check (
    case when source = 'generated' then (job_id is null) = (copy_of is not null)
    else job_id is null end),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_attempts_scene_asset foreign key (scene_asset_id, asset_id)
    references scene_assets (id, asset_id) on delete cascade;
create unique index uq_attempts_slot on attempts (asset_id, slot) where scene_asset_id is null;
create unique index uq_attempts_number on attempts (asset_id, number)
  where scene_asset_id is null;
create unique index uq_attempts_scene_slot on attempts (scene_asset_id, slot)
  where scene_asset_id is not null;
create unique index uq_attempts_scene_number on attempts (scene_asset_id, number)
  where scene_asset_id is not null;

alter table scene_assets
  -- as an asset's: numbers of its own attempts, and the choices of people (R13)
  add column attempt_counter integer not null default 0 check (attempt_counter >= 0),
  add column choice_counter integer not null default 0 check (choice_counter >= 0),
  -- taken out of the scene: out of every list and rule, and back as it was when it is linked again
  add column unlinked_at timestamptz;
create index ix_scene_assets_unlinked_at on scene_assets (unlinked_at)
  where unlinked_at is not null;

-- `scene_id` says for which scene a job is, also when its scene asset is gone for good: such a job
-- is never one of the asset itself.
alter table jobs
  add column scene_asset_id uuid,
  add column scene_id uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_jobs_scene check (scene_asset_id is null or scene_id is not null),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_jobs_scene foreign key (scene_id, project_id)
    references scenes (id, project_id) on delete cascade,
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_jobs_scene_asset foreign key (scene_asset_id, asset_id)
    references scene_assets (id, asset_id) on delete set null (scene_asset_id);
create index ix_jobs_scene_asset_id on jobs (scene_asset_id) where scene_asset_id is not null;
create index ix_jobs_scene_id on jobs (scene_id) where scene_id is not null;

-- As before, of the attempts of the asset itself: what a scene shows is the scene's row's to say.
create or replace function app.check_selection() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  looked_at uuid;
  live integer;
  chosen integer;
begin
  for looked_at in
    select distinct one from unnest(array[old.asset_id, new.asset_id]) as one
    where one is not null order by one
  loop
    perform from public.assets where id = looked_at for no key update;
    select count(*), count(*) filter (where is_selected) into live, chosen
      from public.attempts
      where asset_id = looked_at and slot is not null and scene_asset_id is null;
    if (live > 0) <> (chosen = 1) then
      raise exception 'asset % has % attempts and % selected', looked_at, live, chosen
        using errcode = 'check_violation', constraint = 'ck_attempts_one_selected';
    end if;
  end loop;
  return null;
end $$;

-- What changes of a picture of a scene is told of the scene's row: the board shows none of it.
create or replace function app.record_event() returns trigger
  language plpgsql set search_path = '' as $$
declare
  project uuid;
  subject uuid;
  topic text := tg_argv[0];
begin
  if tg_table_name = 'projects' then
    project := new.id;
    subject := new.id;
  elsif tg_table_name = 'attempts' then
    project := new.project_id;
    subject := coalesce(new.scene_asset_id, new.asset_id);
    topic := case when new.scene_asset_id is null then topic else 'scene_asset' end;
  else
    project := new.project_id;
    subject := new.id;
  end if;
  insert into public.events (project_id, topic, subject_id) values (project, topic, subject);
  perform pg_catalog.pg_notify('project_events', project::text);
  return null;
end $$;

create or replace function app.record_end() returns trigger
  language plpgsql set search_path = '' as $$
declare
  subject uuid;
  topic text := tg_argv[0];
begin
  if tg_table_name = 'attempts' then
    subject := coalesce(old.scene_asset_id, old.asset_id);
    topic := case when old.scene_asset_id is null then topic else 'scene_asset' end;
  else
    subject := old.id;
  end if;
  -- a project that goes takes its events along, and its rows after it
  insert into public.events (project_id, topic, subject_id)
    select p.id, topic, subject from public.projects p where p.id = old.project_id;
  perform pg_catalog.pg_notify('project_events', old.project_id::text);
  return null;
end $$;

-- The sweeper empties what was taken out of a scene long ago, and points those who inherited from
-- there at where that came from.
grant delete, update (inherited_from, updated_at) on scene_assets to asset_maintenance;
