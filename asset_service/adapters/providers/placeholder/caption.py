"""The words of a concept card: badge, scenes, name, description, and the bar that labels it."""

import math
from dataclasses import dataclass

from PIL import Image

from asset_service.adapters.providers.placeholder.canvas import Canvas, Colour
from asset_service.adapters.providers.placeholder.lettering import Block, Lettering
from asset_service.adapters.providers.placeholder.palette import Palette
from asset_service.ports.providers import Subject

_BADGES = {
    "character": "CHARACTER",
    "prop": "PROP",
    "location": "LOCATION",
    "extra_archetype": "EXTRAS",
}
_LABEL = "PLACEHOLDER \u00b7 drawn locally, not AI-generated"
_BAR, _BAR_TEXT = (24, 24, 28), (236, 234, 228)
_WIDE = 1.35
_MARGIN = 40
_SMALLEST = 8


@dataclass(frozen=True)
class _Inks:
    paper: Colour
    ink: Colour
    quiet: Colour
    accent: Colour

    @classmethod
    def of(cls, palette: Palette, *, dark: bool) -> "_Inks":
        if dark:
            paper, ink, quiet = (0.21, 0.035), (0.96, 0.012), (0.82, 0.03)
            accent = palette.tone(0.78, 0.12, 20)
        else:
            paper, ink, quiet = (0.965, 0.012), (0.2, 0.035), (0.38, 0.04)
            accent = palette.tone(0.46, 0.13, 20)
        return cls(palette.tone(*paper), palette.tone(*ink), palette.tone(*quiet), accent)


class _Page:
    """A picture that words are set on; its `unit` is a pixel on a picture of a megapixel."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.unit = math.sqrt(image.width * image.height) / 1024
        self.margin = self.px(_MARGIN)
        self.is_wide = image.width > image.height * _WIDE
        self.lettering = Lettering()

    def px(self, units: float) -> int:
        return round(units * self.unit)

    def sizes(self, *units: float) -> list[int]:
        return [max(_SMALLEST, self.px(one)) for one in units]

    def line(self, text: str, style: str, sizes: list[int], width: int) -> tuple[Block, int]:
        """Return `text` as one line, and how wide it came out."""
        block = self.lettering.fitted(text, style, sizes, width, 1)
        return block, sum(
            math.ceil(self.lettering.width(line, style, block.size)) for line in block.lines
        )

    def put(self, block: Block, x: int, y: int, ink: Colour) -> None:
        self.lettering.draw(self.image, block, x, y, ink)


def draw_panel(
    image: Image.Image, rows: tuple[int, int], subject: Subject, palette: Palette, *, dark: bool
) -> None:
    """Fill the rows from one to another with what the card stands for."""
    page, inks, (top, bottom) = _Page(image), _Inks.of(palette, dark=dark), rows
    image.paste(inks.paper[:3], (0, top, image.width, bottom))
    image.paste(inks.accent[:3], (0, top, image.width, top + max(2, page.px(5))))
    column = round(image.width * 0.4) if page.is_wide else image.width - page.margin
    y = top + page.px(28)
    used = _badge(page, subject, (page.margin, y), inks)
    _scenes(page, subject, (used + page.px(20), column), y, inks.quiet)
    y += page.px(42)
    sizes = page.sizes(56, 48, 42, 36, 31)
    name = page.lettering.fitted(
        subject.name or "Untitled", "bold", sizes, column - page.margin, 2, spacing=1.12
    )
    page.put(name, page.margin, y, inks.ink)
    if page.is_wide:
        x, y = round(image.width * 0.43), top + page.px(26)
    else:
        x, y = page.margin, y + name.height + page.px(12)
    room = image.width - page.margin - x, bottom - page.px(16) - y
    text = page.lettering.filling(
        subject.description, "regular", page.sizes(31, 28, 25, 22), room, spacing=1.34
    )
    page.put(text, x, y, inks.quiet)


def draw_bar(image: Image.Image, top: int, subject: Subject, seed: int) -> None:
    """Say on every card, whatever its size, that it is no AI picture and no final art."""
    page, label = _Page(image), subject.attempt_label
    attempt = f"attempt {label}" if label.isdecimal() else label
    words = " \u00b7 ".join(filter(None, (_LABEL, attempt, f"seed {seed}")))
    block, _ = page.line(words, "medium", page.sizes(20, 18, 16, 14), image.width - 2 * page.margin)
    image.paste(_BAR, (0, top, image.width, image.height))
    page.put(block, page.margin, top + (image.height - top - block.height) // 2, _BAR_TEXT)


def _badge(page: _Page, subject: Subject, at: tuple[int, int], inks: _Inks) -> int:
    """Draw the type as a pill; return where it ends."""
    words = _BADGES.get(subject.asset_type, subject.asset_type.upper())
    block, width = page.line(words, "bold", page.sizes(17), page.px(300))
    pill = Canvas(width + page.px(28), page.px(30), inks.paper)
    pill.pen().rounded(0, 0, pill.width, pill.height, pill.height / 2, inks.accent)
    page.image.paste(pill.finished(), at)
    page.put(block, at[0] + page.px(14), at[1] + page.px(4.5), inks.paper)
    return at[0] + pill.width


def _scenes(page: _Page, subject: Subject, columns: tuple[int, int], y: int, ink: Colour) -> None:
    """Set the scenes flush right between two columns."""
    left, right = columns
    words = scenes_in_words(subject.scene_numbers)
    block, width = page.line(words, "medium", page.sizes(19), right - left)
    page.put(block, right - width, y + page.px(3), ink)


def scenes_in_words(numbers: tuple[int, ...]) -> str:
    """Return "Scenes 1\u20133, 7" for (1, 2, 3, 7), nothing for none."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    words = ", ".join("\u2013".join(map(str, both)) for both in ranges)
    if not words:
        return ""
    return f"Scene {words}" if words.isdecimal() else f"Scenes {words}"
