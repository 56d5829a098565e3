-- What is known of a provider for everybody who waits for it: until when it wants to be left
-- alone, and how many requests may start now where its rate is limited.
create table provider_gates (
  provider text not null constraint pk_provider_gates primary key check (length(provider) <= 64),
  paused_until timestamptz,
  why text not null default '' check (length(why) <= 500),
  tokens real check (tokens >= 0),
  counted_at timestamptz
);
grant select, insert, update on provider_gates to asset_maintenance;
alter table provider_gates enable row level security;
alter table provider_gates force row level security;
create policy maintenance on provider_gates to asset_maintenance using (true);

-- A worker was told to come back later: then nobody else goes before that. Bounded, so that no
-- answer of a provider can stop it for good.
create function app.pause_provider(name text, seconds double precision, reason text)
  returns void
  language sql security definer set search_path = '' as $$
  insert into public.provider_gates as g (provider, paused_until, why)
    values (left(name, 64), pg_catalog.clock_timestamp()
      + pg_catalog.make_interval(secs => least(greatest(seconds, 0), 900)), left(reason, 500))
    on conflict (provider) do update
      set paused_until = greatest(g.paused_until, excluded.paused_until), why = excluded.why
$$;
revoke all on function app.pause_provider(text, double precision, text) from public;
grant execute on function app.pause_provider(text, double precision, text) to asset_app;
