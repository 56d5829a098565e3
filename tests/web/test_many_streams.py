"""The process of the streams as it runs: one gevent worker of gunicorn, and many open pages."""

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

STREAMS = 100
CONNECTIONS = 9
"""One that listens, and the pool."""


class Gunicorn:
    """The server on a socket of its own, with its own application name in the database."""

    def __init__(self, settings, folder: Path, **env):
        self.socket = folder / "events.sock"
        self.log = (folder / "events.log").open("w+")
        url = make_url(settings.database_url)
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "gunicorn", "wsgi:events_app", "--no-control-socket"),
                *("--worker-class", "gevent", "--workers", "1", "--bind", f"unix:{self.socket}"),
                *("--worker-connections", "65535", "--graceful-timeout", "1"),
            ],
            cwd=Path(__file__).parents[2],
            env={
                "PATH": "/usr/bin:/bin",
                "DATABASE_URL": url.render_as_string(hide_password=False),
                "DATABASE_MAINTENANCE_URL": settings.maintenance_url,
                "REDIS_URL": settings.redis_url,
                "SECRET_KEY": settings.secret_key,
                "DATA_DIR": str(folder),
                **env,
            },
            stdout=self.log,
            stderr=self.log,
        )

    def __enter__(self):
        while not self.socket.exists():
            assert self.process.poll() is None, Path(self.log.name).read_text()
            threading.Event().wait(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def cpu(self):
        """Seconds of processor that its worker has used."""
        pid = self.process.pid
        (worker,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


class Listener:
    """One open page of `token`."""

    def __init__(self, server, project, token, place=""):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(server.socket))
        lines = [f"GET /api/v1{project}/events HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"Authorization: Bearer {token}"]
        lines += [f"Last-Event-ID: {place}"] if place else []
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.lines = self.socket.makefile("r")
        self.status = int(self.lines.readline().split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.lines.close()
        self.socket.close()

    def begin(self):
        self.place = next(line for line in self.lines if line.startswith("id: "))[4:].strip()
        return self

    def hears(self):
        """The next thing that changed; None when the stream ends."""
        told = next((line for line in self.lines if line.startswith("data: ")), None)
        return told and json.loads(told[6:])["subject_id"]

    def heard_nothing(self):
        """Whether there is nothing but signs of life to be read now."""
        self.socket.settimeout(0)
        with suppress(BlockingIOError):
            return b"data: " not in self.socket.recv(2**16)
        return True


@contextmanager
def listeners(server, project, tokens):
    with ExitStack() as held:
        opened = [held.enter_context(Listener(server, project, token)) for token in tokens]
        yield [one.begin() for one in opened]


@pytest.fixture
def owner(app_settings):
    made = create_engine(app_settings.owner_url, isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        yield lambda sql, **values: connection.execute(text(sql), values)
    made.dispose()


@pytest.fixture
def member(new_person, owner, project):
    """A second member of the project."""
    made = new_person()
    owner(
        "insert into memberships (project_id, user_id, role) values (:p, :u, 'editor')",
        p=project.rpartition("/")[2],
        u=made.id,
    )
    return made


@pytest.fixture
def half(person, member):
    """The tokens of half the pages."""
    return [person.token, member.token] * (STREAMS // 4)


@pytest.fixture
def strangers(other, other_api):
    """A project of somebody else, and the tokens of the pages that are open on it."""
    made = other_api.post("/projects", {"title": "Theirs"}).json["id"]
    return f"/projects/{made}", [other.token] * (STREAMS // 2)


def add(api, project, name):
    sent = {"name": name, "type": "prop", "description": "Old"}
    return api.post(f"{project}/assets", sent).json["id"]


@pytest.fixture(scope="module")
def server(app_settings, tmp_path_factory):
    with Gunicorn(app_settings, tmp_path_factory.mktemp("events")) as made:
        yield made


def test_every_page_of_a_project_hears_and_none_of_another(server, api, project, half, strangers):
    with (
        listeners(server, project, half) as ours,
        listeners(server, *strangers) as others,
    ):
        made = add(api, project, "Key")
        assert {page.hears() for page in ours} == {made}
        assert all(page.heard_nothing() for page in others)


def test_who_is_removed_hears_no_more(server, api, owner, project, half):
    with listeners(server, project, half[:2]) as (stays, leaves):
        owner("delete from memberships where role = 'editor'")
        made = add(api, project, "Key")
        somebody_left, added = stays.hears(), stays.hears()
        assert (somebody_left != made, added) == (True, made)
        assert leaves.hears() is None


def test_many_idle_pages_cost_little(server, owner, project, person):
    count = (
        "select count(*) from pg_stat_activity"
        " where usename = 'asset_app' and datname = current_database()"
    )
    before = owner(count).scalar_one()
    with listeners(server, project, [person.token] * STREAMS):
        used, at = server.cpu(), time.monotonic()
        time.sleep(3)
        assert (server.cpu() - used) / (time.monotonic() - at) < 0.2
        assert owner(count).scalar_one() - before <= CONNECTIONS


def test_a_restart_loses_nothing(app_settings, tmp_path, api, project, person):
    with (
        Gunicorn(app_settings, tmp_path) as server,
        listeners(server, project, [person.token]) as (page,),
    ):
        place = page.place
    made = add(api, project, "Key")
    server.socket.unlink(missing_ok=True)
    with (
        Gunicorn(app_settings, tmp_path) as server,
        Listener(server, project, person.token, place) as page,
    ):
        assert page.hears() == made


def test_one_page_too_many_gets_an_answer(app_settings, tmp_path, api, project, person):
    with Gunicorn(app_settings, tmp_path, EVENTS_CONNECTIONS="3") as server:
        with (
            listeners(server, project, [person.token] * 3),
            Listener(server, project, person.token) as refused,
        ):
            assert refused.status == 503
            assert any(line.startswith("Retry-After: ") for line in refused.lines)
        add(api, project, "Key")  # the server notices who left when it has something to say
        until(lambda: status(server, project, person.token) == 200)


def test_one_who_never_reads_keeps_nobody_waiting(server, api, owner, project, person):
    with (
        Listener(server, project, person.token) as deaf,
        listeners(server, project, [person.token]) as (page,),
    ):
        deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        for _ in range(10):
            owner(
                "insert into events (project_id, topic, subject_id)"
                " select :p, 'asset', gen_random_uuid() from generate_series(1, 500)",
                p=project.rpartition("/")[2],
            )
        made = add(api, project, "Key")
        until(lambda: page.hears() == made)


def status(server, project, token):
    with Listener(server, project, token) as page:
        return page.status


def until(is_so):
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
