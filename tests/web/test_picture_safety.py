"""What is shown and handed out of pictures, whatever was uploaded, through the API."""

import io
import itertools
import re
import unicodedata
import zlib
from functools import partial
from hashlib import sha256
from urllib.parse import unquote

import picture_corpus as corpus
import pytest
from fixtures.app import Api
from fixtures.pictures import a_png
from fixtures.threads import at_once
from PIL import Image, ImageCms, ImageStat

from asset_service.imaging.pictures import OTHER_SIZES, PREVIEW, Pictures
from asset_service.web.headers import PICTURE_POLICY

KINDS = ("PNG", "JPEG", "WEBP")
COLOURS = (corpus.RED, corpus.GREEN, corpus.BLUE, corpus.WHITE)
FORM = "multipart/form-data; boundary=b"


@pytest.fixture(scope="module")
def pictures():
    made = Pictures()
    yield made
    made.close()


@pytest.fixture
def send(api, asset):
    def send(data, name="a.png"):
        named = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22")
        named = named.replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % named
        body = head + data + b"\r\n--b--\r\n"
        return api.post(f"{asset}/attempts", data=body, content_type=FORM)

    return send


def below(attempt, what):
    return attempt["urls"][what].removeprefix("/api/v1")


def shown(api, attempt):
    answer = api.get(below(attempt, "768"))
    return Image.open(io.BytesIO(answer.data), formats=["WEBP"])


def looks_like_the_corners(image):
    right, low = image.width - 8, image.height - 8
    pixels = [
        image.convert("RGB").getpixel(at) for at in ((8, 8), (right, 8), (right, low), (8, low))
    ]
    pairs = zip(pixels, COLOURS, strict=True)
    return all(
        abs(a - b) <= 14 for pixel, colour in pairs for a, b in zip(pixel, colour, strict=True)
    )


def inflated(data):
    """What is packed anywhere in the file, as whoever looks for words would find it."""
    found = []
    for at in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        unpacker = zlib.decompressobj()
        try:
            found.append(unpacker.decompress(data[at.start() :], 1 << 20))
        except zlib.error:
            continue
    return b"".join(found)


@pytest.mark.promise("A23")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_beside_the_pixels_is_in_any_picture_that_is_shown(api, send, pictures, kind):
    data = corpus.with_canaries(kind)
    assert corpus.CANARY in data + inflated(data)
    attempt = send(data, f"a.{kind}").json["attempt"]
    made = [api.get(below(attempt, "768")).data]
    made += pictures.renditions(data, OTHER_SIZES).values()
    made += pictures.for_paper(data, [PREVIEW]).values()
    for one in made:
        assert corpus.CANARY not in one + inflated(one)
        image = Image.open(io.BytesIO(one))
        image.load()
        assert not image.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & image.info.keys()
    assert api.get(below(attempt, "original")).data == data


@pytest.mark.promise("A23")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", [b"", b"no profile", corpus.icc_profile(corpus.P3_COLORANTS)])
def test_words_stay_behind_where_no_colour_is_converted(pictures, kind, profile):
    """Then the library hands on what is beside the pixels, and writes it again."""
    mode = "RGB" if kind == "WEBP" else "L"
    picture = corpus.corners().convert(mode)
    options = {"icc_profile": profile and profile + corpus.CANARY, "comment": corpus.CANARY}
    data = corpus.saved(picture, kind, xmp=b"<x>%s</x>" % corpus.CANARY, **options)
    made = [pictures.read(data).preview, *pictures.for_paper(data, [PREVIEW]).values()]
    for one in made:
        assert corpus.CANARY not in one + inflated(one)
        assert not {"icc_profile", "xmp", "comment"} & Image.open(io.BytesIO(one)).info.keys()


@pytest.mark.promise("A23")
def test_nothing_hangs_behind_a_picture_that_is_shown(pictures):
    """The lengths that the formats themselves tell are those of the files."""
    data = corpus.with_canaries("PNG")
    shown = pictures.read(data).preview
    assert len(shown) == 8 + int.from_bytes(shown[4:8], "little")
    assert pictures.for_paper(data, [PREVIEW])[PREVIEW].endswith(b"\xff\xd9")


