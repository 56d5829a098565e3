"""What bytes say of themselves: which kind of picture, and whether it carries its provenance.

Nothing is decoded here. A provider's word on the kind is often wrong; and the original is stored
as it came, because a C2PA manifest does not survive being written anew.
"""

from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_APP11 = 0xEB
_START_OF_SCAN = 0xDA
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def mime_of(data: bytes) -> str | None:
    """Return the MIME type of a PNG, JPEG or WebP by its first bytes; None for all else."""
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(_JPEG):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def has_c2pa(data: bytes) -> bool:
    """Return whether there is a C2PA manifest; whether it is valid is another question.

    Where they are kept: C2PA specification 2.2, appendix A.3 (PNG chunk `caBX`, JPEG APP11 with
    JUMBF boxes, RIFF chunk `C2PA`).
    """
    kind = mime_of(data)
    if kind == "image/png":
        return b"caBX" in _png_chunks(data)
    if kind == "image/jpeg":
        return any(part[:2] == b"JP" and b"jumb" in part[:32] for part in _app11(data))
    return kind == "image/webp" and b"C2PA" in _riff_chunks(data)


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(data):
        yield data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def _riff_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        yield data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2


def _app11(data: bytes) -> Iterator[bytes]:
    """The contents of the APP11 segments before the picture itself."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - what starts each marker
        marker = data[at + 1]
        if marker == _START_OF_SCAN:
            return
        if marker == 0xFF or marker in _WITHOUT_LENGTH:  # noqa: PLR2004 - a fill byte
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _APP11:
            yield data[at + 4 : at + 2 + length]
        at += 2 + length
