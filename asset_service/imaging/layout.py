"""Read a picture's layout from its raw bytes: size, frames and scans, without decoding anything.

Each walk is linear in the length of the data and stops at `MOST_PIECES` pieces, since a hostile
file can hold a piece every four bytes. Sources: PNG (ISO/IEC 15948) and APNG 1.0, JPEG
(ITU-T T.81 annex B), WebP (RFC 9649) and VP8 (RFC 6386).
"""

import re
from dataclasses import dataclass

MOST_PIECES = 65_536

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_JPEG_START = b"\xff\xd8\xff"
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, 0xD8})
_END_OF_IMAGE = 0xD9
_START_OF_SCAN = 0xDA
_VP8_START_CODE = b"\x9d\x01\x2a"
_VP8L_SIGNATURE = 0x2F
_VP8X_ANIMATED = 0x02
_WEBP_START = 12


class Malformed(Exception):
    """The bytes break their own format's rules; the message says how, in words for people."""


@dataclass
class Layout:
    """`width` and `height` in pixels as stored (0 when the data ends before they come).

    `whole` is False when the data ends before the picture does.
    """

    format: str
    width: int = 0
    height: int = 0
    animated: bool = False
    scans: int = 1
    whole: bool = False


def read_layout(data: bytes) -> Layout | None:
    """Return the layout of a PNG, JPEG or WebP, None for any other kind; raises Malformed."""
    if data.startswith(_PNG_SIGNATURE):
        return _png(data)
    if data.startswith(_JPEG_START):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _png(data: bytes) -> Layout:
    layout = Layout("PNG")
    at = len(_PNG_SIGNATURE)
    for piece in range(MOST_PIECES):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if at + 12 + length > len(data) and kind != b"IHDR":
            return layout
        if piece == 0:
            if kind != b"IHDR":
                raise Malformed("its first chunk is not the image header")
            layout.width = int.from_bytes(data[at + 8 : at + 12], "big")
            layout.height = int.from_bytes(data[at + 12 : at + 16], "big")
        elif kind == b"IHDR":
            # the decoder would take the size of the last one
            raise Malformed("it has two image headers")
        if kind == b"acTL":
            layout.animated = True
        if kind == b"IEND":
            layout.whole = True
            return layout
        at += 12 + length
    raise Malformed(f"it has more than {MOST_PIECES:,} chunks")


def _jpeg(data: bytes) -> Layout:
    layout = Layout("JPEG", scans=0)
    at = 2
    for _ in range(MOST_PIECES):
        found = _MARKER.search(data, at)
        if found is None:
            return layout
        marker, at = data[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            if not layout.scans:
                # libjpeg would go on, to a picture of another size that nobody counted
                raise Malformed("it ends before its picture begins")
            layout.whole = True
            return layout
        if marker in _WITHOUT_LENGTH:
            continue
        if marker in _START_OF_FRAME:
            if layout.width:
                raise Malformed("it has two frame headers")
            layout.height = int.from_bytes(data[at + 3 : at + 5], "big")
            layout.width = int.from_bytes(data[at + 5 : at + 7], "big")
        layout.scans += marker == _START_OF_SCAN
        at += max(2, int.from_bytes(data[at : at + 2], "big"))
    raise Malformed(f"it has more than {MOST_PIECES:,} segments")


def _webp(data: bytes) -> Layout:
    layout = Layout("WEBP")
    end = 8 + int.from_bytes(data[4:8], "little")
    at = _WEBP_START
    bitstream: tuple[int, int] | None = None
    for _ in range(MOST_PIECES):
        if at + 8 > min(end, len(data)):
            break
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 18]
        if kind == b"VP8X":
            if at > _WEBP_START:
                raise Malformed("its canvas is not told at its beginning")
            layout.animated = bool(body[:1] and body[0] & _VP8X_ANIMATED)
            layout.width = 1 + int.from_bytes(body[4:7], "little")
            layout.height = 1 + int.from_bytes(body[7:10], "little")
        elif kind in {b"ANIM", b"ANMF"}:
            layout.animated = True
        elif kind in {b"VP8 ", b"VP8L"} and bitstream is None:
            bitstream = _vp8_size(body) if kind == b"VP8 " else _vp8l_size(body)
        at += 8 + length + length % 2
    else:
        raise Malformed(f"it has more than {MOST_PIECES:,} chunks")
    layout.whole = end <= len(data) and at <= len(data) + 1
    if bitstream is not None:
        if layout.width and not layout.animated and bitstream != (layout.width, layout.height):
            raise Malformed("its canvas and its picture differ in size")
        layout.width, layout.height = layout.width or bitstream[0], layout.height or bitstream[1]
    return layout


def _vp8_size(body: bytes) -> tuple[int, int]:
    if body[3:6] != _VP8_START_CODE:
        raise Malformed("its picture does not begin with a key frame")
    width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
    return width & 0x3FFF, height & 0x3FFF


def _vp8l_size(body: bytes) -> tuple[int, int]:
    if body[:1] != bytes([_VP8L_SIGNATURE]):
        raise Malformed("its picture does not begin with the lossless signature")
    bits = int.from_bytes(body[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
