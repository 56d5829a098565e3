"""Where the servers' files and sockets lie."""

import re
import tempfile
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.files import private_folder
from asset_service.embedded.kept import Kept
from asset_service.embedded.program import Account

ROOT_SHELF = Path("/var/lib/asset-service")
_LONGEST_SOCKET = 103  # bytes with a zero behind: 104 on macOS, 108 on Linux
_LONGEST_NAME = "postgres/.s.PGSQL.5432"
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # libpq splits at commas, Celery does not unquote


def files_folder(data_dir: Path, name: str, account: Account | None, shelf: Path) -> Path:
    """Return the folder of the servers' files: in the data folder, or for root on `shelf`.

    Another user often cannot enter root's folders, so what root starts lies on a shelf of its
    own under the data folder's name. Raises EmbeddedError when that is another folder's.
    """
    if account is None:
        return private_folder(data_dir / "servers")
    shelf.mkdir(parents=True, exist_ok=True)
    shelf.chmod(0o755)
    folder = private_folder(shelf / name)
    folder.chmod(0o711)
    note = folder / "belongs-to"
    before = Path(note.read_text()) if note.exists() else data_dir
    theirs = Kept.load(before) if before != data_dir else None
    if theirs and theirs.name == name:
        raise EmbeddedError(
            f"{data_dir} is a copy of {before} and would share its database: remove "
            f"{data_dir} to start empty, or remove {before} if this one takes its place"
        )
    note.write_text(str(data_dir))
    return folder


def sockets_folder(files: Path, data_dir: Path, kept: Kept, account: Account | None) -> Path:
    """Return a folder whose name is short and plain enough for sockets, and is ours alone."""
    folder = files / "run"
    if not fits(folder):
        folder = _short_folder(data_dir, kept)
    private_folder(folder)
    if account:
        folder.chmod(0o711)  # the server's user walks through to a folder of its own
    return folder


def fits(folder: Path) -> bool:
    whole = str(folder / _LONGEST_NAME)
    return bool(_PLAIN.fullmatch(whole)) and len(whole) <= _LONGEST_SOCKET


def _short_folder(data_dir: Path, kept: Kept) -> Path:
    if kept.sockets and kept.home == str(data_dir):
        try:
            return private_folder(Path(kept.sockets))
        except OSError:
            pass  # somebody else took the name after a reboot
    bases = (Path(tempfile.gettempdir()), Path("/tmp"))  # noqa: S108 - mkdtemp makes it private
    base = next((one for one in bases if fits(one / "assets-12345678")), bases[-1])
    return Path(tempfile.mkdtemp(prefix="assets-", dir=base))
