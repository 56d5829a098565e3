"""Where a picture comes from, tried in SQL: closed words, bounded claims, no gap."""

import json

import pytest
from fixtures.factories import make_asset, make_attempt, make_job, make_project, make_user

from schema.refusals import refused, run


@pytest.fixture
def asset(owner):
    return make_asset(owner, make_project(owner, make_user(owner)))


@pytest.fixture
def uploaded(owner, asset):
    return make_attempt(owner, asset)


def put(owner, attempt, **facts):
    names = ", ".join(f"{name} = :{name}" for name in facts)
    run(owner, f"update attempts set {names} where id = :id", id=attempt.id, **facts)  # noqa: S608


def test_a_generated_picture_always_says_where_it_comes_from(owner, asset):
    drawn = make_attempt(owner, asset, job=make_job(owner, asset))
    with refused(owner, "attempts_generated_has_source_check"):
        put(owner, drawn, digital_source_type=None)


def test_of_an_upload_nobody_need_know(owner, uploaded):
    put(owner, uploaded, digital_source_type=None, said_source_type=None)


@pytest.mark.parametrize("name", ["digital_source_type", "said_source_type"])
def test_words_that_the_iptc_does_not_have_are_refused(owner, uploaded, name):
    with refused(owner, f"attempts_{name}_check"):
        put(owner, uploaded, **{name: "made by hand"})


def test_nobody_says_anything_of_a_generated_picture(owner, asset):
    drawn = make_attempt(owner, asset, job=make_job(owner, asset))
    with refused(owner, "attempts_said_by_uploader_check"):
        put(owner, drawn, said_source_type="humanEdits")


@pytest.mark.parametrize("claims", [json.dumps({"a": "x" * 17_000}), "[]", '"text"'])
def test_claims_are_an_object_of_sixteen_kilobytes_at_most(owner, uploaded, claims):
    with refused(owner, "attempts_claims_check"):
        put(owner, uploaded, claims=claims)
