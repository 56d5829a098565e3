from hashlib import sha256
from io import BytesIO

import pytest
from fixtures.pictures import a_png

from asset_service.web.downloads import attachment
from asset_service.web.headers import PICTURE_POLICY
from web.films import upload

HOSTILE_NAMES = [
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "a\r\nSet-Cookie: x=1.png",
    "a\u202egnp.exe",
    'quo"te;.png',
    "x" * 400 + ".png",
    "caf\u00e9.png",
    "cafe\u0301.png",
    "場面4-雨.png",
    "",
    "   ",
    "\x00\x01",
]


@pytest.fixture
def attempt(api, asset):
    return upload(api, asset, 1, "moon.png")["attempt"]


@pytest.mark.promise("A27")
def test_an_upload_is_selected_and_says_what_was_stored(api, asset):
    data = a_png(7)
    added = api.post(f"{asset}/attempts", data={"file": (BytesIO(data), "moon.png")})
    assert added.status_code == 201
    attempt = added.json["attempt"]
    assert attempt["sha256"] == sha256(data).hexdigest()
    assert (attempt["is_selected"], attempt["mime"], attempt["size"]) == (
        True,
        "image/png",
        len(data),
    )
    assert added.json["evicted"] is None


def test_the_bytes_alone_may_be_sent_as_they_are(api, asset):
    data = a_png(8)
    added = api.post(f"{asset}/attempts", data=data, content_type="image/png")
    assert added.json["attempt"]["sha256"] == sha256(data).hexdigest()
    assert added.json["attempt"]["original_name"] == ""


def test_the_fifth_upload_names_what_it_evicts(api, asset):
    first, *_ = [upload(api, asset, shade)["attempt"] for shade in range(4)]
    assert upload(api, asset, 5)["evicted"]["id"] == first["id"]
    (binned,) = api.get(f"{asset}/attempts?state=binned").json["items"]
    assert (binned["id"], binned["binned_because"]) == (first["id"], "evicted")
    assert len(api.get(f"{asset}/attempts").json["items"]) == 4


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": {"file": (BytesIO(b"<svg/>"), "a.png")}}, 415),
        ({"data": {"file": (BytesIO(b""), "a.png")}}, 415),
        ({"data": b"\x89PNG\r\n\x1a\n", "content_type": "image/png"}, 422),
        ({"data": {"picture": (BytesIO(a_png()), "a.png")}}, 422),
        ({"data": {"file": "not a file"}}, 415),
        ({"data": {"file": "not a file"}, "content_type": "multipart/form-data"}, 422),
        ({"data": {"file": [(BytesIO(a_png()), "a.png"), (BytesIO(a_png()), "b.png")]}}, 422),
        ({"data": {"file": (BytesIO(a_png()), "a.png"), "selected": "no"}}, 422),
        ({"data": a_png(), "content_type": "application/octet-stream"}, 415),
        ({"data": a_png(), "content_type": ""}, 415),
        ({"json": {"url": "http://127.0.0.1/"}}, 415),
        ({"data": b"--b", "content_type": "multipart/form-data; boundary=b"}, 422),
        ({"data": b"x", "content_type": "multipart/form-data"}, 422),
    ],
)
def test_what_is_no_picture_leaves_nothing(api, asset, options, status):
    refused = api.post(f"{asset}/attempts", **options)
    assert refused.status_code == status, refused.text
    assert api.get(f"{asset}/attempts?state=all").json["items"] == []


@pytest.mark.parametrize("width", [256, 768, 1600])
def test_a_picture_is_shown_to_its_owner_as_webp(api, attempt, width):
    shown = api.get(attempt["urls"][str(width)].removeprefix("/api/v1"))
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert shown.data[8:12] == b"WEBP"


@pytest.mark.promise("A10")
def test_a_picture_is_kept_by_the_browser_only_when_it_is_the_size_that_was_asked_for(api, attempt):
    made, not_yet = (
        api.get(attempt["urls"][width].removeprefix("/api/v1")) for width in ("768", "1600")
    )
    assert made.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert not_yet.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.promise("A10", "A25")
