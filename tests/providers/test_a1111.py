import base64
import io
import logging
import threading

import pytest
from fixtures.pictures import a_png
from PIL import Image

from asset_service.adapters.providers import a1111_watch
from asset_service.adapters.providers.a1111 import A1111Provider
from asset_service.ports.providers import (
    Cancelled,
    ImageProvider,
    NotConfigured,
    ProviderDown,
    Unsupported,
)
from providers.a1111_server import UNFINISHED, FakeA1111
from providers.local_kit import KEY, REFERENCE, Watcher, draw, entry, request, until

BASIC = "Basic " + base64.b64encode(b"ada:s3cret-t0ken").decode()
VARIANTS = ["webui", "nowebui", "sd-server"]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(a1111_watch, "TICK", 0.02)


@pytest.fixture
def server():
    with FakeA1111() as server:
        yield server


@pytest.fixture(params=VARIANTS)
def any_server(request):
    with FakeA1111(variant=request.param) as server:
        yield server


def provider(server, **facts) -> ImageProvider:
    return A1111Provider(entry(server, kind="a1111", **facts))


class Beside:
    """A picture that is drawn in a thread; `end` gives what came of it."""

    def __init__(self, engine, asked=None, **facts):
        self.watcher = Watcher(**facts)
        self._engine, self._asked = engine, asked or request()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            self._came = self._engine.submit(self._asked, self.watcher.context)
        except Exception as error:  # noqa: BLE001 - it is looked at in the test
            self._came = error

    def end(self, seconds=5.0):
        self._thread.join(seconds)
        assert not self._thread.is_alive()
        return self._came


# --- a picture


def test_a_prompt_becomes_the_picture_with_its_seed_and_what_the_server_says(server):
    done = draw(provider(server, settings={"steps": 30}))
    (image,) = done.images
    assert (image.data, image.mime, image.seed) == (a_png(7), "image/png", 7)
    assert (done.cost.amount, done.warnings) == (0, ())
    assert (done.meta["steps"], done.meta["sd_model_name"]) == (30, "dream")
    assert "Seed: 7" in done.meta["parameters"]


def test_the_settings_of_the_model_and_the_chosen_words_are_sent(server):
    settings = {"steps": 30, "cfg_scale": 5.5, "checkpoint": "ink", "negative": "text"}
    options = {"sampler_name": ("DPM++ 2M", "Euler a"), "scheduler": ("Karras",), "steps": ("9",)}
    engine = provider(server, settings=settings, options=options)
    draw(engine, request(options={"sampler_name": "Euler a", "scheduler": "Karras", "steps": "9"}))
    (sent,) = server.drawn
    assert (sent["prompt"], sent["negative_prompt"], sent["seed"]) == ("a brass key", "text", 7)
    assert (sent["width"], sent["height"], sent["steps"], sent["cfg_scale"]) == (832, 1216, 9, 5.5)
    assert (sent["sampler_name"], sent["scheduler"]) == ("Euler a", "Karras")
    assert sent["override_settings"] == {"sd_model_checkpoint": "ink"}


def test_what_shall_not_be_seen_may_be_said_for_one_picture(server):
    draw(provider(server, settings={"negative": "text"}), request(negative="blur"))
    assert server.drawn[0]["negative_prompt"] == "blur"


def test_without_a_seed_one_is_chosen_and_told(any_server):
    one, two = (draw(provider(any_server), request(seed=None)).images[0] for _ in range(2))
    assert one.seed != two.seed
    assert any_server.drawn[0]["seed"] == one.seed


def test_a_grid_is_skipped(server):
    server.outcomes.append("grid")
    assert draw(provider(server)).images[0].data == a_png(7)


def test_an_unknown_checkpoint_is_told_as_the_server_ignores_it(server):
    engine = provider(server, settings={"checkpoint": "gone.safetensors"})
    assert "drew with dream" in draw(engine).warnings[0]
    assert draw(provider(server, settings={"checkpoint": "ink"})).warnings == ()


def test_a_word_that_is_not_offered_is_not_sent(server):
    with pytest.raises(Unsupported, match="sampler_name"):
        draw(provider(server), request(options={"sampler_name": "Euler"}))
    assert server.drawn == []


# --- references


