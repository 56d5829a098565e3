"""A list of the system calls that a decoding process may still make (Linux seccomp-bpf).

Compute, ask for memory, read and write what is already open, end: nothing else. Every other call
fails with EPERM, so a library that tries something harmless carries on. Numbers are the kernel's
own (`asm/unistd_64.h` and `asm-generic/unistd.h`), which never change; filter layout and
constants from `linux/filter.h`, `linux/seccomp.h` and `linux/audit.h`.
"""

import ctypes
import errno
import platform
import struct
import sys

_X86_64 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9,
    "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
    "rt_sigreturn": 15, "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25,
    "madvise": 28, "nanosleep": 35, "getpid": 39, "sendto": 44, "recvfrom": 45, "exit": 60,
    "gettimeofday": 96, "getrusage": 98, "times": 100, "getuid": 102, "getgid": 104,
    "geteuid": 107, "getegid": 108, "sigaltstack": 131, "gettid": 186,
    "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "getrandom": 318,
    "membarrier": 324,
}  # fmt: skip
_ARM_64 = {
    "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "ppoll": 73,
    "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98, "nanosleep": 101,
    "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
    "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132,
    "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153,
    "getrusage": 165, "gettimeofday": 169, "getpid": 172, "getuid": 174, "geteuid": 175,
    "getgid": 176, "getegid": 177, "gettid": 178, "sendto": 206, "recvfrom": 207, "brk": 214,
    "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233,
    "getrandom": 278, "membarrier": 283,
}  # fmt: skip
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _ARM_64)}

_LOAD_WORD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def build(machine: str) -> bytes | None:
    """Return the filter program for `machine` (as `platform.machine()` names it).

    None for a machine whose numbers are not listed here.
    """
    if machine not in _MACHINES:
        return None
    audit_number, calls = _MACHINES[machine]
    checks = [
        _step(_JUMP_EQUAL, number, when_equal=len(calls) - index)
        for index, number in enumerate(sorted(calls.values()))
    ]
    return b"".join(
        [
            _step(_LOAD_WORD, _MACHINE_AT),
            _step(_JUMP_EQUAL, audit_number, when_equal=1),
            _step(_RETURN, _KILL),
            _step(_LOAD_WORD, _NUMBER_AT),
            *checks,
            _step(_RETURN, _FAIL),
            _step(_RETURN, _ALLOW),
        ]
    )


def _step(code: int, value: int, when_equal: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_equal, 0, value)


def for_this_machine() -> bytes | None:
    return build(platform.machine()) if sys.platform == "linux" else None


def apply(program: bytes) -> bool:  # pragma: no cover - runs in a confined process
    """Put this thread under `program` for good; False when the kernel knows no such filters."""
    libc = ctypes.CDLL(None, use_errno=True)
    filled = _Program(len(program) // 8, program)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filled), 0, 0) == 0)
