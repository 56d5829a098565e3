"""What an image provider is: bytes cross this line, never decoded pictures.

An adapter is one file in `adapters/providers/`; it posts a paid call once, turns its vendor's
answers into the closed set of errors below, and never retries by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Capabilities:
    """What one model of a provider can do. `sizes` maps an aspect like `2:3` to (w, h) pixels."""

    sizes: Mapping[str, tuple[int, int]]
    paid: bool
    seed: bool = False
    negative: bool = False
    progress: bool = False
    cancel: bool = False
    idempotent: bool = False
    max_refs: int = 0


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
    """`aspect` is one of the capabilities' keys; `size` its (width, height) in pixels."""

    prompt: str
    aspect: str
    size: tuple[int, int]
    model: str
    subject: Subject
    negative: str = ""
    seed: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CallContext:
    """`on_progress` takes a share in 0..1; `cancelled` is asked between steps."""

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
    """`images` holds at least one; `cost` is what was charged, None when unknown."""

    images: tuple[GeneratedImage, ...]
    cost: Money | None = None
    request_id: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """The provider works on it; `handle` is recorded before the first poll."""

    handle: str


@dataclass(frozen=True)
class Running:
    progress: float | None = None


class ProviderError(Exception):
    """The base; `retryable` says whether the very same request may be sent again."""

    code = "provider_error"
    retryable = False

    def __init__(self, message: str, *, request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id


class NotConfigured(ProviderError):
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
    code = "quota_exhausted"


class ProviderDown(ProviderError):
    """It could not be reached, or failed before it took the request."""

    code = "provider_down"
    retryable = True


class OutcomeUnknown(ProviderError):
    """It may have been billed and nobody can tell: never sent again silently."""

    code = "unknown_outcome"


class NoImage(ProviderError):
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
