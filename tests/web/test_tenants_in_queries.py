"""Lists, counts and exports carry nobody else's rows, whatever is asked for behind the `?`."""

import pytest

from asset_service.web.document import document, operations, parameters
from web.films import CANARY
from web.test_tenants import EVERY, OWN, call_of

READS = [path for method, path in EVERY if method == "GET"]


def asked(film, path, query=""):
    """The address with what it needs behind the `?`, and then whatever is tried."""
    wanted = "&".join(
        f"{name}={value}" for name, value in (call_of("GET", path).query or {}).items()
    )
    return film.path(path) + (f"?{wanted}&{query}" if wanted else f"?{query}")


def ids_of(app, path):
    """The names behind the `?` that take an id or several."""
    made = document(app)
    (found,) = [one for at, method, one in operations(made) if (at, method) == (path, "get")]
    given = {one["name"]: one["schema"] for one in parameters(made, found) if one["in"] == "query"}
    return [
        name for name, schema in given.items() if schema.get("format") == "uuid" or name == "like"
    ]


def tried(walls, path):
    """Every query that somebody tries who wants to see what is the owner's."""
    owner = walls.owner.id
    yield ""
    yield f"all=1&owner_id={owner}&user_id={owner}&include_deleted=1"
    yield f"all=1&owner_id={owner}&user_id={owner}&include_deleted=1&limit=100000"
    yield "limit=100"
    yield "state=all"
    yield f"q={CANARY}"
    yield f"project_id={walls.film.ids['project_id']}"
    for name in ids_of(walls.house.app, path):
        yield f"{name}={walls.film.ids.get(name, walls.film.ids['attempt_id'])}"


@pytest.mark.promise("A3")
@pytest.mark.parametrize("path", READS)
def test_reads_of_ones_own_never_carry_anothers_rows(walls, path):
    mine = walls.others
    for stranger in (walls.other_api, walls.code_alone):
        for query in tried(walls, path):
            answer = stranger.get(asked(mine, path, query))
            assert answer.status_code < 500
            assert CANARY.encode() not in answer.data, query
        assert stranger.get(asked(mine, path)).status_code == 200


@pytest.mark.promise("A3")
def test_the_owner_does_see_it(walls):
    """The positive control: what is looked for is there to be seen."""
    shown = [
        path for path in READS if CANARY.encode() in walls.api.get(asked(walls.film, path)).data
    ]
    assert len(shown) > len(READS) // 2
    assert {"/api/v1/projects", "/api/v1/library"} <= set(shown) & OWN


@pytest.mark.promise("A3")
@pytest.mark.parametrize("path", READS)
def test_nor_do_the_policies_let_any_through(walls, path):
    mine = walls.others
    with walls.policies_alone() as (stranger, _):
        for query in tried(walls, path):
            assert CANARY.encode() not in stranger.get(asked(mine, path, query)).data, query
