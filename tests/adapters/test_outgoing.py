"""Addresses that somebody else names: none leads into our own network, however it is written."""

import ast
import socket
from pathlib import Path

import pytest
from providers.openai_server import KEY, MODEL, OpenAIServer, draws
from providers.scripted_server import ScriptedServer, answers
from providers.vendor_kit import entry, failing, request, signed_png

from asset_service.adapters.outgoing import NotAllowed, checked, is_public
from asset_service.adapters.providers import openai_images
from asset_service.adapters.providers.downloading import Downloader, NotFetched, NotTaken
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.ports.providers import NoImage, OutcomeUnknown

pytestmark = pytest.mark.promise("A40")

PUBLIC = "93.184.216.34"
HOSTS = [
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.1",
    "0177.0.0.1", "017700000001", "0.0.0.0", "0",  # noqa: S104 - nothing listens there
    "localhost", "LOCALHOST", "localhost.",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "\uff11\uff12\uff17.0.0.1",
    "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "198.18.0.1", "192.0.2.1", "192.88.99.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[::127.0.0.1]", "[::7f00:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
    "[2001:0:4136:e378:8000:63bf:f5ff:fffe]", "[2606:4700::5efe:7f00:1]", "[fe80::5efe:7f00:1]",
    "[2606:4700::200:5efe:10.0.0.1]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]",
    "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[100::1]", "[4000::1]",
]  # fmt: skip
URLS = [
    "https://user@127.0.0.1/", "https://pictures.example@127.0.0.1/", "https://127.0.0.1\t/",
    "https://127.0.0.1\\@pictures.example/", "https://127.0.0.1#@pictures.example/",
    "https://127.0.0.1?@pictures.example/", "https://[::1", "https://[::1]x/", "https://a..b/",
    "https://" + "a" * 70 + ".example/", "https://\0/", "https:///", "https://", "//127.0.0.1/",
    "http://pictures.example/", "https://pictures.example:22/", "https://pictures.example:0x50/",
    "https://pictures.example:99999/", "https://pictures.example:-1/", "gopher://127.0.0.1/",
    "ftp://127.0.0.1/", "file:///etc/passwd", "dict://127.0.0.1:6379/info", "data:image/png,x",
    "javascript:alert(1)", "ldap://127.0.0.1/", "HTTP://127.0.0.1/", " https://127.0.0.1/", "",
]  # fmt: skip


class Trap(ScriptedServer):
    """Nobody may come here."""

    def usual(self, line):
        line.answer(200, signed_png())


@pytest.fixture
def trap():
    with Trap() as trap:
        yield trap
        assert trap.asked == []


def looked_up(host, port, **_):
    """Numbers of every form as the system reads them; no name server is asked."""
    if host.rstrip(".").lower() == "localhost":
        host = "127.0.0.1"
    # a trailing dot is a name's; some resolvers read a number all the same
    return socket.getaddrinfo(
        host.rstrip("."), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )


@pytest.mark.parametrize("host", HOSTS)
def test_no_form_of_a_private_host_is_allowed(host, trap):
    for port in ("", f":{trap.port}"):
        with pytest.raises((NotAllowed, OSError)):
            checked(f"https://{host}{port}/1.png", "https://api.example/v1", looked_up)
        fetcher = Downloader("https://api.example/v1", 1.0, looked_up)
        for scheme in ("http", "https"):
            with pytest.raises((NotTaken, NotFetched)):
                fetcher.fetch(f"{scheme}://{host}{port}/1.png", 2.0)


@pytest.mark.parametrize("url", URLS)
def test_no_odd_address_is_allowed(url, trap):
    def resolve(host, port, **options):
        return looked_up(PUBLIC if host == "pictures.example" else host, port, **options)

    for each in (url, url.replace("127.0.0.1", f"127.0.0.1:{trap.port}")):
        with pytest.raises((NotTaken, NotFetched)):
            Downloader("https://api.example/v1", 1.0, resolve).fetch(each, 2.0)


@pytest.mark.parametrize("host", [*HOSTS, "localhost:6379"])
def test_a_redirect_leads_nowhere_that_an_address_does_not(host, trap):
    with Trap() as home:
        own = f"http://home.test:{home.port}"
        port = "" if ":" in host.rpartition("]")[2] else f":{trap.port}"
        target = f"https://{host}{port}/1.png".encode().decode("latin-1")
        home.usual = answers(302, b"", location=target)

        def resolve(name, number, **options):
            return looked_up("127.0.0.1" if name == "home.test" else name, number, **options)

        with pytest.raises((NotTaken, NotFetched)):
            Downloader(own, 1.0, resolve).fetch(f"{own}/1.png", 5.0)
        assert len(home.asked) == 1


@pytest.mark.parametrize("location", ["https://[::1", "http://[", "\x7f", "https://a..b/", ""])
def test_a_redirect_that_cannot_be_read_is_not_taken(location):
    with Trap() as home:
        own = f"http://127.0.0.1:{home.port}"
        home.usual = answers(302, b"", location=location)
        with pytest.raises((NotTaken, NotFetched)):
            Downloader(own, 1.0).fetch(f"{own}/1.png", 5.0)


def test_a_name_that_answers_differently_the_second_time_gains_nothing(monkeypatch, trap):
    said, connected = [PUBLIC, "127.0.0.1"], []

    def resolve(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (said.pop(0), port))]

    def connect(address, *_, **__):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotFetched):
        Downloader("https://api.example", 1.0, resolve).fetch("https://rebinds.example/1.png", 2.0)
    assert connected == [(PUBLIC, 443)]
    assert said == ["127.0.0.1"]


