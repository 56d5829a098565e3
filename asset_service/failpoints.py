"""Moments at which a test makes a process die, stop or fail, as machines do.

Off unless ASSET_SERVICE_FAILPOINTS names a folder, which nobody but the tests does. There a
file named like a point arms it once, whoever reaches it first: a rename takes it. What is in
the file says what happens; the taken file, `<point>.taken`, tells the test that it did.
"""

import os
import signal
import threading
import time
from pathlib import Path

_FOLDER = os.environ.get("ASSET_SERVICE_FAILPOINTS", "")


class Failpoint(Exception):
    """What an armed point raises when it is told to `raise`."""


def reach(point: str) -> None:
    """Do what the armed point says: `kill`, `kill-parent`, `stop`, `raise` or `sleep SECONDS`.

    `kill-parent` ends the parent process and this one; `stop` freezes this one until SIGCONT.
    """
    if not _FOLDER:
        return
    armed = Path(_FOLDER, point)
    taken = armed.with_name(f"{point}.taken")
    try:
        armed.rename(taken)
    except FileNotFoundError:
        return
    word, _, rest = taken.read_text().strip().partition(" ")
    if word == "sleep":
        time.sleep(float(rest))
    elif word == "raise":
        raise Failpoint(point)
    elif word == "stop":
        # To this thread: sent to the process, another thread takes it and this one runs on for
        # long enough to commit what it was to be frozen before.
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    else:
        if word == "kill-parent":
            os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
