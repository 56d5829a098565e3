"""A PDF with our paper, type and colours. Lengths are millimetres, sizes of type are points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fpdf import FPDF
from fpdf.enums import Align, ResourceAccessPolicy, XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from asset_service.documents.book import Paper
from asset_service.documents.typeface import WEIGHTS, Typeface, runs_right_to_left

MARGIN = 15.0
FOOT = 13.0
"""Where the foot of a page stands, above its lower edge."""
_POINT = 25.4 / 72
_SHAPED_FROM = 12.0
_FORMATS = {Paper.A4: "A4", Paper.LETTER: "Letter"}
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

Colour = tuple[int, int, int]
INK: Colour = (24, 24, 24)
TEXT: Colour = (58, 58, 58)
MUTED: Colour = (112, 112, 112)
LINE: Colour = (214, 214, 214)
MAT: Colour = (244, 244, 244)
NIGHT: Colour = (20, 20, 20)
WHITE: Colour = (255, 255, 255)
DIM: Colour = (168, 168, 168)


@dataclass(frozen=True)
class Type:
    """How letters are set; `leading` is a share of the size, `spacing` is between letters."""

    weight: str
    size: float
    colour: Colour = INK
    leading: float = 1.35
    spacing: float = 0.0

    @property
    def line(self) -> float:
        """The height of a line in millimetres."""
        return self.size * self.leading * _POINT


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


class Sheet(FPDF):
    """`foot` stands at the left of every page that has a foot."""

    def __init__(self, paper: Paper, typeface: Typeface, *, title: str, language: str) -> None:
        super().__init__(
            orientation="landscape",
            unit="mm",
            format=_FORMATS[paper],
        )
        # Everything that is drawn is handed over: no text makes it open a file or an address.
        self.resource_access_policy = ResourceAccessPolicy.NONE
        self.typeface = typeface
        self.foot = ""
        self.set_auto_page_break(auto=False)
        self.set_margin(MARGIN)
        self.c_margin = 0
        for weight, path in WEIGHTS.items():
            self.add_font(weight, fname=path)
        others = []
        for number, path in enumerate(typeface.others):
            self.add_font(f"other{number}", fname=path)
            others.append(f"other{number}")
        self.set_fallback_fonts(others, exact_match=False)
        self.set_title(title)
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def release(self) -> None:
        """Close the files of its fonts; nothing is drawn any more."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def made_at(self, moment: datetime) -> None:
        self.set_creation_date(moment)

    @property
    def room(self) -> Box:
        """What a page has between its margins and above its foot."""
        height = self.h - MARGIN - FOOT - 8
        return Box(MARGIN, MARGIN, self.w - 2 * MARGIN, height)

    def footer(self) -> None:
        if self.page_no() == 1:
            return  # the cover
        kind = Type("regular", 7.5, MUTED)
        y = self.h - FOOT
        self.line_across(MARGIN, y - 2.6, self.w - 2 * MARGIN)
        self.put(self.shortened(self.foot, kind, self.w / 2), kind, MARGIN, y)
        self.use(kind)
        self.set_xy(self.w - MARGIN - 40, y)
        self.cell(40, kind.line, f"{self.page_no()}", align=Align.R)

    # --- type ---------------------------------------------------------------------------------

    def use(self, kind: Type) -> None:
        # It costs most of the time that a page takes, and small Latin letters stand well without.
        shaped = self.typeface.is_complex or kind.size >= _SHAPED_FROM
        self.set_text_shaping(use_shaping_engine=shaped)
        self.set_font(kind.weight, size=kind.size)
        self.set_text_color(*kind.colour)
        self.set_char_spacing(kind.spacing)

    def wrapped(self, text: str, kind: Type, width: float) -> list[str]:
        """Return the lines of a text in a column; none for an empty one."""
        self.use(kind)
        lines: list[str] = []
        for paragraph in self.typeface.readable(text).split("\n"):
            if not paragraph:
                lines.append("")
                continue
            self.set_xy(MARGIN, MARGIN)
            found = self.multi_cell(
                width, kind.line, paragraph, align=Align.L, dry_run=True, output="LINES"
            )
            lines += cast("list[str]", found)
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def shortened(self, text: str, kind: Type, width: float) -> str:
        """Return the text on one line, cut where the line ends."""
        self.use(kind)
        line = " ".join(self.typeface.readable(text).split())
        if self.get_string_width(line) <= width:
            return line
        low, high = 0, len(line)
        while low < high:
            middle = (low + high + 1) // 2
            if self.get_string_width(line[:middle].rstrip() + ELLIPSIS) <= width:
                low = middle
            else:
                high = middle - 1
        return line[:low].rstrip() + ELLIPSIS

    def fitted(
        self, text: str, kinds: Sequence[Type], width: float, most: int
    ) -> tuple[list[str], Type]:
        """Return the text in the first of `kinds` that takes at most `most` lines.

        In the last one it is cut, should that still not do.
        """
        lines, kind = list[str](), kinds[-1]
        for kind in kinds:
            lines = self.wrapped(text, kind, width)
            if len(lines) <= most:
                return lines, kind
        return self.cut(lines, kind, width, most), kind

    def cut(self, lines: Sequence[str], kind: Type, width: float, most: int) -> list[str]:
        """Return at most `most` lines; the last one says that there are more."""
        if len(lines) <= most:
            return list(lines)
        kept = list(lines[: max(1, most)])
        kept[-1] = self.shortened(f"{kept[-1]} {ELLIPSIS}{'.' * 400}", kind, width)
        kept[-1] = kept[-1].rstrip(f". {ELLIPSIS}") + f" {ELLIPSIS}"
        return kept

    def put(self, text: str, kind: Type, x: float, y: float, *, width: float = 0.0) -> None:
        """Set one line whose box begins at (x, y); from the right where it runs that way."""
        if not text:
            return
        self.use(kind)
        self.set_xy(x, y)
        align = Align.R if width and runs_right_to_left(text) else Align.L
        self.cell(width or None, kind.line, text, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def put_lines(
        self, lines: Sequence[str], kind: Type, x: float, y: float, width: float
    ) -> float:
        """Set lines one below the other; return where the next one would stand."""
        for number, line in enumerate(lines):
            if line:
                self.put(line, kind, x, y + number * kind.line, width=width)
        return y + len(lines) * kind.line

    # --- shapes and pictures ------------------------------------------------------------------

    def line_across(self, x: float, y: float, width: float, colour: Colour = LINE) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(0.2)
        self.line(x, y, x + width, y)

    def filled(self, box: Box, colour: Colour) -> None:
        self.set_fill_color(*colour)
        self.rect(box.x, box.y, box.width, box.height, style="F")

    def show(self, jpeg: bytes, told: str, box: Box) -> None:
        """Show a picture that fills `box`, which has its shape."""
        self.image(jpeg, x=box.x, y=box.y, w=box.width, h=box.height, alt_text=told or None)


def within(size: tuple[int, int], box: Box, *, centred: bool = True) -> Box:
    """Return the largest box of that shape inside `box`: the whole picture, never a cut of it."""
    width, height = max(1, size[0]), max(1, size[1])
    scale = min(box.width / width, box.height / height)
    wide, high = width * scale, height * scale
    if not centred:
        return Box(box.x, box.y, wide, high)
    return Box(box.x + (box.width - wide) / 2, box.y + (box.height - high) / 2, wide, high)
