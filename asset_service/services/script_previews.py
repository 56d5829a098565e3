"""A script as it was read: a draft of it, what is in it, and what deserves a look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asset_service.domain import texts
from asset_service.domain.errors import Invalid
from asset_service.models.script_draft import ScriptDraft
from asset_service.screenplay import reading
from asset_service.screenplay.decoding import decode
from asset_service.screenplay.elements import Script
from asset_service.screenplay.entities import extract
from asset_service.screenplay.scenes import Scene as ReadScene
from asset_service.screenplay.scenes import split_scenes
from asset_service.screenplay.script_warnings import script_warnings
from asset_service.services.views.scripts import LineWarning, PreviewScene, SceneDiff, ScriptPreview

# The longest films have some hundreds; a file of bare headings must not fill the database.
MOST_SCENES = 5_000
LONGEST_QUOTE = 160
_COUNTED = (
    ("characters", "character"),
    ("locations", "location"),
    ("props", "prop"),
    ("extras", "extra_archetype"),
)


@dataclass(frozen=True)
class DraftView:
    """A script that was read in and waits for its reader's confirmation."""

    draft_id: UUID
    file_name: str
    title: str
    scenes: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class ScriptText:
    """A script as it was written; `lines` are numbered from 1, a draft has version 0."""

    version: int
    file_name: str
    lines: list[str]


def draft_of(  # noqa: PLR0913 - whose, of which project, what of it, until when
    user_id: UUID,
    project_id: UUID,
    data: bytes,
    file_name: str,
    *,
    max_bytes: int,
    expires_at: datetime,
) -> tuple[ScriptDraft, list[ReadScene]]:
    """Read the bytes, outside any transaction: a long script takes its time."""
    name = texts.clean_file_name(file_name)
    script = reading.read(data, name, max_bytes=max_bytes)
    text, _ = decode(data, max_bytes=max_bytes)
    read = split_scenes(script)
    if len(read) > MOST_SCENES:
        raise Invalid(
            f"The script has {len(read)} scenes; up to {MOST_SCENES} are taken.",
            code="too_many_scenes",
        )
    draft = ScriptDraft(
        user_id=user_id,
        project_id=project_id,
        file_name=name,
        text=text,
        preview=_summary(script, read, lines_of(text)),
        expires_at=expires_at,
    )
    return draft, read


def scenes_of(draft: ScriptDraft) -> list[ReadScene]:
    """Return the scenes of a draft, read again."""
    data = draft.text.encode()
    return split_scenes(reading.read(data, draft.file_name, max_bytes=len(data)))


def lines_of(text: str) -> list[str]:
    """Return the lines as every reader counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def preview_of(draft: ScriptDraft, read: Sequence[ReadScene], differs: SceneDiff) -> ScriptPreview:
    """Present a draft; `differs` is what it changes in its project."""
    return ScriptPreview(
        draft_id=draft.id,
        file_name=draft.file_name,
        expires_at=draft.expires_at,
        title=draft.preview["title"],
        scenes=[
            PreviewScene(
                scene_number=scene.scene_number,
                label=scene.label,
                heading=scene.heading,
                int_ext=scene.int_ext,
                location=scene.location,
                time_of_day=scene.time_of_day,
                start_line=scene.start_line,
                end_line=scene.end_line,
                speakers=list(scene.speakers),
            )
            for scene in read
        ],
        counts=draft.preview["counts"],
        warnings=[LineWarning(**warning) for warning in draft.preview["warnings"]],
        diff=differs,
    )


def _summary(script: Script, read: Sequence[ReadScene], lines: Sequence[str]) -> dict[str, object]:
    speakers = {speaker for scene in read for speaker in scene.speakers}
    titles = script.title_page.get("title", ())
    # A cue for several people is no asset by itself: it is proposed as those people.
    named: Counter[str] = Counter(entity.type for entity in extract(script) if not entity.group_of)
    return {
        "title": " ".join(titles),
        "counts": {
            "scenes": len(read),
            "cues": sum(element.kind == "character" for element in script.elements),
            "speakers": len(speakers),
            "words": sum(len(element.text.split()) for element in script.elements),
            **{word: named[kind] for word, kind in _COUNTED},
        },
        "warnings": [
            {
                "line": warning.line,
                "code": warning.code,
                "message": warning.message,
                "quote": _quoted(lines, warning.line),
            }
            for warning in script_warnings(script, read)
        ],
    }


def _quoted(lines: Sequence[str], number: int) -> str:
    """Return a line by its number, cut to what is quoted; 0 is the whole, which no line says."""
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return (
        line
        if len(line) <= LONGEST_QUOTE
        else f"{line[: LONGEST_QUOTE - 1]}\N{HORIZONTAL ELLIPSIS}"
    )
