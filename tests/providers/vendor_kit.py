"""What the tests of both vendors' adapters ask with, and how they look at what goes wrong."""

import base64
import dataclasses
import io
import logging
import struct
import threading
import zlib

# The libraries load these at the first call, and some tests count in tenths of seconds.
import google.genai.models  # noqa: F401
import openai.resources.images  # noqa: F401
from PIL import Image

from asset_service.adapters.providers.entry import Entry, Model
from asset_service.domain.pricing import FREE
from asset_service.ports.providers import (
    CallContext,
    Capabilities,
    ImageRequest,
    ProviderError,
    Reference,
    Subject,
)

SIZES = {"2:3": ((1024, 1536),), "1:1": ((1024, 1024),), "16:9": ((1536, 864),)}
MARA = Subject("Mara", "character", "A lighthouse keeper.", (1, 2), "1")


def picture(kind="PNG", shade=0):
    held = io.BytesIO()
    Image.new("RGB", (40, 60), (shade, 80, 120)).save(held, kind)
    return held.getvalue()


def signed_png():
    """A PNG with a chunk where C2PA keeps its manifest, and bytes that no encoder would write."""
    plain = picture()
    content = b"\0\0\0\x20jumb" + bytes(range(256))
    chunk = struct.pack(">I", len(content)) + b"caBX" + content
    chunk += struct.pack(">I", zlib.crc32(chunk[4:]))
    return plain[:33] + chunk + plain[33:]


def encoded(data):
    return base64.b64encode(data).decode()


def capabilities(**changes):
    able = Capabilities(sizes=SIZES, paid=True, max_refs=3, options={}, price=None)
    return dataclasses.replace(able, **changes)


def entry(base_url, key, model, *, able=None, settings=None, **changes):
    able = able or capabilities()
    models = {model: Model(model, model, able, settings or {})}
    plain = Entry(
        id="vendor", kind="vendor", label="Vendor", base_url=base_url, key=key, models=models,
        connect_seconds=2.0, answer_seconds=20.0,
    )  # fmt: skip
    return dataclasses.replace(plain, **changes)


def local(**changes):
    """What an engine of one's own can do: it costs nothing."""
    return capabilities(paid=False, price=FREE, **changes)


def request(of, **changes):
    plain = ImageRequest("a keeper on the stairs", "2:3", (1024, 1536), of, MARA)
    return dataclasses.replace(plain, **changes)


def references(*kinds):
    return tuple(
        Reference(picture(kind, shade), "image/png", "identity", f"Secret name {shade}")
        for shade, kind in enumerate(kinds, start=1)
    )


class Watcher:
    """A call context that keeps what it is told; `cancel` may be set at any time."""

    def __init__(self, deadline=20.0):
        self.progress, self.handles, self.cancel = [], [], threading.Event()
        self.context = CallContext(
            on_progress=self.progress.append,
            cancelled=self.cancel.is_set,
            record_handle=self.handles.append,
            deadline_seconds=deadline,
        )


def failing(provider, asked, watcher=None):
    """Return the error of `submit`."""
    try:
        provider.submit(asked, (watcher or Watcher()).context)
    except ProviderError as error:
        return error
    raise AssertionError("there was no error")


def chain(error):
    """All that a log would print of an error."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def holds(key, error, caplog, server):
    """Return where `key` can be read that must not hold it."""
    places = {f"{type(one).__name__}: {one} {one!r} {vars(one)}" for one in chain(error)}
    places |= {record.getMessage() for record in caplog.records}
    places |= {asked.target for asked in server.asked}
    return sorted(place for place in places if key in place)


def listen(caplog):
    caplog.set_level(logging.DEBUG)
