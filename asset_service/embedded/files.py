"""Small private files that are either whole or not there."""

import os
import tempfile
from pathlib import Path

from asset_service.embedded.program import Account


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` with mode 0600; after a crash there is the old file or the new."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def private_folder(path: Path, account: Account | None = None) -> Path:
    """Make `path` and its parents; `path` itself gets mode 0700 and belongs to `account`.

    Raises PermissionError when it is a link or somebody else's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    me = os.geteuid()
    found = path.lstat()
    if path.is_symlink() or found.st_uid not in {me, account.uid if account else me}:
        raise PermissionError(f"{path} belongs to somebody else")
    if account and found.st_uid != account.uid:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path
