"""The table of docs/security.md and the tests say the same of which promise is proven where."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "security.md"
ROW = re.compile(r"^\| ([ABR]\d\d?) \| (.+?) \| (.+) \|$", re.MULTILINE)
ROWS = {found[1]: (found[2], found[3]) for found in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
# What nobody has proven yet says so, and why.
OPEN = "Not done: "


def marked():
    """The files, below tests/, in which each promise is marked as proven."""
    found = defaultdict(set)
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "promise"
            ):
                for one in node.args:
                    found[ast.literal_eval(one)].add(path.relative_to(TESTS).as_posix())
    return dict(found)


MARKED = marked()


def named(proof):
    return set(re.findall(r"`([\w/]+\.py)`", proof))


def test_every_promise_of_the_checklist_has_a_row():
    numbers = {int(one[1:]) for one in ROWS if one[0] in "AB"}
    wanted = {*range(1, 15), *range(20, 33), *range(40, 44), *range(50, 55), 56, *range(60, 67)}
    assert numbers == wanted


@pytest.mark.parametrize("promise", sorted({*ROWS, *MARKED}))
def test_the_table_names_the_files_that_prove_a_promise(promise):
    assert promise in ROWS, f"no row of docs/security.md has {promise}, which a test proves"
    _, proof = ROWS[promise]
    files = MARKED.get(promise, set())
    cell = ", ".join(f"`{one}`" for one in sorted(files))
    assert named(proof) == files, f"the last cell of {promise} must name: {cell or 'no file'}"
    assert files or proof.startswith(OPEN), f"{promise} is neither proven nor explained"


def test_a_file_that_proves_nothing_any_more_would_be_noticed():
    assert named("`web/test_a.py`, and more of it in `web/test_b.py`") == {
        "web/test_a.py",
        "web/test_b.py",
    }
