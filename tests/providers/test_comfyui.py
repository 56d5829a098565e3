import hashlib
import io
import json
import logging
import threading

import pytest
from PIL import Image

from asset_service.adapters.providers import comfyui_progress
from asset_service.adapters.providers.comfyui import ComfyUIProvider
from asset_service.adapters.providers.comfyui_sending import DATA, USUAL_WORKFLOW
from asset_service.ports.providers import (
    BadRequest,
    Cancelled,
    ImageProvider,
    NotConfigured,
    Running,
    Unsupported,
)
from providers.comfyui_server import FakeComfy
from providers.local_kit import KEY, REFERENCE, Watcher, draw, entry, request, until


@pytest.fixture
def server():
    with FakeComfy() as server:
        yield server


def provider(server, **facts) -> ImageProvider:
    return ComfyUIProvider(entry(server, kind="comfyui", **facts))


def with_workflow(server, folder, change, **facts):
    """A provider whose workflow is the built-in one after `change`."""
    graph = json.loads((DATA / USUAL_WORKFLOW).read_text())
    change(graph)
    (folder / "own.json").write_text(json.dumps(graph))
    return provider(server, folder=folder, settings={"workflow": "own.json"}, **facts)


def with_references(graph):
    graph["ref"] = {
        "class_type": "LoadImage",
        "inputs": {"image": ""},
        "_meta": {"title": "%REF1%"},
    }


def prompt_id(handle):
    return json.loads(handle)["prompt_id"]


def listening(server):
    """Whether a thread of ours still listens for what this server was sent."""
    sent = [one.json["prompt_id"] for one in server.asked if one.path == "/prompt"]
    assert sent
    return any(one.name == f"listens for {sent[0]}" for one in threading.enumerate())


# --- a picture


def test_a_prompt_becomes_the_picture_that_the_server_saved(server):
    done = draw(provider(server))
    (image,) = done.images
    assert image.data in server.files.values()
    assert Image.open(io.BytesIO(image.data)).format == "PNG"
    assert (image.mime, image.seed, done.warnings) == ("image/png", 7, ())
    assert (done.cost.amount, float(done.usage.seconds)) == (0, 2.5)


def test_what_is_posted_is_the_filled_workflow(server):
    draw(provider(server), request(negative="blur"))
    (graph,) = server.drawn
    assert graph["wanted"]["inputs"]["text"] == "a brass key"
    assert graph["unwanted"]["inputs"]["text"] == "blur"
    assert graph["model"]["inputs"]["ckpt_name"] == "first.safetensors"


def test_the_handle_is_recorded_before_anything_is_posted(server):
    watcher = Watcher()
    known = []
    ctx = watcher.context
    object.__setattr__(ctx, "record_handle", lambda one: known.append((one, server.paths("POST"))))
    answer = provider(server).submit(request(), ctx)
    assert known == [(answer.handle, [])]
    assert server.last("/prompt").json["prompt_id"] == prompt_id(answer.handle)


def test_another_worker_may_ask_after_it(server):
    handle = provider(server).submit(request(), Watcher().context).handle
    other, watcher = provider(server), Watcher()
    done = until(
        lambda: not isinstance(one := other.poll(handle, watcher.context), Running) and one
    )
    assert (done.images[0].seed, done.request_id) == (7, prompt_id(handle))
    assert len(server.drawn) == 1


def test_without_a_seed_every_picture_gets_another_and_tells_it(server):
    engine = provider(server)
    one, two = (draw(engine, request(seed=None)).images[0] for _ in range(2))
    assert one.seed != two.seed
    assert one.data != two.data
    assert server.drawn[0]["drawing"]["inputs"]["seed"] == one.seed


def test_a_server_that_names_prompts_itself_is_heeded(server):
    server.renames, server.jobs = True, False
    watcher = Watcher()
    handle = provider(server).submit(request(), watcher.context).handle
    assert handle != watcher.handles[0]
    done = until(
        lambda: (
            not isinstance(one := provider(server).poll(handle, watcher.context), Running) and one
        )
    )
    assert done.images


