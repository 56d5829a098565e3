"""Tell a process from a stranger that was given the same pid later."""

import shutil
import subprocess
from pathlib import Path

PROC = Path("/proc")
_STATE, _START_TICKS = 0, 19  # proc_pid_stat(5): fields 3 and 22, counted behind the name


def birth(pid: int) -> str | None:
    """Return a mark that no other process with this pid ever had; None when there is none.

    A zombie counts as gone: it runs no code and holds nothing.
    """
    return _from_proc(pid) if (PROC / "self" / "stat").exists() else _from_ps(pid)


def _from_proc(pid: int) -> str | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
        boot = (PROC / "sys" / "kernel" / "random" / "boot_id").read_text().strip()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name may hold spaces and brackets
    return None if fields[_STATE] in "ZX" else f"{boot}/{fields[_START_TICKS]}"


def _from_ps(pid: int) -> str | None:
    command = (shutil.which("ps") or "/bin/ps", "-o", "stat=,lstart=", "-p", str(pid))
    answer = subprocess.run(  # noqa: S603 - a fixed command and a number
        command, capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()
