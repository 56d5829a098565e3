"""What a killed run left is ended; whoever else has one of its pids is not."""

import json
import os
import signal
import subprocess
import sys

import pytest

from asset_service.embedded.births import birth
from asset_service.embedded.leftovers import Living, end_leftovers, record

SLEEPER = "import sys, time; print('up', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER


@pytest.fixture
def leftover():
    """Start a process in a group of its own, as the supervisor does."""
    started = []

    def start(code=SLEEPER):
        process = subprocess.Popen(  # noqa: S603 - the lines above
            [sys.executable, "-S", "-c", code], stdout=subprocess.PIPE, start_new_session=True
        )
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def file(path, *processes, **changed):
    entries = [
        {"name": "images", "pid": process.pid, "birth": birth(process.pid), "ask": 15} | changed
        for process in processes
    ]
    path.write_text(json.dumps(entries))


def test_a_leftover_is_asked_to_stop(tmp_path, leftover):
    process = leftover()
    file(tmp_path / "state", process)
    assert end_leftovers(tmp_path / "state") == ["images"]
    assert process.wait() == -signal.SIGTERM


def test_a_stubborn_leftover_is_killed(tmp_path, leftover):
    process = leftover(STUBBORN)
    file(tmp_path / "state", process)
    end_leftovers(tmp_path / "state", grace=0)
    assert process.wait() == -signal.SIGKILL


def test_a_stranger_with_the_same_pid_lives_on(tmp_path, leftover):
    process = leftover()
    file(tmp_path / "state", process, birth="another start")
    assert end_leftovers(tmp_path / "state") == []
    assert process.poll() is None


def test_the_last_started_is_named_first(tmp_path, leftover):
    first, last = leftover(), leftover()
    living = [
        Living.of("postgres", first.pid, signal.SIGINT),
        Living.of("web", last.pid, signal.SIGTERM),
    ]
    record(tmp_path / "state", living)
    assert end_leftovers(tmp_path / "state") == ["web", "postgres"]


def test_the_file_is_gone_afterwards(tmp_path):
    record(tmp_path / "state", [Living("web", 2**22 + 1, "never", 15)])
    assert end_leftovers(tmp_path / "state") == []
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    "text",
    ["", "{", "5", "[5]", '[{"name": "a"}]', '[{"name": "a", "pid": "x", "birth": "", "ask": 9}]'],
)
def test_a_damaged_file_names_nobody(tmp_path, text):
    (tmp_path / "state").write_text(text)
    assert end_leftovers(tmp_path / "state") == []


@pytest.mark.parametrize("pid", [-1, 0, 1])
def test_no_group_of_everybody_is_ever_meant(tmp_path, pid):
    entry = {"name": "a", "pid": pid, "birth": birth(1), "ask": 15}
    (tmp_path / "state").write_text(json.dumps([entry]))
    assert end_leftovers(tmp_path / "state") == []


def test_a_process_that_has_ended_is_not_recorded(leftover):
    process = leftover()
    process.kill()
    process.wait()
    assert Living.of("web", process.pid, signal.SIGTERM) is None


def test_one_that_ends_before_it_is_asked_is_no_error(tmp_path, leftover, monkeypatch):
    process = leftover()
    file(tmp_path / "state", process)

    def gone(pid, number):
        os.killpg(pid, signal.SIGKILL)
        process.wait()
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", gone)
    assert end_leftovers(tmp_path / "state") == ["images"]
