"""What a real worker and a real relay leave in their logs about one job."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from job_kit import a_film
from worker_kit import Worker, ask, relaying, status

SECRET = "the combination is nine"


@pytest.fixture
def broker_url(valkey_server):
    with redis.Redis.from_url(valkey_server.url) as client:
        client.flushall()
    return valkey_server.url


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")]


def test_every_line_of_a_worker_about_a_job_names_it(film, database, broker_url, tmp_path):
    with (
        relaying(film, broker_url),
        Worker(database, broker_url, tmp_path, LOG_JSON="yes", LEASE_SECONDS="1") as worker,
    ):
        (job,) = ask(film, film.asset("Mara", description=SECRET))
        worker.until(lambda: status(film, job) == "succeeded")
        worker.until(lambda: "is in its place" in worker.log.read_text())
        assert worker.stop() == 0
    about = [line for line in lines(worker.log) if line.get("job_id") == str(job.id)]
    assert {"task_id", "user_id"} <= set.intersection(*map(set, about))
    (stored,) = [line for line in about if line["event"] == "a picture is in its place"]
    assert (stored["project_id"], stored["asset_id"]) == (str(job.project_id), str(job.asset_id))
    assert stored["epoch"] == 1
    assert {"celery.worker.strategy", "asset_service.services.runner"} <= {
        line["logger"] for line in about
    }
    assert SECRET not in worker.log.read_text()


def test_a_heartbeat_names_its_job(film, database, broker_url, tmp_path):
    """Said from a thread of its own, when the database refuses it."""
    with (
        relaying(film, broker_url),
        Worker(
            database,
            broker_url,
            tmp_path,
            LOG_JSON="yes",
            LEASE_SECONDS="8",
            PLACEHOLDER_DELAY="600",
        ) as worker,
    ):
        (job,) = ask(film)
        worker.until(lambda: status(film, job) == "running")
        film.sql("alter table jobs add constraint no_beat check (progress > 2) not valid")
        worker.until(lambda: "heartbeat did not" in worker.log.read_text())
        film.sql("alter table jobs drop constraint no_beat")
    line = next(line for line in lines(worker.log) if "heartbeat" in line["event"])
    assert (line["job_id"], line["epoch"]) == (str(job.id), 1)


def test_the_relay_names_what_it_sends_and_ends(film, database, broker_url, tmp_path):
    (sent,) = ask(film)
    lost = film.job(film.asset("Tom"), status="running", deliveries=3, lease_until=sent.created_at)
    with (tmp_path / "relay.log").open("wb") as log:
        relay = subprocess.Popen(  # noqa: S603 - our own program
            [Path(sys.executable).with_name("asset-service"), "relay"],
            env={
                "PATH": os.defpath,
                "DATABASE_URL": database.app,
                "DATABASE_MAINTENANCE_URL": database.maintenance,
                "REDIS_URL": broker_url,
                "SECRET_KEY": "unused here",
                "DATA_DIR": str(tmp_path),
                "LOG_JSON": "yes",
            },
            stdout=log,
            stderr=log,
        )
    try:
        while not {"messages sent", "a lease ran out"} <= {
            line["event"] for line in lines(tmp_path / "relay.log")
        }:
            assert relay.poll() is None
    finally:
        relay.send_signal(signal.SIGTERM)
        assert relay.wait(timeout=10) == 0
    told = {line["event"]: line for line in lines(tmp_path / "relay.log")}
    assert told["messages sent"]["about"] == [str(sent.id)]
    assert told["a lease ran out"]["job_id"] == str(lost.id)
