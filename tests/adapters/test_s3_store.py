"""What `S3Store` makes of a server that misbehaves; the contract tests show it at work."""

import threading
import time
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from asset_service.adapters import s3_retries, s3_store
from asset_service.adapters.s3_store import S3Store
from asset_service.config import S3Settings
from asset_service.ports.objects import ObjectMissing, StoreUnavailable

PICTURE = "image/png"
NOTHING_LISTED = b"<ListBucketResult><Name>pictures</Name></ListBucketResult>"
XML = {"Content-Type": "application/xml"}
TRIES = 6
DATED = {"Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT", "ETag": '"abc"'}


def fault(code, status):
    body = f"<Error><Code>{code}</Code><Message>words</Message><Resource>/x</Resource></Error>"
    return Answer(status, body.encode(), XML)


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    says_length: int | None = None
    waits_for: threading.Event | None = None
    after_seconds: float = 0.0


class Script:
    """A loopback server that gives the answers in turn, the last one for ever."""

    def __init__(self):
        self.answers, self.asked, self.ranges = [], [], []
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                script.asked.append(f"{self.command} {self.path}")
                script.ranges += self.headers.get_all("Range", [])
                said = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
                if said.waits_for is not None:
                    said.waits_for.wait(30)
                time.sleep(said.after_seconds)
                self.send_response(said.status)
                length = len(said.body) if said.says_length is None else said.says_length
                for name, value in {"Content-Length": str(length), **said.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said.body)
                self.close_connection = said.says_length is not None

            do_GET = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815 - names of the base class

            def log_message(self, *words):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """A client that hung up is part of the script."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def store(self, *answers):
        self.answers = list(answers)
        return S3Store(settings(self.server.server_port))

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def settings(port):
    return S3Settings(
        endpoint=f"127.0.0.1:{port}",
        access_key="key",
        secret_key="secret",
        bucket="pictures",
        region="us-east-1",
        secure=False,
    )


@pytest.fixture
def script(monkeypatch):
    monkeypatch.setattr(s3_store, "_READ_SECONDS", 0.3)
    monkeypatch.setattr(s3_retries, "_FIRST_PAUSE_SECONDS", 0.002)
    made = Script()
    yield made
    made.stop()


def everything(store):
    return {
        "put": lambda: store.put("a/b", b"x", PICTURE),
        "get": lambda: store.get("a/b"),
        "stat": lambda: store.stat("a/b"),
        "delete": lambda: store.delete("a/b"),
        "list": lambda: list(store.list()),
        "check": store.check,
    }


VERBS = ("put", "get", "stat", "delete", "list", "check")


@pytest.mark.parametrize("verb", VERBS)
def test_a_refusal_is_told_as_unavailable(script, verb):
    store = script.store(fault("AccessDenied", 403))
    with pytest.raises(StoreUnavailable, match="AccessDenied"):
        everything(store)[verb]()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "said", [fault("InternalError", 500), Answer(503), Answer(504, b"<html>late</html>")]
)
def test_a_store_that_stays_busy_is_asked_a_few_times_and_told_as_unavailable(script, verb, said):
    store = script.store(said)
    with pytest.raises(StoreUnavailable):
        everything(store)[verb]()
    assert len(script.asked) == TRIES


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("busy", [fault("SlowDown", 503), Answer(503), Answer(429)])
def test_a_store_that_was_busy_twice_and_then_works_is_not_noticed(script, verb, busy):
    works = {
        "put": Answer(headers={"ETag": '"abc"'}),
        "get": Answer(body=b"bytes"),
        "stat": Answer(says_length=7, headers=DATED),
        "delete": Answer(204),
        "list": Answer(body=NOTHING_LISTED, headers=XML),
        "check": Answer(),
    }
    everything(script.store(busy, busy, works[verb]))[verb]()
    assert len(script.asked) == 3
    assert len(set(script.asked)) == 1


def test_a_store_that_is_too_busy_to_name_its_region_is_asked_again(script):
    place = Answer(body=b"<LocationConstraint>eu-west-1</LocationConstraint>", headers=XML)
    script.store(Answer(503), Answer(503), place, Answer(headers={"ETag": '"abc"'}))
    somewhere = S3Store(replace(settings(script.server.server_port), region=None))
    somewhere.put("a/b", b"x", PICTURE)
    assert script.asked == ["GET /pictures?location="] * 3 + ["PUT /pictures/a/b"]


def test_the_whole_content_goes_up_again_with_every_try(script):
    lengths = []
    store = script.store(Answer(503), Answer(503), Answer(headers={"ETag": '"abc"'}))
    handler = script.server.RequestHandlerClass
    really = handler.do_PUT

    def counted(self):
        lengths.append(len(self.rfile.peek(1)) and int(self.headers["Content-Length"]))
        really(self)

    handler.do_PUT = counted
    store.put("a/b", bytes(700_000), PICTURE)
    assert lengths == [700_000] * 3


def test_no_try_begins_when_it_could_not_end_in_time(script, monkeypatch):
    monkeypatch.setattr(s3_retries, "_LATEST_SECONDS", 2.0)
    store = script.store(Answer(503, after_seconds=0.6))
    with pytest.raises(StoreUnavailable):
        store.put("a/b", b"x", PICTURE)
    assert 1 < len(script.asked) <= 3


def test_a_store_that_wants_to_be_asked_in_an_hour_is_not_waited_for(script):
    store = script.store(Answer(503, headers={"Retry-After": "3600"}), Answer(body=b"bytes"))
    assert store.get("a/b") == b"bytes"


@pytest.mark.parametrize("verb", VERBS)
def test_a_server_that_is_not_there_is_unavailable(script, verb):
    port = script.server.server_port
    script.server.server_close()
    with pytest.raises(StoreUnavailable, match="away"):
        everything(S3Store(settings(port)))[verb]()


@pytest.mark.parametrize("verb", VERBS)
def test_a_server_that_never_answers_is_unavailable(script, verb):
    never = threading.Event()
    with pytest.raises(StoreUnavailable, match="away"):
        everything(script.store(Answer(waits_for=never)))[verb]()
    never.set()


@pytest.mark.parametrize("verb", ["put", "get", "list"])
def test_an_answer_that_is_no_s3_is_unavailable(script, verb):
    page = Answer(403, b"<html>blocked</html>", {"Content-Type": "text/html"})
    with pytest.raises(StoreUnavailable):
        everything(script.store(page))[verb]()


def test_a_missing_bucket_is_made_by_the_first_put(script):
    store = script.store(fault("NoSuchBucket", 404), Answer(), Answer(headers={"ETag": '"abc"'}))
    store.put("a/b", b"x", PICTURE)
    assert script.asked == ["PUT /pictures/a/b", "PUT /pictures", "PUT /pictures/a/b"]


@pytest.mark.parametrize("code", ["BucketAlreadyOwnedByYou", "BucketAlreadyExists"])
def test_a_bucket_that_another_process_made_first_is_used(script, code):
    store = script.store(
        fault("NoSuchBucket", 404), fault(code, 409), Answer(headers={"ETag": '"abc"'})
    )
    store.put("a/b", b"x", PICTURE)
    assert len(script.asked) == 3


@pytest.mark.parametrize("code", ["NoSuchBucket", "AccessDenied"])
def test_a_bucket_that_cannot_be_made_is_unavailable(script, code):
    with pytest.raises(StoreUnavailable, match=code):
        script.store(fault("NoSuchBucket", 404), fault(code, 403)).put("a/b", b"x", PICTURE)


def test_checking_makes_the_bucket(script):
    script.store(Answer(404), Answer()).check()
    assert script.asked == ["HEAD /pictures", "PUT /pictures"]


def test_a_missing_bucket_holds_nothing(script):
    store = script.store(fault("NoSuchBucket", 404))
    assert list(store.list()) == []
    store.delete("a/b")
    with pytest.raises(ObjectMissing):
        store.get("a/b")


def test_a_body_that_ends_too_early_is_unavailable(script):
    store = script.store(Answer(body=b"half", says_length=1000))
    with pytest.raises(StoreUnavailable):
        store.get("a/b")
    with store.open("a/b") as stream, pytest.raises(StoreUnavailable):
        stream.read()


def test_a_body_that_takes_too_long_is_given_up(script, monkeypatch):
    monkeypatch.setattr(s3_store, "_HEAD_START_SECONDS", -1)
    with pytest.raises(StoreUnavailable, match="too slow"):
        script.store(Answer(body=b"bytes")).get("a/b")


def test_a_part_is_asked_for_and_nothing_else(script):
    store = script.store(Answer(206, b"cde"))
    with store.open("a/b", 2, 3) as stream:
        assert stream.read() == b"cde"
    assert script.ranges == ["bytes=2-4"]


def test_a_server_that_sends_all_of_it_for_a_part_is_not_believed(script):
    with pytest.raises(StoreUnavailable, match="no parts"):
        script.store(Answer(200, b"abcdefg")).open("a/b", 2, 3)


def test_size_and_time_come_from_the_headers(script):
    info = script.store(Answer(says_length=7, headers=DATED)).stat("a/b")
    assert (info.key, info.size, info.modified.isoformat()) == (
        "a/b",
        7,
        "2026-11-23T10:00:00+00:00",
    )


def test_an_object_without_a_date_is_unavailable(script):
    with pytest.raises(StoreUnavailable, match="left out"):
        script.store(Answer(says_length=7)).stat("a/b")


def test_the_content_type_is_sent_along(script):
    types = []
    store = script.store(Answer(headers={"ETag": '"abc"'}))
    handler = script.server.RequestHandlerClass
    really = handler.do_PUT
    handler.do_PUT = lambda self: (types.append(self.headers["Content-Type"]), really(self))
    store.put("a/b", b"x", PICTURE)
    assert types == [PICTURE]


def test_twenty_megabytes_go_up_in_one_request(script):
    store = script.store(Answer(headers={"ETag": '"abc"'}))
    store.put("a/b", bytes(20 << 20), PICTURE)
    assert script.asked == ["PUT /pictures/a/b"]