def test_a_reference_is_what_the_picture_starts_from(server):
    engine = provider(server, max_refs=1, settings={"img2img": True, "denoising_strength": 0.4})
    draw(engine, request(refs=(REFERENCE,)))
    (sent,) = server.drawn
    assert base64.b64decode(sent["init_images"][0]) == REFERENCE.data
    assert sent["denoising_strength"] == 0.4


def test_the_more_a_picture_counts_the_less_is_drawn_anew(server):
    engine = provider(server, max_refs=1, settings={"img2img": True, "denoising_strength": 0.4})
    draw(engine, request(refs=(REFERENCE,), strength=0.75))
    assert server.drawn[-1]["denoising_strength"] == 0.25
    assert server.count("POST", "/sdapi/v1/img2img") == 1


@pytest.mark.parametrize(
    ("settings", "refs"), [({}, 1), ({"img2img": False}, 1), ({"img2img": True}, 2)]
)
def test_references_that_cannot_be_heeded_are_not_dropped(server, settings, refs):
    engine = provider(server, max_refs=4, settings=settings)
    with pytest.raises(Unsupported, match="reference pictures"):
        draw(engine, request(refs=(REFERENCE,) * refs))
    assert server.drawn == []


# --- progress


@pytest.mark.parametrize("variant", ["webui", "nowebui"])
def test_progress_is_told_while_it_draws(variant):
    with FakeA1111(variant=variant, steps=20, step_seconds=0.05) as server:
        watcher = Watcher()
        draw(provider(server), watcher=watcher)
    assert len(set(watcher.progress)) > 3
    assert watcher.progress == sorted(watcher.progress)
    assert watcher.progress[-1] == 1.0


def test_a_server_that_tells_no_progress_is_not_asked_for_it_again():
    with FakeA1111(variant="sd-server", step_seconds=0.1) as server:
        watcher = Watcher()
        assert draw(provider(server), watcher=watcher).images
    assert watcher.progress == [1.0]
    assert server.paths().count("/internal/progress") == 1
    assert server.paths().count("/sdapi/v1/progress") == 1


@pytest.mark.parametrize("variant", ["webui", "nowebui"])
def test_progress_of_somebody_elses_picture_is_not_told(variant):
    with FakeA1111(variant=variant) as server:
        server.pause()
        server.somebody_else_draws()
        ours = Beside(provider(server))
        until(lambda: server.paths().count("/sdapi/v1/txt2img"))
        until(lambda: len([one for one in server.paths() if "progress" in one]) > 8)
        assert ours.watcher.progress == []
        server.let_go()
        assert ours.end().images


# --- cancelling


@pytest.mark.parametrize("variant", ["webui", "nowebui"])
def test_a_cancel_interrupts_ours_and_the_half_made_picture_is_no_result(variant):
    with FakeA1111(variant=variant) as server:
        server.pause()
        ours = Beside(provider(server))
        until(lambda: server.state["job"])
        until(lambda: ours.watcher.progress)
        ours.watcher.stop.set()
        until(lambda: server.interrupts)
        server.let_go()
        assert isinstance(ours.end(), Cancelled)
    assert len(server.interrupts) == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_cancel_never_interrupts_somebody_elses_picture(variant):
    with FakeA1111(variant=variant) as server:
        server.pause()
        theirs = server.somebody_else_draws()
        ours = Beside(provider(server))
        until(lambda: server.paths().count("/sdapi/v1/txt2img"))
        ours.watcher.stop.set()
        assert isinstance(ours.end(), Cancelled)
        server.let_go()
        theirs.join(5)
    assert server.interrupts == []


def test_a_run_that_began_after_a_busy_start_may_be_anybodys():
    with FakeA1111(variant="nowebui") as server:
        server.pause()
        first = server.somebody_else_draws()
        queued, respond = threading.Event(), server.route
        server.route = lambda asked: (
            queued.wait(5) if asked.path.endswith("txt2img") else None,
            respond(asked),
        )[1]
        ours = Beside(provider(server))
        until(lambda: server.paths().count("/sdapi/v1/txt2img"))
        server.let_go()
        first.join(5)
        server.pause()
        second = server.somebody_else_draws()
        looks = len(server.paths("GET"))
        until(lambda: len(server.paths("GET")) > looks + 3)
        ours.watcher.stop.set()
        assert isinstance(ours.end(), Cancelled)
        queued.set()
        server.let_go()
        second.join(5)
    assert (server.interrupts, ours.watcher.progress) == ([], [])


