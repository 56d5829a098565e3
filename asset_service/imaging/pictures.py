"""Pictures from outside: checked, decoded in the sandbox, and given back as safe renditions."""

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from asset_service.domain.claims import NO_CLAIMS, Claims, from_json, with_credentials
from asset_service.domain.errors import DomainError, PictureRefused, Unavailable
from asset_service.imaging.confine import Confinement
from asset_service.imaging.fairness import NOBODY
from asset_service.imaging.header import Header, Limits, read_header
from asset_service.imaging.provenance import Provenance
from asset_service.imaging.sandbox import Sandbox, WorkFailed

PREVIEW = 768
OTHER_SIZES = (256, 1600)
SHOWN, PRINTED = "WEBP", "JPEG"

# Measured at 50 megapixels: WebP takes the most, 1,060 MiB and 2.0 s; PNG 430 MiB and 1.0 s.
CONFINEMENT = Confinement(memory=1280 << 20, cpu_seconds=3, wall_seconds=10.0)

_DECODER = "asset_service.imaging.decoder"
_MOST_THUMBHASH_BYTES = 64


@dataclass(frozen=True)
class Picture:
    """What is known of a picture that was read.

    `mime` is what the bytes are, not what was said of them; `width` and `height` are pixels of
    the upright picture; `preview` is WebP, its longest side at most PREVIEW, never enlarged;
    `thumbhash` is the code of the blur placeholder (about 25 bytes); `claims` are what the file
    says of itself.
    """

    mime: str
    width: int
    height: int
    preview: bytes
    thumbhash: bytes
    claims: Claims = NO_CLAIMS


@dataclass(frozen=True)
class _Decoded:
    sideways: bool
    thumbhash: bytes
    made: list[bytes]
    claims: Claims


class Pictures:
    """Reads pictures, from any number of threads; `children` of them are decoded at once."""

    def __init__(
        self,
        *,
        max_bytes: int = Limits.max_bytes,
        children: int | None = None,
        confinement: Confinement = CONFINEMENT,
        decoder: str = _DECODER,
        provenance: Provenance | None = None,
    ) -> None:
        """`provenance` checks the credentials of what is read; without it they stay unchecked."""
        self._limits = Limits(max_bytes=max_bytes)
        at_once = children or min(4, max(2, os.cpu_count() or 1))
        self._provenance = provenance
        self._sandbox = Sandbox(decoder, confinement, children=at_once)

    def read(self, data: bytes, whose: str = NOBODY) -> Picture:
        """Return the picture's facts and its preview; `whose` names the person who waits for it.

        Raises TooLarge, UnsupportedType, PictureRefused (`header.read_header` lists the codes;
        what passes there and cannot be decoded is `picture_unreadable`), Unavailable, and TooMany
        for a person who has too many in line.
        """
        header = read_header(data, self._limits)
        decoded = self._decode(header, data, [PREVIEW], SHOWN, whose)
        width, height = (header.width, header.height)[:: -1 if decoded.sideways else 1]
        return Picture(
            header.mime,
            width,
            height,
            decoded.made[0],
            decoded.thumbhash,
            self._checked(decoded.claims, data, header.mime),
        )

    def renditions(self, data: bytes, widths: Sequence[int]) -> dict[int, bytes]:
        """Return a WebP for each of `widths`, its longest side at most that many pixels.

        A picture that is smaller comes at its own size. Raises as `read` does, and ValueError for
        a width below 1.
        """
        return self._made(data, widths, SHOWN)

    def for_paper(self, data: bytes, widths: Sequence[int]) -> dict[int, bytes]:
        """As `renditions`, in JPEG, what is clear in the picture white."""
        return self._made(data, widths, PRINTED)

    def close(self) -> None:
        """Stop the helper process; a later read starts it again."""
        self._sandbox.close()

    def _made(self, data: bytes, widths: Sequence[int], kind: str) -> dict[int, bytes]:
        sides = sorted(set(widths))
        if not sides:
            return {}
        if sides[0] < 1:
            raise ValueError(f"a rendition needs at least one pixel, not {sides[0]}")
        decoded = self._decode(read_header(data, self._limits), data, sides, kind)
        return dict(zip(sides, decoded.made, strict=True))

    def _checked(self, claims: Claims, data: bytes, mime: str) -> Claims:
        """No picture is refused for credentials that nobody had the time to check."""
        if claims.credentials is None or self._provenance is None:
            return claims
        with contextlib.suppress(Unavailable):
            return with_credentials(claims, self._provenance.check(data, mime))
        return claims

    def _decode(
        self, header: Header, data: bytes, sides: Sequence[int], kind: str, whose: str = NOBODY
    ) -> _Decoded:
        said = {"format": header.format, "sides": sides, "as": kind}
        asked = json.dumps(said).encode("ascii")
        try:
            return _believed(self._sandbox.run([asked, data], whose=whose), header, sides, kind)
        except WorkFailed as error:
            raise PictureRefused(
                "The picture cannot be read: it is damaged, or takes too much to decode.",
                code="picture_unreadable",
            ) from error


def _believed(answer: Sequence[bytes], header: Header, sides: Sequence[int], kind: str) -> _Decoded:
    """Check an answer that a hostile picture may have written; raises WorkFailed.

    What pages will show must be one still WebP, and what is printed one JPEG, of the size asked
    for, whoever made it.
    """
    try:
        facts, thumbhash, *made = answer
        said = json.loads(facts)
        stored, sideways = (said["width"], said["height"]), said["sideways"] is True
        claims = from_json(said.get("claims"))
        made_headers = [read_header(data, Limits()) for data in made]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, DomainError) as error:
        raise WorkFailed(f"nonsense: {error!r}") from error
    is_good = (
        stored == (header.width, header.height)
        and len(thumbhash) <= _MOST_THUMBHASH_BYTES
        and len(made) == len(sides)
        and all(
            one.format == kind and max(one.width, one.height) <= side
            for one, side in zip(made_headers, sides, strict=True)
        )
    )
    if not is_good:
        raise WorkFailed("nonsense: not what was asked for")
    return _Decoded(sideways, thumbhash, made, claims)
