"""The image providers that this installation offers, by their id."""

from asset_service.adapters.providers.placeholder.provider import PlaceholderProvider
from asset_service.config import Settings
from asset_service.ports.providers import ImageProvider


def build(settings: Settings) -> dict[str, ImageProvider]:
    """Build them all; connects to nothing."""
    providers: tuple[ImageProvider, ...] = (PlaceholderProvider(settings.placeholder),)
    return {provider.id: provider for provider in providers}
