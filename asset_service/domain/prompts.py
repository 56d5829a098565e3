"""The words that a provider is sent, and the shape of the picture (R17, R29)."""

from collections.abc import Sequence

from asset_service.domain.vocabulary import AssetType

PLAIN_BACKGROUND = "Plain white background, nothing else in frame."

ASPECTS = {
    AssetType.CHARACTER: "2:3",
    AssetType.EXTRA_ARCHETYPE: "2:3",
    AssetType.PROP: "1:1",
    AssetType.LOCATION: "16:9",
}


def compose(  # noqa: PLR0913 - each is one part of the prompt
    *,
    image_prompt: str,
    description: str,
    name: str,
    style_text: str,
    asset_type: str,
    plain_background: bool,
    in_scene: str = "",
) -> str:
    """Return the prompt: the first subject that says something, the style, the background.

    `in_scene` is what `scene_words` says of the scene that the subject is drawn in.
    """
    subject = image_prompt.strip() or description.strip() or name.strip()
    parts = [subject, in_scene.strip(), style_text.strip()]
    if plain_background and asset_type != AssetType.LOCATION:
        parts.append(PLAIN_BACKGROUND)
    return "\n\n".join(part for part in parts if part)


def scene_words(override_text: str, status_tags: Sequence[str]) -> str:
    """Return what a scene adds to the prompt of what is in it: its text, then its tags."""
    text = override_text.strip()
    tags = [tag for tag in (one.strip() for one in status_tags) if tag]
    said = [f"In this scene: {text}" if text else "", f"State: {'; '.join(tags)}." if tags else ""]
    return "\n".join(one for one in said if one)


def aspect(asset_type: str) -> str:
    """Return the aspect for a type; raises ValueError for a word that is none."""
    return ASPECTS[AssetType(asset_type)]


def ratio(aspect: str) -> float:
    """Return width by height of a shape like `2:3`."""
    width, _, height = aspect.partition(":")
    return int(width) / int(height)
