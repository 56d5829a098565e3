"""Locations: one for each master place of the headings, inside and outside together."""

from collections.abc import Sequence
from functools import partial

from asset_service.domain.names import fold
from asset_service.screenplay.entity import LONGEST_NAME, Entity, Quote
from asset_service.screenplay.naming import display, without_article
from asset_service.screenplay.scenes import Scene
from asset_service.screenplay.sightings import Sightings

_LONGEST_DESCRIPTION = 600
_IN_HEADING = 0.95
_BARE_ROOM = 0.7  # a room that probably belongs to the place before it


def location_entities(scenes: Sequence[Scene]) -> list[Entity]:
    """The places of `scenes`; those that differ by an article or case are one."""
    found: dict[str, Sightings] = {}
    offered: dict[str, str] = {}
    for scene in scenes:
        if not scene.location:
            continue
        key = without_article(fold(scene.location))
        sightings = found.setdefault(key, Sightings())
        quote = partial(Quote, scene.start_line, scene.scene_number, scene.heading)
        sightings.add(scene.scene_number, "setting", quote, form=scene.location)
        sightings.describe(0, partial(_first_action, scene))
        if scene.suggested_master:
            offered.setdefault(key, scene.suggested_master)
    alike = _alike(found)
    return [
        _entity(key, sightings, offered.get(key, ""), alike) for key, sightings in found.items()
    ]


def _first_action(scene: Scene) -> str:
    action = (element.text for element in scene.elements if element.kind == "action")
    return " ".join(next(action, "").split())[:_LONGEST_DESCRIPTION]


def _entity(key: str, sightings: Sightings, offered: str, alike: dict[str, list[str]]) -> Entity:
    name = _name(sightings)
    aliases = {fold(display(form)): display(form) for form in sightings.forms}
    aliases.pop(fold(name), None)
    others = [other for other in alike[_joined(key)] if other != name]
    suggested = [display(offered)] if offered else []
    return Entity(
        type="location",
        name=name,
        source="heading",
        scene_numbers=sightings.scene_numbers,
        mentions=sightings.mentions,
        quotes=sightings.quotes,
        roles=sightings.sorted_roles,
        aliases=tuple(sorted(aliases.values())),
        same_as=tuple(dict.fromkeys(others + suggested)),
        confidence=_BARE_ROOM if offered else _IN_HEADING,
        first_appearance=sightings.description,
    )


def _name(sightings: Sightings) -> str:
    """The form used most; of equals the shortest, which is the one without an article."""
    forms = sightings.forms
    usual = min(forms, key=lambda form: (-forms[form], len(form), form))
    return display(usual)[:LONGEST_NAME]


def _joined(key: str) -> str:
    return "".join(letter for letter in key if letter.isalnum())


def _alike(found: dict[str, Sightings]) -> dict[str, list[str]]:
    """Places that differ by spaces and signs only: BOAT HOUSE and BOATHOUSE."""
    alike: dict[str, list[str]] = {}
    for key, sightings in found.items():
        alike.setdefault(_joined(key), []).append(_name(sightings))
    return alike
