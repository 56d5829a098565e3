"""The work on provenance that touches a file's bytes: check its credentials, mark a copy.

Runs only inside the sandbox, in a process of its own beside the decoder's, since the library is
large and few files need it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from asset_service.domain.provenance import SourceType
from asset_service.imaging import claims, credentials, xmp
from asset_service.imaging.claims import CONTAINERS, MOST_METADATA
from asset_service.imaging.credentials import Signing
from asset_service.imaging.pieces import NoRoom

CHECK, MARK = "check", "mark"
MARKED, UNCHANGED = b"marked", b"unchanged"
# Why a copy is the file as it was: a mark would break or lose what it has, or none is due.
SIGNED, NOTHING_KNOWN = "signed", "nothing_known"
NO_ROOM, UNREADABLE = "no_room", "unreadable_xmp"

Ask = Callable[[Sequence[bytes]], list[bytes]]


def warm() -> None:
    claims.warm()
    if credentials.is_installed():
        credentials.warm()


def work(parts: Sequence[bytes]) -> list[bytes]:
    """Do what needs no key."""
    return work_and_ask(parts, _refuse)


def work_and_ask(parts: Sequence[bytes], ask: Ask) -> list[bytes]:
    """Take a request as JSON and a file; `ask` the parent for a signature over some bytes.

    A check answers with credentials as JSON; a mark with MARKED and the new file, or with
    UNCHANGED and why.
    """
    asked, data = json.loads(parts[0]), parts[1]
    if asked["verb"] == CHECK:
        found = credentials.check(data, asked["mime"], asked["anchors"])
        return [json.dumps(asdict(found)).encode()]
    signing = None
    if asked["chain"]:
        signing = Signing(asked["algorithm"], asked["chain"], lambda said: ask([said])[0])
    return _marked(asked, data, signing)


def _marked(asked: dict[str, str], data: bytes, signing: Signing | None) -> list[bytes]:
    container = CONTAINERS[asked["format"]]
    found = container.pieces(data)
    is_signed = container.has_credentials(data, found)
    values = {name: text for name, text in json.loads(asked["values"]).items() if text}
    if is_signed and signing is None:
        return [UNCHANGED, SIGNED.encode()]
    if not values and signing is None:
        return [UNCHANGED, NOTHING_KNOWN.encode()]
    try:
        made = data
        if values:
            packet = xmp.merged(container.xmp(data, found, MOST_METADATA), values)
            made = container.with_xmp(data, found, packet)
    except xmp.Unreadable:
        return [UNCHANGED, UNREADABLE.encode()]
    except NoRoom:
        return [UNCHANGED, NO_ROOM.encode()]
    if signing is not None:
        created = SourceType(asked["created"]) if asked["created"] and not is_signed else None
        made = credentials.sign(data, made, asked["mime"], signing, created)
    return [MARKED, made]


def _refuse(parts: Sequence[bytes]) -> list[bytes]:
    raise PermissionError(f"nobody signs {len(parts)} things here")
