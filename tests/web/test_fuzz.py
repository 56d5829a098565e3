"""Whatever is sent, the answer is one that the document names, in the form that it names."""

from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from web.films import make_film
from web.test_tenants import EVERY

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_is_one_the_document_names(app, api, method, path):
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[path][method]
    # Its own token must stay valid while it is at it.
    ids = {**make_film(api).ids, "token_id": str(uuid4())}
    named = {name: value for name, value in ids.items() if f"{{{name}}}" in path} or None

    @settings(
        max_examples=6,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data):
        mode = data.draw(st.sampled_from(list(GenerationMode)))
        case = data.draw(operation.as_strategy(mode, path_parameters=named))
        case.call_and_validate(headers=api.headers, checks=CHECKS)

    ask()
