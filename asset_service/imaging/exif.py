"""The comment in EXIF, where generators write their settings into JPEG and WebP.

Source: CIPA DC-008 (EXIF), TIFF 6.0. A walk through two lists of at most 512 entries each.
"""

_EXIF_LIST, _USER_COMMENT = 0x8769, 0x9286
_MOST_ENTRIES = 512
_CODE = 8


def user_comment(exif: bytes) -> str:
    """Return the comment of a TIFF block, "" where there is none that can be read."""
    order: dict[bytes, str] = {b"II*\0": "little", b"MM\0*": "big"}
    byte_order = order.get(exif[:4])
    if byte_order is None:
        return ""
    walk = _Walk(exif, byte_order == "big")
    below = walk.entry(walk.number(4, 4), _EXIF_LIST)
    if below is None:
        return ""
    found = walk.entry(walk.number(below + 8, 4), _USER_COMMENT)
    if found is None:
        return ""
    length, at = walk.number(found + 4, 4), walk.number(found + 8, 4)
    return _decoded(exif[at : at + length]) if length > _CODE else ""


class _Walk:
    def __init__(self, data: bytes, is_big: bool) -> None:  # noqa: FBT001 - one of two orders
        self._data = data
        self._is_big = is_big

    def number(self, at: int, size: int) -> int:
        """Return a number; what lies behind the end is zero."""
        return int.from_bytes(self._data[at : at + size], "big" if self._is_big else "little")

    def entry(self, at: int, tag: int) -> int | None:
        """Return where the entry for `tag` begins in the list at `at`."""
        for place in range(min(self.number(at, 2), _MOST_ENTRIES)):
            start = at + 2 + 12 * place
            if self.number(start, 2) == tag:
                return start
        return None


def _decoded(raw: bytes) -> str:
    code, text = raw[:_CODE], raw[_CODE:]
    if code == b"UNICODE\0":
        # UTF-16 of either order, whatever the block's own: writers differ. A wrong guess turns
        # letters into rare signs, so that the right one has the more of ASCII.
        guesses = [text.decode(way, "replace") for way in ("utf-16-be", "utf-16-le")]
        return max(guesses, key=lambda guess: sum(one.isascii() for one in guess))
    return text.decode("utf-8", "replace").rstrip("\0 ") if code.strip(b"\0 ") else _plain(text)


def _plain(text: bytes) -> str:
    """What names no code is text all the same in most files."""
    return text.decode("utf-8", "replace").rstrip("\0 ")
