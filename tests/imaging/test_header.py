import struct
import zlib

import picture_corpus as corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.errors import DomainError, PictureRefused, TooLarge, UnsupportedType
from asset_service.imaging.header import Header, Limits, read_header
from asset_service.imaging.layout import MOST_PIECES

LIMITS = Limits()
KINDS = ("PNG", "JPEG", "WEBP")


def code_of(data, limits=LIMITS):
    with pytest.raises(PictureRefused) as caught:
        read_header(data, limits)
    return caught.value.code


def vp8x(width, height, *, flags=0, chunks=b""):
    body = struct.pack("<B3x", flags) + b"".join(
        (side - 1).to_bytes(3, "little") for side in (width, height)
    )
    chunks = b"VP8X" + struct.pack("<I", len(body)) + body + chunks
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_tells_kind_and_size(kind):
    header = read_header(corpus.plain(kind, size=(311, 207)), LIMITS)
    assert header == Header(kind, 311, 207)
    assert header.mime == f"image/{kind.lower()}"


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 50}, {"exact": True}])
def test_every_kind_of_webp_is_measured(options):
    image = corpus.corners(640, 33)
    image.putalpha(120)
    assert read_header(corpus.saved(image, "WEBP", **options), LIMITS) == Header("WEBP", 640, 33)


def test_a_phone_picture_of_two_frames_counts_as_its_first():
    assert read_header(corpus.mpo(), LIMITS) == Header("JPEG", 120, 80)


@pytest.mark.parametrize("name", sorted(corpus.other_kinds()))
def test_other_kinds_of_file_are_refused_by_type(name):
    with pytest.raises(UnsupportedType) as caught:
        read_header(corpus.other_kinds()[name], LIMITS)
    assert caught.value.code == "picture_type"


def test_the_refusal_names_the_kind_that_was_sent():
    with pytest.raises(UnsupportedType, match="This is an SVG; send a PNG, JPEG or WebP"):
        read_header(corpus.other_kinds()["svg"], LIMITS)


def test_too_many_bytes_are_too_large():
    data = corpus.plain("PNG")
    with pytest.raises(TooLarge) as caught:
        read_header(data, Limits(max_bytes=len(data) - 1))
    assert caught.value.code == "picture_too_large"


def test_exactly_the_most_bytes_are_accepted():
    data = corpus.plain("PNG")
    assert read_header(data, Limits(max_bytes=len(data))).format == "PNG"


def test_a_small_file_with_a_huge_size_is_refused_with_its_numbers():
    with pytest.raises(PictureRefused, match=r"50,000 x 50,000 pixels \(2,500 MP\)") as caught:
        read_header(corpus.huge_png(50_000, 50_000), LIMITS)
    assert caught.value.code == "picture_too_many_pixels"
    assert (caught.value.extra["width"], caught.value.extra["height"]) == (50_000, 50_000)


def test_just_over_the_limit_does_not_read_as_being_at_it():
    with pytest.raises(PictureRefused, match=r"\(50\.1 MP\); at most 50 MP"):
        read_header(corpus.huge_png(10_000, 5_001), LIMITS)


def test_a_bomb_is_refused_before_it_is_inflated():
    assert code_of(corpus.bomb_png()) == "picture_too_many_pixels"


def test_a_tiny_webp_with_a_huge_canvas_is_refused():
    assert code_of(vp8x(16_777_216, 16_777_216)) == "picture_too_many_pixels"


def test_fifty_megapixels_are_accepted():
    assert read_header(corpus.huge_png(10_000, 5_000), LIMITS).width == 10_000


def test_a_side_has_a_limit_of_its_own():
    assert code_of(corpus.huge_png(16_385, 10)) == "picture_side_too_long"


@pytest.mark.parametrize("size", [(0, 0), (0, 40), (40, 0)])
def test_a_picture_without_area_is_unreadable(size):
    assert code_of(corpus.huge_png(*size)) == "picture_unreadable"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind):
    assert code_of(corpus.animated(kind)) == "picture_animated"


def test_a_claim_of_two_thousand_million_frames_is_refused():
    data = corpus.with_png_chunk(corpus.plain("PNG"), b"acTL", struct.pack(">II", 2**31 - 1, 0))
    assert code_of(data) == "picture_animated"


def test_frames_without_the_flag_are_still_moving():
    frame = b"ANMF" + struct.pack("<I", 0)
    assert code_of(vp8x(10, 10, chunks=frame)) == "picture_animated"


def test_two_hundred_scans_are_accepted_and_no_more():
    assert read_header(corpus.many_scans(200), LIMITS).format == "JPEG"
    assert code_of(corpus.many_scans(201)) == "picture_too_many_scans"
    assert code_of(corpus.many_scans(5_000)) == "picture_too_many_scans"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("kind", KINDS)
