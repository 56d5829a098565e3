-- What would open a tenant's rows, as questions to the catalog: every row of an answer is a hole.
-- A line that starts with "--:" names the hole that the statement below it finds.

--: row-level security is off or not forced
select relname from pg_class
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relkind in ('r', 'p')
  and relname <> all (:not_tenant) and not (relrowsecurity and relforcerowsecurity);

--: no policy
select relname from pg_class
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relkind in ('r', 'p')
  and relname <> all (:not_tenant) and relname <> all (:shared)
  and not exists (
    select from pg_policy where polrelid = pg_class.oid and cast(:app as regrole)::oid = any (polroles));

--: a policy for everybody
select polrelid::regclass::text from pg_policy
where not polroles <@ array[cast(:app as regrole)::oid, cast(:maintenance as regrole)::oid];

--: a policy that is always true
select tablename from pg_policies
where (qual = 'true' or with_check = 'true')
  and not (roles = array[cast(:maintenance as name)] and tablename = any (:swept));

--: a view that runs as its owner
select relname from pg_class
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relkind = 'v'
  and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false);

--: a materialized view
select relname from pg_class
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relkind = 'm';

--: a definer function that is not listed
select proname from pg_proc
where pronamespace in ('public'::regnamespace, 'app'::regnamespace)
  and prosecdef and proname <> all (:definers);

--: a definer function without a search path
select proname from pg_proc
where pronamespace in ('public'::regnamespace, 'app'::regnamespace)
  and prosecdef and not coalesce(proconfig && array['search_path=""'], false);

--: a function that everybody may run
select proname from pg_proc
where pronamespace in ('public'::regnamespace, 'app'::regnamespace) and exists (
  select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0);

--: a runtime role with power
select rolname from pg_roles
where rolname in (:app, :maintenance)
  and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb);

--: a runtime role that owns something
select rolname from pg_roles r
where rolname in (:app, :maintenance) and (
  exists (select from pg_class where relowner = r.oid)
  or exists (select from pg_proc where proowner = r.oid)
  or exists (select from pg_namespace where nspowner = r.oid));

--: a runtime role that may become another
select rolname from pg_roles r
where rolname in (:app, :maintenance)
  and exists (select from pg_auth_members where member = r.oid);

--: a right that steps around policies
select relname from pg_class, aclexplode(relacl)
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and grantee <> relowner
  and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN');

--: a right of everybody
select relname from pg_class, aclexplode(relacl)
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and grantee = 0;

--: a right on a table of no tenant
select relname from pg_class, aclexplode(relacl)
where relname = any (:not_tenant) and grantee <> relowner;

--: a right of users on a table of the installation
select relname from pg_class, aclexplode(relacl)
where relname = any (:shared) and grantee not in (relowner, cast(:maintenance as regrole)::oid);

--: a schema that others may add to
select nspname from pg_namespace, aclexplode(nspacl)
where nspname in ('public', 'app') and privilege_type = 'CREATE' and grantee <> nspowner;

--: an owner column that leads no index
select relname from pg_class c
where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relkind in ('r', 'p')
  and exists (
    select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
      and a.attname = case
        when exists (
          select from pg_attribute where attrelid = c.oid and attname = 'project_id')
        then 'project_id' else 'user_id' end
      and not exists (
        select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum));
