"""Flower as the Procfile starts it: nothing answers without the password."""

import os
import re
import runpy
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from flower.api import BaseApiHandler
from flower.urls import handlers
from flower.views import BaseHandler
from tornado.web import HTTPError

from asset_service.embedded.launch import end, spawn
from asset_service.embedded.ports import Ports
from asset_service.embedded.procfile import read_procfile
from asset_service.embedded.variables import commands_path

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "asset_service" / "embedded" / "flower_config.py"
PATTERNS = [getattr(one, "regex", None) or re.compile(one[0] + "$") for one in handlers]
PAGES = sorted({re.sub(r"\(\.[+*]\)|\.\*|/\?", "x", one.pattern.rstrip("$")) for one in PATTERNS})
APP = """
import os
from celery import Celery
from asset_service.adapters.broker_url import broker_url
celery_app = Celery("test", broker=broker_url(os.environ["REDIS_URL"]))
"""


@pytest.fixture(scope="module")
def flower(tmp_path_factory, valkey_server):
    """The address of a Flower that looks at an app of its own."""
    folder = tmp_path_factory.mktemp("flower")
    (folder / "workers").mkdir()
    (folder / "workers" / "__init__.py").touch()
    (folder / "workers" / "app.py").write_text(APP)
    (folder / "asset_service").symlink_to(ROOT / "asset_service")
    with Ports() as ports:
        port = ports.choose()
        env = {
            "PATH": commands_path(os.environ),
            "FLOWER_PORT": str(port),
            "FLOWER_BASIC_AUTH": "operator:pw",
            "REDIS_URL": valkey_server.url,
        }
        (line,) = (one for one in read_procfile(ROOT / "Procfile", env) if one.name == "flower")
        with (folder / "log").open("wb") as log:
            process = spawn(replace(line, cwd=folder), log.fileno())
        address = f"http://127.0.0.1:{port}"
        while not answers(address):
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        yield address
        end(process, signal.SIGTERM, grace=10)


def get(address, **options):
    with requests.get(address, timeout=30, **options) as answer:
        return answer


def answers(address):
    try:
        return get(address + "/healthcheck", auth=("operator", "pw")).ok
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("/static")])
def test_no_page_answers_without_the_password(flower, page):
    assert get(f"{flower}/{page.lstrip('/')}").status_code == 401
    assert get(f"{flower}/{page.lstrip('/')}", auth=("operator", "no")).status_code == 401


@pytest.mark.parametrize("page", ["/", "/tasks", "/metrics", "/healthcheck", "/api/queues/length"])
def test_the_operator_sees_everything(flower, page):
    assert get(flower + page, auth=("operator", "pw")).status_code == 200


@pytest.fixture
def configured(monkeypatch):
    """Run the configuration file here, and take back what it does to Flower."""
    for handler in (BaseHandler, BaseApiHandler):
        monkeypatch.setattr(handler, "prepare", None)

    def run(password):
        monkeypatch.setenv("FLOWER_BASIC_AUTH", password)
        runpy.run_path(str(CONFIG))

    return run


@pytest.mark.parametrize("password", ["", "operator"])
def test_flower_does_not_start_without_a_password(configured, password):
    with pytest.raises(SystemExit, match="must be user:password"):
        configured(password)


@pytest.mark.parametrize("user", [None, False])
def test_a_page_is_refused_before_it_is_made(configured, user):
    configured("operator:pw")
    with pytest.raises(HTTPError, match="401"):
        BaseHandler.prepare(type("Page", (), {"current_user": user}))


def test_a_page_is_made_for_the_operator(configured):
    configured("operator:pw")
    BaseHandler.prepare(type("Page", (), {"current_user": True}))
