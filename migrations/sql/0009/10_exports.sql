-- What somebody takes out of a project as one file: the originals as a zip, a look book, a matrix.
-- Fenced as jobs are: every claim raises `epoch`, every write of a worker names it, and the file
-- of each claim lies under a key of its own, so that one that was given up overwrites nothing.
create table exports (
  id uuid primary key,
  project_id uuid not null constraint fk_exports_project_id references projects (id) on delete cascade,
  kind text not null check (kind in ('originals', 'look_book', 'matrix')),
  options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  state text not null default 'queued'
    check (state in ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  -- pieces of work, most of them pictures; begun anew by every claim
  done integer not null default 0 check (done >= 0),
  total integer not null default 0 check (total >= done),
  epoch integer not null default 0 check (epoch >= 0),
  -- claims in a row that came to nothing
  deliveries integer not null default 0 check (deliveries >= 0),
  due_at timestamptz not null default clock_timestamp(),
  -- when its message went to the broker; null while the outbox has it, or while another one of
  -- the same person runs
  published_at timestamptz,
  claimed_by text not null default '',
  lease_until timestamptz,
  cancel_requested_at timestamptz,
  file_name text check (length(file_name) between 1 and 255),
  size bigint check (size >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  mime text check (length(mime) between 1 and 100),
  -- what is not as it should be in a file that is there all the same
  warnings text[] not null default '{}',
  error_code text,
  error_message text,
  requested_by uuid not null constraint fk_exports_requested_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  -- until when the file is kept, and when it was removed
  expires_at timestamptz,
  file_removed_at timestamptz,
  check ((state = 'running') = (lease_until is not null)),
  check ((state in ('queued', 'running')) = (finished_at is null)),
  check (num_nulls(file_name, size, sha256, mime, expires_at) = case state when 'succeeded' then 0 else 5 end),
  check ((state = 'failed') = (error_code is not null)),
  check (file_removed_at is null or state = 'succeeded'),
  constraint uq_exports_id_project_id unique (id, project_id)
);
create index ix_exports_project_id_created_at on exports (project_id, created_at, id);
-- One at a time for each person in each project: whoever asks for ten takes one place.
create unique index uq_exports_running on exports (project_id, requested_by) where state = 'running';
create index ix_exports_waiting on exports (state, due_at) where state in ('queued', 'running');
create index ix_exports_expires_at on exports (expires_at)
  where expires_at is not null and file_removed_at is null;

create function app.check_export_move() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if new.state <> old.state and not (
      old.state = 'queued' and new.state in ('running', 'canceled', 'failed')
      or old.state = 'running') then
    raise exception 'export % cannot go from % to %', old.id, old.state, new.state
      using errcode = 'check_violation', constraint = 'ck_exports_move';
  end if;
  if new.epoch < old.epoch then
    raise exception 'export % cannot lose epochs', old.id
      using errcode = 'check_violation', constraint = 'ck_exports_never_fall';
  end if;
  return new;
end $$;
revoke all on function app.check_export_move() from public;
grant execute on function app.check_export_move() to asset_app, asset_maintenance;
create trigger check_export_move before update on exports
  for each row execute function app.check_export_move();
create trigger touch before update on exports for each row execute function app.touch();

-- Pages hear of what they show, not of leases and messages.
create trigger record_event after insert on exports
  for each row execute function app.record_event('export');
create trigger record_change after update on exports
  for each row
  when ((old.state, old.done, old.total, old.cancel_requested_at, old.started_at, old.finished_at,
      old.warnings, old.error_code, old.expires_at, old.file_removed_at)
    is distinct from (new.state, new.done, new.total, new.cancel_requested_at, new.started_at,
      new.finished_at, new.warnings, new.error_code, new.expires_at, new.file_removed_at))
  execute function app.record_event('export');
create trigger record_end after delete on exports
  for each row execute function app.record_end('export');
-- Its place is free for another one: the relay looks at once.
create trigger tell_relay after update on exports
  for each row when (old.state = 'running' and new.state <> 'running')
  execute function app.tell_relay();

-- squawk-ignore ban-drop-constraint
alter table outbox drop constraint outbox_kind_check, drop constraint outbox_lane_check;
alter table outbox
  add column export_id uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint outbox_kind_check check (kind in ('generate', 'render', 'export')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint outbox_lane_check check (lane in ('images', 'background', 'pixels', 'exports')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_outbox_export check ((kind = 'export') = (export_id is not null)),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_outbox_export foreign key (export_id, project_id)
    references exports (id, project_id) on delete cascade;
create index ix_outbox_export_id on outbox (export_id) where export_id is not null;
