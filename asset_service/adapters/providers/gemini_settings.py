"""What an installation may say of a Gemini model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from asset_service.adapters.providers.entry import Model
from asset_service.ports.providers import NotConfigured

THINKING = "thinking"
"""The one option: how much the model thinks before it draws, `minimal` to `high`."""
_LEVELS = frozenset({"minimal", "low", "medium", "high"})


@dataclass(frozen=True)
class ModelSettings:
    """`image_sizes` maps sizes like `1024x1024` to Gemini's own words for them, `1K`.

    Where a size has no word, the shape alone is asked for.
    """

    image_sizes: Mapping[str, str]

    @classmethod
    def of(cls, model: Model) -> Self:
        """Raise NotConfigured for what is not known, or what Gemini cannot do."""
        sizes = model.settings.get("image_sizes", {})
        if (
            set(model.settings) - {"image_sizes"}
            or not isinstance(sizes, Mapping)
            or not all(isinstance(word, str) for word in sizes.values())
        ):
            raise NotConfigured(f"{model.name}: the only setting is image_sizes, a table of words.")
        able = model.capabilities
        if able.negative:
            raise NotConfigured(f"{model.name}: Gemini takes no negative prompt.")
        if set(able.options) - {THINKING} or set(able.options.get(THINKING, ())) - _LEVELS:
            levels = ", ".join(sorted(_LEVELS))
            raise NotConfigured(f"{model.name}: the only option is {THINKING}: {levels}.")
        return cls(sizes)

    def word_for(self, size: tuple[int, int]) -> str | None:
        """Return Gemini's word for a size (width, height in pixels)."""
        return self.image_sizes.get(f"{size[0]}x{size[1]}")
