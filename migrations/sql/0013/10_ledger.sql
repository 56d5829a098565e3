-- What was spent stays in the ledger when an asset leaves the bin for good, and its jobs with it:
-- a budget does not fill up again, and the sums stay what they were. Such a row is of no job any
-- more, so it has a key of its own. What is still held is of a job, and an asset with a job under
-- way stays in the bin.
-- The ledger is short beside what it tells of: a row for each picture that was paid.
-- squawk-ignore adding-field-with-default
alter table charges add column id uuid not null default gen_random_uuid();
alter table charges
  -- squawk-ignore ban-drop-constraint
  drop constraint pk_charges,
  -- squawk-ignore adding-serial-primary-key-field, constraint-missing-not-valid
  add constraint pk_charges primary key (id),
  -- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid
  add constraint uq_charges_job_id unique (job_id),
  -- squawk-ignore ban-drop-not-null
  alter column job_id drop not null,
  -- squawk-ignore ban-drop-not-null
  alter column asset_id drop not null,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_charges_of_a_job check (state <> 'held' or job_id is not null),
  -- squawk-ignore ban-drop-constraint
  drop constraint fk_charges_job,
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_charges_job foreign key (job_id, project_id)
    references jobs (id, project_id) on delete set null (job_id),
  -- squawk-ignore ban-drop-constraint
  drop constraint fk_charges_asset,
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_charges_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete set null (asset_id),
  -- before, it went with its project by way of the asset
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_charges_project_id foreign key (project_id)
    references projects (id) on delete cascade;

-- The label of a scene is as long as somebody made it, and an entry of the log has room for little:
-- it is cut as every other value there.
create or replace function app.audit_scene(said jsonb) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  scene uuid := said ->> 'scene_id';
  called text;
begin
  if scene is null and said ->> 'scene_asset_id' is not null then
    select there.scene_id into scene from public.scene_assets there
      where there.id = (said ->> 'scene_asset_id')::uuid;
  end if;
  if scene is null then return '{}'; end if;
  select coalesce(nullif(s.label, ''), s.scene_number::text) into called from public.scenes s
    where s.id = scene;
  return pg_catalog.jsonb_build_object('scene', pg_catalog.left(called, 80));
end $$;
