-- A user's library keeps its files where films keep theirs: it is a project of another kind, of
-- its owner alone, so that objects, renditions, collector and reconciliation work unchanged.
alter table projects
  add column kind text not null default 'film',
  -- whose library it is; none for a film
  add column library_of uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_projects_kind check (kind in ('film', 'library')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_projects_library_of check ((kind = 'library') = (library_of is not null)),
  -- squawk-ignore constraint-missing-not-valid, disallowed-unique-constraint
  add constraint uq_projects_library_of unique (library_of),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_projects_library_of foreign key (library_of)
    references users (id) on delete cascade;

-- A film stays a film and a library its owner's.
create function app.keep_kind() returns trigger
  language plpgsql set search_path = '' as $$
begin
  raise exception 'a project keeps its kind' using errcode = 'check_violation',
    constraint = 'ck_projects_kind_stays';
end $$;
create trigger keep_kind before update of kind, library_of on projects
  for each row when ((old.kind, old.library_of) is distinct from (new.kind, new.library_of))
  execute function app.keep_kind();

-- Nobody else is ever a member of a library.
create function app.check_library_alone() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if exists (select from public.projects p where p.id = new.project_id and p.kind = 'library'
      and (p.library_of <> new.user_id or new.role <> 'owner')) then
    raise exception 'a library has no members' using errcode = 'check_violation',
      constraint = 'ck_memberships_library_alone';
  end if;
  return new;
end $$;
create trigger check_library_alone before insert or update on memberships
  for each row execute function app.check_library_alone();

-- Assets are of films, library assets of libraries. A project keeps its kind, so once is enough.
create function app.check_kind() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if exists (select from public.projects p
      where p.id = new.project_id and p.kind <> tg_argv[0]) then
    raise exception 'the project is no %', tg_argv[0] using errcode = 'check_violation',
      constraint = 'ck_kind_of_project';
  end if;
  return new;
end $$;
create trigger check_kind before insert or update of project_id on assets
  for each row execute function app.check_kind('film');

-- One row an asset of the library; what it says is in its versions, and nowhere twice.
create table library_assets (
  id uuid primary key,
  project_id uuid not null
    constraint fk_library_assets_project_id references projects (id) on delete cascade,
  type text not null check (type in ('character', 'prop', 'location', 'extra_archetype')),
  -- of the name that its current version has
  name_folded text not null check (length(name_folded) >= 1),
  -- the current version, and what If-Match names
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  binned_at timestamptz,
  constraint uq_library_assets_id_project_id unique (id, project_id)
);
create unique index uq_library_assets_live_name on library_assets (project_id, type, name_folded)
  where binned_at is null;
create index ix_library_assets_project_id_updated_at
  on library_assets (project_id, updated_at, id);
create index ix_library_assets_binned_at on library_assets (binned_at)
  where binned_at is not null;
create trigger check_kind before insert or update of project_id on library_assets
  for each row execute function app.check_kind('library');

-- What it said, each time: never changed, only followed by another. The picture comes with what
-- attempts know of where it is from; the film and the asset that it came from may be gone by now.
create table library_versions (
  project_id uuid not null,
  library_asset_id uuid not null,
  version integer not null check (version >= 1),
  name text not null check (length(name) between 1 and 200),
  description text not null default '' check (length(description) <= 4000),
  image_prompt text not null default '' check (length(image_prompt) <= 4000),
  tags text[] not null default '{}'
    check (array_position(tags, null) is null and cardinality(tags) <= 12
      and length(array_to_string(tags, '')) <= 480),
  why text not null check (why in ('promoted', 'edited', 'restored')),
  restored_from integer,
  sha256 text,
  source text check (source in ('generated', 'uploaded')),
  -- the attempt that it is the picture of
  copy_of uuid,
  original_name text not null default '' check (length(original_name) <= 255),
  prompt text,
  provider text,
  model text,
  seed bigint,
  digital_source_type text,
  said_source_type text,
  claims jsonb check (jsonb_typeof(claims) = 'object' and octet_length(claims::text) <= 16384),
  from_project_id uuid,
  from_asset_id uuid,
  created_by uuid not null constraint fk_library_versions_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_library_versions primary key (library_asset_id, version),
  constraint uq_library_versions_project unique (library_asset_id, project_id, version),
  check ((why = 'restored') = (restored_from is not null)),
  check ((sha256 is null) = (source is null) and (sha256 is null) = (copy_of is null)),
  constraint fk_library_versions_asset foreign key (library_asset_id, project_id)
    references library_assets (id, project_id) on delete cascade,
  constraint fk_library_versions_object foreign key (project_id, sha256)
    references objects (project_id, sha256)
);
create index ix_library_versions_project_id_sha256 on library_versions (project_id, sha256);
create trigger check_file_stays before insert or update of sha256, project_id on library_versions
  for each row execute function app.check_file_stays();

alter table library_assets
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_library_assets_version foreign key (id, project_id, version)
    references library_versions (library_asset_id, project_id, version)
    deferrable initially deferred;
