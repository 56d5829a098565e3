"""Secrets of people leave by the one answer that is for them alone: whole flows, logs at DEBUG."""

import io
import json
import logging
import re

import pytest
import structlog
from fixtures.app import Api, csrf_headers
from fixtures.issuer import an_issuer
from sqlalchemy import create_engine, text

from asset_service import observability
from asset_service.domain.errors import Unauthenticated
from asset_service.models.registry import TABLES

pytestmark = pytest.mark.promise("B43")
PASSWORD = "canary-password-5f1e"
OTHER = "canary-password-7a90"


@pytest.fixture
def logs():
    """Everything that is logged meanwhile, libraries and all."""
    held, kept = io.StringIO(), structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    observability.configure(as_json=True, stream=held)
    root.setLevel(logging.DEBUG)
    yield held
    root.handlers, root.level = handlers, level
    structlog.configure(**kept)


def rows_of(settings):
    """Every row that there is, as text."""
    engine = create_engine(settings.owner_url)
    found = []
    with engine.connect() as connection:
        for one in TABLES:
            every = f"select to_jsonb(t)::text from {one.__tablename__} t"  # noqa: S608 - our names
            found.append(str(connection.execute(text(every)).all()))
    engine.dispose()
    return "".join(found)


def test_secrets_of_people_are_in_no_log_no_answer_and_no_row(  # noqa: PLR0913, PLR0917 - all
    app, services, logs, app_settings, nobody, queue
):
    email = f"canary-{id(logs)}@film.example"
    answers = []

    def keep(answer):
        answers.append(f"{answer.headers}{answer.text}")
        return answer

    keep(nobody.post("/sign-up", {"email": email, "name": "Ada", "password": PASSWORD}))
    made = nobody.post(
        "/tokens",
        {"email": email, "password": PASSWORD, "name": "ci", "scopes": ["read", "account"]},
    )
    token = made.json["secret"]
    assert made.headers["Cache-Control"] == "no-store"
    api = Api(app, token)
    keep(api.get("/me"))
    keep(api.get("/tokens"))
    keep(api.get("/sessions"))
    keep(api.post("/me/password", {"current_password": PASSWORD, "new_password": OTHER}))
    keep(api.post("/me/password", {"current_password": PASSWORD, "new_password": OTHER}))
    keep(Api(app, f"{token}x").get("/me"))
    with pytest.raises(Unauthenticated):
        services.sessions.sign_in(email, PASSWORD)
    link = services.resets.link(services.accounts.find(email))
    reset = re.search(r"token=(.+)", link)[1]
    browser = app.test_client()
    keep(browser.get(f"/reset-password?token={reset}x", headers={"Accept": "text/html"}))
    session = services.sessions.sign_in(email, OTHER).secret
    with browser.session_transaction() as held:
        held["_user_id"] = session
    keep(browser.get("/settings"))
    keep(browser.post("/sign-out", headers=csrf_headers(app, browser)))
    with an_issuer() as issuer:
        jwt = issuer.token()
        keep(Api(app, jwt).get("/me"))

    secrets = {PASSWORD, OTHER, token, reset, session, jwt}
    written = logs.getvalue()
    assert json.loads(written.splitlines()[0])  # something was logged
    for name, text_ in (
        ("logs", written),
        ("answers", "".join(answers)),
        ("rows", rows_of(app_settings)),
        ("queue", str(queue.messages)),
    ):
        assert [one for one in secrets if one in text_] == [], name
