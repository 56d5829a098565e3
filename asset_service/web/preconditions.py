"""If-Match (RFC 9110, section 13.1.1): a change says which version it is based on."""

import re
from collections.abc import Callable

from flask import request

from asset_service.domain.errors import Stale

_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')
_VERSION = re.compile(r"v([1-9][0-9]{0,9})")
_MOST = 2**31 - 1


def etag(version: int) -> str:
    """The strong tag of a version, with its quotes."""
    return f'"v{version}"'


def wanted_version(current: Callable[[], int]) -> int | None:
    """Return the version that If-Match asks for; None when there is no such header.

    `current` is asked only for `*` and for lists, where the answer depends on it; the service
    then checks under its lock what is returned here. Raises Stale when no tag can be it: weak
    ones never match, nor does what is no tag of ours.
    """
    header = request.headers.get("If-Match")
    if header is None:
        return None
    if header.strip() == "*":
        return current()
    versions = _versions(header)
    if len(versions) == 1:
        return versions[0]
    now = current() if versions else None
    if now is None or now not in versions:
        raise Stale("The asset was changed since you read it; nothing of your edit was stored.")
    return now


def _versions(header: str) -> list[int]:
    found: list[int] = []
    at = 0
    while at < len(header) and (tag := _TAG.match(header, at)):
        at = tag.end()
        version = _VERSION.fullmatch(tag[2])
        if version and not tag[1] and int(version[1]) <= _MOST:
            found.append(int(version[1]))
    return found
