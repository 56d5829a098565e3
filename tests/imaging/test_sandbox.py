import os
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from asset_service.domain.errors import Unavailable
from asset_service.imaging import sandbox as sandbox_module
from asset_service.imaging.confine import Confinement
from asset_service.imaging.sandbox import Sandbox, WorkFailed

pytestmark = pytest.mark.promise("B32")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this limit")
ROOMY = Confinement(memory=256 << 20, cpu_seconds=2, wall_seconds=20.0)


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox("hostile_work", ROOMY, children=2)
    yield made
    made.close()


@pytest.fixture
def impatient():
    """One child at a time, and nobody waits longer than a moment once the zygote is up."""
    made = Sandbox("hostile_work", ROOMY, children=1)
    attempt(made, "echo", b"warm")
    made._limits = replace(ROOMY, wall_seconds=0.3)
    yield made
    made.close()


def zygote_pid(sandbox):
    return sandbox._zygote._process.pid


def attempt(sandbox, name, *rest):
    return sandbox.run([name.encode(), *rest])


def test_work_is_done_in_a_child(sandbox):
    assert attempt(sandbox, "echo", b"hello") == [b"hello"]


def test_a_large_request_arrives_whole(sandbox):
    word = b"abc" * 2_000_000
    assert attempt(sandbox, "echo", word) == [word]


def test_a_process_that_shuts_down_still_has_its_work_done():
    """Celery gives every new socket a time-out then."""
    socket.setdefaulttimeout(5.0)
    try:
        made = Sandbox("hostile_work", ROOMY, children=1)
        assert [attempt(made, "echo", b"hello") for _ in range(3)] == [[b"hello"]] * 3
        made.close()
    finally:
        socket.setdefaulttimeout(None)


@pytest.mark.parametrize(
    "rights",
    [
        "open_socket",
        "write_a_file",
        "read_a_file",
        "execute",
        "fork",
        "open_a_descriptor",
        "look_at_the_machine",
        "resolve_a_name",
    ],
)
def test_the_child_may_do_nothing_but_compute(sandbox, rights):
    with pytest.raises(WorkFailed, match=r"Error|no answer"):
        attempt(sandbox, rights)
    assert not os.path.exists("/tmp/sandbox-was-here")  # noqa: PTH110, S108 - as the work wrote it


def test_the_child_has_its_line_alone_whatever_was_open_here(tmp_path):
    """Files, sockets and lines to a database: none of them goes along."""
    with (tmp_path / "open").open("w") as file, socket.create_server(("127.0.0.1", 0)) as door:
        for held in (file, door):
            os.set_inheritable(held.fileno(), True)  # noqa: FBT003 - its one argument
        fresh = Sandbox("hostile_work", ROOMY, children=1)
        assert attempt(fresh, "open_descriptors") == [b"[0]"]
        fresh.close()


def test_none_of_a_hundred_forks_comes_about(sandbox):
    assert attempt(sandbox, "fork_a_hundred") == [b"0"]


@LINUX
@pytest.mark.parametrize("rights", ["kill_the_parent", "trace_the_parent", "raise_a_limit"])
def test_the_child_cannot_touch_its_parent_or_its_limits(sandbox, rights):
    with pytest.raises(WorkFailed, match=r"PermissionError|ValueError"):
        attempt(sandbox, rights)


@LINUX
def test_giving_up_its_line_gains_the_child_no_socket(sandbox):
    with pytest.raises(WorkFailed, match="no answer"):
        attempt(sandbox, "open_socket_in_place_of_the_line")


@LINUX
def test_a_child_that_takes_all_memory_fails_alone(sandbox):
    with pytest.raises(WorkFailed, match="memory"):
        attempt(sandbox, "take_all_memory")
    assert attempt(sandbox, "echo", b"still here") == [b"still here"]


def test_a_child_that_computes_for_ever_is_killed():
    busy = Sandbox("hostile_work", Confinement(256 << 20, 1, 20.0), children=1)
    with pytest.raises(WorkFailed, match="no answer"):
        attempt(busy, "spin")
    busy.close()


def test_a_child_that_waits_for_ever_is_left(impatient):
    with pytest.raises(WorkFailed, match="no answer"):
        attempt(impatient, "sleep")


@pytest.mark.parametrize(
    "ending", ["die", "talk_nonsense", "claim_too_much", "end_in_mid_answer", "no_such_try"]
)
def test_a_child_without_a_good_answer_has_failed(sandbox, ending):
    with pytest.raises(WorkFailed):
        attempt(sandbox, ending)


def test_the_environment_is_empty_but_for_what_the_zygote_set(sandbox, monkeypatch):
    monkeypatch.setenv("A_SECRET", "canary")
    fresh = Sandbox("hostile_work", ROOMY, children=1)
    (answer,) = attempt(fresh, "who_am_i")
    fresh.close()
    user, size, seen = eval(answer)  # noqa: S307 - our own child's words
    assert size <= 2
    assert seen == "yes"
    assert user in {65534, os.getuid()} - {0}


