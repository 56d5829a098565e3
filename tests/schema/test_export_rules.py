"""What the database itself does not let an export be."""

import pytest
from fixtures.factories import make_export, make_member, make_project, make_user
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from schema.refusals import refused, run


@pytest.fixture
def project(owner):
    return make_project(owner, make_user(owner))


def change(owner, export, facts):
    run(owner, f"update exports set {facts} where id = :id", id=export.id)  # noqa: S608 - our words


@pytest.mark.parametrize("end", ["succeeded", "failed", "canceled"])
@pytest.mark.parametrize("after", ["queued", "running"])
def test_an_end_is_never_left(owner, project, end, after):
    export = make_export(owner, project, state=end)
    with refused(owner, "ck_exports_move"):
        change(owner, export, f"state = '{after}', finished_at = null")


def test_one_that_waits_cannot_succeed_without_a_run(owner, project):
    with refused(owner, "ck_exports_move"):
        change(owner, make_export(owner, project), "state = 'succeeded'")


def test_the_fence_never_falls(owner, project):
    export = make_export(owner, project, state="running", epoch=2)
    with refused(owner, "ck_exports_never_fall"):
        change(owner, export, "epoch = 1")


def test_a_person_has_one_running_in_a_project_and_one_in_another(owner, project):
    make_export(owner, project, state="running")
    second = make_export(owner, project)
    with refused(owner, "uq_exports_running"):
        change(owner, second, "state = 'running', lease_until = now()")
    other = make_member(owner, project)
    make_export(owner, project, state="running", requested_by=other.id)
    make_export(owner, make_project(owner, make_user(owner)), state="running")


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("running", "lease_until = null"),
        ("queued", "lease_until = now()"),
        ("queued", "finished_at = now()"),
        ("succeeded", "finished_at = null"),
        ("succeeded", "sha256 = null"),
        ("succeeded", "expires_at = null"),
        ("canceled", "size = 5"),
        ("failed", "error_code = null"),
        ("canceled", "error_code = 'x'"),
        ("canceled", "file_removed_at = now()"),
        ("running", "done = 3"),
        ("queued", "kind = 'video'"),
        ("queued", "options = '[]'"),
        ("succeeded", "sha256 = 'ABC'"),
    ],
)
def test_what_makes_no_sense_together_is_refused(owner, project, state, facts):
    export = make_export(owner, project, state=state)
    with pytest.raises(IntegrityError):
        change(owner, export, facts)
    owner.rollback()


def test_a_message_is_about_an_export_if_and_only_if_it_says_so(owner, project):
    export = make_export(owner, project)
    with refused(owner, "ck_outbox_export"):
        run(
            owner,
            "insert into outbox (project_id, kind, lane, user_id)"
            " select project_id, 'export', 'exports', requested_by from exports where id = :id",
            id=export.id,
        )


def test_a_project_that_goes_takes_its_exports_along(owner, project):
    make_export(owner, project, state="succeeded")
    run(owner, "delete from projects where id = :id", id=project.id)
    assert owner.execute(text("select count(*) from exports")).scalar_one() == 0
