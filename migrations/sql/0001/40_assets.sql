create table assets (
  id uuid primary key,
  project_id uuid not null constraint fk_assets_project_id references projects (id) on delete cascade,
  type text not null check (type in ('character', 'prop', 'location', 'extra_archetype')),
  source text not null check (source in ('extracted', 'manual', 'cloned')),
  name text not null check (length(name) between 1 and 200),
  name_folded text not null check (length(name_folded) >= 1),
  description text not null default '' check (length(description) <= 4000),
  image_prompt text not null default '' check (length(image_prompt) <= 4000),
  scene_numbers integer[] not null default '{}'
    check (array_position(scene_numbers, null) is null and 1 <= all (scene_numbers)),
  -- no numbers means every scene, unless the script lost all the scenes it had: then none
  scenes_lost boolean not null default false,
  deferred boolean not null default false,
  locked boolean not null default false,
  -- the version that If-Match names: counts edits of the text and the scene numbers
  version integer not null default 1 check (version >= 1),
  -- counts edits of the text alone, for the scenes that show it
  text_version integer not null default 1 check (text_version >= 1),
  attempt_counter integer not null default 0 check (attempt_counter >= 0),
  -- counts the uploads and selections by people (R13): a job that was asked for before
  -- the latest of them brings a candidate
  choice_counter integer not null default 0 check (choice_counter >= 0),
  created_by uuid not null constraint fk_assets_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  binned_at timestamptz,
  check (not (deferred and locked)),
  check (not (binned_at is not null and locked)),
  constraint uq_assets_id_project_id unique (id, project_id)
);
create unique index uq_assets_live_name on assets (project_id, type, name_folded)
  where binned_at is null;
create index ix_assets_project_id_created_at on assets (project_id, created_at, id);

-- Text history, newest first by version; the service keeps the last twenty.
create table asset_revisions (
  project_id uuid not null,
  asset_id uuid not null,
  version integer not null,
  type text not null,
  name text not null,
  description text not null,
  image_prompt text not null,
  changed_by uuid not null constraint fk_asset_revisions_changed_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_asset_revisions primary key (asset_id, version),
  constraint fk_asset_revisions_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete cascade
);
create index ix_asset_revisions_project_id on asset_revisions (project_id);

-- What was deleted must not come back with the next scan.
create table tombstones (
  project_id uuid not null constraint fk_tombstones_project_id references projects (id) on delete cascade,
  type text not null check (type in ('character', 'prop', 'location', 'extra_archetype')),
  name_folded text not null,
  name text not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_tombstones primary key (project_id, type, name_folded)
);

-- One row a stored file, put before any row that names it.
create table objects (
  project_id uuid not null constraint fk_objects_project_id references projects (id) on delete cascade,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  mime text not null check (mime in ('image/png', 'image/jpeg', 'image/webp')),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  thumbhash bytea not null,
  -- widths of the WebP renditions that exist beside the original
  renditions integer[] not null default '{}',
  condemned_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_objects primary key (project_id, sha256)
);
