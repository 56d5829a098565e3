"""A row never hangs on another project's parent, not even when the policies are bypassed."""

import pytest
from fixtures.factories import (
    make_asset,
    make_attempt,
    make_job,
    make_object,
    make_project,
    make_scene,
    make_scene_asset,
    make_user,
)
from sqlalchemy import text

from schema.refusals import refused, run


class Tenant:
    """One project with one row of everything that something else can hang on."""

    def __init__(self, owner):
        self.project = make_project(owner, make_user(owner))
        self.asset = make_asset(owner, self.project)
        self.job = make_job(owner, self.asset)
        self.attempt = make_attempt(owner, self.asset)
        self.object = make_object(owner, self.project.id)
        self.scene = make_scene(owner, self.project, 1)
        self.scene_asset = make_scene_asset(owner, self.scene, self.asset)


KEYS = [
    (
        "fk_attempts_asset",
        "attempts",
        "number = 9, slot = 4, is_selected = false, asset_id",
        "asset.id",
    ),
    ("fk_attempts_object", "attempts", "sha256", "object.sha256"),
    ("fk_attempts_job", "attempts", "source = 'generated', job_id", "job.id"),
    ("fk_jobs_asset", "jobs", "asset_id", "asset.id"),
    ("fk_jobs_batch", "jobs", "batch_id", "job.batch_id"),
    ("fk_jobs_retry_of", "jobs", "retry_of", "job.id"),
    ("fk_scene_assets_asset", "scene_assets", "asset_id", "asset.id"),
    ("fk_scene_assets_scene", "scene_assets", "scene_id", "scene.id"),
    ("fk_scene_assets_inherited_from", "scene_assets", "inherited_from", "scene_asset.id"),
    ("fk_scene_assets_image", "scene_assets", "image_attempt_id", "attempt.id"),
    ("fk_scene_assets_master", "scene_assets", "master_attempt_id", "attempt.id"),
]


@pytest.mark.parametrize(("key", "table", "column", "parent"), KEYS)
def test_a_row_refuses_another_tenants_parent(owner, key, table, column, parent):
    mine, theirs = Tenant(owner), Tenant(owner)
    row, field = parent.split(".")
    with refused(owner, key):
        run(
            owner,
            f"update {table} set {column} = :parent where project_id = :mine",  # noqa: S608 - from the list above
            parent=getattr(getattr(theirs, row), field),
            mine=mine.project.id,
        )


INSERTS = [
    (
        "fk_asset_revisions_asset",
        """insert into asset_revisions
             (project_id, asset_id, version, type, name, description, image_prompt, changed_by)
           select :mine, id, 1, type, name, description, image_prompt, created_by
           from assets where project_id = :theirs""",
    ),
    (
        "fk_outbox_job",
        """insert into outbox (project_id, kind, job_id, user_id)
           select :mine, 'generate', id, requested_by from jobs where project_id = :theirs""",
    ),
    (
        "fk_outbox_object",
        """insert into outbox (project_id, kind, sha256, user_id)
           select :mine, 'render', sha256, created_by from attempts where project_id = :theirs""",
    ),
]


@pytest.mark.parametrize(("key", "statement"), INSERTS)
def test_a_new_row_refuses_another_tenants_parent(owner, key, statement):
    mine, theirs = Tenant(owner), Tenant(owner)
    with refused(owner, key):
        run(owner, statement, mine=mine.project.id, theirs=theirs.project.id)


def test_every_key_between_tables_of_a_project_has_been_tried(owner):
    """All of them carry the project, or the asset, which carries it."""
    found = owner.execute(
        text(
            """select c.conname, array(select attname::text from pg_attribute
                 where attrelid = c.conrelid and attnum = any (c.conkey)) as columns
               from pg_constraint c
               where c.contype = 'f' and c.confrelid not in ('projects'::regclass,
                 'users'::regclass)"""
        )
    ).all()
    tried = {key for key, *_ in KEYS} | {key for key, _ in INSERTS}
    assert {name for name, _ in found} == tried
    assert all({"project_id", "asset_id"} & set(columns) for _, columns in found)
