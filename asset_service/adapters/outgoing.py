"""Which addresses that somebody else names may be connected to, and to which number.

Whoever names an address must not reach our own network: it could be the database next door, or the
machine's own cloud credentials. So only public addresses count, and a name is looked up once: what
was checked is what is connected to. Addresses that the operator set in the configuration (engines,
stores, mail) are no business of this module.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_OPEN_PORTS = frozenset({443, 8443})
"""Where strangers are asked: no other service of a host can be made to see a request."""

# A list of our own: Python's `is_global` holds translated and relayed addresses for public.
# IANA's registries of special addresses, and 168.63.129.16, which answers only inside Azure.
_NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        ),
    )
)  # fmt: skip
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""What is outside of it is local, multicast, translated or not given to anybody."""
_NOT_PUBLIC_6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"))
)
"""Teredo and other protocols, and what is for books. 6to4 is looked into."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""NAT64 (RFC 6052): the last four bytes are an IPv4 address."""
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface whose lower half is an IPv4 address (RFC 5214)."""

Resolve = Callable[..., list[tuple[Any, ...]]]
"""As `socket.getaddrinfo`."""


class NotAllowed(Exception):
    """The words say why, without the address's path and query, which may hold a signature."""


@dataclass(frozen=True)
class Target:
    """An address as it may be connected to: `number` is the host's, looked up and checked."""

    scheme: str
    host: str
    port: int
    number: str
    path: str

    @property
    def authority(self) -> str:
        """The `Host` header's value."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def pinned(self) -> str:
        """The URL with the number in place of the name."""
        host = f"[{self.number}]" if ":" in self.number else self.number
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def checked(url: str, own: str = "", resolve: Resolve = socket.getaddrinfo) -> Target:
    """Return where `url` leads; raises NotAllowed, and OSError when its name is not known.

    It is https on an open port with public addresses alone, or of the very scheme, host and port
    of `own`, an address that the operator chose.
    """
    scheme, host, port, path = _parts(url)
    at_home = bool(own) and (scheme, host, port) == _parts(own)[:3]
    if not at_home and scheme != "https":
        raise NotAllowed(f"a picture on {host} is not fetched without https")
    if not at_home and port not in _OPEN_PORTS:
        raise NotAllowed(f"a picture on {host} is not fetched from port {port}")
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except ValueError:  # of letters that no name has
        raise NotAllowed("the address of a picture cannot be read") from None
    numbers = [one[4][0] for one in found]
    if not numbers:
        raise OSError(f"{host} has no address")
    if not at_home and not all(is_public(number) for number in numbers):
        raise NotAllowed(f"a picture on {host} is not fetched: that is inside a private network")
    return Target(scheme, host, port, numbers[0], path)


def is_public(number: str) -> bool:
    """Return whether an IP address is one of the open internet, and stands for no other one."""
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is None:
            return address in _GLOBAL_UNICAST and not any(address in one for one in _NOT_PUBLIC_6)
        address = inner
    return not any(address in one for one in _NOT_PUBLIC)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to, where it does."""
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    is_isatap = int(address) >> 32 & 0xFFFFFFFF in _ISATAP
    if address in _TRANSLATED or (is_isatap and address in _GLOBAL_UNICAST):
        return last
    return address.ipv4_mapped or address.sixtofour


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
        # as a resolver reads it: letters of every script, circled digits
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError:
        raise NotAllowed("the address of a picture cannot be read") from None
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise NotAllowed("a picture is fetched with https only, and without a name or password")
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, host, port or _PORTS[parts.scheme], (parts.path or "/") + query
