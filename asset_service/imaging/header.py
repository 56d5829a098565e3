"""The gate: which bytes may reach a decoder at all, judged from their header alone.

Pillow asks for memory before it warns (a tiny WebP with a huge canvas, a progressive JPEG with
thousands of scans), so size, frames and scans are counted here first, in plain Python.
"""

import math
from dataclasses import dataclass

from asset_service.domain.errors import PictureRefused, TooLarge, UnsupportedType
from asset_service.imaging.layout import Layout, Malformed, read_layout

MIME_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

_OTHER_KINDS = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\x00", "a TIFF"),
    (b"MM\x00*", "a TIFF"),
    (b"8BPS", "a Photoshop file"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"<svg", "an SVG"),
    (b"<?xml", "an XML file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_FTYP_KINDS = {b"avif": "an AVIF", b"avis": "an AVIF", b"heic": "an HEIC", b"mif1": "an HEIC"}


@dataclass(frozen=True)
class Limits:
    """What is accepted: file size in bytes, area and longest side in pixels, scans of a JPEG."""

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 50_000_000
    max_side: int = 16_384
    max_scans: int = 200


@dataclass(frozen=True)
class Header:
    """`format` is PNG, JPEG or WEBP; the size is in pixels as stored, before any EXIF turn."""

    format: str
    width: int
    height: int

    @property
    def mime(self) -> str:
        return MIME_TYPES[self.format]


def read_header(data: bytes, limits: Limits) -> Header:
    """Return what `data` says it is.

    Raises TooLarge (too many bytes), UnsupportedType (`picture_type`: not PNG, JPEG or WebP) or
    PictureRefused with one of the codes `picture_too_many_pixels`, `picture_side_too_long`,
    `picture_animated`, `picture_too_many_scans`, `picture_truncated`, `picture_unreadable`.
    """
    if len(data) > limits.max_bytes:
        raise TooLarge(
            f"The picture has {len(data):,} bytes; at most {limits.max_bytes:,} are accepted.",
            code="picture_too_large",
            limit=limits.max_bytes,
        )
    try:
        layout = read_layout(data)
    except Malformed as error:
        raise PictureRefused(
            f"The picture cannot be read: {error}.", code="picture_unreadable"
        ) from None
    if layout is None:
        raise UnsupportedType(
            f"This is {_kind_of(data)}; send a PNG, JPEG or WebP picture.", code="picture_type"
        )
    _check(layout, limits)
    return Header(layout.format, layout.width, layout.height)


def _check(layout: Layout, limits: Limits) -> None:
    width, height = layout.width, layout.height
    size = f"The picture says it is {width:,} x {height:,} pixels"
    if width * height > limits.max_pixels:
        raise PictureRefused(
            f"{size} ({_megapixels(width * height)} MP); "
            f"at most {_megapixels(limits.max_pixels)} MP are accepted.",
            code="picture_too_many_pixels",
            width=width,
            height=height,
            limit=limits.max_pixels,
        )
    if max(width, height) > limits.max_side:
        raise PictureRefused(
            f"{size}; a side may have at most {limits.max_side:,}.",
            code="picture_side_too_long",
            width=width,
            height=height,
            limit=limits.max_side,
        )
    if layout.animated:
        raise PictureRefused(
            "The picture is animated; send a single still picture.", code="picture_animated"
        )
    if layout.scans > limits.max_scans:
        raise PictureRefused(
            f"The JPEG has {layout.scans:,} scans; at most {limits.max_scans:,} are accepted.",
            code="picture_too_many_scans",
            limit=limits.max_scans,
        )
    if not layout.whole:
        raise PictureRefused(
            "The picture is cut off: the file ends before the picture does.",
            code="picture_truncated",
        )
    if not (width and height):
        raise PictureRefused(
            f"{size}: there is nothing to show.", code="picture_unreadable", width=width
        )


def _megapixels(pixels: int) -> str:
    """Rounded up, so that a picture just over the limit does not read as being at it."""
    return f"{math.ceil(pixels / 100_000) / 10:,.1f}".removesuffix(".0")


def _kind_of(data: bytes) -> str:
    if not data:
        return "an empty file"
    if data[4:8] == b"ftyp":
        return _FTYP_KINDS.get(data[8:12], "a video or HEIF file")
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, name in _OTHER_KINDS:
        if data.startswith(magic) or start.startswith(magic):
            return name
    return "not a picture"
