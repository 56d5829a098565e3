"""The title page of a Fountain script: "Key: value" lines before the first empty one."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from asset_service.screenplay.direction import undirected
from asset_service.screenplay.headings import natural_prefix
from asset_service.screenplay.languages import COLONS
from asset_service.screenplay.lexicon import words
from asset_service.screenplay.marks import Line, plain

_KEY = re.compile(rf"([^\s{COLONS}][^{COLONS}]{{0,40}})[{COLONS}][ \t]*(.*)")
_MOST_WORDS = 3


def read_title_page(lines: Sequence[Line]) -> tuple[Mapping[str, Sequence[str]], int]:
    """The title page, keys in lower case, and the index of the first line after it.

    Empty and 0 when the script has none; a script that starts "FADE IN:" has none.
    """
    start = next((i for i, line in enumerate(lines) if line.text.strip()), len(lines))
    end = start
    while end < len(lines) and (lines[end].text.strip() or lines[end].gone):
        end += 1
    block = [undirected(line.text) for line in lines[start:end] if not line.gone]
    if not _opens_title_page(block):
        return MappingProxyType({}), 0
    return MappingProxyType(_values(block)), end


def _opens_title_page(block: Sequence[str]) -> bool:
    first = _KEY.match(block[0]) if block else None
    if not first or natural_prefix(block[0]):
        return False
    if _key(first[1]) in words("title_keys"):
        return True
    # A key nobody knows: only if the whole block looks like one, and not like "FADE IN:".
    rest = (line[0] in " \t" or _KEY.match(line) for line in block)
    worded = len(first[1].split()) <= _MOST_WORDS and not first[1].isupper()
    return bool(worded and (first[2].strip() or len(block) > 1) and all(rest))


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _values(block: Sequence[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    current: list[str] = []
    for line in block:
        match = None if line[0] in " \t" else _KEY.match(line)
        if match:
            current = values.setdefault(_key(match[1]), [])
        value = plain((match[2] if match else line).strip())
        if value:
            current.append(value)
    return values
