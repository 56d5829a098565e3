"""What a person should look at before the script is taken in, by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from asset_service.screenplay.elements import SPEECH, Script, ScriptWarning
from asset_service.screenplay.lexicon import words
from asset_service.screenplay.naming import cue_name, name_key, split_group
from asset_service.screenplay.passages import words_of
from asset_service.screenplay.scenes import Scene, prologue

MOST_OF_A_CODE = 50
_ALIKE = 90  # rapidfuzz ratio: one letter in ten may differ
_SHORTEST = 5  # letters from which one other letter is rather a slip than another name
_MOST_NAMES = 1_000  # that are compared with each other


def script_warnings(
    script: Script, scenes: Sequence[Scene], *, shots_are_scenes: bool = False
) -> tuple[ScriptWarning, ...]:
    """The reader's own warnings and what `scenes` (of the same script) make doubtful.

    In the order of lines, line 0 for the whole script; at most MOST_OF_A_CODE of one code, the
    last of which says how many more there are.
    """
    found = [
        *script.warnings,
        *_before_first(script, scenes, shots_are_scenes),
        *_forced(script, scenes),
        *_duplicates(scenes),
        *_nowhere(scenes),
        *_names(script),
    ]
    found.sort(key=lambda warning: warning.line)
    return tuple(sorted(_limited(found), key=lambda warning: warning.line))


def _before_first(
    script: Script,
    scenes: Sequence[Scene],
    shots_are_scenes: bool,  # noqa: FBT001 -- private
) -> Iterator[ScriptWarning]:
    before = prologue(script, shots_are_scenes=shots_are_scenes)
    if not scenes:
        message = "No scene heading was found; a heading starts with INT. or EXT."
        yield ScriptWarning(0, "no_scenes", message)
    else:
        told = [e for e in (before.elements if before else ()) if e.kind in SPEECH | {"action"}]
        message = "Text before the first heading belongs to no scene."
        if told:
            yield ScriptWarning(told[0].start_line, "text_before_first_heading", message)


def _forced(script: Script, scenes: Sequence[Scene]) -> Iterator[ScriptWarning]:
    opening = {scene.start_line for scene in scenes}
    forced = [e for e in script.elements if e.kind == "scene_heading" and e.forced]
    if forced and opening == {heading.start_line for heading in forced}:
        message = "No heading starts with INT. or EXT.; headings forced by a dot are the scenes."
        yield ScriptWarning(forced[0].start_line, "forced_headings_are_scenes", message)
        return
    for heading in forced:
        taken = "scene" if heading.start_line in opening else "shot inside the running scene"
        message = f"“{heading.text}” is forced by a dot and taken as a {taken}."
        yield ScriptWarning(heading.start_line, "forced_heading", message)


def _duplicates(scenes: Iterable[Scene]) -> Iterator[ScriptWarning]:
    first: dict[str, int] = {}
    for scene in scenes:
        key = scene.label.casefold()
        if key and key in first:
            message = f"Scene number {scene.label} was used on line {first[key]} already."
            yield ScriptWarning(scene.start_line, "duplicate_number", message)
        first.setdefault(key, scene.start_line)


def _nowhere(scenes: Iterable[Scene]) -> Iterator[ScriptWarning]:
    for scene in scenes:
        if not scene.location and scene.status == "active":
            message = f"“{scene.heading}” names no place."
            yield ScriptWarning(scene.start_line, "heading_without_location", message)


def _names(script: Script) -> Iterator[ScriptWarning]:
    counts: Counter[str] = Counter()
    lines: dict[str, int] = {}
    shown: dict[str, str] = {}
    for element in script.elements:
        if element.kind == "character":
            name = cue_name(element.text)
            key = name_key(name)
            counts[key] += 1
            lines.setdefault(key, element.start_line)
            shown.setdefault(key, name)
    groups = {key: split_group(name, counts) for key, name in shown.items()}
    for key, parts in groups.items():
        if parts:
            message = f"{shown[key]} are several people: {', '.join(parts)}."
            yield ScriptWarning(lines[key], "group_cue", message)
    single = [key for key, _ in counts.most_common(_MOST_NAMES) if not groups[key]]
    for usual, rare in _alike(single):
        message = f"{shown[rare]} is nearly {shown[usual]}: one person or two?"
        yield ScriptWarning(lines[rare], "similar_names", message)


def _alike(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs one letter apart, the more frequent first; GUARD ONE and GUARD TWO are not."""
    by_letter: dict[str, list[str]] = {}
    for key in keys:
        by_letter.setdefault(key[:1], []).append(key)
    for same_letter in by_letter.values():
        for one, other in combinations(same_letter, 2):
            if _are_near(one, other) and not _differ_by_number(one, other):
                yield one, other


def _are_near(one: str, other: str) -> bool:
    long = min(len(one), len(other)) >= _SHORTEST
    slip = long and Levenshtein.distance(one, other, score_cutoff=1) == 1
    return slip or fuzz.ratio(one, other, score_cutoff=_ALIKE) > 0


def _differ_by_number(one: str, other: str) -> bool:
    rest = set(words_of(one)) ^ set(words_of(other))
    return all(word.isdecimal() or word in words("numbers") for word in rest)


def _limited(found: Iterable[ScriptWarning]) -> Iterator[ScriptWarning]:
    seen: Counter[str] = Counter()
    more: dict[str, ScriptWarning] = {}
    for warning in found:
        seen[warning.code] += 1
        if seen[warning.code] < MOST_OF_A_CODE:
            yield warning
        else:
            more.setdefault(warning.code, warning)
    for code, warning in more.items():
        left = seen[code] - MOST_OF_A_CODE
        yield ScriptWarning(
            warning.line, code, f"{warning.message} And {left} more." if left else warning.message
        )
