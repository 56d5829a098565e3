"""Text that fits: measured, wrapped, shortened, and drawn with a font that has its letters."""

import functools
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import font_roboto
from PIL import Image, ImageDraw, ImageFont

from asset_service.adapters.providers.placeholder.canvas import Colour

ELLIPSIS = "\u2026"

_ROBOTO = {
    "regular": font_roboto.Roboto,
    "medium": font_roboto.RobotoMedium,
    "bold": font_roboto.RobotoBold,
    "black": font_roboto.RobotoBlack,
}
# Folders where systems keep fonts, and those whose letters Roboto lacks, best first.
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts",
)  # fmt: skip
_OTHERS = (
    "NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "NotoSansSC-Regular", "NotoSansJP-Regular",
    "NotoSansKR-Regular", "DroidSansFallbackFull", "DroidSansFallback", "wqy-microhei",
    "ipagp", "Hiragino Sans GB", "PingFang", "NotoSansArabic-Regular", "NotoSansHebrew-Regular",
    "NotoSansDevanagari-Regular", "NotoSansThai-Regular", "DejaVuSans", "FreeSans",
)  # fmt: skip
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_MOST_LETTERS = 1200
_PROBE_SIZE = 24
_NEVER_IN_A_FONT = "\uffff"


@dataclass(frozen=True)
class Block:
    """Lines that fit into a width, in one style; `size` in pixels."""

    lines: tuple[str, ...]
    style: str
    size: int
    spacing: float

    @property
    def height(self) -> int:
        return round(len(self.lines) * self.size * self.spacing)


class Lettering:
    """Fonts for one picture: FreeType faces must not be shared by threads."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}

    def fitted(  # noqa: PLR0913 - a text, its style and its bounds
        self, text: str, style: str, sizes: Sequence[int], width: int, most_lines: int,
        *, spacing: float = 1.25,
    ) -> Block:  # fmt: skip
        """Return `text` in the largest of `sizes` that takes at most `most_lines`.

        In the smallest one it is cut with an ellipsis, should that still not do.
        """
        return self._chosen(text, style, [(size, most_lines) for size in sizes], width, spacing)

    def filling(
        self, text: str, style: str, sizes: Sequence[int], room: tuple[int, int], *, spacing: float
    ) -> Block:
        """Return `text` in the largest of `sizes` that fits into `room` (width, height)."""
        width, height = room
        ways = [(size, max(1, int(height / (size * spacing)))) for size in sizes]
        return self._chosen(text, style, ways, width, spacing)

    def _chosen(
        self, text: str, style: str, ways: Sequence[tuple[int, int]], width: int, spacing: float
    ) -> Block:
        """`ways` are sizes with the most lines that each may take, the best way first."""
        words = readable(text[:_MOST_LETTERS], style)
        lines: list[str] = []
        for size, most_lines in ways:
            lines = self._wrapped(words, style, size, width)
            if len(lines) <= most_lines:
                return Block(tuple(lines), style, size, spacing)
        size, most_lines = ways[-1]
        kept = lines[:most_lines]
        kept[-1] = self._shortened(kept[-1] + ELLIPSIS, style, size, width)
        return Block(tuple(kept), style, size, spacing)

    def draw(self, image: Image.Image, block: Block, x: int, y: int, fill: Colour) -> None:
        """Draw `block` with its upper left corner at (x, y)."""
        pen = ImageDraw.Draw(image)
        for number, line in enumerate(block.lines):
            baseline = y + round((number * block.spacing + 0.93) * block.size)
            at = float(x)
            for path, run in _runs(line, block.style):
                font = self._font(path, block.size)
                pen.text((at, baseline), run, fill=fill[:3], font=font, anchor="ls")
                at += font.getlength(run)

    def width(self, text: str, style: str, size: int) -> float:
        return sum(self._font(path, size).getlength(run) for path, run in _runs(text, style))

    def _wrapped(self, text: str, style: str, size: int, width: int) -> list[str]:
        """Words are measured one by one: what kerning does to a space is left out."""
        space = self.width(" ", style, size)
        lines: list[str] = []
        line, filled = "", 0.0
        for word in text.split():
            needed = self.width(word, style, size)
            if line and filled + space + needed <= width:
                line, filled = f"{line} {word}", filled + space + needed
                continue
            if line:
                lines.append(line)
            line, filled = word, needed
            if needed > width:
                *full, line = self._broken(word, style, size, width)
                lines += full
                filled = self.width(line, style, size)
        return [*lines, line] if line else lines

    def _broken(self, word: str, style: str, size: int, width: int) -> list[str]:
        """Cut a word that is wider than a line into pieces that are not."""
        pieces = []
        while (needed := self.width(word, style, size)) > width and len(word) > 1:
            count = max(1, int(len(word) * width / needed))
            while count > 1 and self.width(word[:count], style, size) > width:
                count -= 1
            pieces.append(word[:count])
            word = word[count:]
        return [*pieces, word]

    def _shortened(self, line: str, style: str, size: int, width: int) -> str:
        while len(line) > 1 and self.width(line, style, size) > width:
            line = line[:-2].rstrip() + ELLIPSIS
        return line

    def _font(self, path: str, size: int) -> ImageFont.FreeTypeFont:
        if (path, size) not in self._fonts:
            self._fonts[path, size] = ImageFont.truetype(path, size)
        return self._fonts[path, size]


def readable(text: str, style: str) -> str:
    """Return `text` without what cannot be drawn.

    Letters that no font here has become the name of their script in brackets, once per run: a
    row of empty boxes would tell less.
    """
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter.isspace():
            kept.append(" ")
        elif unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"}:
            continue
        elif _font_for(letter, style) is not None:
            kept.append(letter)
        elif letter.isalnum():
            script = f" [{unicodedata.name(letter, 'letters').split()[0]}] "
            if kept[-1:] != [script]:
                kept.append(script)
    return " ".join("".join(kept).split())


def _runs(line: str, style: str) -> Iterator[tuple[str, str]]:
    """Split `line` where the font changes; a right-to-left line is never split if it can be."""
    if line.isascii():
        yield _ROBOTO[style], line
        return
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in line):
        whole = next((path for path in _paths(style) if all(_has(path, one) for one in line)), None)
        if whole is not None:
            yield whole, line
            return
    path, run = "", ""
    for letter in line:
        better = _font_for(letter, style) or _ROBOTO[style]
        if better != path and run:
            yield path, run
            run = ""
        path, run = better, run + letter
    yield path, run


@functools.lru_cache(maxsize=8192)
def _font_for(letter: str, style: str) -> str | None:
    return next((path for path in _paths(style) if _has(path, letter)), None)


def _paths(style: str) -> tuple[str, ...]:
    return (_ROBOTO[style], *_system_fonts())


@functools.cache
def _system_fonts() -> tuple[str, ...]:
    found = {
        Path(name).stem: str(Path(folder, name))
        for top in _FOLDERS
        for folder, _, names in os.walk(Path(top).expanduser())
        for name in sorted(names)
        if name.endswith((".ttf", ".ttc", ".otf"))
    }
    return tuple(found[name] for name in _OTHERS if name in found)


@functools.lru_cache(maxsize=8192)
def _has(path: str, letter: str) -> bool:
    """Whether the font draws something else for `letter` than for what no font has."""
    if letter == " ":
        return True
    font = ImageFont.truetype(path, _PROBE_SIZE, layout_engine=ImageFont.Layout.BASIC)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NEVER_IN_A_FONT))
