create table attempts (
  id uuid primary key,
  project_id uuid not null,
  asset_id uuid not null,
  -- never reused, never shown twice: taken from the asset's counter
  number integer not null check (number >= 1),
  -- the cap: four places an asset, and a binned attempt holds none
  slot smallint check (slot between 1 and 4),
  is_selected boolean not null default false,
  source text not null check (source in ('generated', 'uploaded')),
  sha256 text not null,
  original_name text not null default '' check (length(original_name) <= 255),
  job_id uuid,
  prompt text,
  provider text,
  model text,
  seed bigint,
  style_version integer,
  cost_amount numeric(12, 4),
  cost_currency text,
  created_by uuid not null constraint fk_attempts_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  binned_at timestamptz,
  binned_because text check (binned_because in ('evicted', 'deleted', 'canceled')),
  check ((slot is null) = (binned_at is not null)),
  check ((binned_at is null) = (binned_because is null)),
  check (not is_selected or slot is not null),
  check ((source = 'generated') = (job_id is not null)),
  constraint uq_attempts_asset_id_slot unique (asset_id, slot),
  constraint uq_attempts_asset_id_number unique (asset_id, number),
  constraint uq_attempts_job_id unique (job_id),
  constraint uq_attempts_id_asset_id unique (id, asset_id),
  constraint fk_attempts_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete cascade,
  constraint fk_attempts_object foreign key (project_id, sha256)
    references objects (project_id, sha256),
  constraint fk_attempts_job foreign key (job_id, project_id) references jobs (id, project_id)
);
create unique index uq_attempts_selected on attempts (asset_id) where is_selected;
create index ix_attempts_project_id_sha256 on attempts (project_id, sha256);

-- Attempts <=> exactly one selected, looked at when the transaction commits. It counts as the
-- owner, so that no role's policies can hide a row from it, and under the asset's lock, so that
-- two transactions that do not see each other cannot each be right and both be wrong.
create function app.check_selection() returns trigger
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
      from public.attempts where asset_id = looked_at and slot is not null;
    if (live > 0) <> (chosen = 1) then
      raise exception 'asset % has % attempts and % selected', looked_at, live, chosen
        using errcode = 'check_violation', constraint = 'ck_attempts_one_selected';
    end if;
  end loop;
  return null;
end $$;
revoke all on function app.check_selection() from public;
create constraint trigger check_selection after insert or update or delete on attempts
  deferrable initially deferred for each row execute function app.check_selection();

create table scene_assets (
  id uuid primary key,
  project_id uuid not null,
  scene_id uuid not null,
  asset_id uuid not null,
  override_text text not null default '' check (length(override_text) <= 4000),
  status_tags text[] not null default '{}',
  carry_forward boolean not null default true,
  inherited_from uuid,
  -- the master attempt whose picture is shown here; null while there is none
  image_attempt_id uuid,
  -- what the master was when this was populated, to tell what changed since
  master_attempt_id uuid,
  master_text_version integer not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint uq_scene_assets_scene_id_asset_id unique (scene_id, asset_id),
  constraint uq_scene_assets_id_asset_id unique (id, asset_id),
  constraint fk_scene_assets_scene foreign key (scene_id, project_id)
    references scenes (id, project_id) on delete cascade,
  constraint fk_scene_assets_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete cascade,
  constraint fk_scene_assets_inherited_from foreign key (inherited_from, asset_id)
    references scene_assets (id, asset_id),
  constraint fk_scene_assets_image foreign key (image_attempt_id, asset_id)
    references attempts (id, asset_id),
  constraint fk_scene_assets_master foreign key (master_attempt_id, asset_id)
    references attempts (id, asset_id)
);
create index ix_scene_assets_project_id on scene_assets (project_id);
create index ix_scene_assets_asset_id on scene_assets (asset_id);
