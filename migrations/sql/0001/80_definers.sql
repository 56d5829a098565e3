-- The listed SECURITY DEFINER functions: all that may look past the policies, and why.

-- Before there is a user: find one by address, or by the hash of a secret.
create function app.find_login(wanted text)
  returns table (user_id uuid, password_hash text)
  language sql stable security definer set search_path = '' as $$
  select u.id, u.password_hash from public.users u where u.email_folded = wanted
$$;

create function app.find_credential(hash bytea)
  returns table (user_id uuid, kind text)
  language sql stable security definer set search_path = '' as $$
  select s.user_id, 'session' from public.user_sessions s
    where s.secret_hash = hash and s.expires_at > clock_timestamp()
  union all
  select t.user_id, 'token' from public.api_tokens t
    where t.secret_hash = hash and t.revoked_at is null
      and (t.expires_at is null or t.expires_at > clock_timestamp())
$$;

-- Nobody may write `users` or `memberships` by themselves: a user could enrol himself.
create function app.sign_up(id uuid, email text, email_folded text, name text, password_hash text)
  returns boolean
  language sql security definer set search_path = '' as $$
  with added as (
    insert into public.users (id, email, email_folded, name, password_hash)
      values (id, email, email_folded, name, password_hash)
      on conflict (email_folded) do nothing returning 1
  )
  select exists (select from added)
$$;

create function app.create_project(project_id uuid, title text)
  returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if app.uid() is null then
    raise exception 'no user' using errcode = 'insufficient_privilege';
  end if;
  insert into public.projects (id, title) values (project_id, title);
  insert into public.memberships (project_id, user_id, role)
    values (project_id, app.uid(), 'owner');
end $$;

revoke all on all functions in schema app from public;
grant execute on function app.uid(), app.touch(), app.record_event(), app.tell_relay()
  to asset_app, asset_maintenance;
grant execute on function app.find_login(text), app.find_credential(bytea),
  app.sign_up(uuid, text, text, text, text), app.create_project(uuid, text) to asset_app;