def test_a_cancel_is_seen_at_once_by_a_server_that_cannot_be_told():
    with FakeA1111(variant="sd-server") as server:
        server.pause()
        ours = Beside(provider(server))
        until(lambda: server.state["job"])
        ours.watcher.stop.set()
        assert isinstance(ours.end(2.0), Cancelled)


def test_a_cancel_before_the_post_sends_nothing(server):
    watcher = Watcher()
    watcher.stop.set()
    with pytest.raises(Cancelled):
        provider(server).submit(request(), watcher.context)
    assert server.paths() == []


@pytest.mark.parametrize("variant", ["webui", "nowebui"])
def test_what_somebody_else_interrupted_is_no_result_and_may_be_drawn_again(variant):
    with FakeA1111(variant=variant) as server:
        server.pause()
        ours = Beside(provider(server))
        until(lambda: server.state["job"])
        server.state["interrupted"] = True
        server.let_go()
        came = ours.end()
    assert isinstance(came, ProviderDown)
    assert "Somebody stopped" in came.message


def test_what_nobody_waits_for_any_more_is_interrupted(server):
    server.pause()
    ours = Beside(provider(server), deadline=2.0)
    assert isinstance(ours.end(), ProviderDown)
    assert len(server.interrupts) == 1


def test_a_picture_that_comes_after_a_cancel_is_nobodys(server):
    server.pause()
    ours = Beside(provider(server))
    until(lambda: ours.watcher.progress)
    ours.watcher.stop.set()
    assert isinstance(ours.end(), Cancelled)
    server.let_go()
    until(lambda: server._finished)
    assert a_png(7) != UNFINISHED
    assert draw(provider(server)).images[0].data == a_png(7)


# --- setting it up


def test_a_check_reaches_every_variant_without_drawing(any_server):
    provider(any_server).check()
    assert any_server.drawn == []


def test_a_check_knows_whether_the_checkpoint_is_there(server):
    provider(server, settings={"checkpoint": "ink.ckpt"}).check()
    provider(server, settings={"checkpoint": "dream"}).check()
    with pytest.raises(NotConfigured, match="no checkpoint gone"):
        provider(server, settings={"checkpoint": "gone"}).check()


@pytest.mark.parametrize(
    "facts",
    [
        {"settings": {"stepz": 3}},
        {"settings": {"steps": "many"}},
        {"settings": {"steps": True}},
        {"settings": {"img2img": 1}},
        {"options": {"quality": ("high",)}},
    ],
)
def test_a_misspelt_setting_is_not_configured(server, facts):
    with pytest.raises(NotConfigured):
        provider(server, **facts).check()


def test_an_option_that_is_no_number_is_not_configured(server):
    with pytest.raises(NotConfigured, match="steps"):
        draw(provider(server, options={"steps": ("few",)}), request(options={"steps": "few"}))


def test_it_answers_at_once_so_there_is_nothing_to_ask_after(server):
    with pytest.raises(Unsupported):
        provider(server).poll("x", Watcher().context)
    assert provider(server).cancel("x") is False


# --- the key


def test_the_password_goes_with_every_request(server):
    server.key = BASIC
    draw(provider(server, key=f"ada:{KEY}"))
    assert {one.headers.get("Authorization") for one in server.asked} == {BASIC}


def test_a_wrong_password_is_not_configured_and_is_in_no_message_or_log(server, caplog):
    server.key = "Basic another"
    caplog.set_level(logging.DEBUG)
    engine = provider(server, key=f"ada:{KEY}")
    with pytest.raises(NotConfigured) as caught:
        draw(engine)
    told = [str(caught.value), repr(engine), repr(engine._entry), caplog.text]
    assert not any(KEY in one or BASIC[6:] in one for one in told)


def test_the_bytes_are_as_the_server_made_them(server):
    held = io.BytesIO()
    Image.new("RGB", (8, 8)).save(held, "JPEG", comment=b"parameters")
    server._image = lambda body: held.getvalue()
    (image,) = draw(provider(server)).images
    assert (image.data, image.mime) == (held.getvalue(), "image/jpeg")
