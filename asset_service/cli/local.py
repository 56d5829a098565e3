"""The first user of an embedded installation, and services without a web process."""

import contextlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.domain.errors import Conflict
from asset_service.embedded.files import replace_file

EMAIL = "director@studio.example"
_FILE = "first-user.json"


@dataclass
class LocalUser:
    """Made once for a data folder; the password is in a file only its owner may read."""

    email: str
    password: str = field(repr=False)
    has_seen_sample: bool
    file: Path

    @classmethod
    def of(cls, data: Path, env: Mapping[str, str]) -> Self:
        """Return the folder's first user, with an account when there is none yet."""
        file = data / _FILE
        kept = json.loads(file.read_text()) if file.exists() else {}
        user = cls(
            email=kept.get("email", EMAIL),
            password=kept.get("password") or secrets.token_urlsafe(12),
            has_seen_sample=bool(kept.get("sample")),
            file=file,
        )
        # The file first: an account whose password nobody knows would be of no use. Once: a full
        # disk is no reason to fail for what is on file already.
        if not kept.get("password"):
            user._save()
        with open_services(env) as services, contextlib.suppress(Conflict):
            services.accounts.add_user(user.email, "Director", user.password)
        return user

    def remember_sample(self) -> None:
        self.has_seen_sample = True
        self._save()

    def _save(self) -> None:
        kept = {
            "email": self.email,
            "password": self.password,
            "sample": self.has_seen_sample,
        }
        replace_file(self.file, json.dumps(kept).encode())


@contextlib.contextmanager
def open_services(env: Mapping[str, str]) -> Iterator[Services]:
    """Build the services for one command and close them after it."""
    services = build_services(Settings.from_env(env))
    try:
        yield services
    finally:
        services.close()
