"""The answer to a picture's request as it comes in: whole, or in parts that tell progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asset_service.adapters.providers import loose_json, openai_errors
from asset_service.adapters.providers.exchange import Exchange
from asset_service.adapters.providers.http_faults import Faults
from asset_service.ports.providers import ProviderError

if TYPE_CHECKING:
    from openai._legacy_response import LegacyAPIResponse

EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Received:
    body: Mapping[str, Any]
    request_id: str


@dataclass(frozen=True)
class Reception:
    """`parts` is how many unfinished pictures were asked for; `on_progress` as in CallContext."""

    faults: Faults
    exchange: Exchange
    parts: int
    on_progress: Callable[[float], None]

    def take(self, answer: LegacyAPIResponse[Any]) -> Received:
        """Raise ProviderError, and the errors of the library."""
        request_id = answer.headers.get(openai_errors.REQUEST_ID, "")
        if answer.headers.get("content-type", "").startswith(EVENT_STREAM):
            return Received(self._last(answer, request_id), request_id)
        # One that was asked for a stream and does not know how has sent it whole.
        body = loose_json.parsed(answer.http_response.read())
        if body is None:
            label = self.faults.entry.label
            raise self.faults.unreadable(f"The answer of {label} cannot be read.", request_id)
        return Received(body, request_id)

    def _last(self, answer: LegacyAPIResponse[Any], request_id: str) -> Mapping[str, Any]:
        """Return the event that has the picture, in the form of a whole answer."""
        import openai  # noqa: PLC0415 - it is there, or nothing came

        stage = "prompt"
        fault: ProviderError | None = None
        try:
            for event in answer.parse(to=openai.Stream[object]):
                told = loose_json.fields(event)
                kind = loose_json.text(told.get("type"))
                if kind.endswith(".completed"):
                    return {**told, "data": [told]}
                if kind.endswith(".partial_image"):
                    stage = "output"
                    self._progress(told.get("partial_image_index"))
        except (openai.APIConnectionError, openai.APIStatusError):
            raise
        except openai.APIError as error:
            said = loose_json.fields(error.body)
            fault = openai_errors.in_midst(self.faults, said, stage=stage, request_id=request_id)
        except ValueError:  # a part that is no JSON
            fault = self.faults.lost(self.exchange, request_id)
        raise fault or self.faults.lost(self.exchange, request_id)

    def _progress(self, index: object) -> None:
        number = loose_json.count(index)
        if number is not None:
            self.on_progress(min((number + 1) / (self.parts + 1), 1.0))
