"""Google's Gemini image models, which draw within a conversation: `generateContent`.

One picture a call, posted once. What was sent cannot be called off, and a refusal comes as a
success without a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from asset_service.adapters.providers import (
    asking,
    gemini_answers,
    gemini_errors,
    gemini_request,
    loose_json,
)
from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.exchange import Exchange
from asset_service.adapters.providers.gemini_line import ask
from asset_service.adapters.providers.gemini_settings import ModelSettings
from asset_service.adapters.providers.http_faults import Faults
from asset_service.domain.money import Money
from asset_service.ports.providers import (
    BadRequest,
    CallContext,
    Cancelled,
    Capabilities,
    Done,
    ImageRequest,
    NoImage,
    NotConfigured,
    Running,
    Unsupported,
)

if TYPE_CHECKING:
    from google.genai import Client

CHECK_SECONDS = 30.0
_MOST_SEED = 2**31 - 1


class GeminiProvider:
    """Raises NotConfigured for what a model's entry says and Gemini cannot do."""

    def __init__(self, entry: Entry) -> None:
        self.id = entry.id
        self._entry = entry
        self._settings = {name: ModelSettings.of(model) for name, model in entry.models.items()}

    def capabilities(self, model: str) -> Capabilities:
        return self._entry.capabilities(model)

    def estimate(self, request: ImageRequest) -> Money | None:
        return self._entry.estimate(request)

    def check(self) -> None:
        """Ask after each model, which costs nothing; raises ProviderError for one that is gone."""
        faults = Faults(self._entry, paid=False)
        for name in self._entry.models:
            exchange = Exchange(min(self._entry.answer_seconds, CHECK_SECONDS))
            try:
                ask(faults, exchange, partial(_look_up, name))
            except ValueError:
                raise NotConfigured(f"What answers for {self._entry.label} is no Gemini.") from None

    def submit(self, request: ImageRequest, ctx: CallContext) -> Done:
        """Post it once and wait; raises ProviderError.

        Whatever `ctx.cancelled()` says once the request left, the picture is brought: it is
        paid for.
        """
        able = self.capabilities(request.model)
        asking.check(request, able, self._entry.label)
        seed = request.seed if able.seed else None
        if seed is not None and not -_MOST_SEED <= seed <= _MOST_SEED:
            raise BadRequest(f"{self._entry.label} takes seeds from -{_MOST_SEED} to {_MOST_SEED}.")
        if ctx.cancelled():
            raise Cancelled("Nothing was sent yet.")
        faults = Faults(self._entry, paid=able.paid)
        exchange = Exchange(min(self._entry.answer_seconds, ctx.deadline_seconds))
        image_size = self._settings[request.model].word_for(request.size)

        def send(client: Client) -> str:
            told = gemini_request.arguments(request, seed, image_size)
            answer = client.models.generate_content(**told).sdk_http_response
            return (answer.body if answer else None) or ""

        body = loose_json.parsed(ask(faults, exchange, send))
        if body is None:
            raise faults.unreadable(f"The answer of {self._entry.label} cannot be read.")
        return self._done(request, body, faults)

    def poll(self, handle: str, ctx: CallContext) -> Running | Done:  # noqa: ARG002 - see below
        raise Unsupported(f"{self._entry.label} answers at once: there is nothing to ask after.")

    def cancel(self, handle: str) -> bool:  # noqa: ARG002 - what was sent cannot be called off
        return False

    def _done(self, request: ImageRequest, body: Mapping[str, Any], faults: Faults) -> Done:
        able, label = self.capabilities(request.model), self._entry.label
        request_id = loose_json.text(body.get("responseId"))
        try:
            images = gemini_answers.images(body, request.seed if able.seed else None)
        except gemini_answers.NotAPicture as error:
            raise NoImage(f"{label} {error}.", request_id=request_id) from None
        if not images:
            raise gemini_errors.of_success(faults, body, request_id)
        usage = gemini_answers.usage_of(body)
        return Done(
            images=images,
            cost=self._entry.cost(request, usage),
            request_id=request_id,
            warnings=asking.unheeded(request, able, label),
            usage=usage,
            meta=gemini_answers.told_of(body),
        )


def _look_up(model: str, client: Client) -> None:
    client.models.get(model=model)
