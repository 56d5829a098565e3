"""Everything that may go wrong with a ComfyUI, and what the queue is told then."""

import time

import pytest

from asset_service.adapters.providers import comfyui_client, local_http
from asset_service.adapters.providers.comfyui import ComfyUIProvider
from asset_service.ports.providers import (
    BadRequest,
    NoImage,
    NotConfigured,
    ProviderDown,
    ProviderError,
    RateLimited,
    Running,
    StartOver,
)
from providers.comfyui_server import FakeComfy, node_error
from providers.local_kit import Watcher, draw, entry, request, until
from providers.local_server import Fault, refused_port

SAVES = ["picture"]


@pytest.fixture
def server():
    with FakeComfy() as server:
        yield server


def provider(server, **facts):
    return ComfyUIProvider(entry(server, kind="comfyui", **facts))


def outcome(name):
    return lambda server: server.outcomes.append(name)


def fault(path, *faults, **facts):
    faults = faults or (Fault(**facts),)
    return lambda server: server.fault(path, *faults)


def errors(where):
    wrong = {"drawing": node_error("KSampler", "sampler_name", "Value not in list", where)}
    return lambda server: server.node_errors.update(wrong)


TABLE = {
    # before the post
    "no checkpoint list": (fault("/object_info", status=500), ProviderDown, "failed (500)"),
    "a page instead of JSON": (fault("/object_info", body=b"<html>"), ProviderDown, "be read"),
    # at the post
    "500 at the post": (fault("/prompt", status=500, body=b"oops"), StartOver, "failed (500)"),
    "503 at the post": (fault("/prompt", status=503), StartOver, "failed (503)"),
    "429 at the post": (fault("/prompt", status=429), StartOver, "pause"),
    "401 at the post": (fault("/prompt", status=401), NotConfigured, "the key"),
    "403 at the post": (fault("/prompt", status=403), NotConfigured, "the key"),
    "404 at the post": (fault("/prompt", status=404), NotConfigured, "does not know"),
    "413 at the post": (fault("/prompt", status=413), BadRequest, "413"),
    "a redirect": (
        fault("/prompt", status=302, headers={"Location": "http://127.0.0.1:9/"}),
        NotConfigured,
        "elsewhere",
    ),
    "no prompt": (
        fault("/prompt", status=400, body={"error": "no prompt", "node_errors": []}),
        BadRequest,
        "no prompt",
    ),
    "a bad node in a 400": (errors(SAVES), BadRequest, "node drawing (KSampler), sampler_name"),
    # while it draws
    "out of memory": (outcome("oom"), StartOver, "memory"),
    "a failing node": (outcome("error"), BadRequest, "RuntimeError in node drawing (KSampler)"),
    "no outputs": (outcome("nothing"), NoImage, "without a picture"),
    "no picture but a page": (outcome("junk"), NoImage, "no PNG"),
    # while it is asked after
    "500 of the history": (fault("/history", status=500), ProviderDown, "failed (500)"),
    "401 of the history": (fault("/history", status=401), NotConfigured, "the key"),
    "429 of the history": (fault("/history", status=429), RateLimited, "pause"),
    "half a history": (fault("/history", kind="cut"), ProviderDown, "broke off"),
    "a history that is none": (fault("/history", body=[1]), ProviderDown, "be read"),
    "a silent history": (fault("/history", kind="silent"), ProviderDown, "within"),
    "a history in drips": (fault("/history", kind="drip", body=b" " * 99), ProviderDown, "within"),
    "headers in drips": (fault("/history", kind="drip head"), ProviderDown, "within"),
    "a silent queue": (fault("/api/jobs", kind="silent"), ProviderDown, "within"),
    # at the picture
    "a picture that is gone": (fault("/view", status=404), NoImage, "no longer"),
    "half a picture": (fault("/view", kind="cut"), ProviderDown, "broke off"),
    "a picture without end": (fault("/view", kind="endless"), NoImage, "more than"),
    "a picture in drips": (fault("/view", kind="drip"), ProviderDown, "within"),
    "503 of the picture": (fault("/view", status=503), ProviderDown, "failed (503)"),
    "a packed picture": (
        fault("/view", body=b"x", headers={"Content-Encoding": "gzip"}),
        ProviderDown,
        "packs",
    ),
}


def drawn_late(engine, server):
    """A request that is still queued when it is first asked after."""
    watcher = Watcher()
    handle = engine.submit(request(), watcher.context).handle
    server.let_go()
    until(lambda: not isinstance(engine.poll(handle, watcher.context), Running))


@pytest.mark.parametrize("case", TABLE)
def test_what_goes_wrong_is_told_as_what_it_is(server, case):
    arrange, kind, words = TABLE[case]
    server.hold()  # so that something is asked after
    arrange(server)
    engine = provider(server, answer_seconds=1.0)
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        drawn_late(engine, server)
    assert isinstance(caught.value, StartOver) == (kind is StartOver)
    assert words in caught.value.message
    assert time.monotonic() - began < 10


def test_what_is_not_there_is_down_and_nothing_was_taken():
    watcher = Watcher()
    engine = provider(f"http://127.0.0.1:{refused_port()}", settings={"checkpoint": "x"})
    with pytest.raises(StartOver, match="cannot be reached"):
        engine.submit(request(), watcher.context)
    assert len(watcher.handles) == 1
    with pytest.raises(ProviderDown, match="cannot be reached"):
        engine.check()


