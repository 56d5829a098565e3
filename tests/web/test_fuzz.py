"""Whatever is sent, the answer is one that the document names, in the form that it names.

Every check that schemathesis has, over the whole document: each operation with examples, with
the edges of its schema and at random, then all of them one after the other as links lead. It
goes the same way each time; the film is put back before each request that could see a change.
"""

import re

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from web.serving import serving
from web.test_tenants import EVERY

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

# Among the edges of a schema there are hundreds of cases; the random ones beside them are few.
RANDOM = 2
# Addresses are always those of the film, also where a wrong one was drawn: then nothing was wrong.
# (Wrong ones: test_bad_input.py.)
IN_ADDRESS = re.compile(r"Invalid component: parameters? .* in path")
REFUSED = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "429"]
CHECKS = {
    # A schema cannot say what a film allows: valid data may meet a locked stage, a name that is
    # taken, an id of nothing. That the document names the answer is checked all the same.
    "positive_data_acceptance": {"enabled": True, "expected-statuses": ["2xx", "304", *REFUSED]},
    "negative_data_rejection": {"enabled": True, "expected-statuses": REFUSED},
    "missing_required_header": {"enabled": True, "expected-statuses": ["4xx"]},
}


# A word that stands where an id might: other methods are those of an asset, scene or export of
# that name, which is nobody's.
METHODS = ("unsupported_method", "allow_header_conformance")
WORDS = (
    "/merge",
    "/populate",
    "/refresh",
    "/use-master",
    "/estimate",
    "/references",
    "/cancel-queued",
)


def schema_of(walls, address, phases, *, parameters=None, max_examples=RANDOM):
    """The document, as the owner of the film asks for it."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 7,
            "cache": {"enabled": False},  # what an earlier run found would change this one
            "continue-on-failure": True,
            "headers": dict(walls.api.headers),
            "generation": {
                "max-examples": max_examples,
                "deterministic": True,
                "database": "none",
            },
            "phases": {
                name: {"enabled": name in phases}
                for name in ("examples", "coverage", "fuzzing", "stateful")
            },
            "checks": CHECKS,
            "parameters": parameters or {},
        }
    )
    return schemathesis.openapi.from_url(address, config=config)


def wrong(schema):
    """Yield what each check that failed says, and each error on the way."""
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            yield str(getattr(event, "info", event))
        if isinstance(event, events.ScenarioFinished) and event.status is Status.FAILURE:
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.status is Status.FAILURE:
                        case = event.recorder.cases[case_id].value
                        failure = check.failure_info.failure
                        yield f"{check.name}: {failure.message}\n{case.as_curl_command()}"


@pytest.fixture(scope="module")
def address(_walls):
    """Where the application listens; the film is put back before whatever may change it."""

    def application(environ, start_response):
        if environ["REQUEST_METHOD"] != "GET":
            _walls.put_back()
        return _walls.house.app(environ, start_response)

    with serving(application) as found:
        yield found


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_is_one_the_document_names(walls, address, method, path):
    # A token of nobody: its own must stay valid while it is at it.
    ids = {**walls.film.ids, "token_id": walls.film.ids["project_id"]}
    if "/scenes/{scene_id}" in path:
        ids["attempt_id"] = ids["scene_attempt_id"]
    named = {f"path.{name}": value for name, value in ids.items() if f"{{{name}}}" in path}
    phases = {"examples", "coverage", "fuzzing"}
    schema = schema_of(walls, address, phases, parameters=named)
    found = [
        one
        for one in wrong(schema.include(method=method, path=path))
        if not (path.endswith(WORDS) and one.startswith(METHODS)) and not IN_ADDRESS.search(one)
    ]
    assert not found, "\n\n".join(found)
