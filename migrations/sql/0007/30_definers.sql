-- The library of whoever asks, made on first use; two first uses get the same one.
create function app.open_library(new_id uuid) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  found_id uuid;
begin
  if app.uid() is null then
    raise exception 'no user' using errcode = 'insufficient_privilege';
  end if;
  insert into public.projects (id, title, kind, library_of)
    values (new_id, 'Library', 'library', app.uid())
    on conflict (library_of) do nothing
    returning id into found_id;
  if found_id is not null then
    insert into public.memberships (project_id, user_id, role)
      values (found_id, app.uid(), 'owner');
    return found_id;
  end if;
  select p.id into found_id from public.projects p where p.library_of = app.uid();
  return found_id;
end $$;

revoke all on function app.open_library(uuid), app.keep_kind(), app.check_library_alone(),
  app.check_kind(), app.check_library_link(), app.record_library() from public;
grant execute on function app.open_library(uuid), app.keep_kind(), app.check_library_alone(),
  app.check_kind(), app.check_library_link(), app.record_library() to asset_app;