@pytest.mark.promise("A24")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_shown_upright(pictures, orientation, kind):
    data = corpus.turned(orientation, kind)
    picture = pictures.read(data)
    made = [picture.preview, *pictures.renditions(data, OTHER_SIZES).values()]
    made += pictures.for_paper(data, [PREVIEW]).values()
    assert (picture.width, picture.height) == (120, 80)
    assert all(looks_like_the_corners(Image.open(io.BytesIO(one))) for one in made)


@pytest.mark.promise("A24")
def test_an_upload_that_lies_on_its_side_is_shown_upright(api, send):
    attempt = send(corpus.turned(6)).json["attempt"]
    assert (attempt["width"], attempt["height"]) == (120, 80)
    assert looks_like_the_corners(shown(api, attempt))


@pytest.mark.promise("A24")
def test_sixteen_bit_cmyk_and_wide_colours_are_shown_as_they_were(api, send):
    ramp = shown(api, send(corpus.grey_ramp_16()).json["attempt"])
    assert ImageStat.Stat(ramp.convert("L")).mean[0] == pytest.approx(127.5, abs=1.5)
    printed = corpus.saved(corpus.corners().convert("CMYK"), "JPEG", quality=95)
    profile = corpus.icc_profile(corpus.P3_COLORANTS)
    srgb = ImageCms.createProfile("sRGB")
    wide = ImageCms.profileToProfile(corpus.corners(), srgb, io.BytesIO(profile))
    for data in (printed, corpus.saved(wide, "PNG", icc_profile=profile)):
        assert looks_like_the_corners(shown(api, send(data).json["attempt"]))


@pytest.mark.promise("A24")
def test_what_is_clear_is_white_on_paper_and_clear_on_the_screen(pictures):
    picture = Image.new("RGBA", (80, 80), (0, 255, 0, 0))
    picture.paste((200, 0, 0, 255), (40, 0, 80, 80))
    data = corpus.saved(picture, "PNG")
    paper = Image.open(io.BytesIO(pictures.for_paper(data, [PREVIEW])[PREVIEW]))
    screen = Image.open(io.BytesIO(pictures.read(data).preview))
    assert all(part > 245 for part in paper.getpixel((10, 40)))
    assert screen.getpixel((10, 40))[3] == 0
    assert paper.getpixel((70, 40))[0] > 180


@pytest.mark.promise("A25")
def test_every_answer_of_every_address_of_pictures_runs_nothing(app, api, other_api, nobody, send):
    attempt = send(a_png(5)).json["attempt"]
    paths = [below(attempt, what) for what in ("256", "768", "1600", "original")]
    project = paths[0].partition("/images/")[0]
    paths += [paths[3].replace("/original", "/export"), f"{project}/images/{'0' * 64}/768"]
    paths += [f"{project}/images/{attempt['sha256']}/7"]
    seen = set()
    for path, asks in itertools.product(paths, (api, other_api, nobody)):
        first = asks.get(path)
        told = {"If-None-Match": first.headers.get("ETag", "*"), "Range": "bytes=999999-"}
        answers = [first, asks.open("HEAD", path), asks.get(path, headers={"Range": "bytes=0-3"})]
        answers += [asks.get(path, headers={name: value}) for name, value in told.items()]
        for answer in answers:
            seen.add(answer.status_code)
            assert answer.headers["Content-Security-Policy"] == PICTURE_POLICY, path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            if answer.status_code in {200, 206}:
                assert answer.mimetype in {"image/png", "image/jpeg", "image/webp"}
                is_shown = "/images/" in path
                kept = answer.headers.get("Content-Disposition", "")
                assert kept.startswith("attachment") != is_shown
    assert seen == {200, 206, 304, 401, 404, 416, 422}


@pytest.mark.promise("A25")
def test_every_address_that_sends_a_file_is_in_the_sweep_above(app):
    """A new address of pictures is to be swept too."""
    sends = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("images.")}
    assert {rule.rpartition("/")[2] for rule in sends} == {"<width>", "original"}


@pytest.mark.promise("A27")
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_is_what_was_sent(api, send, services, kind):
    data = corpus.with_canaries(kind)
    attempt = send(data).json["attempt"]
    assert attempt["sha256"] == sha256(data).hexdigest()
    keys = [one.key for one in services.images._store.list() if one.key.endswith(attempt["sha256"])]
    assert {services.images._store.get(key) for key in keys} == {data}
    assert api.get(below(attempt, "original")).data == data


