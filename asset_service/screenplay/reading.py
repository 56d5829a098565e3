"""A script from a file or from pasted text: which reader, and what is refused before it."""

from dataclasses import replace
from pathlib import PurePath
from typing import Protocol

from asset_service.domain.errors import UnsupportedType
from asset_service.screenplay import fountain, plain
from asset_service.screenplay.decoding import MAX_BYTES, clean, decode
from asset_service.screenplay.elements import Script


class Parser(Protocol):
    """Reads clean text; never raises."""

    def __call__(self, text: str, /, *, heading_words: tuple[str, ...]) -> Script: ...


_PARSERS: dict[str, Parser] = {
    ".fountain": fountain.parse,
    ".spmd": fountain.parse,  # what Fountain was called before it had its name
    ".md": fountain.parse,
    ".txt": plain.parse,
    ".text": plain.parse,
    "": plain.parse,
}
_TO_EXPORT = {
    ".fdx": "Final Draft",
    ".fdr": "Final Draft",
    ".pdf": "PDF",
    ".docx": "Word",
    ".doc": "Word",
    ".odt": "OpenDocument",
    ".rtf": "RTF",
    ".celtx": "Celtx",
    ".fadein": "Fade In",
    ".highland": "Highland",
    ".trelby": "Trelby",
    ".kitsp": "KIT Scenarist",
    ".starc": "STARC",
}
# What files of other programs begin with, whatever they are called.
_BEGINNINGS = (
    (b"%pdf-", "PDF"),
    (b"pk\x03\x04", "Word, Highland and other zipped"),
    (b"\xd0\xcf\x11\xe0", "Word"),
    (b"{\\rtf", "RTF"),
    (b"<?xml", "Final Draft and other XML"),
    (b"<!doctype", "Web and XML"),
    (b"<finaldraft", "Final Draft"),
    (b"<html", "Web"),
)
_SEEN = 200
READABLE = tuple(sorted(name for name in _PARSERS if name))


def read(
    data: bytes,
    filename: str,
    *,
    max_bytes: int = MAX_BYTES,
    heading_words: tuple[str, ...] = (),
) -> Script:
    """The script in `data`, read as the ending of `filename` says (none: plain text).

    `heading_words` are further words that open a scene heading in the project's language.
    Raises UnsupportedType `unsupported_script_format` for other formats, TooLarge over
    `max_bytes`, Invalid `script_not_text` or `script_empty`. Anything else that can be read as
    text gives a Script, whatever it says.
    """
    parser = _parser(filename)
    _refuse_others(data)
    text, warnings = decode(data, max_bytes=max_bytes)
    _refuse_others(text[:_SEEN].encode())
    script = parser(text, heading_words=heading_words)
    return replace(script, warnings=(*warnings, *script.warnings))


def read_text(
    text: str, *, max_bytes: int = MAX_BYTES, heading_words: tuple[str, ...] = ()
) -> Script:
    """The script in pasted `text`, Fountain or plain. Raises as `read` does."""
    text, warnings = clean(text, max_bytes=max_bytes)
    _refuse_others(text[:_SEEN].encode())
    script = plain.parse(text, heading_words=heading_words)
    return replace(script, warnings=(*warnings, *script.warnings))


def _parser(filename: str) -> Parser:
    ending = PurePath(filename.replace("\\", "/")).suffix.lower()
    if ending in _PARSERS:
        return _PARSERS[ending]
    program = _TO_EXPORT.get(ending)
    raise _unread(f"{program} files are" if program else f"Files that end in {ending} are")


def _refuse_others(data: bytes) -> None:
    """Look at how it begins: a file that was renamed is still what it is."""
    start = data[:_SEEN].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, program in _BEGINNINGS:
        if start.startswith(beginning):
            raise _unread(f"{program} files are")


def _unread(told: str) -> UnsupportedType:
    return UnsupportedType(
        f"{told} not read yet. Export the script as Fountain or plain text and import that.",
        code="unsupported_script_format",
        readable=list(READABLE),
    )
