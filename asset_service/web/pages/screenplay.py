"""A scene as it stands on a page: each paragraph with what it is, so that it can be set."""

from dataclasses import dataclass

from asset_service.screenplay import plain


@dataclass(frozen=True)
class Paragraph:
    """`kind` is the reader's own: `scene_heading`, `action`, `character`, `dialogue` ..."""

    kind: str
    text: str


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a scene in order. Any text is readable as one."""
    found = [
        Paragraph(element.kind, " ".join([element.text, *_in_brackets(element.extensions)]))
        for element in plain.parse(text).elements
        if element.text.strip()
    ]
    return found or [Paragraph("action", text)]


def _in_brackets(extensions: tuple[str, ...]) -> list[str]:
    return [f"({extension})" for extension in extensions]
