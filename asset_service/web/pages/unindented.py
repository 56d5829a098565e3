"""Templates are indented for their readers, pages are not: half the bytes of a board."""

import re

from jinja2.ext import Extension

_INDENTS = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Takes the indents out of templates as they are compiled; what they insert stays as it is."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        return _INDENTS.sub("", source)
