"""Answers of a provider that was taken over: one table, played to every adapter.

Whatever comes, the adapter says which error it is, in time, and keeps nothing of it.
"""

import base64
import gzip
import json
import resource
import time
from dataclasses import dataclass
from typing import Any

import hostile_corpus
import picture_corpus as corpus
import pytest

from asset_service.adapters.providers import a1111, a1111_watch, downloading, exchange
from asset_service.adapters.providers.a1111 import A1111Provider
from asset_service.adapters.providers.comfyui import ComfyUIProvider
from asset_service.adapters.providers.gemini_images import GeminiProvider
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.imaging.header import Limits, read_header
from asset_service.ports.providers import (
    Done,
    NoImage,
    OutcomeUnknown,
    ProviderDown,
    ProviderError,
    RateLimited,
)
from providers import gemini_server, local_kit, openai_server, vendor_kit
from providers.a1111_server import FakeA1111
from providers.comfyui_server import FakeComfy
from providers.local_server import Fault
from providers.scripted_server import ScriptedServer
from providers.test_openai_downloads import resolving

pytestmark = pytest.mark.promise("A41")

SECONDS = 2.0
"""What each adapter may take for an answer here."""
MEGABYTE = 1 << 20
TEN_YEARS = str(10 * 365 * 24 * 3600)


