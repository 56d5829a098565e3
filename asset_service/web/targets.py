"""Where a browser is sent: only ever to a page of our own."""

import re
from urllib.parse import quote

from flask import Request

SIGN_IN = "/sign-in"
HOME = "/"
# One slash, then no second one and no backslash (browsers read it as a slash), and nothing
# that a browser drops before it reads the address.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")

_INVITATION = re.compile(r"/invitations/([\w-]+)", re.ASCII)


def local_target(wanted: str | None) -> str:
    """Return `wanted` when it is a path of this site, else the start page."""
    return wanted if wanted and _LOCAL.fullmatch(wanted) else HOME


def invitation_in(target: str) -> str | None:
    """Return the secret, when the target is the link of an invitation."""
    found = _INVITATION.fullmatch(target)
    return found[1] if found else None


def sign_in_address(request: Request) -> str:
    """Where to sign in, with the way back to a page that was only read."""
    if request.method != "GET" or request.path == HOME:
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(request.full_path.rstrip('?'), safe='/')}"
