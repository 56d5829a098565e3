"""The Procfile is read without a shell."""

from pathlib import Path

import pytest

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.procfile import read_procfile

ROOT = Path(__file__).parents[2]


@pytest.fixture
def read(tmp_path):
    def reading(text, **env):
        (tmp_path / "Procfile").write_text(text)
        return read_procfile(tmp_path / "Procfile", env)

    return reading


def test_each_line_is_a_program(read, tmp_path):
    web, relay = read("# what runs\n\nweb: gunicorn 'wsgi:app' -w 2\nrelay: asset-service relay\n")
    assert (web.name, web.argv) == ("web", ("gunicorn", "wsgi:app", "-w", "2"))
    assert (relay.name, relay.cwd) == ("relay", tmp_path)


@pytest.mark.parametrize(
    ("word", "expanded"),
    [
        ("$PORT", "8000"),
        ("127.0.0.1:$PORT", "127.0.0.1:8000"),
        ("${PORT}x", "8000x"),
        ("${PORT:-1}", "8000"),
        ("${NONE:-1}", "1"),
        ("${EMPTY:-1}", "1"),
        ("a${NONE:-}b", "ab"),
        ("x$EMPTY", "x"),
        ("images@%h", "images@%h"),
        ("$1", "$1"),
    ],
)
def test_variables_are_replaced(read, word, expanded):
    (web,) = read(f"web: serve {word}", PORT="8000", EMPTY="")
    assert web.argv == ("serve", expanded)


def test_a_value_is_never_cut_into_words_nor_run(read):
    (web,) = read("web: serve $TITLE", TITLE="a b; `rm` $PORT")
    assert web.argv == ("serve", "a b; `rm` $PORT")


def test_assignments_go_into_the_environment(read):
    (web,) = read("web: A=1 B=$PORT serve C=2", PORT="8000", A="0")
    assert web.argv == ("serve", "C=2")
    assert web.env == {"A": "1", "B": "8000", "PORT": "8000"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("web", "line 1: expected"),
        ("\nweb:  ", "line 2: expected"),
        ("we b: serve", "line 1: expected"),
        ("web: 'serve", "No closing quotation"),
        ("web: A=1", "no command"),
        ("web: serve $NONE", "NONE is not set"),
        ("web: serve\nweb: other", "twice"),
    ],
)
def test_a_bad_line_is_named(read, text, message):
    with pytest.raises(EmbeddedError, match=message):
        read(text)


def test_no_procfile_is_an_error_of_ours(tmp_path):
    with pytest.raises(EmbeddedError, match="cannot be read"):
        read_procfile(tmp_path / "Procfile", {})


def test_the_procfile_of_the_product_needs_no_variable():
    names = [program.name for program in read_procfile(ROOT / "Procfile", {})]
    assert names == ["web", "events", "images", "pixels", "relay", "flower"]


def test_no_password_is_on_a_command_line():
    for program in read_procfile(ROOT / "Procfile", {}):
        assert not any("auth" in word.lower() for word in program.argv)
