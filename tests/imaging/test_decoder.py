import io
import json
import zlib

import picture_corpus as corpus
import pytest
from PIL import Image, ImageCms, ImageFile, ImageStat

from asset_service.imaging import decoder


def decoded(data, kind, *sides):
    facts, thumbhash, *made = decoder.work([decoder.request(kind, sides or [768]), data])
    return json.loads(facts), thumbhash, [Image.open(io.BytesIO(one)) for one in made]


def shown(data, kind="PNG", side=768):
    return decoded(data, kind, side)[2][0]


def near(pixel, colour, by=12):
    return all(abs(one - other) <= by for one, other in zip(pixel[:3], colour, strict=True))


def corner_pixels(image):
    right, low = image.width - 8, image.height - 8
    return [
        image.convert("RGB").getpixel(at) for at in ((8, 8), (right, 8), (right, low), (8, low))
    ]


@pytest.mark.promise("A24")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation, kind):
    facts, _, (image,) = decoded(corpus.turned(orientation, kind), kind)
    wanted = (corpus.RED, corpus.GREEN, corpus.BLUE, corpus.WHITE)
    assert image.size == (120, 80)
    assert facts["sideways"] == (orientation >= 5)
    assert all(near(*pair) for pair in zip(corner_pixels(image), wanted, strict=True))


@pytest.mark.parametrize(
    ("kind", "value"),
    [(3, b"\x00\x00"), (3, b"\x09\x00"), (3, b"\xff\xff"), (2, b"6\x00"), (7, b"\x06"), (12, b"")],
)
def test_a_nonsense_orientation_is_upright(kind, value):
    facts, _, (image,) = decoded(corpus.with_orientation(kind, value), "PNG")
    assert (image.size, facts["sideways"]) == ((120, 80), False)


def test_a_sound_orientation_made_the_same_way_is_obeyed():
    facts, _, (image,) = decoded(corpus.with_orientation(3, b"\x06\x00"), "PNG")
    assert (image.size, facts["sideways"]) == ((80, 120), True)


def test_broken_exif_is_no_harm():
    data = corpus.with_png_chunk(corpus.plain("PNG"), b"eXIf", b"II*\x00\xff\xff\xff\xff")
    assert decoded(data, "PNG")[0] == {"width": 120, "height": 80, "sideways": False, "claims": {}}


@pytest.mark.promise("A24")
def test_sixteen_bit_grey_keeps_its_mean():
    image = shown(corpus.grey_ramp_16())
    assert ImageStat.Stat(image.convert("L")).mean[0] == pytest.approx(127.5, abs=1.0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "LA", "RGBA"])
def test_every_mode_keeps_its_middle_grey(mode):
    image = Image.linear_gradient("L").resize((100, 100)).convert(mode)
    mean = ImageStat.Stat(shown(corpus.saved(image, "PNG")).convert("L")).mean[0]
    assert mean == pytest.approx(127.5, abs=3)


@pytest.mark.promise("A24")
def test_cmyk_matches_the_rgb_it_was_made_from():
    image = shown(corpus.saved(corpus.corners().convert("CMYK"), "JPEG", quality=95), "JPEG")
    wanted = (corpus.RED, corpus.GREEN, corpus.BLUE, corpus.WHITE)
    assert all(near(*pair) for pair in zip(corner_pixels(image), wanted, strict=True))


@pytest.mark.promise("A24")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_wide_gamut_picture_matches_the_srgb_it_was_made_from(kind):
    profile = corpus.icc_profile(corpus.P3_COLORANTS)
    wide = ImageCms.profileToProfile(
        corpus.corners(), ImageCms.createProfile("sRGB"), io.BytesIO(profile)
    )
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95}
    image = shown(corpus.saved(wide, kind, icc_profile=profile, **options), kind)
    wanted = (corpus.RED, corpus.GREEN, corpus.BLUE, corpus.WHITE)
    assert all(near(*pair) for pair in zip(corner_pixels(image), wanted, strict=True))
    assert not near(wide.getpixel((8, 8)), corpus.RED)


@pytest.mark.parametrize("profile", [b"no profile at all", corpus.icc_profile(corpus.P3_COLORANTS)])
def test_a_profile_that_does_not_fit_counts_as_none(profile):
    grey = Image.new("L", (40, 40), 90)
    image = shown(corpus.saved(grey, "PNG", icc_profile=profile))
    assert near(image.getpixel((20, 20)), (90, 90, 90), by=2)


