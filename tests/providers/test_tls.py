"""The same over TLS, as it is everywhere but here."""

import time

import pytest

from asset_service.adapters.providers import wire
from asset_service.adapters.providers.downloading import Downloader, NotFetched
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.ports.providers import OutcomeUnknown, ProviderDown
from providers.openai_server import KEY, MODEL, OpenAIServer, draws
from providers.scripted_server import drips, never_answers, takes_and
from providers.test_openai_downloads import resolving
from providers.tls_server import EndlessHandshake, certificate, speaking_tls
from providers.vendor_kit import Watcher, entry, failing, picture, request

PICTURE = picture()


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """A certificate for two names, which this process trusts while the test runs."""
    path = certificate(tmp_path, "localhost", "pictures.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    wire._tls.cache_clear()
    yield path
    wire._tls.cache_clear()


@pytest.fixture
def server(trusted):
    with speaking_tls(OpenAIServer(), trusted) as server:
        server.files["/1.png"] = PICTURE
        yield server


def provider(port, host="localhost", **changes):
    return OpenAIProvider(entry(f"https://{host}:{port}/v1", KEY, MODEL, **changes))


def test_a_picture_comes_through_tls(server):
    server.script.append(draws(PICTURE))
    done = provider(server.port).submit(request(MODEL), Watcher().context)
    assert done.images[0].data == PICTURE


def test_a_certificate_of_another_name_is_not_trusted_with_a_prompt(server):
    error = failing(provider(server.port, "127.0.0.1"), request(MODEL))
    assert type(error) is ProviderDown
    assert server.asked == []


@pytest.mark.parametrize("act", [never_answers, drips(b" " * 1000)])
def test_the_watch_ends_a_connection_inside_tls_too(server, act):
    server.script.append(takes_and(act))
    began = time.monotonic()
    error = failing(provider(server.port, answer_seconds=2.0), request(MODEL))
    assert type(error) is OutcomeUnknown
    assert time.monotonic() - began < 15


def test_the_watch_ends_a_handshake_that_goes_on_and_on(trusted):
    began = time.monotonic()
    with EndlessHandshake() as server:
        error = failing(provider(server.port, answer_seconds=2.0), request(MODEL))
    assert type(error) is ProviderDown
    assert time.monotonic() - began < 15


def test_a_download_proves_its_name_although_a_number_is_connected_to(server):
    own = f"https://pictures.test:{server.port}"
    downloader = Downloader(own, 2.0, resolving("127.0.0.1"))
    assert downloader.fetch(f"{own}/1.png", 5.0) == PICTURE


def test_a_download_from_a_server_that_cannot_prove_its_name_is_not_taken(server):
    own = f"https://other.test:{server.port}"
    with pytest.raises(NotFetched):
        Downloader(own, 2.0, resolving("127.0.0.1")).fetch(f"{own}/1.png", 5.0)
    assert server.asked == []
