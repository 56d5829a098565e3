-- Who changed what: written by triggers in the transaction of the change, so that no service can
-- forget it and none can do it alone. One entry tells of one kind of act in one transaction, with
-- all that it touched: deferring forty assets at once is one line.
create table audit_entries (
  id bigint generated always as identity constraint pk_audit_entries primary key,
  -- the film, or the account, whose log it is in
  project_id uuid constraint fk_audit_entries_project_id references projects (id) on delete cascade,
  account_id uuid constraint fk_audit_entries_account_id references users (id) on delete cascade,
  -- who did it, as they were called then; nobody for what the service did by itself. No key: who
  -- leaves does not take the log along.
  user_id uuid,
  user_name text not null,
  via text not null constraint ck_audit_entries_via
    check (via in ('session', 'token', 'jwt', 'worker', 'operator', 'system')),
  kind text not null,
  action text not null,
  subject_ids uuid[] not null,
  -- the first five, as they were called then
  subject_names text[] not null,
  -- rows of `kind`: several pictures of one asset are one subject
  count integer not null constraint ck_audit_entries_count check (count >= 1),
  -- what changed, each as [before, after], and short facts of it; where there were several, what
  -- is the same of all. Never a secret, a prompt or a script's text.
  detail jsonb not null constraint ck_audit_entries_detail
    check (jsonb_typeof(detail) = 'object' and octet_length(detail::text) <= 8192),
  xid bigint not null default (pg_current_xact_id()::text::bigint),
  at timestamptz not null default clock_timestamp(),
  constraint ck_audit_entries_of_one check (num_nulls(project_id, account_id) = 1),
  constraint uq_audit_entries_once
    unique nulls not distinct (xid, kind, action, project_id, account_id)
);
create index ix_audit_entries_project_id_id on audit_entries (project_id, id);
create index ix_audit_entries_account_id_id on audit_entries (account_id, id)
  where account_id is not null;
create index ix_audit_entries_at on audit_entries using brin (at);

-- What was written stays as it is. Its own transaction may say more; refused sign-ins are counted.
create function app.keep_audit() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.xid = pg_catalog.pg_current_xact_id()::text::bigint
      or (old.kind = 'session' and old.action = 'refused' and new.count = old.count + 1
        and pg_catalog.to_jsonb(new) - 'count' = pg_catalog.to_jsonb(old) - 'count') then
    return new;
  end if;
  raise exception 'what is in the log stays as it is' using errcode = 'check_violation',
    constraint = 'ck_audit_entries_stay';
end $$;
create trigger keep_audit before update on audit_entries
  for each row execute function app.keep_audit();

-- In plpgsql what follows is planned once a connection, and not for every row.

-- A value as the log tells it: short, and of a text only how long it is where it is `hidden`.
create function app.audit_value(value jsonb, hidden boolean) returns jsonb
  language plpgsql immutable set search_path = '' as $$
