"""What an image provider is: bytes cross this line, never decoded pictures.

An adapter is one file in `adapters/providers/`; it posts a paid call once, turns its vendor's
answers into the closed set of errors below, and never retries by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from asset_service.domain.money import Money
from asset_service.domain.pricing import FREE, PriceSheet, Usage

Size = tuple[int, int]
"""(width, height) in pixels."""


@dataclass(frozen=True)
class Capabilities:
    """What one model of a provider can do.

    `sizes` maps an aspect like `2:3` to the sizes it comes in, the usual one first. `options`
    maps what a person may choose beside the size, such as `quality`, to the words for it, the
    usual one first. `max_refs` is how many reference pictures one request may carry, `strength`
    whether it can be said how much they count.
    """

    sizes: Mapping[str, tuple[Size, ...]]
    paid: bool
    seed: bool = False
    negative: bool = False
    progress: bool = False
    cancel: bool = False
    idempotent: bool = False
    max_refs: int = 0
    strength: bool = False
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price: PriceSheet | None = FREE
    """None when nobody here knows what it costs."""


@dataclass(frozen=True)
class Reference:
    """A picture that the new one shall follow; `role` is `identity` or `style`."""

    data: bytes
    mime: str
    role: str
    name: str = ""


@dataclass(frozen=True)
class Subject:
    """What the picture is of, for providers that draw from facts instead of a prompt."""

    name: str
    asset_type: str
    description: str
    scene_numbers: tuple[int, ...] = ()
    attempt_label: str = ""


@dataclass(frozen=True)
class ImageRequest:
    """`aspect` and `size` are of the capabilities, and `options` hold words of theirs.

    `refs` are in the order in which they count; `strength` is how much, 0 to 1, None where that
    is left to the provider.
    """

    prompt: str
    aspect: str
    size: Size
    model: str
    subject: Subject
    negative: str = ""
    seed: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    refs: tuple[Reference, ...] = ()
    strength: float | None = None


@dataclass(frozen=True)
class CallContext:
    """`on_progress` takes a share in 0..1; `cancelled` is asked between steps.

    `record_handle` commits what the provider calls the request, before anything is waited for;
    an adapter that chooses that name itself may do so before it sends.
    """

    on_progress: Callable[[float], None]
    cancelled: Callable[[], bool]
    record_handle: Callable[[str], None]
    deadline_seconds: float


@dataclass(frozen=True)
class GeneratedImage:
    data: bytes
    mime: str
    seed: int | None = None
    has_c2pa: bool = False


@dataclass(frozen=True)
class Done:
    """`images` holds at least one; `cost` is what was charged, None when unknown.

    `usage` is what the provider counted, as far as it says. `warnings` name what of the request
    it did not heed. `meta` is what else it told of the picture, for the record: plain JSON.
    """

    images: tuple[GeneratedImage, ...]
    cost: Money | None = None
    request_id: str = ""
    warnings: tuple[str, ...] = ()
    usage: Usage | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Submitted:
    """The provider works on it; `handle` is recorded before the first poll."""

    handle: str


@dataclass(frozen=True)
class Running:
    progress: float | None = None


@dataclass(frozen=True)
class Offer:
    """What people may choose of a provider: its models by name, each with what it is called."""

    provider: str
    label: str
    models: tuple[tuple[str, str], ...]


class ProviderError(Exception):
    """The base; `retryable` says whether the very same request may be sent again.

    Raised by `submit`, a retryable one promises that the provider did not take the request.
    `message` is for people and never holds a key.
    """

    code = "provider_error"
    retryable = False

    def __init__(self, message: str, *, request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id


class NotConfigured(ProviderError):
    """No key, a refused one, a missing library or model: the operator must act."""

    code = "provider_not_configured"


class Unsupported(ProviderError):
    code = "provider_unsupported"


class BadRequest(ProviderError):
    code = "provider_bad_request"


class Refused(ProviderError):
    """The provider would not draw it; `stage` is `prompt` or `output`."""

    code = "refused"

    def __init__(
        self, message: str, *, stage: str, categories: tuple[str, ...] = (), request_id: str = ""
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.stage = stage
        self.categories = categories


class RateLimited(ProviderError):
    """`retry_after` in seconds."""

    code = "rate_limited"
    retryable = True

    def __init__(self, message: str, *, retry_after: float, request_id: str = "") -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after = retry_after


class QuotaExhausted(ProviderError):
    """Waiting does not help: the account is empty, or the day's allowance is."""

    code = "quota_exhausted"


class ProviderDown(ProviderError):
    """It could not be reached, or failed before it took the request."""

    code = "provider_down"
    retryable = True


class StartOver(ProviderDown):
    """Nothing comes of the handle any more, and nothing is being made: it must be sent anew.

    A request that was recorded and never arrived, a server that restarted and forgot it, one
    that broke down over it. What is free loses its handle then and is sent again with the next
    try; what is paid keeps it, unless `submit` raises this and so promises as above.
    """


class OutcomeUnknown(ProviderError):
    """It may have been billed and nobody can tell: never sent again silently."""

    code = "unknown_outcome"


class NoImage(ProviderError):
    """It answered without a picture and without a refusal; what it charged is not known."""

    code = "no_image"


class Cancelled(ProviderError):
    """The adapter saw `ctx.cancelled()` and stopped."""

    code = "canceled"


class ImageProvider(Protocol):
    """Synchronous; one call makes one candidate."""

    id: str

    def capabilities(self, model: str) -> Capabilities:
        """Pure and cheap; raises Unsupported for a model it does not know."""
        ...

    def check(self) -> None:
        """Reach it without spending; raises ProviderError."""
        ...

    def estimate(self, request: ImageRequest) -> Money | None:
        """What `submit` would cost; None when unknown. Pure."""
        ...

    def submit(self, request: ImageRequest, ctx: CallContext) -> Submitted | Done:
        """Send it once; raises ProviderError."""
        ...

    def poll(self, handle: str, ctx: CallContext) -> Running | Done:
        """Ask after a submitted request; raises ProviderError."""
        ...

    def cancel(self, handle: str) -> bool:
        """Return True only if the provider confirmed."""
        ...
