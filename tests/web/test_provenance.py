"""Where pictures come from, as the API tells it and writes it into copies."""

from io import BytesIO

import pytest
from fixtures import claiming
from fixtures.certificates import signed
from fixtures.pictures import a_png
from sqlalchemy import create_engine, text

from asset_service.imaging.claims import read_claims
from asset_service.web.headers import PICTURE_POLICY


@pytest.fixture
def send(api, asset):
    def send(data, query=""):
        answer = api.post(f"{asset}/attempts{query}", data={"file": (BytesIO(data), "moon.png")})
        assert answer.status_code == 201, answer.text
        return answer.json["attempt"]

    return send


@pytest.fixture
def of(api, asset):
    """What the API answers of an attempt's provenance, or its copy."""
    return lambda attempt, what: api.get(f"{asset}/attempts/{attempt['id']}/{what}")


def test_an_upload_may_say_where_it_comes_from(send, api, asset):
    send(a_png(1), "?digital_source_type=digitalCapture")
    send(a_png(2))
    listed = api.get(f"{asset}/attempts").json["items"]
    assert [(one["digital_source_type"], one["ai_generated"]) for one in listed] == [
        ("digitalCapture", False),
        (None, None),
    ]


def test_a_word_that_nobody_may_say_is_refused(api, asset):
    file = {"file": (BytesIO(a_png()), "a.png")}
    answer = api.post(f"{asset}/attempts?digital_source_type=algorithmicMedia", data=file)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert "digital_source_type" in answer.json["errors"]


def test_the_same_key_with_another_word_is_another_request(api, asset):
    path = f"{asset}/attempts?digital_source_type="
    codes = [
        api.post(
            f"{path}{said}",
            data={"file": (BytesIO(a_png()), "a.png")},
            headers={"Idempotency-Key": "one"},
        ).status_code
        for said in ("digitalCapture", "digitalCapture", "humanEdits")
    ]
    assert codes == [201, 201, 422]


def test_what_a_signed_file_says_is_told_with_its_validation(send, of):
    told = of(send(signed(a_png(3), "image/png")), "provenance").json
    credentials = told["claims"]["credentials"]
    assert (credentials["state"], credentials["generator"]) == ("valid", "provider 7")
    assert credentials["problems"] == ["signingCredential.untrusted"]
    assert credentials["actions"][0]["action"] == "c2pa.created"
    assert (told["attempt"]["ai_generated"], told["marking"]["why"]) == (True, "signed")


def test_settings_of_a_generator_are_told(send, of):
    told = of(send(claiming.with_texts(prompt=claiming.GRAPH)), "provenance").json
    assert told["claims"]["recipe"]["prompt"] == "a pilot boat"
    assert (told["claims"]["credentials"], told["made"]) == (None, None)


def test_a_copy_is_a_download_that_says_where_it_comes_from(send, of):
    attempt = send(a_png(4), "?digital_source_type=trainedAlgorithmicMedia")
    copy = of(attempt, "export")
    assert copy.headers["X-Provenance"] == "marked"
    assert copy.headers["Content-Disposition"] == "attachment; filename=moon-marked.png"
    assert copy.headers["Content-Security-Policy"] == PICTURE_POLICY
    assert (copy.mimetype, copy.headers["Cache-Control"]) == ("image/png", "private, no-store")
    assert read_claims(copy.data, "PNG").claimed == "trainedAlgorithmicMedia"


def test_a_copy_that_a_mark_would_break_is_the_original_and_says_why(send, of):
    data = signed(a_png(5), "image/png")
    copy = of(send(data), "export")
    assert (copy.data, copy.headers["X-Provenance"]) == (data, "unchanged; why=signed")


@pytest.mark.parametrize("query", ["include_prompt=maybe", "prompt=1"])
def test_what_is_asked_of_a_copy_is_asked_in_known_words(api, asset, send, query):
    attempt = send(a_png(6))
    answer = api.get(f"{asset}/attempts/{attempt['id']}/export?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_an_old_file_that_nobody_read_says_so(send, of, app_settings):
    attempt = send(a_png(7))
    engine = create_engine(app_settings.owner_url)
    with engine.begin() as connection:
        forget = text("update attempts set claims = null where id = :id")
        connection.execute(forget, {"id": attempt["id"]})
    engine.dispose()
    assert of(attempt, "provenance").json["claims"] is None
