"""What a data folder remembers between runs: its name, its secrets, its addresses."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.files import replace_file

FILE = "embedded.json"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """`name` tells this data folder from all others.

    `sockets` is the folder of the last run's sockets and counts only while the data folder is
    still at `home`: a copy must not meet the servers of its original.
    """

    name: str
    secret_key: str = field(repr=False)
    flower_password: str = field(repr=False)
    home: str = ""
    sockets: str = ""
    ports: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def make(cls, data_dir: Path) -> Self:
        """Make up what a new data folder needs, and file it."""
        new = cls(
            name=secrets.token_hex(6),
            secret_key=secrets.token_urlsafe(48),
            flower_password=secrets.token_urlsafe(18),
        )
        new.save(data_dir)
        return new

    @classmethod
    def load(cls, data_dir: Path) -> Self | None:
        """Read what is on file; None when nothing is, EmbeddedError when it is damaged."""
        path = data_dir / FILE
        try:
            text = path.read_text()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise EmbeddedError(f"{path} cannot be read: {error}") from None
        try:
            return cls._parse(json.loads(text))
        except (ValueError, TypeError, KeyError):
            raise EmbeddedError(
                f"{path} is damaged: restore it from a backup. It holds the key of all sessions "
                "and the name under which this folder's database is kept"
            ) from None

    @classmethod
    def _parse(cls, found: Any) -> Self:
        kept = cls(
            name=str(found["name"]),
            secret_key=str(found["secret_key"]),
            flower_password=str(found["flower_password"]),
            home=str(found["home"]),
            sockets=str(found["sockets"]),
            ports={str(name): int(port) for name, port in dict(found["ports"]).items()},
        )
        if not (kept.name.isalnum() and kept.secret_key and kept.flower_password):
            raise ValueError(FILE)
        return kept

    def save(self, data_dir: Path) -> None:
        replace_file(data_dir / FILE, json.dumps(asdict(self), indent=1).encode())
