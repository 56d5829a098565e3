-- Who signs in. A person without a password, or who was locked out, is found too: the answer is
-- given after as much work as for anybody.
-- squawk-ignore ban-drop-function
drop function app.find_login(text);
create function app.find_login(wanted text)
  returns table (user_id uuid, password_hash text, is_disabled boolean)
  language sql stable security definer set search_path = '' as $$
  select u.id, u.password_hash, u.disabled_at is not null
    from public.users u where u.email_folded = wanted
$$;

-- Who holds a secret, and what may be done with it. Processes of the last release ask for some of
-- its columns by name, and find them. `is_stale` says that its last use is worth writing down.
-- squawk-ignore ban-drop-function
drop function app.find_credential(bytea);
create function app.find_credential(hash bytea)
  returns table (user_id uuid, email text, name text, kind text, id uuid, scopes text[],
    project_id uuid, expires_at timestamptz, is_stale boolean)
  language sql stable security definer set search_path = '' as $$
  select u.id, u.email, u.name, held.kind, held.id, held.scopes, held.project_id, held.expires_at,
    coalesce(held.used_at < clock_timestamp() - interval '5 minutes', true)
  from (
    select s.user_id, 'session' as kind, s.id, array['read', 'write', 'spend', 'account'] as scopes,
        cast(null as uuid) as project_id, s.expires_at, s.last_seen_at as used_at
      from public.user_sessions s
      where s.secret_hash = hash and s.expires_at > clock_timestamp()
        and s.last_seen_at > clock_timestamp() - interval '14 days'
    union all
    select t.user_id, 'token', t.id, t.scopes, t.project_id, t.expires_at, t.last_used_at
      from public.api_tokens t
      where t.secret_hash = hash and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > clock_timestamp())
  ) held join public.users u on u.id = held.user_id
  where u.disabled_at is null
$$;

-- Writes down that a secret was used, at most every five minutes. Whoever holds the row, be it
-- another request, is not waited for.
create function app.note_use(hash bytea) returns void
  language sql security definer set search_path = '' as $$
  update public.user_sessions set last_seen_at = clock_timestamp() where id in (
    select s.id from public.user_sessions s where s.secret_hash = hash
      and s.last_seen_at < clock_timestamp() - interval '5 minutes'
      for no key update skip locked);
  update public.api_tokens set last_used_at = clock_timestamp() where id in (
    select t.id from public.api_tokens t where t.secret_hash = hash
      and coalesce(t.last_used_at < clock_timestamp() - interval '5 minutes', true)
      for no key update skip locked);
$$;

-- Whom an identity provider means; its word for it was checked before.
create function app.find_identity(its_issuer text, its_subject text)
  returns table (user_id uuid, email text, name text, is_disabled boolean)
  language sql stable security definer set search_path = '' as $$
  select u.id, u.email, u.name, u.disabled_at is not null
    from public.user_identities i join public.users u on u.id = i.user_id
    where i.issuer = its_issuer and i.subject = its_subject
$$;

-- A person and the identity at once: false when either is taken, and then neither is made.
create function app.provision(id uuid, email text, email_folded text, name text,
    its_issuer text, its_subject text) returns boolean
  language sql security definer set search_path = '' as $$
  with added as (
    insert into public.users (id, email, email_folded, name)
      select id, email, email_folded, name where not exists (
        select from public.user_identities i where i.issuer = its_issuer and i.subject = its_subject)
      on conflict do nothing returning users.id
  ), named as (
    insert into public.user_identities (user_id, issuer, subject)
      select added.id, its_issuer, its_subject from added returning 1
  )
  select exists (select from named)
$$;

-- Whose link for a new password it is.
create function app.find_reset(hash bytea) returns uuid
  language sql stable security definer set search_path = '' as $$
  select r.user_id from public.password_resets r join public.users u on u.id = r.user_id
    where r.secret_hash = hash and r.expires_at > clock_timestamp() and u.disabled_at is null
$$;

revoke all on function app.find_login(text), app.find_credential(bytea), app.note_use(bytea),
  app.find_identity(text, text), app.provision(uuid, text, text, text, text, text),
  app.find_reset(bytea) from public;
grant execute on function app.find_login(text), app.find_credential(bytea), app.note_use(bytea),
  app.find_identity(text, text), app.provision(uuid, text, text, text, text, text),
  app.find_reset(bytea) to asset_app;

-- Open pages are told at once when what they were opened with is worth nothing any more.
create function app.tell_credentials() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_table_name = 'users' then
    perform pg_notify('project_events', old.id::text);
  else
    perform pg_notify('project_events', old.user_id::text);
  end if;
  return null;
end $$;
revoke all on function app.tell_credentials() from public;
grant execute on function app.tell_credentials() to asset_app, asset_maintenance;
create trigger tell_credentials after delete on user_sessions
  for each row execute function app.tell_credentials();
create trigger tell_credentials after delete on api_tokens
  for each row execute function app.tell_credentials();
create trigger tell_revoked after update on api_tokens
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function app.tell_credentials();
create trigger tell_disabled after update on users
  for each row when (old.disabled_at is null and new.disabled_at is not null)
  execute function app.tell_credentials();
