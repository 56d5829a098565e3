"""What can go wrong, in the product's words. No HTTP here: `web/errors.py` maps each kind.

Every error carries a stable `code` that programs may rely on, a `detail` for people, and
`extra` members that the problem document shows beside them.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """The base of every expected error; `str()` of it is the detail."""

    code = "error"

    def __init__(self, detail: str, *, code: str = "", **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code
        self.extra: Mapping[str, Any] = extra


class NotFound(DomainError):
    """Absent, or not yours: nobody can tell which."""

    code = "not_found"

    def __init__(self, what: str = "resource") -> None:
        super().__init__(f"No such {what}.")


class Unauthenticated(DomainError):
    """No credentials, or bad ones."""

    code = "unauthenticated"


class Forbidden(DomainError):
    """A member whose role, or a token whose scope, does not allow the act."""

    code = "forbidden"


class Conflict(DomainError):
    """The state does not allow it; `code` names the state."""

    code = "conflict"


class Invalid(DomainError):
    """Well-formed but wrong; `fields` maps each bad field to its messages."""

    code = "invalid"

    def __init__(
        self, detail: str, *, code: str = "", fields: Mapping[str, Any] | None = None, **extra: Any
    ) -> None:
        if fields:
            extra["errors"] = dict(fields)
        super().__init__(detail, code=code, **extra)


class PictureRefused(Invalid):
    """The bytes are no picture that is accepted; `code` says which limit or check."""

    code = "picture_refused"


class Stale(DomainError):
    """The row changed since the client read it (412)."""

    code = "stale"


class PreconditionMissing(DomainError):
    """A change without the version it is based on (428)."""

    code = "precondition_required"


class TooLarge(DomainError):
    """More bytes than the limit (413)."""

    code = "too_large"


class UnsupportedType(DomainError):
    """A file of a kind that is not read (415)."""

    code = "unsupported_type"


class TooMany(DomainError):
    """A limit on how often (429); `retry_after` is in seconds."""

    code = "too_many_requests"

    def __init__(self, detail: str, *, code: str = "", retry_after: int = 1) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something this service needs is away (503); trying again later helps."""

    code = "unavailable"

    def __init__(self, detail: str, *, retry_after: int = 5) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
