"""The words that a provider is sent, and the shape of the picture (R17)."""

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
) -> str:
    """Return the prompt: the first subject that says something, the style, the background."""
    subject = image_prompt.strip() or description.strip() or name.strip()
    parts = [subject, style_text.strip()]
    if plain_background and asset_type != AssetType.LOCATION:
        parts.append(PLAIN_BACKGROUND)
    return "\n\n".join(part for part in parts if part)


def aspect(asset_type: str) -> str:
    """Return the aspect for a type; raises ValueError for a word that is none."""
    return ASPECTS[AssetType(asset_type)]
