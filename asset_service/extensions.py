"""The Flask extensions that hold a connection: unbound here, bound by `create_app`."""

import ipaddress

from flask import request
from flask_limiter import Limiter
from flask_sqlalchemy import SQLAlchemy

from asset_service.models.base import Base


def counted_address(remote: str | None) -> str:
    """Return the address that tries are counted by: one IPv4 address, or an IPv6 /64.

    Whoever has one IPv6 address has the 2**64 beside it too. Takes the peer's own address:
    headers like X-Forwarded-For are whatever the client writes.
    """
    try:
        address = ipaddress.ip_address(remote or "")
    except ValueError:
        return "unknown"  # a unix socket has no address: its clients share one count
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


# Owns the engine of the web process. Its sessions are not used: services take their own, since
# these ignore the connection they are given.
db = SQLAlchemy(metadata=Base.metadata)

# Counts in Redis, so that all web processes share one count. While Redis is away each process
# counts by itself: a few more tries than allowed, never all of them.
limiter = Limiter(
    key_func=lambda: counted_address(request.remote_addr),
    strategy="moving-window",
    in_memory_fallback_enabled=True,
    key_prefix="asset-service",
)