@dataclass
class Raw:
    """One answer as bytes on the line: a head, and a body that may go on or come slowly."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    chunked: bool = False
    pause: float = 0.0
    endless: bool = False

    def __call__(self, line):
        told = dict(self.headers)
        if self.chunked:
            told["transfer-encoding"] = "chunked"
        else:
            told["content-length"] = str(len(self.body) if self.length is None else self.length)
        lines = [
            f"HTTP/1.1 {self.status} Word",
            *(f"{name}: {value}" for name, value in told.items()),
        ]
        line.send("\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1"))
        for piece in self._pieces():
            if self.pause and not line.wait(self.pause):
                return
            try:
                line.connection.sendall(piece)
            except OSError:
                return

    def _pieces(self):
        if self.pause:
            yield from (self.body[at : at + 1] for at in range(len(self.body)))
            return
        yield self.body
        piece = b" " * 65536
        while self.endless:
            yield b"10000\r\n" + piece + b"\r\n" if self.chunked else piece


class Away(ScriptedServer):
    """Answers every request with `act`."""

    act = None

    def act_for(self, asked):
        return self.act


def by_openai(server):
    entry = vendor_kit.entry(
        f"{server.origin}/v1", openai_server.KEY, openai_server.MODEL, answer_seconds=SECONDS
    )
    provider = OpenAIProvider(entry)
    asked = vendor_kit.request(openai_server.MODEL)
    return provider.submit(asked, vendor_kit.Watcher(SECONDS).context)


def by_gemini(server):
    entry = vendor_kit.entry(
        server.origin, gemini_server.KEY, gemini_server.MODEL, answer_seconds=SECONDS
    )
    asked = vendor_kit.request(gemini_server.MODEL)
    return GeminiProvider(entry).submit(asked, vendor_kit.Watcher(SECONDS).context)


def by_a1111(server):
    entry = local_kit.entry(server.origin, kind="a1111", answer_seconds=SECONDS)
    return local_kit.draw(
        A1111Provider(entry), watcher=local_kit.Watcher(deadline=SECONDS), polls=5
    )


def by_comfyui(server):
    settings = {"checkpoint": "first.safetensors"}
    entry = local_kit.entry(
        server.origin, kind="comfyui", settings=settings, answer_seconds=SECONDS
    )
    watcher = local_kit.Watcher(deadline=SECONDS)
    return local_kit.draw(ComfyUIProvider(entry), watcher=watcher, polls=5)


def by_download(server):
    own = f"http://pictures.test:{server.port}"
    fetcher = downloading.Downloader(own, 1.0, resolving("127.0.0.1"))
    try:
        return fetcher.fetch(f"{own}/1.png", SECONDS)
    except downloading.NotFetched as error:
        raise ProviderDown(str(error)) from None
    except downloading.NotTaken as error:
        raise NoImage(str(error)) from None


ADAPTERS = {
    "openai": by_openai,
    "gemini": by_gemini,
    "a1111": by_a1111,
    "comfyui": by_comfyui,
    "a download": by_download,
}
PAID = {"openai", "gemini"}
ORDERS = {"/prompt", "/sdapi/v1/txt2img"}
HTML = (("content-type", "text/html"),)
JSON = (("content-type", "application/json"),)
PICTURE = (("content-type", "image/png"),)
GZIP = (("content-encoding", "gzip"),)


def everywhere(word):
    """The word where each vendor has its picture in base64."""
    part = {"inlineData": {"mimeType": "image/png", "data": word}}
    body = {"data": [{"b64_json": word}], "images": [word], "info": word}
    body["candidates"] = [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}]
    return Raw(body=json.dumps(body).encode(), headers=JSON)


ANSWERS = {
    "nothing": Raw(),
    "nothing, as a picture": Raw(headers=PICTURE),
    "a page": Raw(body=b"<html><script>alert(1)</script></html>", headers=HTML),
    "a drawing": Raw(
        body=b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', headers=PICTURE
    ),
    "null": Raw(body=b"null", headers=JSON),
    "a list": Raw(body=b"[]", headers=JSON),
    "a number": Raw(body=b"1e999", headers=JSON),
    "not a number": Raw(body=b'{"data": NaN, "images": NaN}', headers=JSON),
    "deep": Raw(body=b"[" * 200_000, headers=JSON),
    "a long number": Raw(body=b'{"created":' + b"9" * 100_000 + b"}", headers=JSON),
    "half a character": everywhere("\ud800"),
    "letters in base64": everywhere("é" * 9),
    "no picture in base64": everywhere("PGh0bWw+"),
    "no bytes of UTF-8": Raw(body=b'{"data":"\xff\xfe"}', headers=JSON),
    "odd types": Raw(
        body=b'{"data":{"b64_json":[1]},"candidates":[[{}]],"images":{"0":1},"prompt_id":{}}',
        headers=JSON,
    ),
    "two gigabytes": Raw(body=b"\x89PNG\r\n\x1a\n", length=2 << 30, endless=True, headers=PICTURE),
    "chunks without end": Raw(body=b"1\r\n{\r\n", chunked=True, endless=True, headers=JSON),
    "a chunk without end": Raw(body=b"7fffffffffffffff\r\n", chunked=True, headers=JSON),
    "a chunk of nonsense": Raw(body=b"zz\r\nnonsense\r\n", chunked=True),
    "a packed bomb": Raw(body=gzip.compress(bytes(64 * MEGABYTE)), headers=(*GZIP, *JSON)),
    "a packed nothing": Raw(headers=GZIP),
    "a byte now and then": Raw(body=b" " * 4096, pause=0.05, headers=JSON),
    "redirects": Raw(302, headers=(("location", "/again"),)),
    "a redirect home": Raw(307, headers=(("location", "http://127.0.0.1:1/"),)),
    "a redirect to nowhere": Raw(302, headers=(("location", "http://["),)),
    "ten years": Raw(429, body=b"{}", headers=(("retry-after", TEN_YEARS), *JSON)),
    "ten years, a date": Raw(
        429, body=b"{}", headers=(("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"), *JSON)
    ),
    "for ever": Raw(429, body=b"{}", headers=(("retry-after", "1e308"), *JSON)),
    "a wait of nonsense": Raw(429, body=b"{}", headers=(("retry-after", "Mon, 99 Foo"), *JSON)),
    "a wait until no year": Raw(
        429, body=b"{}", headers=(("retry-after", f"Mon, 01 Jan {10**20} 00:00:00 GMT"), *JSON)
    ),
    "headers without end": Raw(headers=tuple((f"x-{n}", "y" * 1000) for n in range(1000))),
    "a status of nonsense": Raw(999, body=b"{}", headers=JSON),
    "words without end": Raw(
        400, body=json.dumps({"error": {"message": "no " * 300_000}}).encode(), headers=JSON
    ),
}


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Limits that a test reaches in a moment; each is another constant's stand-in."""
    monkeypatch.setattr(exchange, "MOST_BYTES", 8 * MEGABYTE)
    monkeypatch.setattr(downloading, "MOST_BYTES", 8 * MEGABYTE)
    monkeypatch.setattr(a1111, "MOST", 8 * MEGABYTE)
    monkeypatch.setattr(a1111_watch, "TICK", 0.02)


