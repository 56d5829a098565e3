"""The image providers that this installation offers, by their id."""

from asset_service.adapters.providers import catalogue
from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.placeholder.provider import MODEL, PlaceholderProvider
from asset_service.config import Settings, SettingsError
from asset_service.ports.providers import ImageProvider, NotConfigured, Offer


def build(settings: Settings) -> dict[str, ImageProvider]:
    """Build them all; connects to nothing. Raises SettingsError for a wrong provider file."""
    providers: list[ImageProvider] = [PlaceholderProvider(settings.placeholder)]
    providers += [_made(entry) for entry in entries(settings)]
    return {provider.id: provider for provider in providers}


def offers(settings: Settings) -> list[Offer]:
    """Return what people may choose from, the built-in one last: it draws no real picture."""
    found = [
        Offer(one.id, one.label, tuple((m.name, m.label) for m in one.models.values()))
        for one in entries(settings)
    ]
    return [*found, Offer("placeholder", "Placeholder", ((MODEL, "Concept cards"),))]


def entries(settings: Settings) -> list[Entry]:
    """Return what is said of each but the built-in one; raises SettingsError."""
    return catalogue.load(settings.providers_file, settings.variables)


def _made(entry: Entry) -> ImageProvider:
    """Raises SettingsError for settings of a model that its adapter does not know."""
    try:
        return _adapter(entry)
    except NotConfigured as error:
        raise SettingsError(f"the provider {entry.id}: {error.message}") from error


def _adapter(entry: Entry) -> ImageProvider:
    # Each brings libraries along: only what is offered is imported.
    if entry.kind == "openai":
        from asset_service.adapters.providers.openai_images import OpenAIProvider  # noqa: PLC0415

        return OpenAIProvider(entry)
    if entry.kind == "gemini":
        from asset_service.adapters.providers.gemini_images import GeminiProvider  # noqa: PLC0415

        return GeminiProvider(entry)
    if entry.kind == "comfyui":
        from asset_service.adapters.providers.comfyui import ComfyUIProvider  # noqa: PLC0415

        return ComfyUIProvider(entry)
    from asset_service.adapters.providers.a1111 import A1111Provider  # noqa: PLC0415

    return A1111Provider(entry)