begin
  return case pg_catalog.jsonb_typeof(value)
    when 'string' then pg_catalog.to_jsonb(case
      when hidden then pg_catalog.length(value #>> '{}') || ' characters'
      else pg_catalog.left(value #>> '{}', 80) end)
    when 'array' then case when hidden or pg_catalog.length(value::text) > 200
      then pg_catalog.to_jsonb(pg_catalog.jsonb_array_length(value) || ' entries') else value end
    when 'object' then '"changed"'
    else value end;
end $$;

-- What is told of a row: of `fields`, each that changed as [before, after]; `*` behind hides a
-- text, `=` before tells it also when it did not change. Without an earlier row, as it is.
create function app.audit_told(fields text, was jsonb, now jsonb) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  told jsonb := '{}';
  word text;
  name text;
  hidden boolean;
begin
  foreach word in array pg_catalog.string_to_array(fields, ' ') loop
    name := pg_catalog.btrim(word, '*=');
    hidden := pg_catalog.right(word, 1) = '*';
    if was is not null and was -> name is distinct from now -> name then
      told := told || pg_catalog.jsonb_build_object(name, pg_catalog.jsonb_build_array(
        app.audit_value(was -> name, hidden), app.audit_value(now -> name, hidden)));
    elsif was is null or pg_catalog.left(word, 1) = '=' then
      told := told || pg_catalog.jsonb_build_object(name, app.audit_value(now -> name, hidden));
    end if;
  end loop;
  return told;
end $$;

-- What the thing is called that a row speaks of, by the column that names it.
create function app.audit_name(subject text, id uuid, said jsonb) returns text
  language plpgsql stable security definer set search_path = '' as $$
declare
  name text;
begin
  case subject
    when 'asset_id' then
      select a.name into name from public.assets a where a.id = audit_name.id;
    when 'user_id' then
      select u.name into name from public.users u where u.id = audit_name.id;
    when 'library_asset_id' then
      select v.name into name from public.library_versions v
        join public.library_assets l on l.id = v.library_asset_id and l.version = v.version
        where l.id = audit_name.id;
    else
      name := coalesce(said ->> 'name', said ->> 'title', said ->> 'email', said ->> 'file_name',
        nullif(said ->> 'label', ''), said ->> 'scene_number', said ->> 'asset_type',
        said ->> 'currency', said ->> 'kind');
  end case;
  return pg_catalog.left(coalesce(name, ''), 200);
end $$;

-- In which scene: of what is of a scene.
create function app.audit_scene(said jsonb) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  scene uuid := said ->> 'scene_id';
  called text;
begin
  if scene is null and said ->> 'scene_asset_id' is not null then
    select there.scene_id into scene from public.scene_assets there
      where there.id = (said ->> 'scene_asset_id')::uuid;
  end if;
  if scene is null then return '{}'; end if;
  select coalesce(nullif(s.label, ''), s.scene_number::text) into called from public.scenes s
    where s.id = scene;
  return pg_catalog.jsonb_build_object('scene', called);
end $$;

create function app.audit_write(
  of_project uuid, of_account uuid, what text, did text, ids uuid[], called text[], many integer,
  told jsonb
) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  library_of uuid;
begin
  if of_project is not null then
    select p.library_of into library_of from public.projects p where p.id = of_project;
    -- a project that goes takes its log along, and its rows after it; so does an account
    if not found then return; end if;
    -- a library is its owner's alone
    of_account := library_of;
    if library_of is not null then
      of_project := null;
    end if;
  elsif not exists (select from public.users u where u.id = of_account) then
    return;
  end if;
  insert into public.audit_entries as a (project_id, account_id, user_id, user_name, via, kind,
      action, subject_ids, subject_names, count, detail)
    values (of_project, of_account, app.uid(),
      coalesce((select u.name from public.users u where u.id = app.uid()), ''),
      coalesce(nullif(pg_catalog.current_setting('app.via', true), ''), 'system'),
      what, did, ids, called[1:5], many, told)
    on conflict on constraint uq_audit_entries_once do update set
      count = a.count + excluded.count,
      detail = case when excluded.subject_ids <@ a.subject_ids then a.detail || excluded.detail
        else (select coalesce(pg_catalog.jsonb_object_agg(one.key, one.value), '{}')
          from pg_catalog.jsonb_each(a.detail) one
          where excluded.detail -> one.key = one.value) end,
      subject_names = case when excluded.subject_ids <@ a.subject_ids then a.subject_names
        else (a.subject_names || excluded.subject_names)[1:5] end,
      subject_ids = case when excluded.subject_ids <@ a.subject_ids then a.subject_ids
        else (select pg_catalog.array_agg(distinct one)
          from pg_catalog.unnest(a.subject_ids || excluded.subject_ids) one) end;
end $$;

-- The two below are what triggers run: their words are kind, action, the column that names the
-- subject, and the fields that are told.
create function app.audit_row() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  was jsonb;
  said jsonb;
  subject uuid;
begin
  if tg_op = 'DELETE' then
    said := pg_catalog.to_jsonb(old);
  else
    said := pg_catalog.to_jsonb(new);
  end if;
  if tg_op = 'UPDATE' then
    was := pg_catalog.to_jsonb(old);
  end if;
  subject := (said ->> tg_argv[2])::uuid;
  perform app.audit_write(
    -- a token that is good for one film is an act on the account all the same
    (case tg_table_name when 'projects' then said ->> 'id' when 'api_tokens' then null
      else said ->> 'project_id' end)::uuid,
    (said ->> case tg_table_name when 'users' then 'id' else 'user_id' end)::uuid,
    tg_argv[0], tg_argv[1], array[subject],
    array[app.audit_name(tg_argv[2], subject, said)], 1,
    app.audit_told(tg_argv[3], was, said) || app.audit_scene(said));
  return null;
end $$;

create function app.audit_added() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  whose text := case
    when tg_table_name in ('projects', 'users') then 'id'
    when tg_table_name <> 'api_tokens' and exists (select from pg_catalog.pg_attribute
      where attrelid = tg_relid and attname = 'project_id') then 'project_id'
    else 'user_id' end;
  mine text := pg_catalog.format('from fresh where %I = $1', whose);
  is_account boolean := whose = 'user_id' or tg_table_name = 'users';
  owner uuid;
  many integer;
  ids uuid[];
  firsts jsonb[];
  told jsonb;
  field text;
  is_same boolean;
begin
  for owner in execute pg_catalog.format('select distinct %I from fresh', whose) loop
    execute pg_catalog.format('select count(*), array_agg(distinct %I) %s', tg_argv[2], mine)
      into many, ids using owner;
    execute pg_catalog.format('select array_agg(said) from (select distinct on (%1$I)'
      ' to_jsonb(fresh) as said %2$s order by %1$I limit 5) few', tg_argv[2], mine)
      into firsts using owner;
    told := app.audit_told(tg_argv[3], null, firsts[1]);
    if many = 1 then
      told := told || app.audit_scene(firsts[1]);
    else
      for field in select pg_catalog.jsonb_object_keys(told) loop
        execute pg_catalog.format(
          'select bool_and(coalesce(to_jsonb(%I), ''null'') = $2) %s', field, mine)
          into is_same using owner, firsts[1] -> field;
        if not is_same then told := told - field; end if;
      end loop;
    end if;
    perform app.audit_write(
      case when is_account then null else owner end, case when is_account then owner end,
      tg_argv[0], tg_argv[1], ids,
      array(select app.audit_name(tg_argv[2], (said ->> tg_argv[2])::uuid, said)
        from pg_catalog.unnest(firsts) said),
      many, told);
  end loop;
  return null;
end $$;

-- One line makes a table's change be told: `happens` is insert, update or delete; without
-- `only_if` an insert of many rows is told at once, with it each row by itself.
create function app.audit(
  target regclass, happens text, what text, did text, subject text, fields text default '',
  only_if text default null
) returns void
  language plpgsql set search_path = '' as $$
declare
  name text := pg_catalog.concat_ws('_', 'audit', what, did, happens);
  words text := pg_catalog.format('%L, %L, %L, %L', what, did, subject, fields);
begin
  if happens = 'insert' and only_if is null then
    execute pg_catalog.format('create trigger %I after insert on %s referencing new table as fresh'
      ' for each statement execute function app.audit_added(%s)', name, target, words);
  else
    execute pg_catalog.format('create trigger %I after %s on %s for each row when (%s)'
      ' execute function app.audit_row(%s)', name, happens, target, coalesce(only_if, 'true'),
      words);
  end if;
end $$;

-- Somebody tried to sign in with a wrong password: the account's owner is told, an hour's tries
-- in one entry. It does as much for an address without an account, and waits for no disk, so that
-- the time it takes tells nothing.
create function app.sign_in_refused(folded text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  account uuid;
begin
  perform pg_catalog.set_config('synchronous_commit', 'off', true);
  select u.id into account from public.users u where u.email_folded = folded;
  update public.audit_entries set count = count + 1
    where id = (select max(e.id) from public.audit_entries e
      where e.account_id = account and e.kind = 'session' and e.action = 'refused'
        and e.at > pg_catalog.clock_timestamp() - interval '1 hour');
  if account is not null and not found then
    insert into public.audit_entries (account_id, user_name, via, kind, action, subject_ids,
        subject_names, count, detail)
      values (account, '', 'session', 'session', 'refused', '{}', '{}', 1, '{}');
  end if;
end $$;

revoke all on function app.keep_audit(), app.audit_value(jsonb, boolean),
  app.audit_told(text, jsonb, jsonb), app.audit_name(text, uuid, jsonb), app.audit_scene(jsonb),
  app.audit_write(uuid, uuid, text, text, uuid[], text[], integer, jsonb), app.audit_row(),
  app.audit_added(), app.audit(regclass, text, text, text, text, text, text),
  app.sign_in_refused(text) from public;
grant execute on function app.sign_in_refused(text) to asset_app;
