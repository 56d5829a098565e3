"""Segments of a JPEG before its picture, and how one with XMP comes in without a pixel changed.

Sources: ITU-T T.81 annex B; XMP specification part 3 and CIPA DC-008 (EXIF) for the names that
APP1 segments begin with; C2PA specification, embedding in JPEG, for APP11.
"""

from collections.abc import Iterator, Sequence

from asset_service.imaging.layout import MOST_PIECES
from asset_service.imaging.pieces import NoRoom, Piece, spliced

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXIF = b"Exif\0\0"
_APP0, _APP1, _APP11 = 0xE0, 0xE1, 0xEB
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_PICTURE = frozenset({0xD9, 0xDA})
_MOST_SEGMENT = 0xFFFF - 2
_BOX_START = 200


def pieces(data: bytes) -> list[Piece]:
    """Return the segments up to the first scan, or to where the file breaks its rules."""
    return list(_walk(data))


def _walk(data: bytes) -> Iterator[Piece]:
    at = 2
    for _ in range(MOST_PIECES):
        start = at
        if data[at : at + 1] != b"\xff":
            return
        while data[at : at + 1] == b"\xff":
            at += 1
        marker = data[at : at + 1]
        at += 1
        if not marker or marker[0] in _PICTURE:
            return
        if marker[0] in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):  # noqa: PLR2004 - the length counts itself
            return
        yield Piece(marker, start, at + 2, at + length, at + length)
        at += length


def xmp(data: bytes, found: Sequence[Piece], most: int) -> bytes | None:
    return _app1(data, found, _XMP, most)


def exif(data: bytes, found: Sequence[Piece], most: int) -> bytes | None:
    return _app1(data, found, _EXIF, most)


def has_credentials(data: bytes, found: Sequence[Piece]) -> bool:
    for piece in found:
        start = piece.body(data, _BOX_START)
        if piece.kind[0] == _APP11 and start[:2] == b"JP" and b"jumb" in start and b"c2pa" in start:
            return True
    return False


def with_xmp(data: bytes, found: Sequence[Piece], packet: bytes) -> bytes:
    """Return the file with `packet` for its XMP, all else as it was; raises NoRoom at 64 KB."""
    body = _XMP + packet
    if len(body) > _MOST_SEGMENT:
        raise NoRoom
    made = bytes([0xFF, _APP1]) + (len(body) + 2).to_bytes(2, "big") + body
    # Behind JFIF and EXIF, which want to be first, and before what counts bytes from itself on.
    head = 2
    for piece in found:
        if not (piece.kind[0] == _APP0 or _starts(piece, data, _EXIF)):
            break
        head = piece.end
    old = [one for one in found if _starts(one, data, _XMP)]
    return spliced(data, head, made, old)


def _app1(data: bytes, found: Sequence[Piece], name: bytes, most: int) -> bytes | None:
    for piece in found:
        if _starts(piece, data, name):
            return piece.body(data, most)[len(name) :]
    return None


def _starts(piece: Piece, data: bytes, name: bytes) -> bool:
    return piece.kind[0] == _APP1 and piece.body(data, len(name)) == name