@pytest.mark.parametrize(
    "address", ["", "ftp://x", "127.0.0.1", "http://", "http://x:bad", "http://a:b@c"]
)
def test_an_address_that_is_none_is_not_configured(address):
    with pytest.raises(NotConfigured):
        provider(address).check()


@pytest.mark.parametrize("key", ["line\nfeed", "sch\u00e4fchen"])
def test_a_key_that_no_header_can_carry_is_not_configured(server, key):
    with pytest.raises(NotConfigured) as caught:
        provider(server, key=key).check()
    assert key not in caught.value.message


@pytest.mark.parametrize("kind", ["silent", "mute"])
def test_a_post_without_an_answer_is_asked_after_and_not_repeated(server, kind):
    server.fault("/prompt", Fault(kind))
    engine = provider(server, answer_seconds=1.0)
    if kind == "mute":
        assert draw(engine).images
    else:
        with pytest.raises(StartOver, match="does not know"):
            draw(engine)
    assert server.count("POST", "/prompt") == 1


def test_a_server_that_fails_after_it_took_the_request_is_asked_after(server):
    server.hold()
    taken, respond = [], server.route

    def takes_and_fails(asked):
        answer = respond(asked)
        if asked.path == "/prompt":
            taken.append(answer)
            return 502, b"bad gateway"
        return answer

    server.route = takes_and_fails
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    server.let_go()
    assert until(
        lambda: not isinstance(one := engine.poll(handle, watcher.context), Running) and one
    ).images
    assert len(taken) == 1


@pytest.mark.parametrize("stand", ["queued", "running", "done"])
@pytest.mark.parametrize("jobs", [True, False])
def test_a_restarted_server_has_forgotten_it_and_it_is_sent_anew(server, stand, jobs):
    server.jobs = jobs
    engine, watcher = provider(server), Watcher()
    {"queued": server.hold, "running": server.pause, "done": lambda: None}[stand]()
    handle = engine.submit(request(), watcher.context).handle
    until(
        {"done": lambda: server.history, "running": lambda: server.running}.get(stand, lambda: True)
    )
    server.restart()
    with pytest.raises(StartOver, match="restarted"):
        engine.poll(handle, watcher.context)
    server.let_go()
    assert draw(engine).images


def test_what_somebody_else_stopped_is_sent_anew(server):
    server.pause()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    until(lambda: server.running)
    server._interrupted = True
    server.let_go()
    with pytest.raises(StartOver, match="Somebody stopped"):
        until(lambda: not isinstance(engine.poll(handle, watcher.context), Running))


def test_the_very_same_graph_brings_no_second_picture_and_says_why(server, tmp_path):
    engine = provider(server)
    assert draw(engine).images
    with pytest.raises(NoImage, match="%SEED%"):
        draw(engine)


def test_an_output_that_cannot_be_made_is_called_off_although_it_was_taken(server):
    server.hold()
    respond = server.route

    def takes_it(asked):
        if asked.path != "/prompt":
            return respond(asked)
        server._put(asked.json["prompt"], None, asked.json["prompt_id"])
        wrong = {"drawing": node_error("KSampler", "steps", "Too big", SAVES)}
        return 200, {"prompt_id": asked.json["prompt_id"], "number": 1, "node_errors": wrong}

    server.route = takes_it
    with pytest.raises(BadRequest, match="steps"):
        provider(server).submit(request(), Watcher().context)
    assert list(server.pending) == []


def test_a_part_that_does_not_matter_is_left_out_with_a_warning(server):
    errors(["a preview"])(server)
    assert "left out" in draw(provider(server)).warnings[0]


def test_what_ends_while_it_is_looked_for_is_found(server):
    """Between the look into the history and the one into the queue."""
    server.hold()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    respond = server.route

    def ends_meanwhile(asked):
        if asked.path.startswith("/api/jobs/"):
            server.let_go()
            until(lambda: server.history)
        return respond(asked)

    server.route = ends_meanwhile
    assert engine.poll(handle, watcher.context).images


def test_a_late_answer_after_a_cancel_is_nobodys(server):
    server.pause()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    until(lambda: server.running)
    server.fault("/api/jobs", Fault(status=500))
    with pytest.raises(ProviderError):
        engine.cancel(handle)
    server.let_go()
    until(lambda: server.history)
    assert engine.poll(handle, watcher.context).images  # whoever still asks decides


def test_a_picture_over_the_bound_is_not_read_to_its_end(server, monkeypatch):
    monkeypatch.setattr(comfyui_client, "PICTURE_MOST", 50)
    with pytest.raises(NoImage, match="50 bytes"):
        draw(provider(server))


def test_words_of_the_server_are_bounded_and_without_the_key(server):
    told = {"error": {"message": "x" * 5000, "details": "key s3cret\x00\n"}}
    server.fault("/prompt", Fault(status=400, body=told))
    with pytest.raises(BadRequest) as caught:
        draw(provider(server, key="s3cret"))
    assert len(caught.value.message) < 400
    quoted = local_http.LocalServer(entry(server, kind="comfyui", key="ada:s3cret"))
    assert quoted.said("no s3cret\x00\nhere: ada:s3cret") == "no [key] here: [key]"