@pytest.mark.parametrize("numbers", [(PUBLIC, "127.0.0.1"), ("::1", PUBLIC), (PUBLIC, "fe80::1%1")])
def test_every_address_of_a_name_must_be_public(numbers):
    def resolve(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in numbers]

    with pytest.raises(NotAllowed):
        checked("https://pictures.example/1.png", "https://a.example", resolve)


@pytest.mark.parametrize(
    "number",
    [PUBLIC, "1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1",
     "64:ff9b::1.1.1.1", "2002:101:101::1", "2606:4700::5efe:1.1.1.1", "::ffff:1.1.1.1"],
)  # fmt: skip
def test_public_numbers_are_allowed(number):
    assert is_public(number)


def test_a_name_of_other_letters_is_asked_for_as_resolvers_know_it():
    target = checked(
        "https://bücher.example/ü.png", "", lambda host, port, **_: looked_up(PUBLIC, port)
    )
    assert (target.host, target.authority) == ("xn--bcher-kva.example",) * 2


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"])
def test_no_proxy_of_the_environment_is_asked_for_what_others_named(variable, monkeypatch, trap):
    monkeypatch.setenv(variable, f"http://127.0.0.1:{trap.port}")
    with Trap() as home:
        own = f"http://127.0.0.1:{home.port}"
        assert Downloader(own, 1.0).fetch(f"{own}/1.png", 5.0) == signed_png()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_a_provider_that_names_such_an_address_fails_the_job_alone(host, trap, monkeypatch):
    monkeypatch.setattr(openai_images, "Downloader", lambda *told: Downloader(*told, looked_up))
    with OpenAIServer() as server:
        server.script.append(draws(b"", data=[{"url": f"https://{host}:{trap.port}/1.png"}]))
        error = failing(OpenAIProvider(entry(server.base_url, KEY, MODEL)), request(MODEL))
    assert type(error) in {NoImage, OutcomeUnknown}
    assert str(trap.port) not in error.message or "port" in error.message


SPEAKS = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "telnetlib",
    "httpx", "httpx2", "requests", "urllib3", "aiohttp", "minio", "websocket", "websockets",
    "openai", "google.genai"}  # fmt: skip
WHO_SPEAKS = {
    "adapters/outgoing.py": "the policy itself",
    "adapters/identity/fetching.py": "an identity provider that the operator set, else the policy",
    "adapters/providers/downloading.py": "through the policy",
    "adapters/providers/comfyui_progress.py": "an engine that the operator set",
    "adapters/providers/exchange.py": "ends connections, makes none",
    "adapters/providers/gemini_line.py": "a provider that the operator set",
    "adapters/providers/gemini_images.py": "a provider that the operator set",
    "adapters/providers/gemini_request.py": "a provider that the operator set",
    "adapters/providers/local_http.py": "an engine that the operator set",
    "adapters/providers/openai_images.py": "a provider that the operator set",
    "adapters/providers/openai_line.py": "a provider that the operator set",
    "adapters/providers/openai_reception.py": "a provider that the operator set",
    "adapters/providers/wire.py": "a provider that the operator set",
    "adapters/s3_retries.py": "the store that the operator set",
    "adapters/s3_store.py": "the store that the operator set",
    "adapters/smtp_mailer.py": "the mail server that the operator set",
    "demo/client.py": "the service itself, from the command line",
    "embedded/ports.py": "loopback",
    "embedded/valkey.py": "a unix socket",
    "imaging/confine.py": "a socket pair",
    "imaging/frames.py": "a socket pair",
    "imaging/sandbox.py": "a socket pair",
    "imaging/zygote.py": "a socket pair",
    "web/patience.py": "ends connections, makes none",
}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{name.name}" for name in node.names))


def test_every_module_that_can_connect_is_known_and_why():
    root = Path(__file__).parents[2] / "asset_service"
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if SPEAKS & {part for name in imported(path) for part in (name, name.partition(".")[0])}
    }
    assert found - WHO_SPEAKS.keys() == set(), "a new way out: through adapters/outgoing.py?"
    assert WHO_SPEAKS.keys() - found == set()


NAMES_AN_ADDRESS = {"url", "uri", "href", "callback", "webhook", "endpoint", "host"}


def test_no_request_has_a_field_for_an_address():
    from asset_service.cli.serving import openapi_document  # noqa: PLC0415 - builds the application

    schemas = openapi_document()["components"]["schemas"]
    written = [name for name, one in schemas.items() if one.get("additionalProperties") is False]
    assert len(written) > 20
    named = {
        (schema, name)
        for schema in written
        for name, facts in schemas[schema].get("properties", {}).items()
        if NAMES_AN_ADDRESS & set(name.split("_")) or facts.get("format") in {"uri", "url"}
    }
    assert named == set()
