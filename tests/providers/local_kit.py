"""What the tests of local engines share: an entry, a context that remembers, a whole picture."""

import dataclasses
import threading
import time

from fixtures.pictures import a_png

from asset_service.adapters.providers.entry import Entry, Model
from asset_service.ports.providers import (
    CallContext,
    Capabilities,
    ImageRequest,
    Reference,
    Running,
    Subject,
    Submitted,
)

KEY = "s3cret-t0ken"
SIZES = {"2:3": ((832, 1216),), "1:1": ((1024, 1024),)}
SUBJECT = Subject("Brass key", "prop", "A heavy brass key.")
PLAIN = ImageRequest("a brass key", "2:3", (832, 1216), "one", SUBJECT, seed=7)
REFERENCE = Reference(a_png(9), "image/png", "identity", "Mara")


def entry(engine, *, kind, settings=None, **facts):
    """An entry for an engine, or for an address; `facts` are those of the entry or the model."""
    places = {field.name for field in dataclasses.fields(Entry)} - {"settings"}
    of_entry = {name: facts.pop(name) for name in list(facts) if name in places}
    folder = facts.pop("folder", None)
    defaults = {"paid": False, "seed": True, "negative": True, "progress": True, "cancel": True}
    model = Model("one", "One", Capabilities(sizes=SIZES, **defaults | facts), settings or {})
    return Entry(
        id=kind,
        kind=kind,
        label=kind.capitalize(),
        base_url=engine if isinstance(engine, str) else engine.url,
        models={"one": model},
        settings={"folder": str(folder)} if folder else {},
        **{"connect_seconds": 1.0, "answer_seconds": 20.0} | of_entry,
    )


class Watcher:
    """A call context that keeps what it is told; `stop` is what makes it cancelled."""

    def __init__(self, *, deadline=20.0):
        self.progress, self.handles = [], []
        self.stop = threading.Event()
        self.context = CallContext(
            on_progress=self.progress.append,
            cancelled=self.stop.is_set,
            record_handle=self.handles.append,
            deadline_seconds=deadline,
        )


def request(**changes):
    return dataclasses.replace(PLAIN, **changes)


def draw(provider, asked=PLAIN, watcher=None, *, polls=200):
    """Submit, and ask until it is done, as a worker does but faster."""
    watcher = watcher or Watcher()
    answer = provider.submit(asked, watcher.context)
    if not isinstance(answer, Submitted):
        return answer
    handle = answer.handle
    for _ in range(polls):
        answer = provider.poll(handle, watcher.context)
        if not isinstance(answer, Running):
            return answer
        if answer.progress is not None:
            watcher.progress.append(answer.progress)
        time.sleep(0.02)
    raise AssertionError("it never ended")


def until(condition, seconds=10.0):
    """Wait until it holds; what it returned then."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
    return found
