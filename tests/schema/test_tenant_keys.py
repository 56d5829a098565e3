"""A row never hangs on another project's parent, not even when the policies are bypassed."""

import itertools

import pytest
from fixtures.factories import (
    make_asset,
    make_attempt,
    make_export,
    make_job,
    make_library_asset,
    make_object,
    make_project,
    make_reshape,
    make_scene,
    make_scene_asset,
    make_style,
    make_user,
)
from sqlalchemy import text

from asset_service.models.project import Project
from schema.refusals import refused, run

pytestmark = pytest.mark.promise("A4")


class Tenant:
    """One project with one row of everything that something else can hang on.

    Its style has a version that no other one has: in another project there is none of it.
    """

    versions = itertools.count(1)

    def __init__(self, owner):
        self.project = make_project(owner, make_user(owner))
        self.asset = make_asset(owner, self.project)
        self.job = make_job(owner, self.asset)
        self.attempt = make_attempt(owner, self.asset)
        self.object = make_object(owner, self.project.id)
        self.scene = make_scene(owner, self.project, 1)
        self.scene_asset = make_scene_asset(owner, self.scene, self.asset)
        self.reshape = make_reshape(owner, self.asset, "split")
        self.library_asset = make_library_asset(owner, self.project)
        self.library = owner.get_one(Project, self.library_asset.project_id)
        self.export = make_export(owner, self.project)
        self.project.style_version = next(self.versions)
        owner.commit()
        self.style = make_style(owner, self.project)


