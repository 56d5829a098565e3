"""What an installation says of one provider: where it is, its key, its models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from asset_service.domain import pricing
from asset_service.domain.money import Money
from asset_service.domain.pricing import Order, Usage
from asset_service.ports.providers import Capabilities, ImageRequest, Unsupported


@dataclass(frozen=True)
class Model:
    """`settings` are for its adapter alone, which checks them when it is built."""

    name: str
    label: str
    capabilities: Capabilities
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`key` is the secret that goes with each request: a bearer token, or `user:password`.

    `connect_seconds` and `answer_seconds` bound how long the adapter waits for a connection
    and for the whole answer. `concurrency` is how many requests may be under way at once,
    `images_per_minute` how many may start in a minute: None without such a limit.
    """

    id: str
    kind: str
    label: str
    base_url: str
    key: str = field(default="", repr=False)
    models: Mapping[str, Model]
    settings: Mapping[str, Any] = field(default_factory=dict)
    connect_seconds: float = 10.0
    answer_seconds: float = 600.0
    concurrency: int | None = None
    images_per_minute: float | None = None

    def model(self, name: str) -> Model:
        """Raise Unsupported for a model that is not listed."""
        found = self.models.get(name)
        if found is None:
            raise Unsupported(f"{self.label} has no model {name!r} here.")
        return found

    def capabilities(self, model: str) -> Capabilities:
        return self.model(model).capabilities

    def estimate(self, request: ImageRequest) -> Money | None:
        return pricing.estimate(self.capabilities(request.model).price, order(request))

    def cost(self, request: ImageRequest, usage: Usage | None) -> Money | None:
        """Return what a picture that was made did cost; None when that is not known."""
        return pricing.actual(self.capabilities(request.model).price, order(request), usage)


def order(request: ImageRequest) -> Order:
    return Order(
        prompt=request.prompt, size=request.size, options=request.options, refs=len(request.refs)
    )
