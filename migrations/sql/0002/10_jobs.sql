-- Lanes: what a person waits for goes beside bulk work, not behind it.
alter table jobs
  add column lane text not null default 'images' check (lane in ('images', 'background')),
  -- when its message went to the broker; null while the outbox has it
  add column published_at timestamptz,
  -- a job that still waits then ends as failed; null waits as long as it takes
  add column expires_at timestamptz,
  -- when its picture left the bin for good: until then a job that succeeded has its attempt
  add column emptied_at timestamptz,
  -- the message that its last claim came with: who is told that a message's worker died may end
  -- the lease of that claim, and not of one that came after it
  add column claimed_by text not null default '';

-- A job is asked for again once: the second press of the button finds the first one's job.
create unique index uq_jobs_retry_of on jobs (retry_of);
-- Fairness: what a user and a provider have under way, and who was served last.
create index ix_jobs_in_flight on jobs (requested_by, provider)
  where status = 'running' or (status = 'queued' and published_at is not null);
create index ix_jobs_requested_by_started_at on jobs (requested_by, started_at);

alter table outbox
  add column lane text not null default 'images' check (lane in ('images', 'background', 'pixels')),
  -- whose slots it takes; none for work of our own
  add column provider text not null default '';
update outbox set lane = 'pixels' where kind = 'render';
update outbox set provider = jobs.provider from jobs where jobs.id = outbox.job_id;
create index ix_outbox_turn on outbox (lane, user_id, provider, due_at, id);

-- A page that is open needs to hear of what it shows, not of leases and messages.
drop trigger record_event on jobs;
create trigger record_event after insert on jobs
  for each row execute function app.record_event('job');
create trigger record_change after update on jobs
  for each row
  when ((old.status, old.stage, old.progress, old.cancel_requested_at, old.seed, old.due_at,
      old.tries, old.started_at, old.finished_at, old.error_code, old.error_message,
      old.cost_amount, old.emptied_at)
    is distinct from (new.status, new.stage, new.progress, new.cancel_requested_at, new.seed,
      new.due_at, new.tries, new.started_at, new.finished_at, new.error_code, new.error_message,
      new.cost_amount, new.emptied_at))
  execute function app.record_event('job');

-- A job that is in flight no more leaves its place to another one: the relay looks at once.
create trigger tell_relay after update on jobs
  for each row
  when ((old.status = 'running' or (old.status = 'queued' and old.published_at is not null))
    and not (new.status = 'running' or (new.status = 'queued' and new.published_at is not null)))
  execute function app.tell_relay();

-- A new attempt raises its asset's counter and tells of the asset itself: once is enough.
drop trigger record_event on assets;
create trigger record_event after insert on assets
  for each row execute function app.record_event('asset');
create trigger record_change after update on assets
  for each row when (old.attempt_counter = new.attempt_counter)
  execute function app.record_event('asset');
