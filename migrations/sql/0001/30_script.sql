-- A preview waits here, for its user alone, until it is confirmed or a day old.
create table script_drafts (
  id uuid primary key,
  user_id uuid not null constraint fk_script_drafts_user_id references users (id) on delete cascade,
  project_id uuid not null constraint fk_script_drafts_project_id references projects (id) on delete cascade,
  file_name text not null,
  text text not null,
  preview jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index ix_script_drafts_user_id on script_drafts (user_id);
create index ix_script_drafts_project_id on script_drafts (project_id);

create table scripts (
  project_id uuid not null constraint fk_scripts_project_id references projects (id) on delete cascade,
  version integer not null check (version >= 1),
  file_name text not null,
  text text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- what extract-preview found, kept because it depends on the text alone
  entities jsonb,
  entities_made_by text,
  created_by uuid not null constraint fk_scripts_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_scripts primary key (project_id, version)
);

create table scenes (
  id uuid primary key,
  project_id uuid not null constraint fk_scenes_project_id references projects (id) on delete cascade,
  -- null once the script no longer has the scene; its row stays for what hangs on it
  scene_number integer check (scene_number >= 1),
  label text not null default '',
  heading text not null,
  int_ext text not null default '' check (int_ext in ('', 'INT', 'EXT', 'INT/EXT', 'EST')),
  location text not null default '',
  sub_locations text[] not null default '{}',
  time_of_day text not null default '',
  synopsis text not null default '',
  text text not null,
  text_hash text not null,
  start_line integer not null,
  end_line integer not null,
  populated_at timestamptz,
  removed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  check ((scene_number is null) = (removed_at is not null)),
  check (start_line >= 1 and end_line >= start_line),
  constraint uq_scenes_id_project_id unique (id, project_id),
  -- deferred: a re-scan renumbers scenes one by one
  constraint uq_scenes_project_id_scene_number unique (project_id, scene_number)
    deferrable initially deferred
);

create table style_versions (
  project_id uuid not null constraint fk_style_versions_project_id references projects (id) on delete cascade,
  version integer not null check (version >= 1),
  text text not null check (length(text) <= 4000),
  locked_at timestamptz,
  created_by uuid not null constraint fk_style_versions_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_style_versions primary key (project_id, version)
);