def test_the_marked_output_counts_and_not_a_preview(server, tmp_path):
    def change(graph):
        shown = {"class_type": "PreviewImage", "inputs": {"images": ["pixels", 0]}}
        graph["a preview"] = shown

    done = draw(with_workflow(server, tmp_path, change))
    assert len(server.files) == 2
    assert done.meta["filename"] == "picture_00000_.png"
    assert done.warnings == ()


def test_of_several_pictures_the_first_is_taken_and_it_is_told(server, tmp_path):
    def change(graph):
        graph["picture"]["_meta"] = {}
        graph["second"] = {**graph["picture"]}

    assert "made 2 pictures" in draw(with_workflow(server, tmp_path, change)).warnings[0]


def test_a_preview_is_taken_where_there_is_nothing_else(server, tmp_path):
    server.outcomes.append("temp")
    assert draw(provider(server)).images


def test_what_the_workflow_cannot_take_is_told_with_the_picture(server, tmp_path):
    done = draw(
        with_workflow(server, tmp_path, lambda graph: graph.pop("unwanted")),
        request(negative="blur"),
    )
    assert ["%NEGATIVE%" in one for one in done.warnings] == [True]


# --- references


def test_a_reference_is_uploaded_as_it_is_under_the_name_of_its_content(server, tmp_path):
    engine = with_workflow(server, tmp_path, with_references, max_refs=1)
    draw(engine, request(refs=(REFERENCE,)))
    ((name, data),) = server.uploads.items()
    assert data == REFERENCE.data
    assert hashlib.sha256(data).hexdigest()[:32] in name
    assert server.drawn[0]["ref"]["inputs"]["image"] == name


def test_more_references_than_model_or_workflow_take_are_not_dropped(server, tmp_path):
    with pytest.raises(Unsupported, match="takes 0"):
        draw(provider(server, max_refs=3), request(refs=(REFERENCE,)))
    with pytest.raises(Unsupported, match="takes 0"):
        draw(with_workflow(server, tmp_path, with_references), request(refs=(REFERENCE,)))
    assert server.paths("POST") == []


# --- progress


def test_progress_of_this_prompt_and_no_other_is_told(server):
    server.pause()
    engine, watcher = provider(server), Watcher()
    answer = engine.submit(request(), watcher.context)
    until(lambda: server.listens(prompt_id(answer.handle)))
    assert engine.poll(answer.handle, watcher.context) == Running(None)
    server.let_go()
    told = until(lambda: share(engine, answer.handle, watcher))
    assert 0 < told < 1


def share(engine, handle, watcher):
    answer = engine.poll(handle, watcher.context)
    assert isinstance(answer, Running), "it ended before it told progress"
    return answer.progress


@pytest.fixture
def slow():
    with FakeComfy(steps=28, step_seconds=0.05) as server:
        yield server


def test_progress_grows_by_the_steps_of_the_workflow(slow):
    watcher = Watcher()
    draw(provider(slow), watcher=watcher)
    assert len(set(watcher.progress)) > 5
    assert watcher.progress == sorted(watcher.progress)
    assert watcher.progress[-1] <= 0.99


def test_a_queued_request_tells_none(server):
    server.hold()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    assert engine.poll(handle, watcher.context) == Running(None)


@pytest.mark.parametrize("how", ["absent", "dropped"])
def test_without_a_websocket_the_picture_comes_all_the_same(server, how):
    server.sockets = how != "absent"
    server.hold()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    if how == "dropped":
        until(lambda: server.listens(prompt_id(handle)))
        server._lines[prompt_id(handle)].close()
    server.let_go()
    assert until(
        lambda: not isinstance(one := engine.poll(handle, watcher.context), Running) and one
    ).images


