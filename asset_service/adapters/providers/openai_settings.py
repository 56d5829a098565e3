"""What a model's `settings` may say to the OpenAI adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from asset_service.adapters.providers.entry import Model
from asset_service.ports.providers import NotConfigured

_MOST_PARTIAL_IMAGES = 3


@dataclass(frozen=True)
class ModelSettings:
    """`response_format`: ask for base64, which only compatible servers want to be asked for.

    `stream`: have the picture sent in parts, which tells progress; each of the `partial_images`
    (0 to 3) costs a few tokens more. `moderation` is `auto` or `low`.
    """

    response_format: bool = False
    stream: bool = False
    partial_images: int = 2
    moderation: str = ""

    @classmethod
    def of(cls, model: Model) -> Self:
        """Raise NotConfigured for what is not known, or not of that kind."""
        kinds = {field.name: type(field.default) for field in fields(cls)}
        for name, value in model.settings.items():
            if type(value) is not kinds.get(name):
                raise NotConfigured(f"{model.name}: the setting {name} = {value!r} is not known.")
        found = cls(**model.settings)
        if not 0 <= found.partial_images <= _MOST_PARTIAL_IMAGES:
            raise NotConfigured(f"{model.name}: partial_images is 0 to {_MOST_PARTIAL_IMAGES}.")
        return found

    def body(self) -> Mapping[str, Any]:
        """Return what they add to a request."""
        added: dict[str, Any] = {}
        if self.response_format:
            added["response_format"] = "b64_json"
        if self.moderation:
            added["moderation"] = self.moderation
        if self.stream:
            added["partial_images"] = self.partial_images
        return added
