"""Marks of the direction of writing: nobody sees them, and no line or name is another for them.

Word processors set them around names and whole lines of scripts that are written from right to
left, or that hold a word that is. The text keeps them; whatever is read out of it does not.
"""

import re

_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def undirected(text: str) -> str:
    """`text` without marks of direction."""
    return _MARK.sub("", text)


def blanked(text: str) -> str:
    """`text` with a space for every mark of direction, so that nothing in it moves."""
    return _MARK.sub(" ", text)