KEYS = [
    (
        "fk_attempts_asset",
        "attempts",
        "number = 9, slot = 4, is_selected = false, asset_id",
        "asset.id",
    ),
    ("fk_attempts_object", "attempts", "sha256", "object.sha256"),
    (
        "fk_attempts_cleared_with",
        "attempts",
        """slot = null, is_selected = false, binned_at = now(), binned_because = 'cleared',
           cleared_slot = 1, cleared_with""",
        "style.version",
    ),
    (
        "fk_attempts_job",
        "attempts",
        "source = 'generated', digital_source_type = 'algorithmicMedia', job_id",
        "job.id",
    ),
    (
        "fk_attempts_scene_asset",
        "attempts",
        "is_selected = false, scene_asset_id",
        "scene_asset.id",
    ),
    ("fk_jobs_asset", "jobs", "asset_id", "asset.id"),
    (
        "fk_jobs_scene_asset",
        "jobs",
        "scene_id = (select id from scenes where project_id = jobs.project_id), scene_asset_id",
        "scene_asset.id",
    ),
    ("fk_jobs_scene", "jobs", "scene_id", "scene.id"),
    ("fk_jobs_batch", "jobs", "batch_id", "job.batch_id"),
    ("fk_jobs_retry_of", "jobs", "retry_of", "job.id"),
    ("fk_scene_assets_asset", "scene_assets", "asset_id", "asset.id"),
    ("fk_scene_assets_scene", "scene_assets", "scene_id", "scene.id"),
    ("fk_scene_assets_inherited_from", "scene_assets", "inherited_from", "scene_asset.id"),
    ("fk_scene_assets_image", "scene_assets", "image_attempt_id", "attempt.id"),
    ("fk_scene_assets_master", "scene_assets", "master_attempt_id", "attempt.id"),
    ("fk_scene_assets_made_with", "scene_assets", "made_with", "reshape.id"),
    (
        "fk_scene_assets_unlinked_with",
        "scene_assets",
        "unlinked_at = now(), unlinked_with",
        "reshape.id",
    ),
    (
        "fk_attempts_made_with",
        "attempts",
        "copy_of = gen_random_uuid(), made_with",
        "reshape.id",
    ),
    ("fk_assets_merged_with", "assets", "binned_at = now(), merged_with", "reshape.id"),
    ("fk_assets_split_from", "assets", "split_from", "asset.id"),
    ("fk_reshapes_asset", "reshapes", "asset_id", "asset.id"),
    ("fk_reshapes_variant", "reshapes", "variant_id", "asset.id"),
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
        "fk_style_references_version",
        """insert into style_references (project_id, version, place, sha256, created_by)
           select :mine, v.version, 1, o.sha256, v.created_by from style_versions v, objects o
           where v.project_id = :theirs and o.project_id = :mine limit 1""",
    ),
    (
        "fk_style_references_object",
        """insert into style_references (project_id, version, place, sha256, created_by)
           select :mine, v.version, 1, o.sha256, v.created_by from style_versions v, objects o
           where v.project_id = :mine and o.project_id = :theirs limit 1""",
    ),
    (
        "fk_api_tokens_membership",
        """insert into api_tokens (id, user_id, name, secret_hash, scopes, project_id)
           select gen_random_uuid(), m.user_id, 't', '\\x00', '{read}', :theirs
           from memberships m where m.project_id = :mine""",
    ),
    (
        "fk_charges_job",
        """insert into charges (job_id, project_id, asset_id, requested_by, provider, model)
           select j.id, :mine, a.id, j.requested_by, '', '' from jobs j, assets a
           where j.project_id = :theirs and a.project_id = :mine""",
    ),
    (
        "fk_charges_asset",
        """insert into charges (job_id, project_id, asset_id, requested_by, provider, model)
           select j.id, :mine, a.id, j.requested_by, '', '' from jobs j, assets a
           where j.project_id = :mine and a.project_id = :theirs""",
    ),
    (
        "fk_job_references_job",
        """insert into job_references (project_id, job_id, place, sha256, role)
           select :mine, j.id, 1, o.sha256, 'identity' from jobs j, objects o
           where j.project_id = :theirs and o.project_id = :mine limit 1""",
    ),
    (
        "fk_job_references_object",
        """insert into job_references (project_id, job_id, place, sha256, role)
           select :mine, j.id, 1, o.sha256, 'identity' from jobs j, objects o
           where j.project_id = :mine and o.project_id = :theirs limit 1""",
    ),
    (
        "fk_asset_revisions_asset",
        """insert into asset_revisions
             (project_id, asset_id, version, type, name, description, image_prompt, changed_by)
           select :mine, id, 1, type, name, description, image_prompt, created_by
           from assets where project_id = :theirs""",
    ),
    (
        "fk_tombstones_merged_with",
        """insert into tombstones (project_id, type, name_folded, name, merged_with)
           select :mine, 'prop', 'lamp', 'Lamp', id from reshapes where project_id = :theirs""",
    ),
    (
        "fk_outbox_job",
        """insert into outbox (project_id, kind, job_id, user_id)
           select :mine, 'generate', id, requested_by from jobs where project_id = :theirs""",
    ),
    (
        "fk_outbox_export",
        """insert into outbox (project_id, kind, export_id, user_id)
           select :mine, 'export', id, requested_by from exports where project_id = :theirs""",
    ),
    (
        "fk_outbox_object",
        """insert into outbox (project_id, kind, sha256, user_id)
           select :mine, 'render', sha256, created_by from attempts where project_id = :theirs""",
    ),
]


LIBRARY = [
    (
        "fk_library_versions_asset",
        """insert into library_versions
             (project_id, library_asset_id, version, name, why, created_by)
           select :mine, library_asset_id, 2, name, why, created_by
           from library_versions where project_id = :theirs""",
    ),
    (
        "fk_library_versions_object",
        """update library_versions set sha256 = (select sha256 from objects
           where project_id = :theirs) where project_id = :mine""",
    ),
    (
        "fk_library_assets_version",
        """update library_assets set version = 2 where project_id = :mine""",
    ),
]
# It leads out of the film on purpose: who makes it must see where (test_library_rules.py).
ACROSS = {"fk_assets_library_version"}


@pytest.mark.parametrize(("key", "statement"), LIBRARY)
def test_a_row_of_a_library_refuses_another_ones_parent(owner, key, statement):
    mine, theirs = Tenant(owner), Tenant(owner)
    with refused(owner, key):
        run(owner, statement, mine=mine.library.id, theirs=theirs.library.id)
        owner.commit()


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
    tried = {key for key, *_ in KEYS} | {key for key, _ in INSERTS + LIBRARY} | ACROSS
    assert {name for name, _ in found} == tried
    inside = [columns for name, columns in found if name not in ACROSS]
    assert all({"project_id", "asset_id"} & set(columns) for columns in inside)
