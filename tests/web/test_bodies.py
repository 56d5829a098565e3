import io
import json
from dataclasses import replace

import pytest
from fixtures.app import Api
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from asset_service.app import create_app
from asset_service.web.bodies import Body, BoundedRequest

pytestmark = pytest.mark.promise("A26")

MOST = 1000


def sent(body, length=None, most=MOST, content_type="text/plain"):
    """Build a request as a server does: chunked, or with a length that may be a lie."""
    environ = {
        "REQUEST_METHOD": "POST",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "CONTENT_TYPE": content_type,
    }
    if length is None:
        environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    else:
        environ["CONTENT_LENGTH"] = str(length)
    request = BoundedRequest(environ)
    request.max_content_length = most
    request.max_form_memory_size = most
    return request


@pytest.mark.parametrize("length", [None, MOST])
def test_a_body_of_exactly_the_limit_is_read_whole(length):
    assert sent(b"x" * MOST, length).get_data() == b"x" * MOST


@pytest.mark.parametrize("length", [None, MOST + 1])
def test_one_byte_more_is_refused_however_it_is_read(length):
    for read in (
        lambda request: request.get_data(),
        lambda request: request.stream.read(),
        lambda request: [request.stream.read(7) for _ in range(MOST)],
    ):
        with pytest.raises(RequestEntityTooLarge):
            read(sent(b"x" * (MOST + 1), length))


def test_a_long_chunked_form_is_refused_and_not_cut():
    body = b"text=" + b"x" * (2 * MOST)
    with pytest.raises(RequestEntityTooLarge):
        _ = sent(body, content_type="application/x-www-form-urlencoded").form


def test_a_body_that_ends_early_is_an_error_and_not_the_end():
    with pytest.raises(ClientDisconnected):
        sent(b"x" * 10, length=20).get_data()


def test_what_comes_after_the_length_is_not_read():
    assert sent(b"x" * 20, length=10).get_data() == b"x" * 10


def test_without_length_or_chunks_there_is_no_body():
    request = BoundedRequest({"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(b"x")})
    request.max_content_length = MOST
    assert request.get_data() == b""


@pytest.fixture(scope="module")
def small(app_settings, services):
    """The application with limits that a test can reach."""
    settings = replace(app_settings, max_upload_bytes=100_000, max_script_bytes=100_000)
    return create_app(settings, services)


@pytest.fixture
def small_api(small, person):
    return Api(small, person.token)


@pytest.fixture
def script(small_api):
    made = small_api.post("/projects", {"title": "Film"}).json["id"]
    return f"/projects/{made}/script/preview"


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps({"text": "x" * 100_001}).encode()),
        ("application/json", json.dumps({"text": "é" * 50_001}).encode()),
        ("application/json", json.dumps({"text": "x" * 2_000_000}).encode()),
        ("text/plain", b"x" * 100_001),
        ("text/plain", b"x" * 2_000_000),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
            + b"x" * 100_001
            + b"\r\n--b--\r\n",
        ),
    ],
)
def test_a_script_that_is_too_long_is_413_however_it_is_sent(
    small_api, script, content_type, body, chunked
):
    options = {"environ_overrides": as_chunks(body, content_type)} if chunked else {"data": body}
    refused = small_api.post(script, content_type=content_type, **options)
    assert (refused.status_code, refused.json["code"]) == (413, "too_large")


def as_chunks(body, content_type):
    return {
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_LENGTH": "",
        "CONTENT_TYPE": content_type,  # the client would write its own boundary
    }


def test_every_other_route_takes_less(api):
    refused = api.post("/projects", data=b" " * 5_000_000, content_type="application/json")
    assert refused.status_code == 413


def test_a_pasted_script_of_two_megabytes_arrives_however_it_is_escaped(app_settings):
    text = "é" * (app_settings.max_script_bytes // 2)
    assert len(json.dumps({"text": text})) < Body.SCRIPT.limit(app_settings)
    assert Body.UPLOAD.limit(app_settings) > app_settings.max_upload_bytes


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "identity, gzip"])
def test_a_compressed_body_is_refused(api, coding):
    refused = api.post("/projects", {"title": "x"}, headers={"Content-Encoding": coding})
    assert (refused.status_code, refused.json["code"]) == (415, "unsupported_type")


def test_an_identity_coding_is_none(api):
    made = api.post("/projects", {"title": "x"}, headers={"Content-Encoding": "Identity"})
    assert made.status_code == 201
