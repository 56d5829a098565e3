"""What ComfyUI says of a request: why it did not take it, and what became of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from asset_service.adapters.providers.local_errors import error_of
from asset_service.adapters.providers.local_http import Answer, LocalServer
from asset_service.adapters.providers.local_json import at, items, number, table, text
from asset_service.ports.providers import (
    BadRequest,
    NoImage,
    ProviderError,
    StartOver,
)

WORDS_MOST = 5
"""Node errors that are told; a broken workflow may have hundreds."""


class Interrupted(Exception):
    """Somebody stopped it: the caller knows whether that was us."""


def rejection(server: LocalServer, answer: Answer) -> ProviderError:
    """Return the error for a prompt that was not taken, with the node and input at fault."""
    said = answer.json()
    words = "; ".join(node_words(at(said, "node_errors")))
    if not words:
        error = at(said, "error")
        parts = (error,) if isinstance(error, str) else (at(error, "message"), at(error, "details"))
        words = ": ".join(text(part) for part in parts if text(part))
    return error_of(server, answer, words)


def node_words(node_errors: Any) -> list[str]:
    """Return what is wrong, a line for each input: `node 4 (KSampler), steps: too big`."""
    told = []
    for node, facts in table(node_errors).items():
        for error in items(at(facts, "errors")):
            place = f"node {node} ({text(at(facts, 'class_type'))})"
            name = text(at(error, "extra_info", "input_name"))
            said = [text(at(error, part)) for part in ("message", "details")]
            words = ": ".join(part for part in said if part) or text(at(error, "type"))
            told.append(f"{place}, {name}: {words}" if name else f"{place}: {words}")
    return told[:WORDS_MOST]


def spoiled(node_errors: Any) -> set[str]:
    """Return the nodes from which nothing will come although the prompt was taken."""
    found = set(table(node_errors))
    for facts in table(node_errors).values():
        found |= {str(one) for one in items(at(facts, "dependent_outputs"))}
    return found


def pictures(
    server: LocalServer, made: dict[str, Any], outputs: Sequence[str]
) -> list[dict[str, Any]]:
    """Return where the pictures of a finished request are, those that were saved first.

    Raises Interrupted, BadRequest for a workflow that fails, StartOver when the memory was not
    enough this time, and NoImage.
    """
    events = dict(_events(made))
    if "execution_interrupted" in events:
        raise Interrupted
    if "execution_error" in events or at(made, "status", "status_str") == "error":
        raise _failure(server, table(events.get("execution_error")))
    found = list(_saved(table(made.get("outputs")), outputs))
    if not found:
        cached = bool(items(at(events.get("execution_cached"), "nodes")))
        why = (
            " It had drawn the very same before: give its sampler the title %SEED%."
            if cached
            else ""
        )
        raise NoImage(f"{server.label} ended without a picture.{why}")
    return sorted(found, key=lambda one: one.get("type") == "temp")


def seconds_of(made: dict[str, Any]) -> Decimal | None:
    """Return how long it worked, by its own clock; None when it does not say."""
    events = dict(_events(made))
    began = number(at(events.get("execution_start"), "timestamp"))
    ended = number(at(events.get("execution_success"), "timestamp"))
    if began is None or ended is None or not 0 <= ended - began < 1e9:  # noqa: PLR2004 - eleven days
        return None
    return Decimal(round(ended - began)) / 1000


def _events(made: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for message in items(at(made, "status", "messages")):
        if text(at(message, 0)):
            yield text(at(message, 0)), at(message, 1)


def _failure(server: LocalServer, event: dict[str, Any]) -> ProviderError:
    kind = text(event.get("exception_type")) or "an error"
    node = f"node {event.get('node_id')} ({event.get('node_type')})"
    told = server.said(f"{kind} in {node}: {text(event.get('exception_message'))}")
    if kind.rpartition(".")[2] in {"OutOfMemoryError", "OOM"}:
        return StartOver(f"{server.label} had not enough memory: {told}")
    return BadRequest(f"{server.label} failed: {told}")


def _saved(told: dict[str, Any], outputs: Sequence[str]) -> Iterator[dict[str, Any]]:
    for node in outputs or told:
        for one in items(at(told, node, "images")):
            if text(at(one, "filename")):
                yield one
