"""What a picture that took over its decoder would try. Run in the sandbox, asked for by name."""

import ctypes
import errno
import os
import resource
import socket
import time
from pathlib import Path


def warm():
    os.environ["SEEN_BEFORE_THE_FORK"] = "yes"


def work(parts):
    outcome = TRIES[parts[0].decode()](*parts[1:])
    return [str(outcome).encode()]


def echo(word):
    return word.decode()


def open_socket():
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM).fileno()


def open_socket_in_place_of_the_line():
    os.close(0)
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM).fileno()


def write_a_file():
    return Path("/tmp/sandbox-was-here").write_text("x")  # noqa: S108 - must not come to be


def read_a_file():
    return Path("/etc/hostname").read_text()


def execute():
    os.execv("/bin/true", ["true"])  # noqa: S606 - must not happen


def fork():
    return os.fork()


def kill_the_parent():
    os.kill(os.getppid(), 0)


def trace_the_parent():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) == -1:
        raise OSError(ctypes.get_errno(), "no")


def raise_a_limit():
    resource.setrlimit(resource.RLIMIT_CPU, (100, 100))


def take_all_memory():
    return len([bytearray(64 << 20) for _ in range(1000)])


def spin():
    while True:
        pass


def sleep():
    time.sleep(600)


def nap():
    time.sleep(0.5)
    return "awake"


def die():
    os._exit(0)


def talk_nonsense():
    os.write(0, b"\xff" * 64)
    os._exit(0)


def claim_too_much():
    os.write(0, (1).to_bytes(4, "big") + (1 << 60).to_bytes(8, "big"))
    time.sleep(600)


def end_in_mid_answer():
    os.write(0, (1).to_bytes(4, "big") + (100).to_bytes(8, "big") + b"half")
    os._exit(0)


def open_descriptors():
    found = []
    for number in range(1024):
        try:
            os.lseek(number, 0, os.SEEK_CUR)
        except OSError as error:
            if error.errno == errno.EBADF:
                continue
        found.append(number)
    return found


def fork_a_hundred():
    made = 0
    for _ in range(100):
        try:
            pid = os.fork()
        except OSError:
            continue
        if pid == 0:
            os._exit(0)
        made += 1
    return made


def open_a_descriptor():
    return os.dup(0)


def look_at_the_machine():
    return list(Path("/proc/self/fd").iterdir())


def resolve_a_name():
    return socket.getaddrinfo("localhost", 80)


def who_am_i():
    return os.getuid(), len(os.environ), os.environ.get("SEEN_BEFORE_THE_FORK")


TRIES = {name: one for name, one in list(globals().items()) if callable(one)}
