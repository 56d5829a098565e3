"""What dies comes back, what runs is stopped in order, and nothing is left."""

import json
import os
import signal
from pathlib import Path

import pytest

from asset_service.embedded import supervisor as supervisor_module
from asset_service.embedded.backoff import Backoff
from asset_service.embedded.births import birth
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.locks import locked
from asset_service.embedded.outputs import Console
from asset_service.embedded.supervisor import Supervisor

RUN = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + RUN
COUNT = "import os; print(os.getpid(), flush=True)"
# says when it is asked to stop
POLITE = """
import os, signal, sys, time
def stop(*_):
    print("stopping", time.monotonic(), flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print(os.getpid(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def supervise(tmp_path):
    """Start a supervisor whose waits are short; it is stopped at the end."""
    made = []

    def make(**options):
        supervisor = Supervisor(
            tmp_path / "state",
            tmp_path / "logs",
            console=Console(None),
            backoff=lambda: Backoff(first=0.01, most=0.02),
            **options,
        )
        made.append(supervisor)
        return supervisor

    yield make
    for supervisor in made:
        supervisor.hurry()
        supervisor.stop()


@pytest.fixture
def log(tmp_path):
    """The lines of a child's log."""

    def lines(name):
        path = tmp_path / "logs" / f"{name}.log"
        return path.read_text().splitlines() if path.exists() else []

    return lines


@pytest.fixture
def pids(log):
    """The pids under which a child has run."""
    return lambda name: [int(line) for line in log(name) if line.isdecimal()]


def test_a_killed_child_comes_back(supervise, python_program, pids, eventually):
    supervise().start([python_program("web", RUN)])
    eventually(lambda: len(pids("web")) == 1)
    os.kill(pids("web")[0], signal.SIGKILL)
    eventually(lambda: len(pids("web")) == 2)


def test_a_child_that_ends_by_itself_comes_back_too(supervise, python_program, pids, eventually):
    supervise().start([python_program("web", COUNT)])
    eventually(lambda: len(pids("web")) >= 3)


def test_one_that_dies_does_not_take_the_others_along(supervise, python_program, pids, eventually):
    supervise().start([python_program("web", RUN), python_program("relay", COUNT)])
    eventually(lambda: len(pids("relay")) >= 3)
    assert len(pids("web")) == 1


def test_the_reason_of_an_end_is_in_the_log(supervise, python_program, log, eventually):
    supervise().start([python_program("web", "raise SystemExit(3)")])
    eventually(lambda: any(line.startswith("[ended with 3 after") for line in log("web")))


def test_a_program_that_cannot_be_started_is_tried_again(supervise, python_program, eventually):
    def refuse() -> None:
        raise EmbeddedError("the disk is full")

    supervisor = supervise()
    supervisor.start([python_program("web", RUN, prepare=refuse)])
    eventually(lambda: supervisor.deaths("web") >= 3)
    assert "could not be started: the disk is full" in supervisor.tail("web")


def test_waiting_for_the_rest_of_a_killed_run_counts_as_no_death(
    supervise, python_program, pids, eventually, tmp_path
):
    supervisor = supervise()
    with locked(tmp_path / "lock"):
        supervisor.start([python_program("web", RUN, lock=tmp_path / "lock")])
        eventually(lambda: supervisor.tail("web").count("is in use") >= 3)
        assert supervisor.deaths("web") == 0
    eventually(lambda: pids("web"))


def test_what_a_dead_child_left_is_killed(supervise, python_program, pids, eventually):
    code = f"""import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
{RUN}"""
    supervise().start([python_program("web", code)])
    eventually(lambda: len(pids("web")) == 2)
    grandchild, child = pids("web")
    os.kill(child, signal.SIGKILL)
    eventually(lambda: birth(grandchild) is None)


