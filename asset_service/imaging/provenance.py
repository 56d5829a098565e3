"""Provenance from outside the sandbox: what is asked of it, and what of its answers is believed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asset_service.domain.claims import Credentials, from_json
from asset_service.domain.errors import DomainError, PictureRefused
from asset_service.imaging import credentials, marking, xmp
from asset_service.imaging.confine import Confinement
from asset_service.imaging.header import Limits, read_header
from asset_service.imaging.sandbox import Sandbox, WorkFailed
from asset_service.imaging.signing import Signer

# Measured with 20 MB of noise as PNG on two busy cores: 0.9 s and 160 MiB to sign what was signed
# before, 0.3 s to check it. The helper that waits takes 29 MB and is started when it is needed.
CONFINEMENT = Confinement(memory=512 << 20, cpu_seconds=5, wall_seconds=10.0)
NOT_INSTALLED = "Nothing that checks content credentials is installed."
TOO_MUCH = "Its content credentials take too much to check."

_WORK = "asset_service.imaging.marking"
_CHILDREN = 2


@dataclass(frozen=True)
class Mark:
    """What a marked copy says of itself; "" and None for what is not said.

    `created` is what a picture is that was made here, None for what came from elsewhere.
    """

    source_type: str = ""
    ai_system: str = ""
    ai_prompt: str = ""
    created: str | None = None


@dataclass(frozen=True)
class Copy:
    """A file to hand out. `why` it is the one that was there, "" for a marked one."""

    data: bytes
    is_signed: bool = False
    why: str = ""


class Provenance:
    """Checks and marks files, from any number of threads; a few at once, the others wait.

    `anchors` are certificates in PEM that make a signer trusted.
    """

    def __init__(
        self,
        signer: Signer | None = None,
        anchors: str = "",
        *,
        work: str = _WORK,
        confinement: Confinement = CONFINEMENT,
        max_bytes: int = Limits.max_bytes,
    ) -> None:
        self._signer = signer
        self._anchors = anchors
        self._limits = Limits(max_bytes=max_bytes)
        self._sandbox = Sandbox(work, confinement, children=_CHILDREN)

    @property
    def can_sign(self) -> bool:
        return self._signer is not None

    def check(self, data: bytes, mime: str) -> Credentials:
        """Return what the credentials of a file say and whether they hold; Raises Unavailable."""
        if not credentials.is_installed():
            return Credentials("unchecked", why=NOT_INSTALLED)
        asked = {"verb": marking.CHECK, "mime": mime, "anchors": self._anchors}
        try:
            (answer,) = self._sandbox.run([_json(asked), data])
            found = from_json({"credentials": json.loads(answer)}).credentials
        except (WorkFailed, ValueError, RecursionError):
            found = None
        return found or Credentials("unchecked", why=TOO_MUCH)

    def mark(self, data: bytes, mark: Mark) -> Copy:
        """Return a copy of the file that says where it comes from, not a pixel changed.

        Raises PictureRefused (`picture_unreadable`) for a file that cannot be marked safely,
        what `header.read_header` raises, and Unavailable.
        """
        header = read_header(data, self._limits)
        signer = self._signer
        values = {
            xmp.SOURCE_TYPE: mark.source_type,
            xmp.AI_SYSTEM: mark.ai_system,
            xmp.AI_PROMPT: mark.ai_prompt,
        }
        asked = {
            "verb": marking.MARK,
            "format": header.format,
            "mime": header.mime,
            "values": json.dumps(values),
            "created": mark.created or "",
            "algorithm": signer.algorithm if signer else "",
            "chain": signer.chain if signer else "",
        }
        try:
            answer = self._sandbox.run(
                [_json(asked), data], (lambda said: [signer.sign(said[0])]) if signer else None
            )
            return self._believed(answer, data, signed=signer is not None)
        except WorkFailed as error:
            raise PictureRefused(
                "The file cannot be marked: it is damaged, or takes too much to read.",
                code="picture_unreadable",
            ) from error

    def close(self) -> None:
        """Stop the helper process; later work starts it again."""
        self._sandbox.close()

    def _believed(self, answer: Sequence[bytes], data: bytes, *, signed: bool) -> Copy:
        """What is handed out must be a picture as large as the one that was there."""
        if len(answer) != 2:  # noqa: PLR2004 - a word and what it is about
            raise WorkFailed("nonsense: not what was asked for")
        word, made = answer
        if word == marking.UNCHANGED:
            return Copy(data, why=made.decode("ascii", "replace")[:40])
        try:
            before, after = (read_header(one, Limits(max_bytes=1 << 30)) for one in (data, made))
        except DomainError as error:
            raise WorkFailed(f"nonsense: {error!r}") from error
        if word != marking.MARKED or before != after:
            raise WorkFailed("nonsense: another picture")
        return Copy(made, is_signed=signed)


def _json(asked: Mapping[str, str]) -> bytes:
    return json.dumps(asked).encode()
