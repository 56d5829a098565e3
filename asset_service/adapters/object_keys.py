"""Which keys an object store takes: safe as a path on any disk and as an S3 name."""

import re

_MOST_CHARACTERS = 512
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_ONE = re.compile(_SEGMENT)
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PREFIX = re.compile(rf"(?:{_SEGMENT}/)*(?:{_SEGMENT})?")


def is_segment(name: str) -> bool:
    """Whether `name` can stand between two slashes of a key."""
    return _ONE.fullmatch(name) is not None


def checked_key(key: str) -> str:
    """Return `key`; raises ValueError unless it is segments of A-Z a-z 0-9 . _ - joined by `/`.

    No segment begins with a dot, so there is no way up and no hidden file. Keys are made by
    services: a wrong one is a mistake of ours, not of a client.
    """
    if len(key) > _MOST_CHARACTERS or not _KEY.fullmatch(key):
        raise ValueError(f"not an object key: {key!r}")
    return key


def checked_prefix(prefix: str) -> str:
    """Return `prefix`, the beginning of a key or empty; raises ValueError for anything else."""
    if len(prefix) > _MOST_CHARACTERS or not _PREFIX.fullmatch(prefix):
        raise ValueError(f"not the beginning of an object key: {prefix!r}")
    return prefix
