"""What the operator reads of every log, and sets of what people may store."""

import json

import pytest
from click.testing import CliRunner

from asset_service.cli.main import commands


def entries(run, *arguments):
    return [json.loads(line) for line in run("audit", *arguments).output.splitlines()]


@pytest.fixture
def email(film):
    return film.sql("select email from users where id = :id", id=film.user_id)[0][0]


def test_every_log_is_a_json_object_a_line_the_oldest_first(run, film):
    film.asset("Mara")
    film.sql("update assets set deferred = true")
    found = entries(run)
    assert [one["id"] for one in found] == sorted(one["id"] for one in found)
    assert (found[-1]["kind"], found[-1]["action"]) == ("asset", "deferred")
    assert found[-1]["project_id"] == str(film.project_id)


def test_it_is_narrowed_to_a_film_an_account_a_kind_and_a_number(run, film, email):
    film.asset("Mara")
    assert {one["project_id"] for one in entries(run, "--project", str(film.project_id))} == {
        str(film.project_id)
    }
    assert {one["account_id"] for one in entries(run, "--account", email)} == {str(film.user_id)}
    (asset,) = entries(run, "--kind", "asset", "--since", "2020-01-01")
    assert asset["subject_names"] == ["Mara"]
    assert entries(run, "--by", email) == []
    assert len(entries(run, "--limit", "1")) == 1


def test_a_person_may_store_what_the_operator_says_and_the_log_tells_it(run, film, email):
    assert run("quotas", "show", email).output == "0 bytes without a limit, as everybody\n"
    run("quotas", "set", email, "50GB")
    assert run("quotas", "show", email).output == "0 bytes of 50 GB\n"
    run("quotas", "set", email, "usual")
    set_, removed = entries(run, "--account", email, "--kind", "quota")
    assert (set_["action"], set_["detail"], set_["via"]) == ("set", {"bytes": 50 << 30}, "operator")
    assert removed["action"] == "removed"


@pytest.mark.parametrize("size", ["", "1.5GB", "-1GB", "GB", "9999999TB", "50XB"])
def test_what_is_no_size_is_refused(size):
    result = CliRunner().invoke(commands, ["quotas", "set", "a@b.c", size])
    assert result.exit_code == 2
