"""Short cuts for the tests of extraction: a scene of text in, entities by name out."""

from asset_service.screenplay.entities import extract
from asset_service.screenplay.fountain import parse


def entities(text, kind):
    """Entities of one type in `text` by name; a heading is put in front when it has none."""
    text = text if text.lstrip().startswith(("INT", "EXT", "!")) else f"INT. ROOM - DAY\n\n{text}"
    return {entity.name: entity for entity in extract(parse(text)) if entity.type == kind}
