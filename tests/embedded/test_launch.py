"""How a child begins: its group, its lock, its user, and what it hears of its parent's death."""

import os
import runpy
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from asset_service.embedded import launch, program, shim
from asset_service.embedded.births import birth
from asset_service.embedded.errors import AlreadyRunning, EmbeddedError
from asset_service.embedded.launch import end, spawn
from asset_service.embedded.locks import locked
from asset_service.embedded.program import unprivileged

WAIT = "import sys, time; print('up', flush=True); time.sleep(600)"


def test_output_of_both_kinds_comes_out(python_program):
    process = spawn(python_program("a", "import os; os.write(1, b'one '); os.write(2, b'two')"))
    assert process.stdout.read() == b"one two"
    end(process, signal.SIGTERM, grace=10)


def test_a_child_leads_a_group_of_its_own(python_program):
    process = spawn(python_program("a", "import os; print(os.getpgid(0) == os.getpid())"))
    assert process.stdout.read() == b"True\n"
    end(process, signal.SIGTERM, grace=10)


def test_a_child_gets_its_own_environment_alone(python_program):
    process = spawn(python_program("a", "import os; print(sorted(os.environ))"))
    assert b"HOME" not in process.stdout.read()
    end(process, signal.SIGTERM, grace=10)


def test_a_lock_is_held_as_long_as_a_grandchild_lives(python_program, tmp_path, eventually):
    code = f"""import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-S", "-c", {WAIT!r}], close_fds=False)
print(child.pid, flush=True)
"""
    process = spawn(python_program("a", code, lock=tmp_path / "lock"))
    grandchild = int(process.stdout.readline())
    process.wait()
    with pytest.raises(AlreadyRunning):
        locked(tmp_path / "lock").__enter__()
    end(process, signal.SIGTERM, grace=0)
    eventually(lambda: birth(grandchild) is None)
    with locked(tmp_path / "lock"):
        pass


def test_a_stubborn_child_is_killed_after_its_grace(python_program):
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAIT
    process = spawn(python_program("a", stubborn))
    process.stdout.readline()
    end(process, signal.SIGTERM, grace=0)
    assert process.returncode == -signal.SIGKILL


def test_a_missing_command_is_named(python_program):
    nothing = replace(python_program("a", ""), argv=("no-such-command",))
    with pytest.raises(EmbeddedError, match="a: there is no command 'no-such-command'"):
        spawn(nothing)


def test_a_command_that_is_none_says_so(python_program, tmp_path):
    (tmp_path / "text").write_bytes(b"\0")
    (tmp_path / "text").chmod(0o755)
    process = spawn(replace(python_program("a", ""), argv=(str(tmp_path / "text"),)))
    assert process.stdout.read().endswith(b"text cannot be run: Exec format error\n")
    end(process, signal.SIGTERM, grace=10)


def test_what_cannot_be_prepared_does_not_start(python_program, tmp_path):
    def refuse() -> None:
        raise EmbeddedError("not today")

    with pytest.raises(EmbeddedError, match="not today"):
        spawn(python_program("a", "", prepare=refuse, lock=tmp_path / "lock"))
    with locked(tmp_path / "lock"):
        pass


@pytest.mark.skipif("sys.platform != 'linux'", reason="only Linux tells children")
def test_a_child_is_told_when_its_parent_is_killed(tmp_path, eventually):
    code = f"""
import os, sys
from pathlib import Path
from asset_service.embedded.launch import spawn
from asset_service.embedded.program import Program
child = spawn(Program(name="a", argv=(sys.executable, "-S", "-c", {WAIT!r}),
    env={{"PATH": os.defpath}}, cwd=Path({str(tmp_path)!r})))
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen(  # noqa: S603 - the lines above
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    eventually(lambda: birth(child) is None)


@pytest.mark.skipif("os.geteuid() != 0", reason="only root may become somebody else")
def test_root_starts_a_child_as_nobody(python_program):
    who = unprivileged()
    command = replace(python_program("a", ""), argv=("id", "-u"), account=who)
    process = spawn(command)
    assert int(process.stdout.read()) == who.uid
    end(process, signal.SIGTERM, grace=10)


def test_an_ordinary_user_stays_who_it_is(monkeypatch):
    monkeypatch.setattr(program.os, "geteuid", lambda: 1000)
    assert unprivileged() is None


def test_root_without_nobody_is_told(monkeypatch):
    monkeypatch.setattr(program.os, "geteuid", lambda: 0)
    monkeypatch.setattr(program.pwd, "getpwnam", {}.__getitem__)
    with pytest.raises(EmbeddedError, match="no user 'nobody'"):
        unprivileged()


class Became(Exception):
    """The shim has become another program."""


@pytest.fixture
def calls(monkeypatch):
    """Record what the shim asks of the system, instead of doing it to this process."""
    done = []

    def become(path, argv, env):
        done.append(("execve", path, argv))
        raise Became

    for name in ("setgroups", "setgid", "setuid"):
        monkeypatch.setattr(shim.os, name, lambda value, name=name: done.append((name, value)))
    monkeypatch.setattr(shim.os, "execve", become)
    monkeypatch.setattr(
        shim.ctypes, "CDLL", lambda _: type("C", (), {"prctl": lambda *a: done.append(a[1:])})()
    )
    return done


def test_the_shim_drops_its_rights_before_anything_else(calls, monkeypatch):
    monkeypatch.setattr(shim.sys, "platform", "linux")
    with pytest.raises(Became):
        shim.main(str(os.getppid()), "2", "70000", "70001", "/bin/true", "x")
    assert calls == [
        ("setgroups", []),
        ("setgid", 70001),
        ("setuid", 70000),
        (1, 2),
        ("execve", "/bin/true", ("/bin/true", "x")),
    ]


def test_the_shim_reads_its_command_line(calls, monkeypatch):
    monkeypatch.setattr(shim.sys, "platform", "darwin")
    monkeypatch.setattr(shim.sys, "argv", ["shim", str(os.getppid()), "2", "-", "-", "/bin/true"])
    with pytest.raises(Became):
        runpy.run_path(str(launch.SHIM), run_name="__main__")
    assert calls == [("execve", "/bin/true", ("/bin/true",))]


def test_the_shim_says_what_it_cannot_run(calls, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shim.os, "execve", refuse)
    with pytest.raises(SystemExit, match="/bin/true cannot be run: Permission denied"):
        shim.main(str(os.getppid()), "2", "-", "-", "/bin/true")


def test_the_shim_starts_nothing_when_its_parent_is_gone(calls, monkeypatch):
    monkeypatch.setattr(shim.sys, "platform", "darwin")
    with pytest.raises(SystemExit, match="died before"):
        shim.main("1", "15", "-", "-", "/bin/true")
    assert calls == []


def test_a_group_that_is_gone_is_no_error():
    launch.signal_group(2**22 + 5, signal.SIGTERM)