def test_a_dropped_websocket_is_opened_again(slow, monkeypatch):
    monkeypatch.setattr(comfyui_progress, "AGAIN_AFTER", 0.1)
    slow.pause()
    engine, watcher = provider(slow), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    until(lambda: slow.listens(prompt_id(handle)))
    slow._lines.pop(prompt_id(handle)).close()
    until(lambda: engine.poll(handle, watcher.context) and slow.listens(prompt_id(handle)))
    slow.let_go()
    assert until(lambda: share(engine, handle, watcher))


def test_who_listens_stops_when_the_request_is_over(server):
    draw(provider(server))
    until(lambda: not listening(server))


def test_who_listens_stops_when_nobody_asks(server, monkeypatch):
    monkeypatch.setattr(comfyui_progress, "NOBODY_ASKS", 0.1)
    server.hold()
    provider(server).submit(request(), Watcher().context)
    until(lambda: not listening(server))


@pytest.mark.parametrize(
    "said",
    [
        "[" * 100_000,
        '{"type": "progress", "data": [1]}',
        '{"type": "progress", "data": {"prompt_id": "p", "node": {}, "value": NaN, "max": 1e999}}',
        '{"type": "progress_state", "data": {"prompt_id": "p", "nodes": {"a": 3}}}',
        b"\x00\x00\x00\x01junk",
    ],
)
def test_odd_messages_are_nothing(said):
    steps = comfyui_progress.Steps("p", 4)
    steps.heed(said)
    assert steps.share is None


# --- cancelling


@pytest.mark.parametrize("style", ["jobs", "jobs that cannot cancel", "old"])
@pytest.mark.parametrize("stand", ["queued", "running"])
def test_a_cancel_stops_its_own_request_and_nobody_elses(server, style, stand):
    server.jobs, server.cancels = style != "old", style == "jobs"
    (server.hold if stand == "queued" else server.pause)()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    until(lambda: bool(server.running) == (stand == "running"))
    theirs = server.queue_of_somebody_else()
    threading.Timer(0.1, server._running_free.set).start()
    assert engine.cancel(handle) is True
    server.let_go()
    until(lambda: theirs in server.history)
    assert server.history[theirs]["status"]["status_str"] == "success"


@pytest.mark.parametrize("style", ["jobs", "old"])
def test_a_cancel_while_somebody_elses_runs_interrupts_nothing(server, style):
    server.jobs = style == "jobs"
    server.pause()
    theirs = server.queue_of_somebody_else()
    until(lambda: server.running)
    engine = provider(server)
    handle = engine.submit(request(), Watcher().context).handle
    assert engine.cancel(handle) is True
    assert server.interrupts == []
    server.let_go()
    until(lambda: server.history.get(theirs, {}).get("outputs"))


def test_an_interrupt_that_comes_late_stops_nobody_elses(server):
    server.jobs = False
    server.pause()
    engine = provider(server)
    handle = engine.submit(request(), Watcher().context).handle
    until(lambda: server.running)
    theirs, respond = server.queue_of_somebody_else(), server.route

    def late(asked):
        if asked.path == "/interrupt":
            server.let_go()
            until(lambda: server.running and server.running[1] == theirs)
            server.pause()
        return respond(asked)

    server.route, server.step_seconds = late, 0.05
    assert engine.cancel(handle) is False
    server.let_go()
    assert server.interrupts == [prompt_id(handle)]
    until(lambda: server.history.get(theirs, {}).get("outputs"))


def test_a_cancel_is_not_passed_to_a_server_that_would_stop_whoever_runs(server):
    server.jobs, server.targeted, server.version = False, False, "0.3.20"
    server.pause()
    engine = provider(server)
    handle = engine.submit(request(), Watcher().context).handle
    until(lambda: server.running)
    assert engine.cancel(handle) is False
    assert server.interrupts == []


