"""Chunks of a WebP, and how one with XMP comes in without a pixel changed (RFC 9649)."""

from collections.abc import Iterator, Sequence

from asset_service.imaging.layout import MOST_PIECES, read_layout
from asset_service.imaging.pieces import Piece

_HEAD = 12
_EXIF_NAME = b"Exif\0\0"
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10
_LOSSLESS_ALPHA = 0x10


def pieces(data: bytes) -> list[Piece]:
    """Return the chunks, up to where the file ends or breaks its rules."""
    return list(_walk(data))


def _walk(data: bytes) -> Iterator[Piece]:
    whole = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    at = _HEAD
    for _ in range(MOST_PIECES):
        if at + 8 > whole:
            return
        stop = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
        if stop > whole:
            return
        end = stop + (stop - at) % 2
        yield Piece(data[at : at + 4], at, at + 8, stop, min(end, len(data)))
        at = end


def xmp(data: bytes, found: Sequence[Piece], most: int) -> bytes | None:
    return next((one.body(data, most) for one in found if one.kind == b"XMP "), None)


def exif(data: bytes, found: Sequence[Piece], most: int) -> bytes | None:
    block = next((one.body(data, most) for one in found if one.kind == b"EXIF"), None)
    return block.removeprefix(_EXIF_NAME) if block is not None else None


def has_credentials(
    data: bytes,  # noqa: ARG001 - one call for all three formats
    found: Sequence[Piece],
) -> bool:
    return any(piece.kind == b"C2PA" for piece in found)


def with_xmp(data: bytes, found: Sequence[Piece], packet: bytes) -> bytes:
    """Return the file with `packet` for its XMP, and everything else as it was.

    A file of the simple kind becomes one of the extended kind, which alone may have XMP.
    """
    head = _extended(data, found)
    rest = [
        _padded(data[one.start : one.stop]) for one in found if one.kind not in {b"VP8X", b"XMP "}
    ]
    body = b"".join([b"WEBP", head, *rest, _chunk(b"XMP ", packet)])
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _extended(data: bytes, found: Sequence[Piece]) -> bytes:
    if found[0].kind == b"VP8X":
        old = found[0].body(data)
        return _chunk(b"VP8X", bytes([old[0] | _HAS_XMP]) + old[1:])
    layout = read_layout(data)
    if layout is None:  # pragma: no cover - who asks has read it as a WebP
        raise ValueError("no WebP")
    is_clear = found[0].kind == b"VP8L" and bool(data[found[0].inside + 4] & _LOSSLESS_ALPHA)
    flags = _HAS_XMP | (_HAS_ALPHA if is_clear else 0)
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (layout.width, layout.height))
    return _chunk(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return _padded(kind + len(body).to_bytes(4, "little") + body)


def _padded(chunk: bytes) -> bytes:
    return chunk + bytes(len(chunk) % 2)
