"""The first moments of every child, before it becomes its own program.

Run as a script in a fresh interpreter without site-packages, because code between fork and exec
is not safe in a process with threads. Arguments: the parent's pid, the signal to get when the
parent dies, uid, gid (`-` to keep both), then the command with an absolute path.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(parent: str, death_signal: str, uid: str, gid: str, *command: str) -> None:
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        # after setuid, which clears it; the parent's thread that started us counts as the parent
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != int(parent):
        sys.exit("the supervisor died before its child began")
    try:
        os.execve(command[0], command, os.environ)  # noqa: S606 - that is what a launcher does
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run: {error.strerror}")


if __name__ == "__main__":
    main(*sys.argv[1:])
