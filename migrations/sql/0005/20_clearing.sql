-- What a change of style cleared away, as it was: it comes back together. A film has hundreds of
-- attempts, so that looking at all of them once takes no time.
-- squawk-ignore ban-drop-constraint
alter table attempts drop constraint attempts_binned_because_check;
alter table attempts
  add column cleared_with integer,
  add column cleared_slot smallint check (cleared_slot between 1 and 4),
  add column cleared_selected boolean not null default false,
  -- squawk-ignore constraint-missing-not-valid
  add constraint attempts_binned_because_check
    check (binned_because in ('evicted', 'deleted', 'canceled', 'cleared')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_attempts_cleared
    check ((binned_because is not distinct from 'cleared') = (cleared_with is not null)
      and (cleared_with is null) = (cleared_slot is null)
      and (cleared_with is not null or not cleared_selected)),
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_attempts_cleared_with foreign key (project_id, cleared_with)
    references style_versions (project_id, version);
create index ix_attempts_cleared_with on attempts (project_id, cleared_with)
  where cleared_with is not null;
