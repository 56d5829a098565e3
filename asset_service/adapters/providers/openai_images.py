"""OpenAI's image models, and every server that speaks as OpenAI does.

One POST a picture, never repeated: the vendor's library would post three times on a time-out
and pay three times. What was sent cannot be called off, and its answer comes in the same line.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from asset_service.adapters.providers import (
    asking,
    loose_json,
    openai_answers,
    openai_errors,
    openai_request,
)
from asset_service.adapters.providers.downloading import Downloader, NotFetched, NotTaken
from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.exchange import Exchange
from asset_service.adapters.providers.http_faults import Faults
from asset_service.adapters.providers.openai_line import ask
from asset_service.adapters.providers.openai_reception import Received, Reception
from asset_service.adapters.providers.openai_settings import ModelSettings
from asset_service.domain.money import Money
from asset_service.ports.providers import (
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
    from openai import OpenAI

CHECK_SECONDS = 30.0
_WITHOUT_A_LIST = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})


class OpenAIProvider:
    """One server; raises NotConfigured for settings of a model that are not known."""

    def __init__(self, entry: Entry) -> None:
        self.id = entry.id
        self._entry = entry
        self._settings = {name: ModelSettings.of(model) for name, model in entry.models.items()}

    def capabilities(self, model: str) -> Capabilities:
        return self._entry.capabilities(model)

    def estimate(self, request: ImageRequest) -> Money | None:
        return self._entry.estimate(request)

    def check(self) -> None:
        """Ask for the list of models; raises ProviderError.

        A compatible server that has no such list has shown that it is there.
        """

        def listed(client: OpenAI) -> bool:
            import openai  # noqa: PLC0415 - it is there, or there is no client

            try:
                answer = client.models.with_raw_response.list()
            except openai.APIStatusError as error:
                if error.status_code in _WITHOUT_A_LIST:
                    return True
                raise
            return loose_json.parsed(answer.http_response.content) is not None

        exchange = Exchange(min(self._entry.answer_seconds, CHECK_SECONDS))
        if not ask(Faults(self._entry, paid=False), exchange, listed):
            raise NotConfigured(f"What answers for {self._entry.label} is no such server.")

    def submit(self, request: ImageRequest, ctx: CallContext) -> Done:
        """Post it once and wait; raises ProviderError.

        Whatever `ctx.cancelled()` says once the request left, the picture is brought: it is
        paid for.
        """
        able = self.capabilities(request.model)
        asking.check(request, able, self._entry.label)
        if ctx.cancelled():
            raise Cancelled("Nothing was sent yet.")
        settings = self._settings[request.model]
        faults = Faults(self._entry, paid=able.paid)
        exchange = Exchange(min(self._entry.answer_seconds, ctx.deadline_seconds))
        reception = Reception(faults, exchange, settings.partial_images, ctx.on_progress)
        told = openai_request.arguments(request, able, settings)

        def send(client: OpenAI) -> Received:
            images = client.images.with_raw_response
            return reception.take(images.edit(**told) if request.refs else images.generate(**told))

        return self._done(request, ask(faults, exchange, send), faults, exchange)

    def poll(self, handle: str, ctx: CallContext) -> Running | Done:  # noqa: ARG002 - see below
        raise Unsupported(f"{self._entry.label} answers at once: there is nothing to ask after.")

    def cancel(self, handle: str) -> bool:  # noqa: ARG002 - what was sent cannot be called off
        return False

    def _done(
        self, request: ImageRequest, received: Received, faults: Faults, exchange: Exchange
    ) -> Done:
        able, label = self.capabilities(request.model), self._entry.label
        downloader = Downloader(self._entry.base_url, self._entry.connect_seconds)
        reading = openai_answers.Reading(
            fetch=lambda url: downloader.fetch(url, exchange.remaining()),
            seed=request.seed if able.seed else None,
        )
        try:
            images = reading.images(received.body)
        except (openai_answers.NotAPicture, NotTaken) as error:
            raise NoImage(f"{label} {error}.", request_id=received.request_id) from None
        except NotFetched as error:
            words = f"{label} made a picture, but {error}."
            raise faults.unsure(words, received.request_id) from None
        if not images:
            raise openai_errors.in_success(faults, received.body, received.request_id)
        usage = openai_answers.usage_of(received.body)
        return Done(
            images=images,
            cost=self._entry.cost(request, usage),
            request_id=received.request_id,
            warnings=asking.unheeded(request, able, label),
            usage=usage,
            meta=openai_answers.told_of(received.body),
        )
