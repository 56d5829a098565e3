from dataclasses import replace

import pytest

from asset_service.app import create_app

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sign-in",
        "/nowhere",
        "/healthz",
        "/api/v1/me",
        "/api/v1/projects",
        "/api/v1/nowhere",
        "/api/v1/docs",
        "/api/v1/openapi.json",
        "/static/api-docs.css",
    ],
)
def test_every_answer_tells_the_browser_what_not_to_do(client, path):
    with client.get(path) as answer:
        assert dict(answer.headers).items() >= EVERYWHERE.items()
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["Permissions-Policy"]


@pytest.mark.promise("A10")
@pytest.mark.parametrize("path", ["/api/v1/projects", "/", "/api/v1/nowhere"])
def test_nothing_of_a_person_is_kept_by_a_cache_that_others_share(client, path):
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_pages_may_listen_to_the_events_address_and_to_no_other(app_settings, services):
    settings = replace(app_settings, events_url="https://events.film.example/stream")
    page = create_app(settings, services).test_client().get("/sign-in")
    policy = page.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://events.film.example;" in policy


@pytest.mark.parametrize(
    ("public_url", "told"), [("https://film.example", True), ("http://127.0.0.1:8000", False)]
)
def test_a_secure_site_stays_secure(app_settings, services, public_url, told):
    app = create_app(replace(app_settings, public_url=public_url), services)
    answer = app.test_client().get("/healthz", base_url=public_url)
    assert ("Strict-Transport-Security" in answer.headers) is told


def test_a_public_site_answers_under_its_own_name_only(app_settings, services):
    app = create_app(replace(app_settings, public_url="https://film.example"), services)
    client = app.test_client()
    assert client.get("/healthz", base_url="https://film.example").status_code == 200
    for host in ("evil.example", "film.example.evil.example", "127.0.0.1"):
        refused = client.get("/healthz", base_url=f"https://{host}")
        assert (refused.status_code, refused.json["code"]) == (400, "bad_request")
        assert host not in refused.text
