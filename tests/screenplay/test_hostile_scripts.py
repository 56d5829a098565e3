"""Text made to be slow must not be: work grows with the length, not with its square."""

import sys
import time

import pytest

from asset_service.screenplay.entities import extract
from asset_service.screenplay.reading import read, read_text

pytestmark = pytest.mark.promise("A61")

MANY = 100_000
LONG = 1_000_000
HEADING = "INT. A - DAY\n\n"
UNCLOSED = {
    "notes": "[[" * MANY,
    "notes on lines": "[[\n\n" * MANY + "]]",
    "comments": "/*" * MANY,
    "stars": "*a" * MANY,
    "spaced stars": "* " * MANY,
    "underscores": "_a " * MANY,
    "parentheses": "ANNA\n" + "(\n" * MANY,
    "hashes": "#" * MANY,
    "brackets in a heading": "INT. " + "(" * MANY,
    "parentheses in a cue": "@" + "()" * MANY + "\nHi.",
    "cues that no one answers": "ANNA\n\n" * MANY,
    "one long line": "a" * LONG,
    "one long line of capitals": "A" * LONG,
    "one long line of spaces": "a" + " " * LONG + "b",
    "full stops": "." * LONG,
    "quotation marks": '"' * LONG,
    "apostrophes": "a'" * (LONG // 2),
}
# Seconds of processor time, where the slowest takes about five for both readers and extraction, and
# 31 were seen under coverage on a machine that shares its cores: wide enough for any machine, and
# far below what the square of 100,000 would take.
BOUND = 150


@pytest.mark.parametrize("name", UNCLOSED)
def test_marks_that_are_never_closed_are_read_in_time(name):
    started = time.process_time()
    data = (HEADING + UNCLOSED[name]).encode()
    extract(read(data, "a.fountain"))
    read_text(UNCLOSED[name])
    assert time.process_time() - started < BOUND


def steps(text):
    """How many calls of our own functions it takes to read `text`."""
    counted = 0

    def count(frame, event, _):
        nonlocal counted
        counted += event == "call" and "screenplay" in frame.f_code.co_filename

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        extract(read_text(text))
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    "piece",
    [
        "*",
        "[[\n\n",
        "ANNA\n\n",
        "ANNA\n(x\n\n",
        "*a ",
        "INT. A - DAY\n\n",
        "A GUN (40) x. ",
        "Anna. ",
    ],
)
def test_twice_the_text_is_twice_the_work(piece):
    extract(read_text(HEADING + piece))  # the word lists are read once
    once, twice = steps(HEADING + piece * 300), steps(HEADING + piece * 600)
    assert twice <= 2.2 * once
