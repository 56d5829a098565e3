import dataclasses
import io
import os
import subprocess
import sys

import pytest
from PIL import Image

from asset_service.adapters.providers import registry
from asset_service.adapters.providers.placeholder import card
from asset_service.adapters.providers.placeholder.provider import (
    MODEL,
    SIZES,
    PlaceholderProvider,
)
from asset_service.config import PlaceholderSettings, Settings
from asset_service.ports.providers import (
    BadRequest,
    CallContext,
    Cancelled,
    ImageRequest,
    ProviderDown,
    Refused,
    Subject,
    Unsupported,
)

KEY = Subject("Brass key", "prop", "A heavy brass key.", (1, 2), "1")


class Watcher:
    """A call context that keeps what it is told."""

    def __init__(self, *, cancel_after=None, deadline=60.0):
        self.progress, self.slept, self.handles = [], [], []
        self._cancel_after = cancel_after
        self.context = CallContext(
            on_progress=self.progress.append,
            cancelled=self._cancelled,
            record_handle=self.handles.append,
            deadline_seconds=deadline,
        )

    def _cancelled(self):
        return self._cancel_after is not None and len(self.slept) >= self._cancel_after


def request(**changes):
    plain = ImageRequest("a brass key", "1:1", (256, 256), MODEL, KEY, seed=7)
    return dataclasses.replace(plain, **changes)


def submit(asked=None, watcher=None, **settings):
    watcher = watcher or Watcher()
    provider = PlaceholderProvider(PlaceholderSettings(**settings), watcher.slept.append)
    return provider.submit(asked or request(), watcher.context)


def test_the_registry_offers_it_under_its_id():
    settings = Settings(database_url="", maintenance_url="", redis_url="", secret_key="")
    assert list(registry.build(settings)) == ["placeholder"]
    assert registry.build(settings)["placeholder"].id == "placeholder"


def test_neither_offering_nor_reading_pictures_loads_pillow():
    lines = (
        "import sys; import asset_service.adapters.providers.registry;"
        "import asset_service.imaging.pictures; print('PIL' in sys.modules)"
    )
    seen = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", lines],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert seen.stdout.strip() == "False"


def test_it_is_free_takes_seeds_tells_progress_and_can_be_cancelled():
    capabilities = PlaceholderProvider(PlaceholderSettings()).capabilities(MODEL)
    assert not capabilities.paid
    assert capabilities.seed
    assert capabilities.progress
    assert capabilities.cancel


@pytest.mark.parametrize("aspect", ["2:3", "1:1", "16:9"])
def test_every_size_has_the_shape_it_is_named_for(aspect):
    across, down = (int(number) for number in aspect.split(":"))
    width, height = SIZES[aspect][0]
    assert width / height == pytest.approx(across / down, rel=0.01)


@pytest.mark.parametrize(("aspect", "kind"), [("2:3", "character"), ("16:9", "location")])
def test_a_card_has_the_size_that_was_asked_for(aspect, kind):
    subject = dataclasses.replace(KEY, asset_type=kind)
    done = submit(request(aspect=aspect, size=SIZES[aspect][0], subject=subject))
    (image,) = done.images
    assert image.mime == "image/png"
    assert Image.open(io.BytesIO(image.data), formats=["PNG"]).size == SIZES[aspect][0]


def test_a_card_costs_nothing_and_says_so():
    provider = PlaceholderProvider(PlaceholderSettings())
    assert provider.estimate(request()).amount == 0
    assert submit().cost == provider.estimate(request())


def test_the_same_request_gives_the_same_bytes():
    assert submit().images == submit().images


def test_another_seed_gives_another_card():
    assert submit().images[0].data != submit(request(seed=8)).images[0].data


def test_without_a_seed_the_prompt_chooses_one():
    one, again, other = (
        submit(request(seed=None, prompt=prompt)).images[0].seed for prompt in ("a", "a", "b")
    )
    assert one == again != other
    assert 0 <= one < 2**31


def test_the_seed_in_use_is_told():
    assert submit().images[0].seed == 7


def test_another_model_is_not_supported():
    with pytest.raises(Unsupported, match="no model 'big-one'"):
        submit(request(model="big-one"))


def test_another_shape_is_not_supported():
    with pytest.raises(Unsupported, match="21:9"):
        submit(request(aspect="21:9"))


@pytest.mark.parametrize("size", [(0, 256), (256, 127), (5000, 256)])
def test_a_size_beyond_reason_is_a_bad_request(size):
    with pytest.raises(BadRequest):
        submit(request(size=size))


@pytest.mark.parametrize("prompt", ["draw BLOOD", "blood, everywhere", "more\nblood"])
def test_a_word_that_it_was_told_to_refuse_is_refused(prompt):
    with pytest.raises(Refused) as caught:
        submit(request(prompt=prompt), refuse_words=("gore", "blood"))
    assert (caught.value.stage, caught.value.categories) == ("prompt", ("refuse_words",))
    assert not caught.value.retryable


def test_a_part_of_a_word_is_not_refused():
    assert submit(request(prompt="a bloodhound"), refuse_words=("blood",)).images


def test_a_refused_request_takes_no_time():
    watcher = Watcher()
    with pytest.raises(Refused):
        submit(request(prompt="blood"), watcher, delay=5.0, refuse_words=("blood",))
    assert watcher.slept == []


def fails(seed, fail_rate):
    try:
        submit(request(seed=seed), fail_rate=fail_rate)
    except ProviderDown as error:
        return error.retryable
    return False


def test_it_fails_as_often_as_it_was_told(monkeypatch):
    monkeypatch.setattr(card, "draw_card", lambda *words: b"card")
    assert 40 <= sum(fails(seed, 0.3) for seed in range(200)) <= 80
    assert not any(fails(seed, 0.0) for seed in range(200))


def test_the_same_seed_fails_every_time():
    for _ in range(3):
        with pytest.raises(ProviderDown):
            submit(fail_rate=1.0)


def test_a_delay_is_taken_in_small_steps_with_progress():
    watcher = Watcher()
    submit(watcher=watcher, delay=1.25)
    assert sum(watcher.slept) == pytest.approx(1.25)
    assert max(watcher.slept) <= 0.1
    assert watcher.progress == sorted(watcher.progress)
    assert watcher.progress[-1] == 1.0
    assert len(watcher.progress) == len(watcher.slept) + 1


def test_without_a_delay_it_does_not_sleep():
    watcher = Watcher()
    submit(watcher=watcher)
    assert watcher.slept == []


@pytest.mark.parametrize("after", [0, 3])
def test_a_cancel_is_seen_between_the_steps(after):
    watcher = Watcher(cancel_after=after)
    with pytest.raises(Cancelled):
        submit(watcher=watcher, delay=10.0)
    assert len(watcher.slept) == after


def test_a_cancel_is_seen_without_a_delay_too():
    with pytest.raises(Cancelled):
        submit(watcher=Watcher(cancel_after=0))


def test_a_delay_past_the_deadline_is_given_up_at_the_deadline():
    watcher = Watcher(deadline=0.5)
    with pytest.raises(ProviderDown, match="too slow"):
        submit(watcher=watcher, delay=10.0)
    assert sum(watcher.slept) == pytest.approx(0.5)


def test_it_answers_at_once_so_there_is_nothing_to_ask_after():
    provider = PlaceholderProvider(PlaceholderSettings())
    provider.check()
    assert provider.cancel("handle") is False
    with pytest.raises(Unsupported):
        provider.poll("handle", Watcher().context)
