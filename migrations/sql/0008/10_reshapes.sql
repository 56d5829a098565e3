-- Assets that turned out to be one, or two. Whatever a merge or a split makes is a copy, and what
-- it takes away is only set aside, each marked with it: so that its undo is exact.
--
-- `before` and `after` are what was changed in the asset itself, as it was and as it was left,
-- to tell what people changed since. `left_out` is what an undo could not put back.
create table reshapes (
  id uuid not null constraint pk_reshapes primary key,
  project_id uuid not null
    constraint fk_reshapes_project_id references projects (id) on delete cascade,
  kind text not null constraint ck_reshapes_kind check (kind in ('merge', 'split')),
  -- the one that survived a merge, or the one that was split
  asset_id uuid not null,
  -- the one that a split made; null when it is gone for good
  variant_id uuid,
  before jsonb not null constraint ck_reshapes_before check (jsonb_typeof(before) = 'object'),
  after jsonb not null constraint ck_reshapes_after check (jsonb_typeof(after) = 'object'),
  created_by uuid not null constraint fk_reshapes_created_by references users (id),
  created_at timestamptz not null default clock_timestamp(),
  undone_at timestamptz,
  left_out jsonb not null default '[]'
    constraint ck_reshapes_left_out check (jsonb_typeof(left_out) = 'array'),
  constraint ck_reshapes_variant check (variant_id is null or kind = 'split'),
  constraint ck_reshapes_undone check (undone_at is not null or left_out = '[]'),
  constraint uq_reshapes_id_project_id unique (id, project_id),
  constraint fk_reshapes_asset foreign key (asset_id, project_id)
    references assets (id, project_id) on delete cascade,
  constraint fk_reshapes_variant foreign key (variant_id, project_id)
    references assets (id, project_id) on delete set null (variant_id)
);
create index ix_reshapes_project_id_created_at on reshapes (project_id, created_at, id);
create index ix_reshapes_created_at on reshapes (created_at);
create index ix_reshapes_asset_id on reshapes (asset_id);
create index ix_reshapes_variant_id on reshapes (variant_id) where variant_id is not null;

-- An absorbed asset waits in the bin for the undo of its merge, and for nothing else.
alter table assets
  add column merged_with uuid,
  add column split_from uuid,
  add column binned_by uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_assets_merged_is_binned check (merged_with is null or binned_at is not null),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_assets_split_from check (split_from <> id),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_assets_merged_with foreign key (merged_with, project_id)
    references reshapes (id, project_id) on delete set null (merged_with),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_assets_split_from foreign key (split_from, project_id)
    references assets (id, project_id) on delete set null (split_from),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_assets_binned_by foreign key (binned_by) references users (id);
create index ix_assets_merged_with on assets (merged_with) where merged_with is not null;
create index ix_assets_split_from on assets (split_from) where split_from is not null;

-- The name of an absorbed asset is known, as a deleted one is: no scan brings it back.
alter table tombstones
  add column merged_with uuid,
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_tombstones_merged_with foreign key (merged_with, project_id)
    references reshapes (id, project_id) on delete set null (merged_with);
create index ix_tombstones_merged_with on tombstones (merged_with)
  where merged_with is not null;

alter table attempts
  add column made_with uuid,
  add column binned_by uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_attempts_made_is_copy check (made_with is null or copy_of is not null),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_attempts_made_with foreign key (made_with, project_id)
    references reshapes (id, project_id) on delete set null (made_with),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_attempts_binned_by foreign key (binned_by) references users (id);
create index ix_attempts_made_with on attempts (made_with) where made_with is not null;

alter table scene_assets
  add column made_with uuid,
  add column unlinked_with uuid,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_scene_assets_unlinked_with
    check (unlinked_with is null or unlinked_at is not null),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_scene_assets_made_with foreign key (made_with, project_id)
    references reshapes (id, project_id) on delete set null (made_with),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_scene_assets_unlinked_with foreign key (unlinked_with, project_id)
    references reshapes (id, project_id) on delete set null (unlinked_with);
create index ix_scene_assets_made_with on scene_assets (made_with) where made_with is not null;
create index ix_scene_assets_unlinked_with on scene_assets (unlinked_with)
  where unlinked_with is not null;

-- Who links one again, or takes it out by hand, has decided: no undo decides it again.
create function app.forget_unlinking() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if new.unlinked_at is distinct from old.unlinked_at
      and new.unlinked_with is not distinct from old.unlinked_with then
    new.unlinked_with := null;
  end if;
  return new;
end $$;
revoke all on function app.forget_unlinking() from public;
create trigger forget_unlinking before update of unlinked_at on scene_assets
  for each row execute function app.forget_unlinking();

-- Whoever throws something away is written down by the row itself, whichever way it goes.
create function app.note_binner() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if new.binned_at is null then
    new.binned_by := null;
  elsif tg_op = 'INSERT' or old.binned_at is null then
    new.binned_by := app.uid();
  end if;
  return new;
end $$;
revoke all on function app.note_binner() from public;
create trigger note_binner before insert or update of binned_at on assets
  for each row execute function app.note_binner();
create trigger note_binner before insert or update of binned_at on attempts
  for each row execute function app.note_binner();

create trigger record_event after insert or update on reshapes
  for each row execute function app.record_event('reshape');
create trigger record_end after delete on reshapes
  for each row execute function app.record_end('reshape');
