"""A pid alone names nobody: it is given again."""

import os
import signal
import subprocess
import sys

import pytest

from asset_service.embedded import births


@pytest.fixture(params=["proc", "ps"])
def birth(request, monkeypatch, tmp_path):
    """Each way of asking; without /proc it is `ps`."""
    if request.param == "ps":
        monkeypatch.setattr(births, "PROC", tmp_path)
    elif not births.PROC.exists():
        pytest.skip("this machine has no /proc")
    return births.birth


@pytest.fixture
def child():
    with subprocess.Popen(
        [sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


def test_a_birth_stays_the_same(birth, child):
    assert birth(child.pid) is not None
    assert birth(child.pid) == birth(child.pid)


def test_the_next_process_with_a_pid_would_have_another_birth(birth, child):
    assert birth(child.pid) != birth(1)


def test_a_zombie_is_dead(birth, child):
    child.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert birth(child.pid) is None


def test_nobody_has_no_birth(birth, child):
    child.kill()
    child.wait()
    assert birth(child.pid) is None


def test_a_name_with_brackets_and_spaces_is_read(monkeypatch, tmp_path):
    monkeypatch.setattr(births, "PROC", tmp_path)
    for folder in ("self", "77", "sys/kernel/random"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "self" / "stat").touch()
    (tmp_path / "sys" / "kernel" / "random" / "boot_id").write_text("boot\n")
    fields = " ".join(str(number) for number in range(4, 23))
    (tmp_path / "77" / "stat").write_text(f"77 (a) Z (b c) S {fields} 23")
    assert births.birth(77) == "boot/22"
