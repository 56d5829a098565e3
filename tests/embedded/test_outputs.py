"""Lines of the children: nothing they write stops anybody."""

import os

from asset_service.embedded.outputs import LONGEST, Console, Lines, RotatingLog


def test_pieces_become_lines():
    lines = Lines()
    assert lines.feed(b"one\r\ntw") == [b"one"]
    assert lines.feed(b"o\nthree") == [b"two"]
    assert lines.feed(b"") == [b"three"]
    assert lines.feed(b"") == []


def test_an_endless_line_is_cut():
    lines = Lines()
    assert lines.feed(b"x" * (LONGEST + 1)) == [b"x" * (LONGEST + 1)]


def test_an_empty_line_stays_one():
    assert Lines().feed(b"\n\n") == [b"", b""]


def test_a_full_log_moves_aside_and_the_oldest_goes(tmp_path):
    log = RotatingLog(tmp_path / "web.log", most_bytes=4, keep=2)
    for number in range(1, 6):
        log.write(b"no %d" % number)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "web.log.1": "no 5\n",
        "web.log.2": "no 4\n",
    }


def test_a_small_log_stays(tmp_path):
    log = RotatingLog(tmp_path / "web.log")
    log.write(b"one")
    log.write(b"two")
    assert (tmp_path / "web.log").read_text() == "one\ntwo\n"


def test_a_log_that_cannot_be_written_is_no_error(tmp_path):
    RotatingLog(tmp_path / "gone" / "web.log").write(b"line")
    assert not (tmp_path / "gone").exists()


def test_the_console_says_who_speaks():
    reader, writer = os.pipe()
    console = Console(writer)
    console.write("web", b"up")
    console.close()
    assert os.read(reader, 100) == b"web        | up\n"
    os.close(reader)
    os.close(writer)


def test_a_silent_console_writes_nowhere():
    console = Console(None)
    console.write("web", b"up")
    console.close()


def test_a_reader_that_went_away_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    console = Console(writer)
    console.write("web", b"up")
    console.close()
    console.write("web", b"up")
    os.close(writer)


def test_a_reader_that_does_not_read_stops_nobody():
    reader, writer = os.pipe()
    console = Console(writer, waiting=3)
    for _ in range(100):
        console.write("web", b"x" * LONGEST)
    console.close(patience=0)
    os.close(reader)  # frees the thread that is stuck in the pipe
    console._thread.join()
    os.close(writer)


def test_lines_are_dropped_when_the_descriptor_would_block():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    console = Console(writer)
    console.write("web", b"x" * 2**21)
    console.close(patience=30)
    assert not console._thread.is_alive()
    os.close(reader)
    os.close(writer)
