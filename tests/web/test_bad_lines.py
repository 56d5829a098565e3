"""The database behind a line that goes wrong in every way: told in time, and nothing twice.

One route for each way in which routes use it, and not every route: they share one pool and one
handler of errors (test_errors.py and test_servers_away.py ask every one of them).
"""

import contextlib
import socket
import struct
from io import BytesIO
from time import monotonic

import pytest
from bad_line import BadLine
from fixtures.app import Api, signed_in
from fixtures.pictures import a_png
from fixtures.standing import house_on
from pages.browser import AS_A_BROWSER
from sqlalchemy import make_url

from web.test_tenants import ASSET, PROJECT

pytestmark = pytest.mark.promise("A63")
LONGEST = 20.0
"""Seconds; ten are promised, and the machine may do much else meanwhile."""
RESET = struct.pack("ii", 1, 0)


class Line(BadLine):
    """A line from TCP to the socket of a server."""

    def reset(self):
        """Have every connection end with an RST, as by a host that knows of none."""
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.shutdown(socket.SHUT_RD)
                end.close()

    def mend(self):
        self.wait = self.drip = 0.0
        self.cut_after, self.silent, self.refuses = None, False, False

    def _reach(self):
        if self.refuses:
            raise ConnectionRefusedError
        far = socket.socket(socket.AF_UNIX)
        far.connect(self._address)
        return far


@pytest.fixture(scope="module")
def line(_walls):
    asked = make_url(_walls.settings.database_url)
    with Line(
        f"{asked.query['host']}/.s.PGSQL.{asked.query.get('port', asked.port or 5432)}"
    ) as made:
        yield made


@pytest.fixture(scope="module")
def far(_walls, line):
    """The application whose database is at the other end of the line."""
    url = make_url(_walls.settings.database_url).set(host="127.0.0.1", port=line.port, query={})
    house = house_on(_walls.settings, url)
    yield house
    house.services.close()
    house.engine.dispose()


@pytest.fixture
def house(walls, far, line):
    """With every connection made anew, and the line as it should be."""
    line.mend()
    far.engine.dispose()
    yield far
    line.mend()
    line.cut()


def refuses(line, house):
    line.refuses = True
    line.cut()


def cut_after(count):
    def cuts(line, house):
        line.cut_after = line.sent + count

    return cuts


def silent(line, house):
    house.engine.dispose()  # one that is open already waits for gunicorn: see tests/faults
    line.silent = True


def slow(line, house):
    line.drip = 0.00002


def late(line, house):
    line.wait = 0.05


FAULTS = {
    "refuse": refuses,
    "reset": lambda line, house: line.reset(),
    "drop": lambda line, house: line.cut(),
    "latency": late,
    "cut at once": cut_after(1),
    "cut in a question": cut_after(700),
    "cut later": cut_after(3000),
    "half": silent,
    "slow": slow,
}
HARMLESS = {"latency", "slow"}


def api(walls, house):
    return Api(house.app, walls.owner.token)


def page(walls, house, key):
    client = signed_in(house.app, walls.owner)
    return client.get(walls.film.path(PROJECT), headers=AS_A_BROWSER)


USES = {
    "a list": lambda w, h, key: w.film.ask(api(w, h), "GET", f"{PROJECT}/assets"),
    "a conditional read": lambda w, h, key: w.film.ask(
        api(w, h), "GET", f"{PROJECT}/gate", headers={"If-None-Match": '"x"'}
    ),
    "a change": lambda w, h, key: w.film.ask(
        api(w, h), "POST", f"{ASSET}/generate", json={}, headers={"Idempotency-Key": key}
    ),
    "an upload": lambda w, h, key: w.film.ask(
        api(w, h),
        "POST",
        f"{ASSET}/attempts",
        data={"file": (BytesIO(a_png(9)), "a.png")},
        headers={"Idempotency-Key": key},
    ),
    "a page": page,
}


def made(walls):
    """How many jobs and attempts there are."""
    found = walls.snapshot.count("jobs"), walls.snapshot.count("attempts")
    return sum(found)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_told_in_time_and_works_again_by_itself(walls, house, line, fault, use):
    ask, before = USES[use], made(walls)
    assert ask(walls, house, "first").status_code < 300
    FAULTS[fault](line, house)
    began = monotonic()
    answer = ask(walls, house, "second")
    assert fault in HARMLESS or monotonic() - began < LONGEST
    assert answer.status_code < 300 or answer.status_code == 503, answer.text
    if answer.status_code == 503:
        assert fault not in HARMLESS
        assert int(answer.headers["Retry-After"]) >= 1
        assert use == "a page" or answer.json["code"] == "unavailable"
    line.mend()
    line.cut()
    assert ask(walls, house, "second").status_code < 300
    assert made(walls) - before == (2 if use in {"a change", "an upload"} else 0)