@pytest.mark.promise("A27")
def test_one_byte_that_changed_on_the_way_is_another_digest(send):
    """Some damage to a JPEG is drawn without a word: only who compares the digests sees it."""
    data = corpus.plain("JPEG", size=(64, 64))
    at = data.index(b"\xff\xda") + 40
    changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    answer = send(changed)
    assert answer.status_code == 201
    assert answer.json["attempt"]["sha256"] != sha256(data).hexdigest()


NAMES = [
    "../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\a.png", "a\x00b.png", "\x00",
    "a\r\nSet-Cookie: x=1.png", "a\u202egnp.exe", "\u202e", "a\u2066b\u2069.png", "x" * 255,
    "é" * 127 + ".png", "場" * 85, "caf\u00e9.png", "cafe\u0301.png", "場面4-雨.png", "👩🏽‍🚀.png",
    "", " ", ".", "..", "...", "-rf", "CON.png", "nul", "a.png.", "a.png ",
    "<img src=x onerror=y>.png",
    'a"; filename="b.exe', "a;b=c.png", "%2e%2e%2f.png", "a%0d%0ab.png", "=cmd|' /C calc'!A0", "~",
    "a\u0085b.png", "a\ufeffb.png", "a\tb.png", "a\x7fb.png", "${jndi:x}", "{{7*7}}.png",
]  # fmt: skip


@pytest.mark.promise("A28")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_shown_and_comes_back_as_it_is_shown(
    api, send, services, app_settings, name
):
    store = services.images._store

    def outside():
        everything = app_settings.data_dir.rglob("*")
        return {path for path in everything if store._root not in {path, *path.parents}}

    before = outside()  # other tests share the folder
    data = a_png(len(name))
    answer = send(data, name)
    assert answer.status_code == 201, answer.text
    assert outside() == before
    attempt = answer.json["attempt"]
    said = attempt["original_name"]
    assert not any(unicodedata.category(one) in {"Cc", "Cf", "Cs"} for one in said)
    assert not {"/", "\\"} & set(said)
    original = api.get(below(attempt, "original"))
    header = original.headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert original.headers.getlist("Set-Cookie") == []
    if "filename*=UTF-8''" in header:
        assert unquote(header.partition("filename*=UTF-8''")[2]) == said
    else:
        found = re.search(r'filename=(?:"((?:[^"\\]|\\.)*)"|(\S+))$', header)
        assert re.sub(r"\\(.)", r"\1", found[1] or found[2]) == (said or "attempt-1.png")
    key = re.compile(rf"[0-9a-f-]{{36}}/{sha256(data).hexdigest()}(\.w768\.webp)?")
    assert sum(key.fullmatch(one.key) is not None for one in store.list()) >= 2


@pytest.mark.promise("A28")
def test_a_name_that_is_no_text_is_refused_and_nothing_stored(api, asset, send):
    answer = send(a_png(), "\ud800.png")
    assert answer.status_code == 422
    assert api.get(f"{asset}/attempts?state=all").json["items"] == []


@pytest.mark.promise("A28")
@pytest.mark.parametrize("name", ["<img src=x onerror=y>.png", 'a"onload="x.png', "{{7*7}}.png"])
def test_a_name_is_escaped_on_the_page_of_its_picture(client, asset, send, name):
    send(a_png(1), name)
    page = client.get(asset).text
    assert "onerror=y>" not in page
    assert '"onload="' not in page
    assert "49.png" not in page


@pytest.mark.promise("A22")
def test_of_twenty_uploads_at_once_four_stay_and_one_is_selected(app, person, asset):
    statuses = []

    def upload(shade):
        api, status = Api(app, person.token), 429
        while status == 429:  # too many of one person's at once: they come again
            answer = api.post(f"{asset}/attempts", data=a_png(shade), content_type="image/png")
            status = answer.status_code
        statuses.append(status)

    assert at_once(*(partial(upload, shade) for shade in range(1, 21))) == []
    assert statuses == [201] * 20
    every = Api(app, person.token).get(f"{asset}/attempts?state=all").json["items"]
    live = [one for one in every if one["state"] != "binned"]
    assert len(every) == 20
    assert (len(live), sum(one["is_selected"] for one in live)) == (4, 1)
    assert sorted(one["number"] for one in every) == list(range(1, 21))
