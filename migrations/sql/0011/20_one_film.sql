-- The film that a transaction is kept to, beside the user it asks for; null means every film.
create function app.only_project() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.project_id', true), '')::uuid;
revoke all on function app.only_project() from public;
grant execute on function app.only_project() to asset_app, asset_maintenance;

-- Every policy of a film's tables asks `memberships` for the films of the user, under the policy of
-- that table: to hide the others there hides all that is in them. Restrictive, so that no policy
-- that is added opens it again.
create policy only_project on memberships as restrictive to asset_app
  using ((select app.only_project()) is null or project_id = (select app.only_project()))
  with check ((select app.only_project()) is null or project_id = (select app.only_project()));
