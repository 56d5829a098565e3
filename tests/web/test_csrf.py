import pytest
from fixtures.app import csrf_headers, signed_in

URL = "/api/v1/projects"
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9"},
    {"Origin": "http://127.0.0.1:80000"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]


def titles(client):
    return [project["title"] for project in client.get(URL).json["items"]]


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_changes_nothing_even_with_the_token(app, client, headers):
    refused = client.post(
        URL, json={"title": "Planted"}, headers={**csrf_headers(app, client), **headers}
    )
    assert (refused.status_code, refused.json["code"]) == (403, "csrf_failed")
    assert titles(client) == []


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"title": "Planted"}},
        {"data": {"title": "Planted"}},
        {"data": {"title": "Planted"}, "content_type": "multipart/form-data"},
        {"data": '{"title": "Planted"}', "content_type": "text/plain"},
        {"data": ""},
    ],
)
@pytest.mark.parametrize("token", [{}, {"X-CSRFToken": ""}, {"X-CSRFToken": "forged"}])
def test_a_cookie_alone_changes_nothing(client, body, token):
    refused = client.post(URL, headers=token, **body)
    assert (refused.status_code, refused.json["code"]) == (403, "csrf_failed")
    assert titles(client) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_every_unsafe_method_needs_the_token(client, method):
    assert client.open("/api/v1/me/password", method=method).status_code in {403, 405}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
def test_our_own_pages_change_things(app, client, headers):
    made = client.post(
        URL, json={"title": "Ours"}, headers={**csrf_headers(app, client), **headers}
    )
    assert made.status_code == 201
    assert titles(client) == ["Ours"]


def test_the_token_of_another_browser_does_not_do(app, client, other_client):
    stolen = csrf_headers(app, other_client)
    csrf_headers(app, client)
    assert client.post(URL, json={"title": "Planted"}, headers=stolen).status_code == 403


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_bearer_token_is_sent_on_purpose(api, headers):
    assert api.post("/projects", {"title": "Mine"}, headers=headers).status_code == 201


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/sign-up", "/tokens"])
def test_no_other_site_makes_accounts_or_tokens_through_a_browser(nobody, path, headers):
    refused = nobody.post(path, {"name": "x"}, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (403, "csrf_failed")


def test_a_form_carries_the_token_as_a_field(probing_app, person):
    client = signed_in(probing_app, person)
    token = client.get("/probe/token").text
    sent = client.post("/probe", data={"csrf_token": token, "title": "Ours"})
    assert sent.json["form"]["title"] == "Ours"
    assert client.post("/probe", data={"title": "Planted"}).status_code == 403
