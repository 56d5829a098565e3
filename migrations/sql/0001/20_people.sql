create table users (
  id uuid primary key,
  email text not null check (length(email) between 3 and 254),
  email_folded text not null constraint uq_users_email_folded unique,
  name text not null check (length(name) between 1 and 200),
  password_hash text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table user_sessions (
  id uuid primary key,
  user_id uuid not null constraint fk_user_sessions_user_id references users (id) on delete cascade,
  secret_hash bytea not null constraint uq_user_sessions_secret_hash unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index ix_user_sessions_user_id on user_sessions (user_id);

create table api_tokens (
  id uuid primary key,
  user_id uuid not null constraint fk_api_tokens_user_id references users (id) on delete cascade,
  name text not null check (length(name) between 1 and 200),
  secret_hash bytea not null constraint uq_api_tokens_secret_hash unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index ix_api_tokens_user_id on api_tokens (user_id);

create table projects (
  id uuid primary key,
  title text not null check (length(title) between 1 and 200),
  stage text not null default 'open' check (stage in ('open', 'locked')),
  stage_locked_at timestamptz,
  stage_locked_by uuid constraint fk_projects_stage_locked_by references users (id),
  -- the script the stage was locked with: a newer one makes the stage `outdated`
  locked_script_version integer,
  script_version integer not null default 0 check (script_version >= 0),
  style_version integer not null default 0 check (style_version >= 0),
  plain_background boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  check ((stage = 'locked') = (stage_locked_at is not null)),
  check ((stage = 'locked') = (locked_script_version is not null))
);

create table memberships (
  project_id uuid not null constraint fk_memberships_project_id references projects (id) on delete cascade,
  user_id uuid not null constraint fk_memberships_user_id references users (id) on delete cascade,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_memberships primary key (user_id, project_id)
);
create index ix_memberships_project_id on memberships (project_id);
create unique index uq_memberships_one_owner on memberships (project_id) where role = 'owner';

-- The answer that was given for a key, so that a second request gets it again.
create table idempotency_keys (
  user_id uuid not null constraint fk_idempotency_keys_user_id references users (id) on delete cascade,
  key text not null check (length(key) between 1 and 255),
  method text not null,
  path text not null,
  body_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_idempotency_keys primary key (user_id, key)
);