@pytest.mark.parametrize("jobs", [True, False])
def test_a_cancel_of_what_is_done_or_unknown_is_not_confirmed(server, jobs):
    server.jobs = jobs
    engine, watcher = provider(server), Watcher()
    draw(engine, watcher=watcher)
    assert engine.cancel(watcher.handles[0]) is False
    server.restart()
    assert engine.cancel(watcher.handles[0]) is False


def test_what_was_cancelled_here_is_cancelled_when_it_is_asked_after(server):
    server.pause()
    engine, watcher = provider(server), Watcher()
    handle = engine.submit(request(), watcher.context).handle
    until(lambda: server.running)
    engine.cancel(handle)
    server.let_go()
    with pytest.raises(Cancelled):
        until(lambda: not isinstance(engine.poll(handle, watcher.context), Running))


def test_a_cancel_before_the_post_sends_nothing(server):
    watcher = Watcher()
    watcher.stop.set()
    with pytest.raises(Cancelled):
        provider(server).submit(request(), watcher.context)
    assert (server.paths("POST"), watcher.handles) == ([], [])


# --- setting it up


def test_a_check_reads_the_workflow_and_reaches_the_server(server, tmp_path):
    provider(server).check()
    assert server.paths() == ["/system_stats"]
    with pytest.raises(NotConfigured, match="%PROMPT%"):
        with_workflow(server, tmp_path, lambda graph: graph.pop("wanted")).check()


def test_an_edited_workflow_counts_at_once(server, tmp_path):
    engine = with_workflow(server, tmp_path, lambda graph: None)
    file = tmp_path / "own.json"
    file.write_text(file.read_text().replace("dpmpp_2m", "euler"))
    draw(engine)
    assert server.drawn[0]["drawing"]["inputs"]["sampler_name"] == "euler"


def test_a_server_without_checkpoints_is_not_configured(server):
    server.checkpoints = []
    with pytest.raises(NotConfigured, match="no checkpoint"):
        draw(provider(server))


def test_a_checkpoint_of_the_settings_goes_where_the_workflow_says(server):
    draw(provider(server, settings={"checkpoint": "ink.safetensors"}))
    assert server.drawn[0]["model"]["inputs"]["ckpt_name"] == "ink.safetensors"


def test_a_misspelt_setting_is_not_configured(server):
    with pytest.raises(NotConfigured, match="worfklow"):
        provider(server, settings={"worfklow": "x"}).check()


@pytest.mark.parametrize("handle", ["", "{}", '{"prompt_id": "../x"}', "[" * 100_000, "null"])
def test_a_handle_of_somebody_else_is_a_bad_request(server, handle):
    with pytest.raises(BadRequest):
        provider(server).poll(handle, Watcher().context)
    assert server.asked == []


# --- the key


@pytest.mark.parametrize(
    ("key", "sent"), [(KEY, f"Bearer {KEY}"), ("ada:pässword", "Basic YWRhOnDDpHNzd29yZA==")]
)
def test_the_key_goes_with_every_request_the_websocket_too(server, key, sent):
    server.key = sent
    watcher = Watcher()
    server.pause()
    engine = provider(server, key=key)
    handle = engine.submit(request(), watcher.context).handle
    until(lambda: server.listens(prompt_id(handle)))
    assert {one.headers.get("Authorization") for one in server.asked} == {sent}


def test_a_wrong_key_is_not_configured_and_the_key_is_in_no_message_or_log(server, caplog):
    server.key = "Bearer another"
    caplog.set_level(logging.DEBUG)
    engine = provider(server, key=KEY)
    with pytest.raises(NotConfigured) as caught:
        engine.check()
    engine._listeners.share(a_handle())
    until(lambda: "/ws" in server.paths())
    told = [str(caught.value), repr(engine), repr(engine._entry), caplog.text]
    assert not any(KEY in one for one in told)


def a_handle():
    from asset_service.adapters.providers.comfyui_handle import Handle  # noqa: PLC0415

    return Handle("11111111-1111-1111-1111-111111111111", "one", (1, 1))
