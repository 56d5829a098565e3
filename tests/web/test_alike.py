"""Nobody can tell what is another's from what never was: the same answer for the same work."""

import pytest
from fixtures.statements import counted

from web.test_tenants import NAMED, absent, call_of, told

pytestmark = pytest.mark.promise("B14")
# A key or a name of one tenant is free for all others: nothing says that it exists already.
READS = [(method, path) for method, path in NAMED if method == "GET"]


@pytest.mark.parametrize(("method", "path"), READS)
def test_foreign_and_absent_take_the_same_statements(walls, method, path):
    never, engine = absent(walls.film), walls.house.engine
    options = call_of(method, path).options(walls.film)
    answers, statements = [], []
    for film in (walls.film, never):

        def ask(film=film):
            answers.append(told(film.ask(walls.other_api, method, path, **options)))

        ask()  # the first use of a credential is written down
        statements.append(counted(engine, ask))
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert statements[0] == statements[1]


def test_names_of_others_are_free(walls):
    """Unique is per tenant: a name, a key of a request and a picture that another has are taken."""
    theirs, film = walls.film, walls.others
    path = f"/projects/{film.ids['project_id']}/assets"
    name = walls.api.get(theirs.path("/projects/{project_id}/assets/{asset_id}")).json["name"]
    new = {"name": name, "type": "prop", "description": "Mine."}
    key = {"Idempotency-Key": "one"}
    assert walls.api.post("/projects", {"title": "Theirs"}, headers=key).status_code == 201
    assert walls.other_api.post(path, new, headers=key).status_code == 201