def test_a_picture_the_browser_has_is_not_sent_again(api, other_api, nobody, attempt):
    path = attempt["urls"]["768"].removeprefix("/api/v1")
    tag = {"If-None-Match": api.get(path).headers["ETag"]}
    again = api.get(path, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == PICTURE_POLICY
    assert other_api.get(path, headers=tag).status_code == 404
    assert nobody.get(path, headers=tag).status_code == 401


@pytest.mark.promise("B31")
@pytest.mark.parametrize(
    "width", ["0", "-1", "100000", "1e9", "768.0", "٧٦٨", "0768", "+768", "x", "9" * 5000, "%00"]
)
def test_only_listed_sizes_are_made(api, project, attempt, width):
    refused = api.get(f"{project}/images/{attempt['sha256']}/{width}")
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["width"]


@pytest.mark.promise("B31")
def test_a_thousand_sizes_make_no_file(api, project, attempt, app_settings):
    stored = app_settings.data_dir / "objects"
    before = sorted(stored.rglob("*"))
    others = [width for width in range(1, 1003) if width not in {256, 768}]
    address = f"{project}/images/{attempt['sha256']}"
    assert {api.get(f"{address}/{width}").status_code for width in others} == {422}
    assert sorted(stored.rglob("*")) == before


@pytest.mark.parametrize("name", ["0" * 64, "x", "..", "A" * 64, "%00", "0" * 5000])
def test_a_hash_that_names_nothing_is_absent(api, project, name):
    assert api.get(f"{project}/images/{name}/768").status_code == 404


@pytest.mark.promise("A25")
def test_every_answer_about_pictures_runs_nothing(api, nobody, project, attempt):
    path = attempt["urls"]["768"].removeprefix("/api/v1")
    answers = [
        api.get(path),
        api.get(attempt["urls"]["original"].removeprefix("/api/v1")),
        api.get(f"{project}/images/{attempt['sha256']}/7"),
        api.get(f"{project}/images/{'0' * 64}/768"),
        nobody.get(path),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 422, 404, 401]
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == PICTURE_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.promise("A27")
def test_the_original_comes_back_as_it_was_sent(api, attempt):
    original = api.get(attempt["urls"]["original"].removeprefix("/api/v1"))
    assert sha256(original.data).hexdigest() == attempt["sha256"]
    assert original.content_length == len(original.data)
    assert original.headers["Content-Disposition"] == "attachment; filename=moon.png"


@pytest.mark.promise("A28")
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_the_name_of_an_upload_is_only_shown(api, asset, name):
    boundary = b"b0undary"
    quoted = name.encode().replace(b'"', b"%22").replace(b"\r\n", b"%0D%0A")
    body = (
        b"--"
        + boundary
        + b'\r\nContent-Disposition: form-data; name="file"; filename="'
        + quoted
        + b'"\r\nContent-Type: image/png\r\n\r\n'
        + a_png(3)
        + b"\r\n--"
        + boundary
        + b"--\r\n"
    )
    added = api.post(
        f"{asset}/attempts",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary.decode()}",
    )
    assert added.status_code == 201, added.text
    path = added.json["attempt"]["urls"]["original"].removeprefix("/api/v1")
    sent = api.get(path)
    assert sent.status_code == 200
    assert sent.headers["Content-Disposition"].startswith("attachment; filename")
    assert "Set-Cookie" not in sent.headers


@pytest.mark.promise("A28")
@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("moon.png", "attachment; filename=moon.png"),
        ("a b.png", 'attachment; filename="a b.png"'),
        ('quo"te.png', 'attachment; filename="quo\\"te.png"'),
        ("café.png", "attachment; filename=cafe.png; filename*=UTF-8''caf%C3%A9.png"),
        ("雨.png", "attachment; filename=.png; filename*=UTF-8''%E9%9B%A8.png"),
        ("雨", "attachment; filename=original; filename*=UTF-8''%E9%9B%A8"),
        ("", "attachment; filename=original"),
        ("../../a\r\nb.png", "attachment; filename=ab.png"),
    ],
)
def test_a_download_has_a_name_that_every_browser_reads(name, header):
    assert attachment(name) == header
