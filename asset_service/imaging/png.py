"""Chunks of a PNG, and how one with XMP comes in without a pixel being touched.

Source: ISO/IEC 15948; the keyword of XMP is from Adobe's XMP specification, part 3.
"""

import zlib
from collections.abc import Collection, Iterator, Sequence

from asset_service.imaging.layout import MOST_PIECES
from asset_service.imaging.pieces import Piece, spliced

XMP_KEYWORD = "XML:com.adobe.xmp"

_SIGNATURE = 8
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_CREDENTIALS = b"caBX"


def pieces(data: bytes) -> list[Piece]:
    """Return the chunks up to the end of the picture, or to where the file breaks its rules."""
    return list(_walk(data))


def _walk(data: bytes) -> Iterator[Piece]:
    at = _SIGNATURE
    for _ in range(MOST_PIECES):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data) or len(kind) != 4:  # noqa: PLR2004 - every kind has four letters
            return
        yield Piece(kind, at, at + 8, end - 4, end)
        if kind == b"IEND":
            return
        at = end


def texts(
    data: bytes, found: Sequence[Piece], wanted: Collection[str], most: int
) -> dict[str, str]:
    """Return the first text of each keyword that is wanted, `most` bytes of it."""
    read: dict[str, str] = {}
    for piece in found:
        if piece.kind in _TEXTS:
            keyword, text = _text(piece.kind, piece.body(data, most))
            if keyword in wanted and keyword not in read:
                read[keyword] = _decoded(_unpacked(text, most))
    return read


def xmp(data: bytes, found: Sequence[Piece], most: int) -> bytes | None:
    for piece in found:
        if _is_xmp(piece, data):
            return _unpacked(_text(piece.kind, piece.body(data, most))[1], most)
    return None


def exif(data: bytes, found: Sequence[Piece], most: int) -> bytes | None:
    return next((one.body(data, most) for one in found if one.kind == b"eXIf"), None)


def has_credentials(
    data: bytes,  # noqa: ARG001 - one call for all three formats
    found: Sequence[Piece],
) -> bool:
    return any(piece.kind == _CREDENTIALS for piece in found)


def with_xmp(data: bytes, found: Sequence[Piece], packet: bytes) -> bytes:
    """Return the file with `packet` for its XMP, and everything else as it was."""
    body = XMP_KEYWORD.encode() + bytes(5) + packet
    made = len(body).to_bytes(4, "big") + b"iTXt" + body
    made += zlib.crc32(made[4:]).to_bytes(4, "big")
    old = [one for one in found if _is_xmp(one, data)]
    return spliced(data, found[0].end, made, old)


def _is_xmp(piece: Piece, data: bytes) -> bool:
    keyword = XMP_KEYWORD.encode() + b"\0"
    return piece.kind == b"iTXt" and piece.body(data, len(keyword)) == keyword


def _text(kind: bytes, body: bytes) -> tuple[str, tuple[bool, bytes]]:
    """Return keyword and text, and whether that is compressed."""
    keyword, _, rest = body.partition(b"\0")
    name = keyword.decode("latin-1")
    if kind == b"tEXt":
        return name, (False, rest)
    if kind == b"zTXt":
        return name, (True, rest[1:])
    # flag, method, language, the keyword in that language, each of the two ended by a zero
    return name, (rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1])


def _unpacked(text: tuple[bool, bytes], most: int) -> bytes:
    is_packed, raw = text
    if not is_packed:
        return raw
    try:
        return zlib.decompressobj().decompress(raw, most)
    except zlib.error:
        return b""


def _decoded(raw: bytes) -> str:
    """UTF-8 where it is some: the standard says Latin-1 for two of the three, few heed it."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
