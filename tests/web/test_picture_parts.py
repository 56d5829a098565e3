"""Parts of pictures, and pictures that a proxy sends."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.app import Api

from asset_service.app import create_app
from asset_service.web.headers import PICTURE_POLICY
from web.films import upload

KINDS = ["original", "768"]


@pytest.fixture
def attempt(api, asset):
    return upload(api, asset, 1, "moon.png")["attempt"]


@pytest.fixture(params=KINDS)
def path(request, attempt):
    return attempt["urls"][request.param].removeprefix("/api/v1")


@pytest.fixture
def reads(services, monkeypatch):
    """What is asked of the store: key, offset and length."""
    seen, really = [], services.images._store.open

    def note(key, offset=0, length=None):
        seen.append((key.rpartition("/")[2], offset, length))
        return really(key, offset, length)

    monkeypatch.setattr(services.images._store, "open", note)
    return seen


def asking(api, path, header, **others):
    return api.get(path, headers={"Range": header, **others})


def lasting(answer, but=()):
    """The headers that are the same in every answer of this kind."""
    names = set(answer.headers.keys()) - {"X-Request-ID", *but}
    return {name: answer.headers[name] for name in names}


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=2-9", 2, 9),
        ("bytes=10-", 10, -1),
        ("bytes=-7", -7, -1),
        ("bytes=-999999", 0, -1),
        ("bytes=5-999999999999999999", 5, -1),
        ("Bytes=0-", 0, -1),
    ],
)
def test_the_part_that_is_asked_for_is_sent(api, path, header, first, last):
    whole = api.get(path)
    size = len(whole.data)
    first, last = first % size, last % size
    part = asking(api, path, header)
    assert (part.status_code, part.data) == (206, whole.data[first : last + 1])
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    assert part.content_length == last - first + 1
    for name in ("ETag", "Content-Type", "Content-Security-Policy", "Accept-Ranges"):
        assert part.headers[name] == whole.headers[name]


@pytest.mark.parametrize("header", ["bytes={size}-", "bytes={size}-{size}", "bytes=-0"])
def test_a_part_that_is_not_there_is_416_and_tells_the_size(api, path, header):
    size = len(api.get(path).data)
    refused = asking(api, path, header.format(size=size))
    assert (refused.status_code, refused.json["code"]) == (416, "range_not_satisfiable")
    assert refused.headers["Content-Range"] == f"bytes */{size}"


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=9-2", "bytes=0-1,4-5", "pages=1-2", "bytes=x-1", "bytes 0-1",
     "bytes=\u0663-\u0665", "bytes=0-0\x00", "bytes=" + "9" * 5000 + "-"],
)  # fmt: skip
def test_several_parts_or_none_that_can_be_read_give_all_of_it(api, path, header):
    answer = api.get(path, environ_overrides={"HTTP_RANGE": header})
    assert (answer.status_code, answer.data) == (200, api.get(path).data)
    assert "Content-Range" not in answer.headers


def test_nothing_is_read_that_is_not_sent(api, path, reads):
    asking(api, path, "bytes=3-5")
    asking(api, path, "bytes=999999-")
    api.open("HEAD", path)
    api.get(path, headers={"If-None-Match": api.open("HEAD", path).headers["ETag"]})
    assert [part for _, *part in reads] == [[3, 3]]


def test_a_part_of_another_picture_is_not_mixed_in(api, path):
    tag = api.get(path).headers["ETag"]
    assert asking(api, path, "bytes=0-3", **{"If-Range": tag}).status_code == 206
    for other in ('"other"', f"W/{tag}", "Mon, 23 Nov 2026 10:00:00 GMT", "", tag.strip('"')):
        assert asking(api, path, "bytes=0-3", **{"If-Range": other}).status_code == 200


def test_head_tells_the_size_of_the_whole(api, path):
    whole, head = api.get(path), api.open("HEAD", path, headers={"Range": "bytes=0-3"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_length == len(whole.data)
    assert lasting(head) == lasting(whole)


def test_a_known_picture_is_not_sent_in_parts_either(api, path):
    tag = api.get(path).headers["ETag"]
    again = asking(api, path, "bytes=0-3", **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_stranger_gets_no_part(other_api, nobody, path):
    for header in ("bytes=0-0", "bytes=999999-"):
        assert asking(other_api, path, header).status_code == 404
        assert asking(nobody, path, header).status_code == 401


@pytest.fixture
def behind_a_proxy(app_settings, services):
    return create_app(replace(app_settings, accel_redirect="/_objects"), services)


@pytest.fixture
def proxied(behind_a_proxy, person):
    return Api(behind_a_proxy, person.token)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_proxy_is_told_which_file_to_send(proxied, services, path, reads, method):
    answer = proxied.open(method, path, headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.data, reads) == (200, b"", [])
    prefix, _, key = answer.headers["X-Accel-Redirect"].removeprefix("/").partition("/")
    assert prefix == "_objects"
    tag = answer.headers["ETag"].strip('"')
    assert key.endswith(tag if "-" not in tag else ".w768.webp")
    assert (services.images._store._root / key).is_file()


@pytest.mark.promise("A25")
def test_what_the_proxy_sends_has_every_header_that_we_would_send(proxied, api, path):
    of_the_proxy = ("Content-Length", "Accept-Ranges", "X-Accel-Redirect")
    ours, told = (lasting(one.get(path), but=of_the_proxy) for one in (api, proxied))
    assert told == ours
    assert ours["Content-Security-Policy"] == PICTURE_POLICY


def test_a_proxy_is_told_nothing_for_a_stranger(behind_a_proxy, proxied, other, path):
    tag = proxied.get(path).headers["ETag"]
    refused = Api(behind_a_proxy, other.token).get(path)
    known = proxied.get(path, headers={"If-None-Match": tag})
    assert (refused.status_code, known.status_code) == (404, 304)
    for answer in (refused, known):
        assert "X-Accel-Redirect" not in answer.headers


def test_a_file_that_is_gone_is_404_and_not_the_proxys_error(proxied, path, services, monkeypatch):
    store = services.images._store
    monkeypatch.setattr(store, "_root", store._root / "elsewhere")
    assert proxied.get(path).status_code == 404


def test_the_page_for_operators_gives_back_every_header_that_the_proxy_drops(api, path):
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    given_back = set(re.findall(r"add_header ([\w-]+) \$upstream_http_([\w]+)", page))
    kept = {"Content-Type", "Content-Length", "Content-Disposition", "Cache-Control",
        "Accept-Ranges"}  # fmt: skip
    dropped = set(api.get(path).headers.keys()) - kept
    needed = {(name, name.lower().replace("-", "_")) for name in dropped}
    assert needed <= given_back
