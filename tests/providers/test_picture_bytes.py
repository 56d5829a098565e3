import struct

import pytest

from asset_service.adapters.providers.picture_bytes import has_c2pa, mime_of
from providers.vendor_kit import picture, signed_png


def with_app11(content):
    """A JPEG with one more segment before all others."""
    plain = picture("JPEG")
    return plain[:2] + b"\xff\xeb" + struct.pack(">H", len(content) + 2) + content + plain[2:]


def with_chunk(name, content=b"odd"):
    """A WebP with one more chunk at its end."""
    plain = picture("WEBP")
    chunk = name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return plain[:4] + struct.pack("<I", len(plain) - 8 + len(chunk)) + plain[8:] + chunk


def after_fill_bytes():
    """A JPEG whose manifest comes after bytes that only fill, and after a marker of no length."""
    plain = picture("JPEG")
    segment = b"\xff\xeb" + struct.pack(">H", len(JUMBF) + 2) + JUMBF
    return plain[:2] + b"\xff\x01" + b"\xff\xff" + segment + plain[2:]


JUMBF = b"JP\0\x01\0\0\0\x01\0\0\0\x20jumb\0\0\0\x18jumdc2pa"


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg", None),
        (b"", None),
    ],
)
def test_the_first_bytes_say_what_it_is(data, mime):
    assert mime_of(data) == mime


@pytest.mark.parametrize(
    "data", [signed_png(), with_app11(JUMBF), after_fill_bytes(), with_chunk(b"C2PA")]
)
def test_a_manifest_is_seen_where_each_format_keeps_it(data):
    assert has_c2pa(data)


@pytest.mark.parametrize(
    "data",
    [
        picture("PNG"),
        picture("JPEG"),
        picture("WEBP"),
        with_app11(b"HDR_RI ver=11"),
        with_chunk(b"XMP "),
        picture("PNG") + b"caBX",
        picture("WEBP") + b"C2PA",
        b"caBX C2PA jumb",
    ],
)
def test_the_letters_alone_elsewhere_are_no_manifest(data):
    assert not has_c2pa(data)


@pytest.mark.parametrize("data", [signed_png(), with_app11(JUMBF), with_chunk(b"C2PA")])
def test_bytes_that_break_off_anywhere_are_read_without_a_stumble(data):
    for end in range(0, len(data), 7):
        assert has_c2pa(data[:end]) in (True, False)
