"""Pictures from outside: checked, decoded in the sandbox, and given back as safe renditions."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from asset_service.domain.errors import DomainError, PictureRefused
from asset_service.imaging.confine import Confinement
from asset_service.imaging.header import Header, Limits, read_header
from asset_service.imaging.sandbox import Sandbox, WorkFailed

PREVIEW = 768
OTHER_SIZES = (256, 1600)

# Measured at 50 megapixels: WebP takes the most, 1,060 MiB and 2.0 s; PNG 430 MiB and 1.0 s.
CONFINEMENT = Confinement(memory=1280 << 20, cpu_seconds=3, wall_seconds=10.0)

_DECODER = "asset_service.imaging.decoder"
_MOST_THUMBHASH_BYTES = 64


@dataclass(frozen=True)
class Picture:
    """What is known of a picture that was read.

    `mime` is what the bytes are, not what was said of them; `width` and `height` are pixels of
    the upright picture; `preview` is WebP, its longest side at most PREVIEW, never enlarged;
    `thumbhash` is the code of the blur placeholder (about 25 bytes).
    """

    mime: str
    width: int
    height: int
    preview: bytes
    thumbhash: bytes


class Pictures:
    """Reads pictures, from any number of threads; `children` of them are decoded at once."""

    def __init__(
        self,
        *,
        max_bytes: int = Limits.max_bytes,
        children: int | None = None,
        confinement: Confinement = CONFINEMENT,
        decoder: str = _DECODER,
    ) -> None:
        self._limits = Limits(max_bytes=max_bytes)
        at_once = children or min(4, max(2, os.cpu_count() or 1))
        self._sandbox = Sandbox(decoder, confinement, children=at_once)

    def read(self, data: bytes) -> Picture:
        """Return the picture's facts and its preview.

        Raises TooLarge, UnsupportedType, PictureRefused (`header.read_header` lists the codes;
        what passes there and cannot be decoded is `picture_unreadable`) and Unavailable.
        """
        header = read_header(data, self._limits)
        sideways, thumbhash, (preview,) = self._decode(header, data, [PREVIEW])
        width, height = (header.width, header.height)[:: -1 if sideways else 1]
        return Picture(header.mime, width, height, preview, thumbhash)

    def renditions(self, data: bytes, widths: Sequence[int]) -> dict[int, bytes]:
        """Return a WebP for each of `widths`, its longest side at most that many pixels.

        A picture that is smaller comes at its own size. Raises as `read` does, and ValueError for
        a width below 1.
        """
        sides = sorted(set(widths))
        if not sides:
            return {}
        if sides[0] < 1:
            raise ValueError(f"a rendition needs at least one pixel, not {sides[0]}")
        _, _, made = self._decode(read_header(data, self._limits), data, sides)
        return dict(zip(sides, made, strict=True))

    def close(self) -> None:
        """Stop the helper process; a later read starts it again."""
        self._sandbox.close()

    def _decode(
        self, header: Header, data: bytes, sides: Sequence[int]
    ) -> tuple[bool, bytes, list[bytes]]:
        asked = json.dumps({"format": header.format, "sides": sides}).encode("ascii")
        try:
            return _believed(self._sandbox.run([asked, data]), header, sides)
        except WorkFailed as error:
            raise PictureRefused(
                "The picture cannot be read: it is damaged, or takes too much to decode.",
                code="picture_unreadable",
            ) from error


def _believed(
    answer: Sequence[bytes], header: Header, sides: Sequence[int]
) -> tuple[bool, bytes, list[bytes]]:
    """Check an answer that a hostile picture may have written; raises WorkFailed.

    What pages will show must be one still WebP of the size asked for, whoever made it.
    """
    try:
        facts, thumbhash, *made = answer
        said = json.loads(facts)
        stored, sideways = (said["width"], said["height"]), said["sideways"] is True
        made_headers = [read_header(data, Limits()) for data in made]
    except (ValueError, KeyError, TypeError, RecursionError, DomainError) as error:
        raise WorkFailed(f"nonsense: {error!r}") from error
    is_good = (
        stored == (header.width, header.height)
        and len(thumbhash) <= _MOST_THUMBHASH_BYTES
        and len(made) == len(sides)
        and all(
            one.format == "WEBP" and max(one.width, one.height) <= side
            for one, side in zip(made_headers, sides, strict=True)
        )
    )
    if not is_good:
        raise WorkFailed("nonsense: not what was asked for")
    return sideways, thumbhash, made
