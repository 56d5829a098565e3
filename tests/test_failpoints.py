"""The moments themselves: armed once, taken once, and nothing at all without a folder."""

import os
import select
import signal
import subprocess
import sys

import pytest

from asset_service import failpoints
from asset_service.failpoints import Failpoint, reach


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(failpoints, "_FOLDER", str(tmp_path))
    return tmp_path


def test_a_point_that_is_not_armed_does_nothing(folder):
    reach("runner.claimed")


def test_an_armed_point_is_taken_once_and_says_so(folder):
    (folder / "runner.claimed").write_text("raise")
    with pytest.raises(Failpoint, match=r"runner\.claimed"):
        reach("runner.claimed")
    reach("runner.claimed")
    assert [path.name for path in folder.iterdir()] == ["runner.claimed.taken"]


def test_points_of_one_room_are_taken_each_for_itself(folder):
    for point in ("runner.claimed", "runner.put"):
        (folder / point).write_text("sleep 0.0")
        reach(point)
    assert sorted(path.name for path in folder.iterdir()) == [
        "runner.claimed.taken",
        "runner.put.taken",
    ]


def test_without_a_folder_nothing_is_looked_for(folder, monkeypatch):
    monkeypatch.setattr(failpoints, "_FOLDER", "")
    (folder / "runner.claimed").write_text("raise")
    reach("runner.claimed")
    assert (folder / "runner.claimed").exists()


def test_a_killed_process_is_killed_at_the_point(tmp_path):
    (tmp_path / "here").write_text("kill")
    words = "from asset_service.failpoints import reach; reach('here'); print('alive')"
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", words],
        env={**os.environ, "ASSET_SERVICE_FAILPOINTS": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, b"")


# The point is reached in a thread that is not the first, as a worker's jobs reach theirs.
_STOPS = """
import threading, time
from asset_service.failpoints import reach
def work():
    print('here', flush=True)
    reach('here')
    print('went on', flush=True)
for _ in range(6):
    threading.Thread(target=time.sleep, args=[60], daemon=True).start()
threading.Thread(target=work).start()
"""


def test_a_stopped_process_does_not_a_step_more_until_it_thaws(tmp_path):
    (tmp_path / "here").write_text("stop")
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", _STOPS],
        env={**os.environ, "ASSET_SERVICE_FAILPOINTS": str(tmp_path)},
        stdout=subprocess.PIPE,
        bufsize=0,  # or a second line would wait where select does not look
    ) as stopped:
        try:
            assert stopped.stdout.readline() == b"here\n"
            os.waitid(os.P_PID, stopped.pid, os.WSTOPPED)
            assert select.select([stopped.stdout], [], [], 0.2)[0] == []
            stopped.send_signal(signal.SIGCONT)
            assert stopped.stdout.readline() == b"went on\n"
        finally:
            stopped.kill()
