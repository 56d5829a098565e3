"""Start one program in a process group of its own, and end that group."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.locks import locked
from asset_service.embedded.program import Program

SHIM = Path(__file__).with_name("shim.py")


def spawn(program: Program, output: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Start `program`; both its outputs go to the descriptor `output`, or to a pipe.

    Call it from a thread that lives as long as the child may: on Linux the child gets its stop
    signal when that thread ends. Raises EmbeddedError or OSError when it cannot be started.
    """
    command = shutil.which(program.argv[0], path=program.env.get("PATH"))
    if command is None:
        raise EmbeddedError(f"{program.name}: there is no command {program.argv[0]!r}")
    who = program.account
    with ExitStack() as held:
        kept = [held.enter_context(locked(program.lock))] if program.lock else []
        program.prepare()
        return subprocess.Popen(  # noqa: S603 - the operator's own Procfile and our servers
            [
                *(sys.executable, "-I", "-S", str(SHIM)),
                *(str(os.getpid()), str(int(program.stop_signal))),
                *((str(who.uid), str(who.gid)) if who else ("-", "-")),
                *(str(Path(command).absolute()), *program.argv[1:]),
            ],
            env=dict(program.env),
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=kept,
        )


def signal_group(pid: int, number: signal.Signals) -> None:
    """Send `number` to the group that `pid` leads; no error when nothing of it is left."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        os.killpg(pid, number)


def end(process: subprocess.Popen[bytes], ask: signal.Signals, grace: float) -> None:
    """Ask, wait `grace` seconds, then kill what is left of the group; returns when it is gone."""
    if process.poll() is None:
        os.kill(process.pid, ask)  # the leader only: it knows how to end its own children
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    signal_group(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
