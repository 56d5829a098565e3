"""Take everything from the current process that decoding a picture does not need.

Called in processes of their own only, since nothing here can be undone; a coverage tool cannot look
into those, tests/imaging/test_sandbox.py and test_confine.py try what is left to them. Limits that
a platform does not know are left out and the others still hold: Linux has them all, macOS has no
memory limit, no filter of system calls and no network namespace.
"""

import contextlib
import ctypes
import os
import pwd
import resource
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from asset_service.imaging import seccomp

_NOBODY = 65_534
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_MOST_DESCRIPTORS = 64


@dataclass(frozen=True)
class Confinement:
    """`memory` is bytes beyond what the process has at the start; times are seconds."""

    memory: int
    cpu_seconds: int
    wall_seconds: float


@dataclass(frozen=True)
class Prepared:
    """What is worked out once, before the forks: the memory in use, the filter, the user."""

    base_memory: int
    filter: bytes | None
    nobody: tuple[int, int] | None


def prepare() -> Prepared:  # pragma: no cover - runs in a confined process
    """Leave the network for good and work out what every child will need."""
    _leave_network()
    _go_first()
    _limit(resource.RLIMIT_NOFILE, _MOST_DESCRIPTORS)
    return Prepared(
        base_memory=_address_space(),
        filter=seccomp.for_this_machine(),
        nobody=_nobody() if os.geteuid() == 0 else None,
    )


def confine(
    line: socket.socket, limits: Confinement, prepared: Prepared, parent: int
) -> socket.socket:  # pragma: no cover - runs in a confined process
    """Keep `line` alone, returned as descriptor 0, and drop every other right; raises OSError.

    `parent` is the process that forked this one: should it be gone already, so are we.
    """
    os.dup2(line.fileno(), 0, inheritable=False)
    kept = socket.socket(fileno=0)
    os.closerange(1, _MOST_DESCRIPTORS)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    if prepared.base_memory:
        _limit(resource.RLIMIT_AS, prepared.base_memory + limits.memory)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 1)
    is_root = prepared.nobody is not None and not _become(*prepared.nobody)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        # After the change of user, which clears it.
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise ProcessLookupError("the process that started this one has gone")
    is_filtered = prepared.filter is not None and seccomp.apply(prepared.filter)
    if is_root and not is_filtered:
        raise PermissionError("root cannot be confined by limits alone")
    return kept


def _become(user: int, group: int) -> bool:  # pragma: no cover - runs in a confined process
    """False where root may not change its user (a container without that right)."""
    try:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    except OSError:
        return False
    return True


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (most, most))


def _leave_network() -> None:  # pragma: no cover - runs in a confined process
    """Step into an empty network; where that is not allowed the other limits forbid sockets."""
    if sys.platform == "linux":
        space = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
        ctypes.CDLL(None, use_errno=True).unshare(space)


def _go_first() -> None:  # pragma: no cover - runs in a confined process
    """When the machine runs out of memory, let it take this process before any other."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _address_space() -> int:
    """Bytes of address space in use, 0 where the kernel does not say."""
    with contextlib.suppress(OSError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * resource.getpagesize()
    return 0


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return _NOBODY, _NOBODY
    return entry.pw_uid, entry.pw_gid
