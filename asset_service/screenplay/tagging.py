"""What the writer's own program tagged: surer than anything found by reading."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from asset_service.domain.names import fold
from asset_service.screenplay.elements import Tag
from asset_service.screenplay.entity import LONGEST_QUOTE, MOST_QUOTES, Entity, Quote, Role
from asset_service.screenplay.scenes import Scene

CONFIDENCE = 0.97


def with_tags(
    found: Iterable[Entity], tags: Iterable[Tag], scenes: Sequence[Scene]
) -> list[Entity]:
    """`found` and the entities of `tags`; what both have becomes one, by type and folded name."""
    starts = [scene.start_line for scene in scenes]
    entities = {(entity.type, fold(entity.name)): entity for entity in found}
    for tag in tags:
        key = (tag.kind, fold(tag.name))
        index = bisect_right(starts, tag.line) - 1
        number, quote = _place(tag, scenes[index] if index >= 0 else None)
        known = entities.get(key) or Entity(type=tag.kind, name=tag.name, source="tag")
        numbers = {number} - {0} | set(known.scene_numbers)
        seen: Role = "setting" if tag.kind == "location" else "seen"
        roles = dict.fromkeys(numbers, seen) | dict(known.roles)
        entities[key] = replace(
            known,
            source="tag",
            scene_numbers=tuple(sorted(numbers)),
            roles=tuple(sorted(roles.items())),
            mentions=known.mentions + 1,
            quotes=tuple(dict.fromkeys((*known.quotes, quote)))[:MOST_QUOTES],
            kind=known.kind or tag.category.casefold(),
            confidence=CONFIDENCE,
        )
    return list(entities.values())


def _place(tag: Tag, scene: Scene | None) -> tuple[int, Quote]:
    if scene is None:
        return 0, Quote(tag.line, 0, tag.name)
    inside = (e.text for e in scene.elements if e.start_line <= tag.line <= e.end_line)
    return scene.scene_number, Quote(
        tag.line, scene.scene_number, next(inside, tag.name)[:LONGEST_QUOTE]
    )
