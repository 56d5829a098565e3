-- Which provider draws the assets of a type, and with what. A type without a row is drawn by
-- what the installation takes for granted.
create table makers (
  project_id uuid not null constraint fk_makers_project_id references projects (id) on delete cascade,
  asset_type text not null check (asset_type in ('character', 'prop', 'location', 'extra_archetype')),
  provider text not null check (length(provider) between 1 and 64),
  model text not null check (length(model) between 1 and 200),
  -- the shape, like 2:3, and the size in pixels; none means the usual ones
  aspect text not null default '' check (length(aspect) <= 16),
  width integer,
  height integer,
  -- words for what the model offers beside the size, like quality
  options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  negative text not null default '' check (length(negative) <= 2000),
  -- the first candidate's seed, where every picture shall be one that can be made again
  seed bigint check (seed between 0 and 2147483647),
  candidates smallint not null default 1 check (candidates between 1 and 4),
  updated_at timestamptz not null default clock_timestamp(),
  constraint pk_makers primary key (project_id, asset_type),
  check ((width is null) = (height is null)),
  check (width between 1 and 16384 and height between 1 and 16384)
);

-- it looks at the column whose type changes
drop trigger record_change on jobs;
alter table jobs
  -- the size in pixels; none for jobs from before there was a choice
  add column width integer,
  add column height integer,
  add column options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  add column negative text not null default '',
  -- how strongly the pictures to follow count; none leaves it to the provider
  add column strength real check (strength between 0 and 1),
  -- what the provider told of the picture, for the record
  add column provider_meta jsonb not null default '{}' check (jsonb_typeof(provider_meta) = 'object'),
  add column provider_request_id text not null default '' check (length(provider_request_id) <= 500),
  add column warnings text[] not null default '{}',
  -- Prices by the token have more digits than cents have; the table is as small as a film.
  -- squawk-ignore changing-column-type
  alter column cost_amount type numeric(14, 6),
  -- squawk-ignore constraint-missing-not-valid
  add check ((width is null) = (height is null));
create trigger record_change after update on jobs
  for each row
  when ((old.status, old.stage, old.progress, old.cancel_requested_at, old.seed, old.due_at,
      old.tries, old.started_at, old.finished_at, old.error_code, old.error_message,
      old.cost_amount, old.emptied_at)
    is distinct from (new.status, new.stage, new.progress, new.cancel_requested_at, new.seed,
      new.due_at, new.tries, new.started_at, new.finished_at, new.error_code, new.error_message,
      new.cost_amount, new.emptied_at))
  execute function app.record_event('job');

-- squawk-ignore changing-column-type
alter table attempts alter column cost_amount type numeric(14, 6);

-- The pictures that a new one shall follow, in the order in which they count.
create table job_references (
  project_id uuid not null,
  job_id uuid not null,
  place smallint not null check (place between 1 and 32),
  sha256 text not null,
  role text not null check (role in ('identity', 'style')),
  name text not null default '' check (length(name) <= 255),
  constraint pk_job_references primary key (job_id, place),
  constraint fk_job_references_job foreign key (job_id, project_id)
    references jobs (id, project_id) on delete cascade,
  constraint fk_job_references_object foreign key (project_id, sha256)
    references objects (project_id, sha256)
);
create index ix_job_references_object on job_references (project_id, sha256);