def test_a_killed_zygote_is_replaced(sandbox):
    attempt(sandbox, "echo", b"one")
    first = zygote_pid(sandbox)
    os.kill(first, signal.SIGKILL)
    assert attempt(sandbox, "echo", b"two") == [b"two"]
    assert zygote_pid(sandbox) != first


def test_a_request_is_done_again_when_the_zygote_is_killed_under_it(sandbox, monkeypatch):
    really, killed = sandbox_module.frames.receive, []

    def kill_first(line, **limits):
        if not killed:
            killed.append(zygote_pid(sandbox))
            os.kill(killed[0], signal.SIGKILL)
        return really(line, **limits)

    monkeypatch.setattr(sandbox_module.frames, "receive", kill_first)
    assert attempt(sandbox, "nap") == [b"awake"]
    assert zygote_pid(sandbox) != killed[0]


def test_closing_ends_the_zygote_and_a_later_call_starts_another():
    mine = Sandbox("hostile_work", ROOMY, children=1)
    attempt(mine, "echo", b"one")
    first = zygote_pid(mine)
    mine.close()
    mine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert attempt(mine, "echo", b"two") == [b"two"]
    mine.close()


def test_a_sandbox_that_is_let_go_ends_its_zygote():
    mine = Sandbox("hostile_work", ROOMY, children=1)
    attempt(mine, "echo", b"one")
    first = zygote_pid(mine)
    del mine
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_work_that_cannot_be_loaded_is_unavailable(capfd):
    broken = Sandbox("no_such_module_anywhere", ROOMY, children=1)
    with pytest.raises(Unavailable):
        broken.run([b"x"])
    broken.close()
    assert "no_such_module_anywhere" in capfd.readouterr().err


def test_twenty_threads_share_two_children(sandbox):
    words = [f"word {number}".encode() for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda word: attempt(sandbox, "echo", word), words))
    assert answers == [[word] for word in words]


def test_who_finds_no_free_child_in_time_is_told_to_come_back(impatient):
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(attempt, impatient, "sleep") for _ in range(3)]
        failures = {type(answer.exception()) for answer in answers}
    assert failures == {WorkFailed, Unavailable}


def in_a_fork(sandbox, owner):
    same = attempt(sandbox, "echo", b"forked") == [b"forked"]
    other = zygote_pid(sandbox) != owner
    sandbox.close()
    os._exit(0 if same and other else 1)


def test_a_fork_of_ours_starts_a_zygote_of_its_own(sandbox):
    attempt(sandbox, "echo", b"warm")
    owner = zygote_pid(sandbox)
    pid = os.fork()
    if pid == 0:
        in_a_fork(sandbox, owner)
    assert os.waitpid(pid, 0)[1] == 0
    assert attempt(sandbox, "echo", b"mine") == [b"mine"]
    assert zygote_pid(sandbox) == owner


def test_what_a_fork_inherits_is_let_go(monkeypatch):
    mine, unused = (Sandbox("hostile_work", ROOMY, children=1) for _ in range(2))
    attempt(mine, "echo", b"warm")
    inherited = zygote_pid(mine)
    monkeypatch.setattr(sandbox_module, "_sandboxes", {mine, unused})
    sandbox_module._after_fork()
    assert os.waitpid(inherited, 0) == (inherited, 0)
    assert attempt(mine, "echo", b"again") == [b"again"]
    mine.close()


def test_a_zygote_that_hangs_is_killed_on_closing(monkeypatch):
    monkeypatch.setattr(sandbox_module, "_STOP_SECONDS", 0.01)
    mine = Sandbox("hostile_work", ROOMY, children=1)
    attempt(mine, "echo", b"warm")
    hanging = zygote_pid(mine)
    os.kill(hanging, signal.SIGSTOP)
    mine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(hanging, 0)


def test_a_zygote_that_hangs_is_unavailable_in_time(impatient):
    os.kill(zygote_pid(impatient), signal.SIGSTOP)
    with pytest.raises(Unavailable, match="ready in time"):
        attempt(impatient, "echo", b"hello")
    os.kill(zygote_pid(impatient), signal.SIGCONT)


def test_a_line_that_breaks_while_being_handed_over_is_tried_once_more(sandbox, monkeypatch):
    really, refused = socket.send_fds, []

    def refuse_once(*words):
        if not refused:
            refused.append(words)
            raise BrokenPipeError
        return really(*words)

    monkeypatch.setattr(socket, "send_fds", refuse_once)
    assert attempt(sandbox, "echo", b"there") == [b"there"]
    assert refused


def test_a_zygote_whose_line_is_closed_is_gone(sandbox):
    mine = Sandbox("hostile_work", ROOMY, children=1)
    attempt(mine, "echo", b"warm")
    mine._zygote._control.close()
    assert mine._zygote.is_gone()
    mine.close()


def test_a_broken_line_says_nothing_of_the_request():
    near, far = socket.socketpair()
    far.close()
    near.close()
    with pytest.raises(sandbox_module._NoChild):
        sandbox_module._await_ready(near, time.monotonic() + 20)
