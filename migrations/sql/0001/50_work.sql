create table batches (
  id uuid primary key,
  project_id uuid not null constraint fk_batches_project_id references projects (id) on delete cascade,
  kind text not null check (kind in ('candidates', 'missing')),
  requested_by uuid not null constraint fk_batches_requested_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint uq_batches_id_project_id unique (id, project_id)
);
create index ix_batches_project_id on batches (project_id);

create table jobs (
  id uuid primary key,
  project_id uuid not null,
  asset_id uuid not null,
  batch_id uuid not null,
  status text not null default 'queued' check (status in
    ('queued', 'running', 'succeeded', 'failed', 'refused', 'canceled', 'unknown_outcome')),
  stage text not null default '' check (stage in ('', 'generating', 'storing')),
  progress real not null default 0 check (progress between 0 and 1),
  -- the fence: every claim raises it, every write of a worker names it
  epoch integer not null default 0 check (epoch >= 0),
  deliveries integer not null default 0 check (deliveries >= 0),
  tries integer not null default 0 check (tries >= 0),
  due_at timestamptz not null default clock_timestamp(),
  lease_until timestamptz,
  submitted_at timestamptz,
  provider_handle text,
  cancel_requested_at timestamptz,
  provider text not null,
  model text not null,
  paid boolean not null,
  prompt text not null,
  aspect text not null,
  seed bigint,
  style_version integer not null,
  choice_counter integer not null,
  error_code text,
  error_message text,
  refusal_stage text,
  refusal_categories text[] not null default '{}',
  cost_amount numeric(12, 4),
  cost_currency text,
  retry_of uuid,
  requested_by uuid not null constraint fk_jobs_requested_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  updated_at timestamptz not null default clock_timestamp(),
  check ((status = 'running') = (lease_until is not null)),
  check ((status in ('queued', 'running')) = (finished_at is null)),
  check ((cost_amount is null) = (cost_currency is null)),
  constraint uq_jobs_id_project_id unique (id, project_id),
  constraint fk_jobs_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete cascade,
  constraint fk_jobs_batch foreign key (batch_id, project_id)
    references batches (id, project_id) on delete cascade,
  constraint fk_jobs_retry_of foreign key (retry_of, project_id) references jobs (id, project_id)
);
create index ix_jobs_project_id_created_at on jobs (project_id, created_at, id);
create index ix_jobs_asset_id on jobs (asset_id);
create index ix_jobs_batch_id on jobs (batch_id);
create index ix_jobs_waiting on jobs (status, due_at) where status in ('queued', 'running');

-- The move table of `domain/jobs.py` once more: no code can reopen what has ended, or let the
-- fence fall.
create function app.check_job_move() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if new.status <> old.status and not (
      old.status = 'queued' and new.status in ('running', 'canceled', 'failed')
      or old.status = 'running') then
    raise exception 'job % cannot go from % to %', old.id, old.status, new.status
      using errcode = 'check_violation', constraint = 'ck_jobs_move';
  end if;
  if new.epoch < old.epoch or new.progress < old.progress then
    raise exception 'job % cannot lose epochs or progress', old.id
      using errcode = 'check_violation', constraint = 'ck_jobs_never_fall';
  end if;
  return new;
end $$;
create trigger check_job_move before update on jobs
  for each row execute function app.check_job_move();

-- What the relay has to tell the workers, written with the row it speaks of.
create table outbox (
  id bigint generated always as identity primary key,
  project_id uuid not null constraint fk_outbox_project_id references projects (id) on delete cascade,
  kind text not null check (kind in ('generate', 'render')),
  job_id uuid,
  sha256 text,
  user_id uuid not null constraint fk_outbox_user_id references users (id),
  due_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  check ((kind = 'generate') = (job_id is not null)),
  check ((kind = 'render') = (sha256 is not null)),
  constraint fk_outbox_job foreign key (job_id, project_id)
    references jobs (id, project_id) on delete cascade,
  constraint fk_outbox_object foreign key (project_id, sha256)
    references objects (project_id, sha256) on delete cascade
);
create index ix_outbox_project_id on outbox (project_id);
create index ix_outbox_due_at on outbox (due_at, id);

create function app.tell_relay() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform pg_catalog.pg_notify('outbox', '');
  return null;
end $$;
create trigger tell_relay after insert on outbox
  for each statement execute function app.tell_relay();