@pytest.mark.parametrize("adapter", ADAPTERS)
@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_an_error_in_time_and_leaves_no_memory(adapter, name):
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with Away() as server:
        server.act = ANSWERS[name]
        with pytest.raises(ProviderError) as caught:
            ADAPTERS[adapter](server)
        orders = [asked for asked in server.asked if asked.path in ORDERS or adapter in PAID]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    error = caught.value
    assert time.monotonic() - began < 20 * SECONDS
    assert grown < 120, f"{grown:.0f} MiB more"
    assert len(error.message) < 1000
    assert error.message.isprintable()
    assert len(orders) <= 1, "it was ordered again"
    if adapter in PAID:  # what may have been paid for is not ordered again by itself
        assert error.retryable == isinstance(error, RateLimited), error


@pytest.mark.parametrize("adapter", ["openai", "gemini", "a1111"])
@pytest.mark.parametrize("name", [name for name in ANSWERS if ANSWERS[name].status == 429])
def test_a_wait_of_years_is_told_as_it_is_and_bounded_by_the_queue(adapter, name):
    """The bound: tests/store/test_gates.py and tests/domain/test_jobs.py."""
    with Away() as server:
        server.act = ANSWERS[name]
        with pytest.raises(RateLimited) as caught:
            ADAPTERS[adapter](server)
    assert caught.value.retry_after >= 0


def a_picture(adapter, data) -> Any:
    """Have the adapter draw, and its server send `data` for the picture."""
    if adapter == "openai":
        with openai_server.OpenAIServer() as server:
            server.script.append(openai_server.draws(data))
            return by_openai(server)
    if adapter == "gemini":
        with gemini_server.GeminiServer() as server:
            server.script.append(gemini_server.draws(data))
            return by_gemini(server)
    if adapter == "a1111":
        with FakeA1111() as server:
            server.origin = server.url
            body = {"images": [base64.b64encode(data).decode()], "info": "{}"}
            server.fault("/sdapi/v1/txt2img", Fault(body=body))
            return by_a1111(server)
    with FakeComfy() as server:
        server.origin = server.url
        server.fault("/view", *[Fault(body=data, mime="image/png")] * 3)
        settings = {"checkpoint": "first.safetensors"}
        entry = local_kit.entry(server.url, kind="comfyui", settings=settings)
        return local_kit.draw(ComfyUIProvider(entry))


HOSTILE = [
    name
    for name in hostile_corpus.light()
    if hostile_corpus.CORPUS[name].verdict != hostile_corpus.TAKEN
]


@pytest.mark.parametrize("adapter", ["openai", "gemini", "a1111", "comfyui"])
def test_hostile_pictures_come_as_they_are_or_not_at_all(adapter):
    """What an adapter lets through is judged like an upload, see tests/services."""
    for name in HOSTILE[:: 5 if adapter == "comfyui" else 1]:
        data = hostile_corpus.CORPUS[name].make()
        said = read_or_refused(adapter, data)
        assert isinstance(said, Done | NoImage | OutcomeUnknown | ProviderDown), name
        if isinstance(said, Done):
            assert said.images[0].data == data, name
            assert data[:3] in {b"\x89PN", b"\xff\xd8\xff", b"RIF"}, name


def read_or_refused(adapter, data):
    try:
        return a_picture(adapter, data)
    except ProviderError as error:
        return error


def test_a_result_of_another_request_is_nobodys():
    settings = {"checkpoint": "first.safetensors"}
    with FakeComfy() as server:
        engine = ComfyUIProvider(local_kit.entry(server.url, kind="comfyui", settings=settings))
        watcher = local_kit.Watcher()
        other = engine.submit(local_kit.request(seed=1), watcher.context).handle
        done = local_kit.until(lambda: settled(engine, other, watcher))
        server.hold()
        mine = engine.submit(local_kit.request(seed=2), watcher.context).handle
        theirs = dict(server.history)
        server.fault("/history", *[Fault(body=theirs)] * 2)
        assert not isinstance(engine.poll(mine, watcher.context), Done)
        server.let_go()
        found = local_kit.until(lambda: settled(engine, mine, watcher))
    assert found.images[0].data != done.images[0].data


def settled(engine, handle, watcher):
    answer = engine.poll(handle, watcher.context)
    return answer if isinstance(answer, Done) else None


@pytest.mark.parametrize("adapter", ["openai", "gemini", "a1111", "comfyui"])
def test_the_type_that_a_server_tells_is_not_believed(adapter):
    done = a_picture(adapter, corpus.plain("JPEG"))
    assert done.images[0].mime == "image/jpeg"
    assert read_header(done.images[0].data, Limits()).format == "JPEG"