def test_half_a_picture_is_refused_as_cut_off(kind, share):
    data = corpus.plain(kind, size=(300, 200))
    assert code_of(data[: int(len(data) * share)]) == "picture_truncated"


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_after_the_picture_are_no_harm(kind):
    data = corpus.plain(kind) + b"PK\x03\x04<script>" + bytes(100)
    assert read_header(data, LIMITS).format == kind


def test_a_png_must_begin_with_its_header():
    data = corpus.plain("PNG")
    assert code_of(data[:8] + corpus.png_chunk(b"tEXt", b"a\x00b") + data[8:]) == (
        "picture_unreadable"
    )


def test_a_jpeg_has_one_frame_header():
    data = corpus.plain("JPEG")
    at = data.index(b"\xff\xc0")
    length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    assert code_of(data[:at] + data[at : at + length] + data[at:]) == "picture_unreadable"


@pytest.mark.promise("A20")
def test_no_second_jpeg_hides_behind_one_without_a_scan():
    """Found by fuzzing: the decoder read the size and the scans of the second one."""
    small, large = corpus.jpeg_without_scan(), corpus.many_scans(5_000)
    assert code_of(small + large) == "picture_unreadable"
    assert code_of(large[:2] + b"\xff\xd9" + large) == "picture_unreadable"
    assert read_header(corpus.plain("JPEG") + large, LIMITS) == Header("JPEG", 120, 80)


@pytest.mark.promise("A20")
def test_a_picture_tells_its_size_once():
    """Found by fuzzing: of two headers the decoder takes the last one."""
    png, small = corpus.plain("PNG"), corpus.png_header(8, 8)
    assert code_of(small + corpus.png_header(40_000, 40_000)[8:] + png[33:]) == "picture_unreadable"
    lossy = corpus.saved(corpus.corners(), "WEBP")[12:]
    second = vp8x(16_000_000, 16_000_000)[12:]
    assert code_of(vp8x(120, 80, chunks=second + lossy)) == "picture_unreadable"
    assert code_of(vp8x(120, 80, chunks=lossy + second)) == "picture_unreadable"


def test_fill_bytes_and_lone_markers_between_segments_are_skipped():
    data = corpus.plain("JPEG", size=(90, 60))
    assert read_header(data[:2] + b"\xff\xff\xff\x01" + data[2:], LIMITS).width == 90


def test_a_canvas_that_differs_from_its_picture_is_unreadable():
    lossy = corpus.saved(corpus.corners(), "WEBP")[12:]
    assert code_of(vp8x(121, 80, chunks=lossy)) == "picture_unreadable"
    assert read_header(vp8x(120, 80, chunks=lossy), LIMITS).width == 120


@pytest.mark.parametrize("kind", [b"VP8 ", b"VP8L"])
def test_a_webp_without_its_start_code_is_unreadable(kind):
    chunk = kind + struct.pack("<I", 12) + bytes(12)
    assert code_of(b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk) == (
        "picture_unreadable"
    )


def test_a_webp_with_a_canvas_alone_is_measured_by_it():
    assert read_header(vp8x(30, 20), LIMITS) == Header("WEBP", 30, 20)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (corpus.png_header(8, 8), corpus.png_chunk(b"tEXt", b"")),
        (b"\xff\xd8", b"\xff\xe1\x00\x02"),
        (b"RIFF\xff\xff\xff\x00WEBP", b"JUNK\x00\x00\x00\x00"),
    ],
)
def test_a_file_of_countless_pieces_is_given_up(start, piece):
    assert code_of(start + piece * (MOST_PIECES + 1)) == "picture_unreadable"


def verdict(data):
    try:
        header = read_header(data, LIMITS)
    except DomainError as error:
        return "refused" if error.code.startswith("picture_") else error.code
    return "read" if 0 < header.width * header.height <= LIMITS.max_pixels else "too large"


STARTS = st.sampled_from(
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        corpus.png_header(3, 3),
        b"\xff\xd8\xff",
        b"RIFF\x30\x00\x00\x00WEBPVP8X",
        b"RIFF\x30\x00\x00\x00WEBPVP8L",
    ]
)


@given(STARTS, st.binary(max_size=400))
def test_any_bytes_get_a_verdict(start, rest):
    assert verdict(start + rest) in {"refused", "read"}


@given(
    st.sampled_from(KINDS).map(corpus.plain),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
)
def test_any_damage_gets_a_verdict(data, changes):
    damaged = bytearray(data)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    assert verdict(bytes(damaged)) in {"refused", "read"}


def test_the_bomb_is_one():
    data = corpus.bomb_png()
    at, inflater = data.index(b"IDAT") + 4, zlib.decompressobj()
    start = inflater.decompress(data[at:], 10 << 20)
    assert len(data) < 1_000_000
    assert start == bytes(10 << 20)
