"""Pictures of which only the address is told: what is fetched, and what must not be."""

import socket

import pytest

from asset_service.adapters.outgoing import NotAllowed, checked, is_public
from asset_service.adapters.providers import downloading
from asset_service.adapters.providers.downloading import Downloader, NotFetched, NotTaken
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.ports.providers import NoImage, OutcomeUnknown, ProviderDown
from providers.openai_server import KEY, MODEL, OpenAIServer, draws
from providers.scripted_server import (
    ScriptedServer,
    answers,
    drips,
    hangs_up,
    never_answers,
    sends_without_end,
)
from providers.vendor_kit import (
    Watcher,
    encoded,
    entry,
    failing,
    holds,
    listen,
    local,
    request,
    signed_png,
)

pytestmark = pytest.mark.promise("A40", "A41")

PICTURE = signed_png()
PUBLIC = "93.184.216.34"


class PictureHost(ScriptedServer):
    """Serves whatever its script says, to a GET."""

    def is_the_call(self, asked):
        return True


@pytest.fixture
def server():
    with OpenAIServer() as server:
        server.files["/pictures/1.png"] = PICTURE
        yield server


@pytest.fixture
def host():
    with PictureHost() as host:
        yield host


def told(url):
    return draws(b"", data=[{"url": url}])


def provider(server, able=None):
    return OpenAIProvider(entry(server.base_url, KEY, MODEL, able=able))


def resolving(*numbers):
    """A name server that has these for every name; it keeps what it was asked."""
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    resolve.asked = asked
    return resolve


def fetch(host, url, seconds=5.0, name="pictures.test"):
    """Fetch as from a provider at home on `host`, whose name only our name server knows."""
    downloader = Downloader(f"http://{name}:{host.port}/v1", 2.0, resolving("127.0.0.1"))
    return downloader.fetch(url, seconds)


def test_a_picture_on_the_providers_own_server_is_fetched_as_it_is(server):
    server.script.append(told(f"{server.origin}/pictures/1.png?sig=a%2Bb"))
    done = provider(server).submit(request(MODEL), Watcher().context)
    assert done.images[0].data == PICTURE
    assert server.asked[-1].query == {"sig": ["a+b"]}


def test_no_key_goes_along(server, caplog):
    listen(caplog)
    server.script.append(told(f"{server.origin}/pictures/1.png"))
    provider(server).submit(request(MODEL), Watcher().context)
    assert server.asked[-1].method == "GET"
    assert not {"authorization", "cookie", "referer"} & set(server.asked[-1].headers)
    assert KEY not in str(server.asked[-1].headers)


def test_what_was_looked_up_is_what_is_connected_to(host):
    host.script.append(answers(200, PICTURE))
    url = f"http://pictures.test:{host.port}/1.png"
    assert fetch(host, url) == PICTURE
    assert host.asked[0].headers["host"] == f"pictures.test:{host.port}"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{other}/1.png",
        "https://127.0.0.1:{other}/1.png",
        "http://pictures.test:{other}/1.png",
        "https://localhost/1.png",
        "https://10.0.0.8/1.png",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/1.png",
        "https://[::ffff:10.0.0.8]/1.png",
        "https://user:word@pictures.example/1.png",
        "ftp://pictures.example/1.png",
        "file:///etc/passwd",
        "https:///1.png",
        "https://pictures.example:port/1.png",
    ],
)
def test_an_address_inside_our_own_network_is_not_asked(server, host, url):
    server.script.append(told(url.format(other=host.port)))
    error = failing(provider(server), request(MODEL))
    assert type(error) is NoImage
    assert host.asked == []
    assert "/latest" not in error.message


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - nothing listens there
        "100.64.0.1", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1",
        "::ffff:192.168.1.1", "64:ff9b::a00:1", "2002:a00:1::", "::ffff:169.254.169.254",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_private_numbers_are_not_public_however_they_are_written(number):
    assert not is_public(number)
    with pytest.raises(NotAllowed):
        checked("https://pictures.example/1.png", "https://api.example/v1", resolving(number))


