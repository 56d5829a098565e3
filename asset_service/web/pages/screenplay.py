"""A scene as it stands on a page: each paragraph with what it is, and the assets it names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from asset_service.screenplay import plain, reading
from asset_service.screenplay.elements import Element
from asset_service.screenplay.marking import Marker, Piece
from asset_service.screenplay.scenes import split_scenes
from asset_service.services.script_previews import ScriptText
from asset_service.services.views.assets import AssetView

_UNSEEN = frozenset({"note", "section", "synopsis", "page_break"})


@dataclass(frozen=True)
class Paragraph:
    """`kind` is the reader's own: `scene_heading`, `action`, `character`, `dialogue` ...

    `pieces` together are the text; those that name an asset have it as their key. `line` is where
    it stands in the script, 0 where that is not known.
    """

    kind: str
    text: str
    line: int = 0
    pieces: Sequence[Piece[AssetView]] = field(default=())


@dataclass(frozen=True)
class SceneText:
    """A scene to read; `label` is the script's own number, `lines` the first and the last."""

    number: int
    label: str
    heading: str
    lines: tuple[int, int]
    paragraphs: Sequence[Paragraph]


def paragraphs(text: str, assets: Iterable[AssetView] = ()) -> list[Paragraph]:
    """Return the paragraphs of a scene in order, these assets marked. Any text is readable."""
    found = _set(plain.parse(text).elements, Marker((asset.name, asset) for asset in assets))
    # Lines of a scene by itself are not those of the script.
    return [Paragraph(one.kind, one.text, 0, one.pieces) for one in found] or [
        Paragraph("action", text, 0, [Piece(text)])
    ]


def scene_texts(script: ScriptText, assets: Sequence[AssetView]) -> list[SceneText]:
    """Return every scene of a script to read, in each the assets marked that belong to it."""
    data = "\n".join(script.lines).encode()
    if not data.strip():
        return []
    read = reading.read(data, script.file_name, max_bytes=len(data))
    return [
        SceneText(
            number=scene.scene_number,
            label=scene.label,
            heading=scene.heading,
            lines=(scene.start_line, scene.end_line),
            paragraphs=_set(
                (element for element in scene.elements if element.kind not in _UNSEEN),
                Marker(
                    (asset.name, asset) for asset in assets if belongs(asset, scene.scene_number)
                ),
            ),
        )
        for scene in split_scenes(read)
    ]


def belongs(asset: AssetView, number: int) -> bool:
    """Whether the asset is of this scene: one without numbers is of every one."""
    everywhere = not asset.scene_numbers and not asset.scenes_lost
    return everywhere or number in asset.scene_numbers


def _set(elements: Iterable[Element], marker: Marker[AssetView]) -> list[Paragraph]:
    found = []
    for element in elements:
        text = " ".join([element.text, *(f"({one})" for one in element.extensions)])
        if element.text.strip():
            found.append(Paragraph(element.kind, text, element.start_line, marker.mark(text)))
    return found
