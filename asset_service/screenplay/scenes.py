"""A script split into its scenes."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from asset_service.domain.names import fold
from asset_service.screenplay.elements import SPEECH, Element, Script
from asset_service.screenplay.headings import natural_prefix
from asset_service.screenplay.lexicon import words
from asset_service.screenplay.places import Place, known_masters, read_place, turned

_HIDDEN = frozenset({"note", "section", "synopsis", "page_break"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scene: `scene_number` is its order from 1, `label` the script's own number.

    `suggested_master` is the master of the scene before it, where this heading names only a room
    ("INT. BATHROOM") that is probably part of it: an offer, never applied here. `elements` are
    all from the heading on; `text` is what a reader would see of them. `text_hash` does not
    change with spacing or the label.
    """

    scene_number: int
    label: str = ""
    heading: str = ""
    int_ext: str = ""
    location: str = ""
    sub_locations: tuple[str, ...] = ()
    time_of_day: str = ""
    story_note: str = ""
    suggested_master: str = ""
    synopsis: str = ""
    status: Literal["active", "omitted"] = "active"
    text: str = ""
    text_hash: str = ""
    start_line: int = 1
    end_line: int = 1
    speakers: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()


def split_scenes(
    script: Script, *, shots_are_scenes: bool = False, heading_words: tuple[str, ...] = ()
) -> list[Scene]:
    """The scenes of `script` in order, numbered from 1.

    A forced heading (".") opens a scene when it has a number of its own or INT/EXT words, when
    `shots_are_scenes`, or when the script has no other headings; else it is a shot inside the
    running scene. Text before the first heading makes no scene: see `prologue`.
    """
    starts = _scene_starts(script, shots_are_scenes, heading_words)
    headings = [script.elements[start] for start in starts]
    places = [read_place(heading.text, heading_words=heading_words) for heading in headings]
    masters = known_masters(places)
    places = [turned(place, masters) for place in places]
    offered = ["", *(_offer(one, other) for one, other in pairwise(places))]
    bodies = [
        script.elements[start:end] for start, end in pairwise([*starts, len(script.elements)])
    ]
    return [
        _scene(number, body, place, offer)
        for number, (body, place, offer) in enumerate(
            zip(bodies, places, offered, strict=False), start=1
        )
    ]


def prologue(
    script: Script, *, shots_are_scenes: bool = False, heading_words: tuple[str, ...] = ()
) -> Scene | None:
    """What stands before the first scene, as a scene numbered 0; None when nothing does."""
    starts = _scene_starts(script, shots_are_scenes, heading_words)
    before = script.elements[: starts[0]] if starts else script.elements
    seen = any(element.kind not in _HIDDEN for element in before)
    return _scene(0, before, Place(), "") if seen else None


def speakers(elements: Iterable[Element]) -> tuple[str, ...]:
    """Names of the cues among `elements`, each once, in order of first speech."""
    first: dict[str, str] = {}
    for element in elements:
        if element.kind == "character":
            first.setdefault(fold(element.text), element.text)
    return tuple(first.values())


def _scene_starts(
    script: Script,
    shots_are_scenes: bool,  # noqa: FBT001 -- private; each public caller names it
    heading_words: tuple[str, ...],
) -> list[int]:
    headings = [k for k, e in enumerate(script.elements) if e.kind == "scene_heading"]
    if shots_are_scenes:
        return headings
    own = [k for k in headings if _is_scene(script.elements[k], heading_words)]
    return own or headings


def _is_scene(heading: Element, heading_words: tuple[str, ...]) -> bool:
    numbered = not heading.forced or heading.label
    return bool(numbered or natural_prefix(heading.text, heading_words))


def _offer(before: Place, place: Place) -> str:
    bare = not place.sub_locations and fold(place.master) in words("rooms")
    same = fold(place.master) == fold(before.master)
    inside = place.int_ext == before.int_ext == "INT"
    return before.master if bare and inside and not same else ""


def _scene(number: int, elements: Sequence[Element], place: Place, offer: str) -> Scene:
    heading = elements[0] if number else None
    text = _readable(elements)
    omitted = fold(place.master) in {"omitted", "omit"}
    return Scene(
        scene_number=number,
        label=heading.label if heading else "",
        heading=heading.text if heading else "",
        int_ext=place.int_ext,
        location="" if omitted else place.master,
        sub_locations=place.sub_locations,
        time_of_day=place.time_of_day,
        story_note=place.story_note,
        suggested_master=offer,
        synopsis="\n".join(e.text for e in elements if e.kind == "synopsis"),
        status="omitted" if omitted else "active",
        text=text,
        text_hash=_hash(text),
        start_line=elements[0].start_line,
        end_line=max(element.end_line for element in elements),
        speakers=speakers(elements),
        elements=tuple(elements),
    )


def _readable(elements: Iterable[Element]) -> str:
    """The elements as text: an empty line between them, none inside a speech."""
    pieces: list[str] = []
    for element in elements:
        if element.kind in _HIDDEN:
            continue
        joined = element.kind in SPEECH and pieces
        pieces += ("\n" if joined else "\n\n", _with_extensions(element))
    return "".join(pieces[1:])


def _with_extensions(element: Element) -> str:
    return " ".join((element.text, *(f"({extension})" for extension in element.extensions)))


def _hash(text: str) -> str:
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()
