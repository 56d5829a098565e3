"""Answers in parts, which tell how far a picture is."""

import pytest

from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.domain.pricing import Usage
from asset_service.ports.providers import (
    OutcomeUnknown,
    ProviderDown,
    QuotaExhausted,
    RateLimited,
    Refused,
)
from providers.openai_server import (
    KEY,
    MODEL,
    REQUEST_ID,
    OpenAIServer,
    completed,
    draws,
    error,
    fields_of,
    partial,
    refuses,
    streams,
)
from providers.scripted_server import never_answers, takes_and
from providers.vendor_kit import Watcher, entry, failing, local, picture, references, request

PICTURE, DRAFT = picture(), picture(shade=99)
PARTS = [partial(DRAFT, 0), partial(DRAFT, 1)]
REFUSAL = error("Rejected.", kind="image_generation_user_error", code="moderation_blocked")


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def provider(server, able=None, **changes):
    settings = {"stream": True, "partial_images": 2}
    made = entry(server.base_url, KEY, MODEL, able=able, settings=settings, **changes)
    return OpenAIProvider(made)


def test_progress_is_told_and_the_finished_picture_brought(server):
    watcher = Watcher()
    server.script.append(streams(*PARTS, completed(PICTURE)))
    done = provider(server).submit(request(MODEL), watcher.context)
    assert watcher.progress == [pytest.approx(1 / 3), pytest.approx(2 / 3)]
    assert [image.data for image in done.images] == [PICTURE]


def test_what_is_counted_and_told_comes_with_the_last_part(server):
    server.script.append(streams(completed(PICTURE)))
    done = provider(server).submit(request(MODEL), Watcher().context)
    assert done.usage == Usage(text_tokens=12, image_tokens=1000, output_tokens=1584)
    assert (done.request_id, done.meta["quality"]) == (REQUEST_ID, "medium")


def test_parts_are_asked_for_with_and_without_references(server):
    for refs, kind in ((), "image_generation"), (references("PNG"), "image_edit"):
        server.script.append(streams(partial(DRAFT, 0, kind), completed(PICTURE, kind)))
        provider(server).submit(request(MODEL, refs=refs), Watcher().context)
    new, edit = (fields_of(asked) for asked in server.asked)
    assert (new["stream"], new["partial_images"]) == (True, 2)
    assert (edit["stream"], edit["partial_images"]) == ("true", "2")


def test_a_server_that_knows_no_parts_may_send_it_whole(server):
    server.script.append(draws(PICTURE))
    done = provider(server).submit(request(MODEL), Watcher().context)
    assert done.images[0].data == PICTURE


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (streams(*PARTS), OutcomeUnknown),
        (streams(), OutcomeUnknown),
        (streams(PARTS[0], b"data: {half"), OutcomeUnknown),
        (streams(PARTS[0], b"data: {half\n\n"), OutcomeUnknown),
        (streams(PARTS[0], b"data: [1]\n\n"), OutcomeUnknown),
        (streams(error("Server error.", kind="server_error")), OutcomeUnknown),
        (streams(error("Used up.", code="insufficient_quota")), QuotaExhausted),
        (refuses(429, "Slow down.", code="rate_limit_exceeded"), RateLimited),
        (refuses(500, "Server error."), OutcomeUnknown),
    ],
)
def test_parts_that_never_become_a_picture(server, act, kind):
    server.script.append(act)
    error = failing(provider(server), request(MODEL))
    assert type(error) is kind
    assert len(server.asked) == 1


@pytest.mark.parametrize(("before", "stage"), [([], "prompt"), (PARTS, "output")])
def test_a_refusal_among_the_parts_says_what_was_refused(server, before, stage):
    server.script.append(streams(*before, REFUSAL))
    error = failing(provider(server), request(MODEL))
    assert (type(error), error.stage, error.request_id) == (Refused, stage, REQUEST_ID)


def test_parts_that_stop_coming_are_given_up(server):
    def act(line):
        line.take()
        line.head(200, 10_000, content_type="text/event-stream")
        never_answers(line)

    server.script.append(act)
    error = failing(provider(server, answer_seconds=2.0), request(MODEL))
    assert type(error) is OutcomeUnknown


def test_what_costs_nothing_may_be_asked_again(server):
    server.script.append(takes_and(streams(*PARTS)))
    assert type(failing(provider(server, local()), request(MODEL))) is ProviderDown


def test_a_part_with_a_number_that_is_none_tells_no_progress(server):
    watcher = Watcher()
    odd = partial(DRAFT, 0) | {"partial_image_index": "first"}
    server.script.append(streams(odd, partial(DRAFT, 9), completed(PICTURE)))
    provider(server).submit(request(MODEL), watcher.context)
    assert watcher.progress == [1.0]
