"""Fonts that have the letters of a text: Roboto, and for what it lacks those of the system."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import font_roboto
import structlog
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttCollection import TTCollection

log = structlog.get_logger(__name__)

WEIGHTS = {
    "light": font_roboto.RobotoLight,
    "regular": font_roboto.Roboto,
    "medium": font_roboto.RobotoMedium,
}
# Folders where systems keep fonts, and those whose letters Roboto lacks, best first.
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts",
)  # fmt: skip
_OTHERS = (
    "NotoSans-Regular", "NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "NotoSansSC-Regular",
    "NotoSansJP-Regular", "NotoSansKR-Regular", "DroidSansFallbackFull", "wqy-microhei", "ipagp",
    "NotoSansArabic-Regular", "NotoSansHebrew-Regular", "NotoSansDevanagari-Regular",
    "NotoSansBengali-Regular", "NotoSansTamil-Regular", "NotoSansThai-Regular",
    "NotoSansGeorgian-Regular", "NotoSansArmenian-Regular", "NotoSansEthiopic-Regular",
    "DejaVuSans", "FreeSans", "Arial Unicode", "NotoEmoji-Regular", "NotoSansSymbols2-Regular",
)  # fmt: skip
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# They join letters, or say which way a text runs.
_KEPT = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Typeface:
    """The fonts of one document, which says all its `texts` before.

    `others` are the files of further fonts that it needs. What no font has becomes the name of
    its script in brackets, once for each run: a row of empty boxes would tell less. It
    `is_complex` where letters join, stack or run from right to left.
    """

    def __init__(self, texts: Iterable[str], found: dict[str, Path] | None = None) -> None:
        wanted = {ord(letter) for text in texts for letter in unicodedata.normalize("NFC", text)}
        self.is_complex = any(map(_is_complex, wanted))
        self._has = set(_letters(WEIGHTS["regular"]))
        self.others: list[Path] = []
        missing = {letter for letter in wanted - self._has if _is_drawn(chr(letter))}
        for path in _in_order(_system_fonts() if found is None else found):
            if not missing:
                break
            helps = missing & _letters(str(path))
            if helps:
                self.others.append(path)
                self._has |= helps
                missing -= helps

    def readable(self, text: str) -> str:
        """Return `text` with nothing in it that cannot be drawn; lines stay lines."""
        kept: list[str] = []
        for letter in unicodedata.normalize("NFC", text):
            if letter == "\n" or (letter in _KEPT and kept and not kept[-1].isspace()):
                kept.append(letter)
            elif letter.isspace():
                kept.append(" ")
            elif unicodedata.category(letter) in _LEFT_OUT:
                continue
            elif ord(letter) in self._has:
                kept.append(letter)
            elif letter.isalnum():
                script = f" [{unicodedata.name(letter, 'letters').split()[0]}] "
                if kept[-1:] != [script]:
                    kept.append(script)
        lines = "".join(kept).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines).strip()


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def _is_complex(letter: int) -> bool:
    is_syllable = 0x1100 <= letter <= 0x11FF  # Hangul  # noqa: PLR2004 - a block of Unicode
    joins = 0x0590 <= letter <= 0x1CFF and not is_syllable  # noqa: PLR2004 - Hebrew to Vedic
    return joins or unicodedata.category(chr(letter))[0] == "M"


def _is_drawn(letter: str) -> bool:
    return unicodedata.category(letter) not in _LEFT_OUT and not letter.isspace()


def _in_order(found: dict[str, Path]) -> Iterator[Path]:
    for name in _OTHERS:
        if name in found:
            yield found[name]


@cache
def _system_fonts() -> dict[str, Path]:
    return {
        Path(name).stem: Path(folder, name)
        for top in _FOLDERS
        for folder, _, names in os.walk(Path(top).expanduser())
        for name in sorted(names)
        if name.endswith(_SUFFIXES)
    }


@cache
def _letters(path: str) -> frozenset[int]:
    """Return the letters that a font file draws; none for one that cannot be read."""
    try:
        with Path(path).open("rb") as file:
            if path.endswith((".ttc", ".otc")):
                font = TTCollection(file, lazy=True).fonts[0]
            else:
                font = TTFont(file, lazy=True)
            return frozenset(font.getBestCmap() or {})
    except Exception as error:
        log.warning("a font cannot be read", path=path, exc_info=error)
        return frozenset()
