from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from asset_service.domain.errors import Forbidden, Invalid, NotFound
from asset_service.services.projects import Projects
from asset_service.store.work import Database


@pytest.fixture
def projects(engine):
    return Projects(Database(engine))


@pytest.fixture
def made(projects, person):
    return projects.create(person.id, "  The Lantern\tKeeper ")


def test_whoever_makes_a_project_owns_it(made, projects, person):
    assert (made.title, made.role, made.stage) == ("The Lantern Keeper", "owner", "open")
    assert projects.get(person.id, made.id) == made


def test_projects_are_listed_newest_first(made, projects, person):
    newer = projects.create(person.id, made.title)
    assert projects.list(person.id) == [newer, made]


def test_a_stranger_sees_nothing_of_it(made, projects, other):
    assert projects.list(other.id) == []
    for project_id in (made.id, uuid4()):
        with pytest.raises(NotFound):
            projects.get(other.id, project_id)
        with pytest.raises(NotFound):
            projects.edit(other.id, project_id, title="Mine")


def test_only_what_is_given_is_changed(made, projects, person):
    assert not projects.edit(person.id, made.id, plain_background=False).plain_background
    edited = projects.edit(person.id, made.id, title="Keeper")
    assert (edited.title, edited.plain_background) == ("Keeper", False)
    assert edited.updated_at > made.updated_at


@pytest.mark.parametrize("title", ["", " ", "x" * 201, "a\0b", "\ud800"])
def test_a_title_that_cannot_be_used_is_refused(made, projects, person, title):
    with pytest.raises(Invalid) as refused:
        projects.create(person.id, title)
    assert list(refused.value.extra["errors"]) == ["title"]
    with pytest.raises(Invalid):
        projects.edit(person.id, made.id, title=title)


def test_a_viewer_may_look_and_not_change(made, projects, other, app_settings):
    owner = create_engine(app_settings.owner_url, poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(
            text("insert into memberships (project_id, user_id, role) values (:p, :u, 'viewer')"),
            {"p": made.id, "u": other.id},
        )
    assert projects.get(other.id, made.id).role == "viewer"
    with pytest.raises(Forbidden):
        projects.edit(other.id, made.id, title="Mine")