def test_the_last_group_stops_first(supervise, python_program, pids, log, eventually):
    supervisor = supervise()
    supervisor.start([python_program("postgres", POLITE)])
    supervisor.start([python_program("web", POLITE), python_program("relay", POLITE)])
    eventually(lambda: pids("postgres") and pids("web") and pids("relay"))
    supervisor.stop()
    asked = {
        name: float(next(line for line in log(name) if "stopping" in line).split()[1])
        for name in ("postgres", "web", "relay")
    }
    assert asked["postgres"] > max(asked["web"], asked["relay"])


def test_nothing_is_left_after_a_stop(supervise, python_program, pids, eventually, tmp_path):
    supervisor = supervise()
    supervisor.start([python_program("web", RUN)])
    eventually(lambda: pids("web"))
    supervisor.stop()
    supervisor.wait()
    assert birth(pids("web")[0]) is None
    assert json.loads((tmp_path / "state").read_text()) == []


def test_a_stubborn_child_is_killed_after_the_grace(supervise, python_program, pids, eventually):
    supervisor = supervise(grace=0.0)
    supervisor.start([python_program("web", STUBBORN)])
    eventually(lambda: pids("web"))
    supervisor.stop()
    assert birth(pids("web")[0]) is None


def test_servers_come_back_while_the_others_still_stop(
    supervise, python_program, pids, eventually, log
):
    supervisor = supervise()
    supervisor.start([python_program("postgres", RUN)])
    supervisor.start([python_program("web", STUBBORN)])
    eventually(lambda: pids("postgres") and pids("web"))
    supervisor._stop.set()
    os.kill(pids("postgres")[0], signal.SIGKILL)
    eventually(lambda: len(pids("postgres")) == 2)
    assert birth(pids("web")[0])
    supervisor.hurry()
    supervisor.stop()
    assert any("as asked" in line for line in log("postgres"))


def test_the_living_are_on_file(supervise, python_program, pids, eventually, tmp_path):
    supervise().start([python_program("web", RUN)])
    eventually(lambda: pids("web") and (tmp_path / "state").exists())
    (entry,) = json.loads((tmp_path / "state").read_text())
    assert entry == {
        "name": "web",
        "pid": pids("web")[0],
        "birth": birth(pids("web")[0]),
        "ask": signal.SIGTERM,
    }


def test_a_state_that_cannot_be_written_stops_nobody(
    supervise, python_program, pids, eventually, monkeypatch
):
    def disk_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(supervisor_module, "record", disk_full)
    supervise().start([python_program("web", COUNT)])
    eventually(lambda: len(pids("web")) >= 2)


def test_two_processes_of_one_name_are_refused(supervise, python_program):
    supervisor = supervise()
    supervisor.start([python_program("web", RUN)])
    with pytest.raises(EmbeddedError, match="two processes are called web"):
        supervisor.start([python_program("web", RUN)])


def test_a_defect_of_the_supervisor_ends_the_children_and_is_told(
    supervise, python_program, pids, eventually, monkeypatch
):
    supervisor = supervise()
    supervisor.start([python_program("web", RUN)])
    eventually(lambda: pids("web"))
    monkeypatch.setattr(supervisor, "_look", {}.__getitem__)
    supervisor.wait()
    assert birth(pids("web")[0]) is None
    with pytest.raises(TypeError):
        supervisor.stop()
    supervisor._error = None


def test_a_supervisor_that_never_started_stops_at_once(supervise):
    supervise().stop()


def test_last_words_are_kept(supervise, python_program, pids, eventually, log):
    code = "import atexit; atexit.register(print, 'x' * 100_000); " + POLITE
    supervisor = supervise()
    supervisor.start([python_program("web", code)])
    eventually(lambda: pids("web"))
    supervisor.stop()
    assert sum(line.count("x") for line in log("web")) >= 100_000


def test_logs_are_made_where_there_was_no_folder(supervise, python_program, eventually, tmp_path):
    supervise().start([python_program("web", COUNT)])
    eventually(lambda: Path(tmp_path / "logs" / "web.log").exists())
