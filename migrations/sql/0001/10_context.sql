-- Who is asking: set by every transaction, empty afterwards, and '' is not a uuid.
create schema app;

create function app.uid() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;

create function app.touch() returns trigger
  language plpgsql set search_path = '' as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;

grant usage on schema app, public to asset_app, asset_maintenance;
