"""What the S3 servers of these tests have in common: all of them on loopback, and thrown away."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from asset_service.adapters.s3_store import S3Store
from asset_service.config import S3Settings, Settings
from asset_service.ports.objects import StoreUnavailable

KEY, SECRET = "test-key", "test-secret-0123456789"


def from_environment():
    """The S3 that the environment names; None when it names none."""
    required = {"DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY"}
    return Settings.from_env(dict.fromkeys(required, "unused") | dict(os.environ)).s3


def at(port):
    """The settings of a server of ours; `with_bucket` names a bucket."""
    return S3Settings(
        endpoint=f"127.0.0.1:{port}",
        access_key=KEY,
        secret_key=SECRET,
        bucket="unused",
        secure=False,
    )


def with_bucket(settings):
    return S3Settings(
        endpoint=settings.endpoint,
        access_key=settings.access_key,
        secret_key=settings.secret_key,
        bucket=f"test-{uuid4().hex}",
        region=settings.region,
        secure=settings.secure,
    )


def program(name):
    """The path of a program that a wheel brought, or that is installed; None without."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


@contextlib.contextmanager
def serving(command, folder, env, port):
    """Run the server until left; yields its settings once it stores."""
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - a program found by `program`
            command, stdout=output, stderr=output, env=env, cwd=folder
        )
    try:
        wait_until_it_stores(at(port), process, log)
        yield at(port)
    finally:
        process.kill()
        process.wait()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_until_it_stores(settings, process, log):
    probe, deadline = S3Store(with_bucket(settings)), time.monotonic() + 30
    while True:
        try:
            probe.put("probe", b"x", "text/plain")
        except StoreUnavailable:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        else:
            return