@pytest.mark.parametrize("number", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_numbers_are(number):
    assert is_public(number)


def test_a_name_with_one_private_number_among_public_ones_is_not_asked():
    with pytest.raises(NotAllowed):
        checked("https://pictures.example/", "https://a.example", resolving(PUBLIC, "10.0.0.1"))


def test_a_name_is_looked_up_once_and_the_number_kept():
    resolve = resolving(PUBLIC)
    target = checked("https://pictures.example/1.png?a=b", "https://a.example", resolve)
    assert target.pinned == f"https://{PUBLIC}:443/1.png?a=b"
    assert (target.authority, resolve.asked) == ("pictures.example", ["pictures.example"])


def test_home_is_the_same_scheme_host_and_port_and_nothing_else():
    own = "http://engine.test:8080/v1"
    resolve = resolving("192.168.1.5")
    assert checked("http://engine.test:8080/1.png", own, resolve).number == "192.168.1.5"
    for url in ("http://engine.test/1.png", "https://engine.test:8080/1.png"):
        with pytest.raises(NotAllowed):
            checked(url, own, resolve)


def test_a_name_that_nobody_knows_is_not_fetched(host):
    with pytest.raises(OSError, match="no address"):
        checked("https://pictures.example/1.png", "https://a.example", resolving())
    downloader = Downloader("https://a.example/v1", 1.0, resolving())
    with pytest.raises(NotFetched):
        downloader.fetch("https://pictures.example/1.png", 1.0)


def test_a_few_redirects_are_followed(host):
    for number in range(3):
        host.script.append(answers(302, b"", location=f"/{number}.png"))
    host.script.append(answers(200, PICTURE))
    assert fetch(host, f"http://pictures.test:{host.port}/start") == PICTURE
    assert [asked.path for asked in host.asked] == ["/start", "/0.png", "/1.png", "/2.png"]


def test_redirects_without_end_are_not(host):
    host.script += [answers(302, b"", location="/again")] * 9
    with pytest.raises(NotTaken):
        fetch(host, f"http://pictures.test:{host.port}/")
    assert len(host.asked) == 4


def test_a_redirect_is_checked_as_the_first_address_was(host, server):
    host.script.append(answers(302, b"", location=f"{server.origin}/pictures/1.png"))
    with pytest.raises(NotTaken):
        fetch(host, f"http://pictures.test:{host.port}/")
    assert server.asked == []


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (answers(404, b""), NotFetched),
        (answers(500, b""), NotFetched),
        (hangs_up, NotFetched),
        (never_answers, NotFetched),
        (drips(PICTURE), NotFetched),
        (answers(200, b"<html>", content_type="image/png"), NotTaken),
        (answers(200, b""), NotTaken),
    ],
)
def test_what_does_not_come_and_what_is_no_picture(host, act, kind):
    host.script.append(act)
    with pytest.raises(kind):
        fetch(host, f"http://pictures.test:{host.port}/1.png", seconds=2.0)


def test_a_picture_without_end_is_given_up_at_its_limit(host, monkeypatch):
    monkeypatch.setattr(downloading, "MOST_BYTES", 1024 * 1024)
    host.script.append(sends_without_end)
    with pytest.raises(NotTaken, match="more than 1 MB"):
        fetch(host, f"http://pictures.test:{host.port}/1.png")


def test_a_picture_that_was_made_and_paid_for_and_cannot_be_fetched_is_an_unknown_outcome(server):
    server.files["/pictures/1.png"] = PICTURE
    server.script.append(told(f"{server.origin}/pictures/other.png"))
    error = failing(provider(server), request(MODEL))
    assert type(error) is OutcomeUnknown
    assert "127.0.0.1" in error.message


def test_one_that_cost_nothing_may_be_made_again(server):
    server.script.append(told(f"{server.origin}/pictures/other.png"))
    assert type(failing(provider(server, local()), request(MODEL))) is ProviderDown


def test_a_signature_in_an_address_is_not_shown(server, caplog):
    listen(caplog)
    server.script.append(told("https://10.0.0.1/1.png?sig=secret-4711"))
    error = failing(provider(server), request(MODEL))
    server.asked.clear()
    assert holds("secret-4711", error, caplog, server) == []


def test_a_picture_that_is_told_both_ways_is_not_fetched(server):
    server.script.append(draws(b"", data=[{"b64_json": encoded(PICTURE), "url": "x:"}]))
    done = provider(server).submit(request(MODEL), Watcher().context)
    assert done.images[0].data == PICTURE
    assert len(server.asked) == 1
