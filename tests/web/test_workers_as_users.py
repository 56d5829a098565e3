"""A worker does what the user may of whom its message speaks: another's id has no effect."""

import importlib
from dataclasses import fields
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest
from fixtures.threads import at_once

from asset_service.domain.errors import NotFound
from asset_service.ports.queue import Command

pytestmark = pytest.mark.promise("A9")
WITHOUT_USER = {
    "generate": {"job_id": "x"},
    "render": {"project_id": "x", "sha256": "y"},
    "export": {"export_id": "x"},
}


def files(walls):
    return {one: one.stat().st_mtime_ns for one in Path(walls.settings.data_dir).rglob("*")}


@pytest.mark.parametrize("command", get_args(Command), ids=lambda one: one.__name__)
def test_every_command_says_for_whom(command):
    assert "user_id" in {one.name for one in fields(command)}


@pytest.mark.parametrize("name", WITHOUT_USER)
def test_a_task_without_a_user_fails(monkeypatch, name):
    for variable in ("DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(variable, "unix:///nowhere")  # what the module wants to be there
    task = getattr(importlib.import_module(f"workers.{name}"), name)
    with pytest.raises(TypeError, match="user_id"):
        task.run(**WITHOUT_USER[name])


@pytest.mark.parametrize("policies", [True, False], ids=["both walls", "code alone"])
def test_anothers_id_draws_renders_and_exports_nothing(walls, policies):
    house = walls.house if policies else walls.open_house
    ids, stranger = walls.film.ids, walls.other.id
    before, kept = walls.rows(), files(walls)
    house.services.runner.run(UUID(ids["job_id"]), stranger)
    house.services.export_runner.run(UUID(ids["export_id"]), stranger)
    with pytest.raises(NotFound):
        house.services.renditions.render(stranger, UUID(ids["project_id"]), ids["sha256"])
    assert walls.rows() == before
    assert files(walls) == kept


def test_the_policies_alone_keep_a_file_from_being_rendered_again(walls):
    ids, kept = walls.film.ids, files(walls)
    project = UUID(ids["project_id"])
    with walls.deceived(walls.house), pytest.raises(NotFound):
        walls.house.services.renditions.render(walls.other.id, project, ids["sha256"])
    assert files(walls) == kept


def test_the_one_it_belongs_to_has_it_drawn(walls):
    """The positive control, and that nobody else's attempt at the same time is in its way."""
    runner, job = walls.house.services.runner, UUID(walls.film.ids["job_id"])
    before = walls.rows()
    raised = at_once(
        lambda: runner.run(job, walls.other.id), lambda: runner.run(job, walls.owner.id)
    )
    assert raised == []
    assert walls.rows()["attempts"] != before["attempts"]