@pytest.mark.promise("A24")
def test_transparency_is_kept():
    picture = corpus.corners().convert("RGBA")
    picture.paste((0, 255, 0, 0), (0, 0, 60, 80))
    image = shown(corpus.saved(picture, "PNG"))
    assert image.mode == "RGBA"
    assert image.getpixel((20, 40))[3] == 0
    assert image.getpixel((100, 20))[3] == 255


def test_the_colour_of_clear_pixels_does_not_bleed():
    picture = Image.new("RGBA", (400, 400), (0, 255, 0, 0))
    picture.paste((200, 0, 0, 255), (200, 0, 400, 400))
    image = shown(corpus.saved(picture, "PNG"), side=50)
    edge = [image.getpixel((x, 25)) for x in range(20, 30)]
    assert all(pixel[1] < 60 for pixel in edge if pixel[3] > 60)


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_one_clear_colour_is_transparency_too(mode):
    picture = Image.new("L", (40, 40), 200).convert(mode)
    picture.paste(0 if mode != "RGB" else (0, 0, 0), (0, 0, 20, 40))
    clear = picture.getpixel((0, 0))
    image = shown(corpus.saved(picture, "PNG", transparency=clear))
    assert [image.getpixel((x, 20))[3] for x in (5, 35)] == [0, 255]


def test_an_opaque_alpha_channel_is_dropped():
    assert shown(corpus.saved(corpus.corners().convert("RGBA"), "PNG")).mode == "RGB"


def test_a_phone_picture_shows_its_first_frame():
    image = shown(corpus.mpo(), "JPEG")
    assert near(image.getpixel((8, 8)), corpus.RED)


def test_a_progressive_picture_reads_as_any_other():
    data = corpus.saved(corpus.corners(), "JPEG", progressive=True, quality=95)
    assert near(shown(data, "JPEG").getpixel((112, 8)), corpus.GREEN)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_side_asked_for_is_obeyed_and_nothing_is_enlarged(kind):
    data = corpus.plain(kind, size=(1000, 500))
    facts, _, made = decoded(data, kind, 256, 1600, 768)
    assert facts == {"width": 1000, "height": 500, "sideways": False, "claims": {}}
    assert [image.size for image in made] == [(256, 128), (1000, 500), (768, 384)]
    assert {image.format for image in made} == {"WEBP"}


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
def test_slivers_survive_shrinking(size):
    for kind in ("PNG", "JPEG", "WEBP"):
        assert min(shown(corpus.plain(kind, size=size), kind, side=100).size) == 1


@pytest.mark.promise("A23")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_nothing_beside_the_pixels_gets_out(kind):
    data = corpus.with_canaries(kind)
    assert corpus.CANARY in data
    _, _, made = decoder.work([decoder.request(kind, [768]), data])
    assert corpus.CANARY not in made
    assert {made[12:16]} <= {b"VP8 ", b"VP8L"}


def test_the_thumbhash_is_small_and_tells_pictures_apart():
    one, other = (decoded(corpus.plain("PNG", mode=mode), "PNG")[1] for mode in ("L", "1"))
    assert 5 <= len(one) <= 25
    assert one != other


@pytest.mark.parametrize(
    "data",
    [
        corpus.wrong_crc_png(),
        corpus.plain("PNG")[:-20],
        corpus.with_png_chunk(corpus.plain("PNG"), b"pHYs", b"123456789", crc=1),
    ],
)
def test_a_damaged_png_is_refused(data):
    with pytest.raises((OSError, SyntaxError)):
        shown(data)


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_words_and_profiles_that_inflate_beyond_a_mebibyte_are_refused(kind):
    body = b"a\x00\x00" + zlib.compress(bytes(200 << 20))
    with pytest.raises(ValueError, match="too large"):
        shown(corpus.with_png_chunk(corpus.plain("PNG"), kind, body))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_cut_off_picture_is_refused(kind):
    data = corpus.plain(kind, size=(600, 400))
    with pytest.raises(OSError, match=r"truncated|could not|cannot|failed"):
        shown(data[: len(data) // 2], kind)


def test_cut_off_pictures_stay_refused_whatever_libraries_set():
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_only_the_named_kind_is_opened():
    with pytest.raises(Image.UnidentifiedImageError):
        shown(corpus.saved(corpus.corners(), "GIF"), "PNG")


def test_warming_sets_the_limits_of_the_library(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1)
    decoder.warm()
    assert Image.MAX_IMAGE_PIXELS == 50_000_000
    with pytest.raises(Image.DecompressionBombWarning):
        shown(corpus.huge_png(8000, 7000))
