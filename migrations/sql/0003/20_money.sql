-- One row for each job that may cost something: what is held for it while it is under way, and
-- what it came to. The job is the key, so that nothing holds or pays twice.
create table charges (
  job_id uuid not null constraint pk_charges primary key,
  project_id uuid not null,
  asset_id uuid not null,
  requested_by uuid not null constraint fk_charges_requested_by references users (id),
  provider text not null,
  model text not null,
  state text not null default 'held' check (state in ('held', 'spent', 'released', 'unknown')),
  -- the estimate; none where nobody knows what it costs
  held numeric(14, 6) check (held >= 0),
  -- what it came to; none while held, and where nobody can tell
  amount numeric(14, 6) check (amount >= 0),
  -- the provider did not say what it charged: this is the estimate
  estimated boolean not null default false,
  -- none where neither price nor charge is known
  currency text check (length(currency) = 3),
  created_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  check ((state = 'held') = (settled_at is null)),
  check (state <> 'released' or amount = 0),
  check (state = 'spent' or state = 'released' or amount is null),
  check ((held is null and amount is null) or currency is not null or amount = 0),
  constraint fk_charges_job foreign key (job_id, project_id)
    references jobs (id, project_id) on delete cascade,
  constraint fk_charges_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete cascade
);
create index ix_charges_project_id_created_at on charges (project_id, created_at);
create index ix_charges_requested_by_created_at on charges (requested_by, created_at);
create index ix_charges_asset_id on charges (asset_id);

-- However a job ends, and whoever ends it, what was held for it is settled in the same
-- transaction. An outcome that nobody knows may have been billed: it goes on counting.
create function app.settle_charge() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  -- also of a job that was called off: its picture came all the same, and is in the bin
  brought boolean := exists (select from public.attempts a where a.job_id = new.id);
begin
  update public.charges c set
    settled_at = pg_catalog.clock_timestamp(),
    state = case
      when brought or new.cost_amount is not null then 'spent'
      when new.status = 'unknown_outcome' then 'unknown'
      else 'released' end,
    amount = case
      when new.cost_amount is not null then new.cost_amount
      when brought then c.held
      when new.status = 'unknown_outcome' then null
      else 0 end,
    estimated = brought and new.cost_amount is null and c.held is not null,
    currency = coalesce(new.cost_currency, c.currency)
  where c.job_id = new.id and c.state = 'held';
  return null;
end $$;
revoke all on function app.settle_charge() from public;
create trigger settle_charge after update of status on jobs
  for each row when (new.finished_at is not null and old.finished_at is null)
  execute function app.settle_charge();

-- What a project may spend, in each currency for itself; amounts of two are never added.
create table project_budgets (
  project_id uuid not null
    constraint fk_project_budgets_project_id references projects (id) on delete cascade,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  monthly numeric(14, 6) check (monthly >= 0),
  total numeric(14, 6) check (total >= 0),
  updated_at timestamptz not null default clock_timestamp(),
  constraint pk_project_budgets primary key (project_id, currency),
  check (monthly is not null or total is not null)
);

-- What a person may spend in a month, over all projects. Operators set it; nobody for himself.
create table user_budgets (
  user_id uuid not null constraint fk_user_budgets_user_id references users (id) on delete cascade,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  monthly numeric(14, 6) not null check (monthly >= 0),
  updated_at timestamptz not null default clock_timestamp(),
  constraint pk_user_budgets primary key (user_id, currency)
);

-- What the person who asks has spent since then, in projects that he left too; and holds the
-- right to spend on until the transaction ends, so that two requests do not each find the room.
create function app.my_spending(since timestamptz)
  returns table (currency text, amount numeric)
  language sql security definer set search_path = '' as $$
  select pg_catalog.pg_advisory_xact_lock(1684368489, pg_catalog.hashtext(app.uid()::text));
  select c.currency, sum(coalesce(c.amount, c.held, 0)) from public.charges c
    where c.requested_by = app.uid() and c.created_at >= since and c.currency is not null
    group by c.currency
$$;
revoke all on function app.my_spending(timestamptz) from public;
grant execute on function app.my_spending(timestamptz) to asset_app;
