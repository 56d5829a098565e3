"""The built-in provider: draws a labelled concept card, with no model, network or key.

What it draws is not AI output and says so on its face and in its metadata. In demonstrations and
tests it can also play a slow provider, one that fails, and one that refuses.
"""

import math
import re
import time
from collections.abc import Callable
from decimal import Decimal

from asset_service.adapters.providers.placeholder.dice import number_for
from asset_service.config import PlaceholderSettings
from asset_service.domain.money import Money
from asset_service.ports.providers import (
    BadRequest,
    CallContext,
    Cancelled,
    Capabilities,
    Done,
    GeneratedImage,
    ImageRequest,
    ProviderDown,
    Refused,
    Running,
    Unsupported,
)

MODEL = "cards"
SIZES = {"2:3": ((832, 1248),), "1:1": ((1024, 1024),), "16:9": ((1344, 756),)}

_FREE = Money(Decimal(0), "USD")
_STEP_SECONDS = 0.1
_DRAWING_STARTS_AT = 0.9
_LEAST_SIDE, _MOST_SIDE = 128, 4096


class PlaceholderProvider:
    """`settings` say how slow and how unreliable it plays; `sleep` takes seconds."""

    id = "placeholder"

    def __init__(
        self, settings: PlaceholderSettings, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings = settings
        self._sleep = sleep

    def capabilities(self, model: str) -> Capabilities:
        if model != MODEL:
            raise Unsupported(f"The placeholder has no model {model!r}, only {MODEL!r}.")
        return Capabilities(sizes=SIZES, paid=False, seed=True, progress=True, cancel=True)

    def check(self) -> None:
        """There is nothing to reach."""

    def estimate(self, request: ImageRequest) -> Money:  # noqa: ARG002 - every card is free
        return _FREE

    def submit(self, request: ImageRequest, ctx: CallContext) -> Done:
        """Draw one card, the same for the same request and seed.

        Without a seed one is taken from the prompt, and returned. Raises Unsupported, BadRequest,
        Refused (a word it was told to refuse), ProviderDown (told to fail, or too slow for the
        deadline) and Cancelled.
        """
        # The web tier asks for capabilities alone and need not carry Pillow and fonts (11 MB).
        from asset_service.adapters.providers.placeholder.card import draw_card  # noqa: PLC0415

        self._check(request)
        seed = request.seed
        if seed is None:
            seed = number_for("seed", request.prompt) % 2**31
        self._wait(ctx)
        if number_for("fail", seed, request.prompt) / 2**64 < self._settings.fail_rate:
            raise ProviderDown("The placeholder was told to fail this time.")
        data = draw_card(request.subject, request.size, seed)
        ctx.on_progress(1.0)
        return Done(images=(GeneratedImage(data, "image/png", seed=seed),), cost=_FREE)

    def poll(self, handle: str, ctx: CallContext) -> Running | Done:  # noqa: ARG002 - see below
        raise Unsupported("The placeholder answers at once: there is nothing to ask after.")

    def cancel(self, handle: str) -> bool:  # noqa: ARG002 - `submit` itself looks for a cancel
        return False

    def _check(self, request: ImageRequest) -> None:
        if request.aspect not in self.capabilities(request.model).sizes:
            raise Unsupported(f"The placeholder draws no {request.aspect} pictures.")
        if not all(_LEAST_SIDE <= side <= _MOST_SIDE for side in request.size):
            raise BadRequest(f"A side has {_LEAST_SIDE} to {_MOST_SIDE} pixels.")
        prompt = request.prompt.casefold()
        for word in self._settings.refuse_words:
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", prompt):
                raise Refused(
                    f"The placeholder was told to refuse {word!r}.",
                    stage="prompt",
                    categories=("refuse_words",),
                )

    def _wait(self, ctx: CallContext) -> None:
        """Take `delay` seconds in small steps, each of which sees a cancel."""
        steps = math.ceil(self._settings.delay / _STEP_SECONDS)
        for step in range(steps):
            self._stop_if_wanted(ctx)
            if step * _STEP_SECONDS >= ctx.deadline_seconds:
                raise ProviderDown("The placeholder was too slow for the deadline.")
            self._sleep(self._settings.delay / steps)
            ctx.on_progress(_DRAWING_STARTS_AT * (step + 1) / steps)
        self._stop_if_wanted(ctx)

    def _stop_if_wanted(self, ctx: CallContext) -> None:
        if ctx.cancelled():
            raise Cancelled("The placeholder stopped: the job was cancelled.")
