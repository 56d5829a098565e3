import errno
import struct

import pytest

from asset_service.imaging import seccomp

ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM

pytestmark = pytest.mark.promise("B32")


def verdict(program, machine, number):
    """Run the filter as the kernel would."""
    at, held = 0, 0
    while True:
        code, if_equal, otherwise, value = struct.unpack_from("=HBBI", program, at * 8)
        at += 1
        if code == 0x20:
            held = {0: number, 4: machine}[value]
        elif code == 0x15:
            at += if_equal if held == value else otherwise
        else:
            return value


@pytest.mark.parametrize(
    ("name", "machine", "allowed", "forbidden"),
    [
        # read, write, mmap, exit_group; socket, execve, fork, ptrace, openat
        ("x86_64", 0xC000003E, (0, 1, 9, 231), (41, 59, 57, 101, 257)),
        # read, write, mmap, exit_group; socket, execve, clone, ptrace, openat
        ("aarch64", 0xC00000B7, (63, 64, 222, 94), (198, 221, 220, 117, 56)),
    ],
)
def test_the_filter_lets_through_what_decoding_needs(name, machine, allowed, forbidden):
    program = seccomp.build(name)
    assert {verdict(program, machine, number) for number in allowed} == {ALLOW}
    assert {verdict(program, machine, number) for number in forbidden} == {FAIL}
    assert verdict(program, 0x40000003, allowed[0]) == KILL


@pytest.mark.parametrize("name", ["x86_64", "aarch64"])
def test_exactly_the_listed_calls_pass(name):
    machine, calls = seccomp._MACHINES[name]
    program = seccomp.build(name)
    passed = {number for number in range(600) if verdict(program, machine, number) == ALLOW}
    assert passed == set(calls.values())


def test_an_unlisted_machine_has_no_filter():
    assert seccomp.build("riscv64") is None


def test_only_linux_has_filters(monkeypatch):
    monkeypatch.setattr(seccomp.sys, "platform", "darwin")
    assert seccomp.for_this_machine() is None
