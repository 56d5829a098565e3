"""Plain text scripts, indented or pasted: brought into Fountain's lines, then read as Fountain."""

from asset_service.screenplay.elements import Script
from asset_service.screenplay.fountain import merge, parse_lines
from asset_service.screenplay.layout import tidy
from asset_service.screenplay.marks import uncomment
from asset_service.screenplay.titlepage import read_title_page


def parse(text: str, *, heading_words: tuple[str, ...] = ()) -> Script:
    """Read plain `text`; never raises, whatever the text. Fountain's marks still count."""
    uncommented = uncomment(text.replace("\r\n", "\n").replace("\r", "\n"))
    title_page, start = read_title_page(uncommented.lines)
    lines = tidy(uncommented.lines[start:], heading_words=heading_words)
    return merge(uncommented, title_page, parse_lines(lines, heading_words=heading_words))
