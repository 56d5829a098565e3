"""The commands of a newcomer, on everything real: servers, web, relay, workers."""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from asset_service.cli.main import commands
from asset_service.embedded.places import ROOT_SHELF

PROGRAM = Path(sys.executable).with_name("asset-service")


@pytest.fixture
def no_servers(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_MAINTENANCE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_servers")
def test_the_demo_goes_from_a_script_to_populated_scenes():
    done = CliRunner().invoke(commands, ["demo"], catch_exceptions=False)

    assert done.exit_code == 0
    assert "Done: all 10 steps went through." in done.output


class Up:
    """One `asset-service up` as a process of its own."""

    def __init__(self, data, *options):
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [PROGRAM, "up", "--data", data, *options], stdout=subprocess.PIPE, text=True
        )
        told = ""
        for line in self.process.stdout:
            told += line
            if "Stop with Ctrl-C" in line:
                break
        self.told = told
        self.address = re.search(r"Open\s+(\S+)", told)[1]
        self.email, self.password = re.search(r"Sign in\s+(\S+)\s+password\s+(\S+)", told).groups()

    def token(self):
        answer = requests.post(
            f"{self.address}/api/v1/tokens",
            json={"email": self.email, "password": self.password, "name": "test"},
            timeout=30,
        )
        return {"Authorization": f"Bearer {answer.json()['secret']}"}

    def projects(self):
        answer = requests.get(f"{self.address}/api/v1/projects", headers=self.token(), timeout=30)
        return [project["title"] for project in answer.json()["items"]]

    def end(self, number):
        self.process.send_signal(number)
        # What it still says must not fill the pipe while it stops.
        self.process.communicate(timeout=90)
        return self.process.returncode


@pytest.fixture
def data(tmp_path):
    yield tmp_path / "data"
    # Root's PostgreSQL keeps its files outside of the data folder, which they name.
    for note in ROOT_SHELF.glob("*/belongs-to"):
        if note.read_text() == str(tmp_path / "data"):
            shutil.rmtree(note.parent)


@pytest.mark.usefixtures("no_servers")
def test_what_was_made_is_there_again_after_a_kill_and_a_restart(data):
    first = Up(data, "--no-sample")
    made = requests.post(
        f"{first.address}/api/v1/projects",
        json={"title": "The Kill"},
        headers=first.token(),
        timeout=30,
    )
    assert made.status_code == 201
    first.end(signal.SIGKILL)

    second = Up(data, "--no-sample")

    assert second.projects() == ["The Kill"]
    assert (second.address, second.password) == (first.address, first.password)
    assert second.end(signal.SIGTERM) == 0
