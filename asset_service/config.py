"""Settings: read once from the environment, frozen, handed down by `create_app`.

Every variable that operators set is named here and nowhere else; `docs/operations.md` lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(ValueError):
    """A variable is missing or wrong; the message names it."""


@dataclass(frozen=True, kw_only=True)
class S3Settings:
    """Where an S3-compatible store is; `endpoint` is `host:port`."""

    endpoint: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    bucket: str
    region: str | None = None
    secure: bool = True


@dataclass(frozen=True, kw_only=True)
class PlaceholderSettings:
    """How the built-in provider misbehaves when asked to (demo and tests only).

    `delay` is in seconds, `fail_rate` a share of calls in 0..1.
    """

    delay: float = 0.0
    fail_rate: float = 0.0
    refuse_words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All there is to configure. Durations are seconds, sizes are bytes."""

    database_url: str = field(repr=False)
    maintenance_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    public_url: str = "http://127.0.0.1:8000"
    events_url: str = ""
    owner_url: str = field(default="", repr=False)
    data_dir: Path = Path(".data")
    s3: S3Settings | None = None
    placeholder: PlaceholderSettings = PlaceholderSettings()
    sign_up_open: bool = True
    max_upload_bytes: int = 20 * 1024 * 1024
    max_script_bytes: int = 2 * 1024 * 1024
    lease_seconds: int = 60
    log_json: bool = False

    @property
    def is_local_http(self) -> bool:
        """True for plain http on loopback, the one place where cookies may be unsafe."""
        address = urlsplit(self.public_url)
        return address.scheme == "http" and (address.hostname or "") in LOOPBACK

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read `env`; raises SettingsError that names the missing or wrong variable."""
        reader = _Reader(env)
        return cls(
            database_url=reader.text("DATABASE_URL"),
            maintenance_url=reader.text("DATABASE_MAINTENANCE_URL"),
            redis_url=reader.text("REDIS_URL"),
            secret_key=reader.text("SECRET_KEY"),
            public_url=reader.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            events_url=reader.text("EVENTS_URL", "").rstrip("/"),
            owner_url=reader.text("DATABASE_OWNER_URL", ""),
            data_dir=Path(reader.text("DATA_DIR", ".data")).absolute(),
            s3=reader.s3(),
            placeholder=PlaceholderSettings(
                delay=reader.number("PLACEHOLDER_DELAY", 0.0),
                fail_rate=reader.number("PLACEHOLDER_FAIL_RATE", 0.0, most=1.0),
                refuse_words=tuple(
                    word.strip().casefold()
                    for word in reader.text("PLACEHOLDER_REFUSE_WORDS", "").split(",")
                    if word.strip()
                ),
            ),
            sign_up_open=reader.flag("SIGN_UP_OPEN", default=True),
            max_upload_bytes=reader.whole("MAX_UPLOAD_BYTES", 20 * 1024 * 1024),
            max_script_bytes=reader.whole("MAX_SCRIPT_BYTES", 2 * 1024 * 1024),
            lease_seconds=reader.whole("LEASE_SECONDS", 60),
            log_json=reader.flag("LOG_JSON", default=False),
        )


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str | None = None) -> str:
        value = self._env.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise SettingsError(f"{name} is not set")
        return default

    def number(self, name: str, default: float, most: float = 1e9) -> float:
        raw = self.text(name, str(default))
        try:
            value = float(raw)
        except ValueError:
            raise SettingsError(f"{name} must be a number, not {raw!r}") from None
        if not 0 <= value <= most:
            raise SettingsError(f"{name} must be between 0 and {most:g}, not {raw!r}")
        return value

    def whole(self, name: str, default: int) -> int:
        raw = self.text(name, str(default))
        if not raw.isdecimal() or int(raw) < 1:
            raise SettingsError(f"{name} must be a whole number from 1, not {raw!r}")
        return int(raw)

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, "yes" if default else "no").casefold()
        if raw in {"1", "yes", "true", "on"}:
            return True
        if raw in {"0", "no", "false", "off"}:
            return False
        raise SettingsError(f"{name} must be yes or no, not {raw!r}")

    def s3(self) -> S3Settings | None:
        names = ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET")
        if not any(self.text(name, "") for name in names):
            return None
        endpoint = self.text("S3_ENDPOINT")
        address = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}")
        if not address.hostname or address.path.strip("/"):
            raise SettingsError(f"S3_ENDPOINT must be host:port or a URL, not {endpoint!r}")
        return S3Settings(
            endpoint=address.netloc,
            access_key=self.text("S3_ACCESS_KEY"),
            secret_key=self.text("S3_SECRET_KEY"),
            bucket=self.text("S3_BUCKET"),
            region=self.text("S3_REGION", "") or None,
            secure=self.flag("S3_SECURE", default=address.scheme != "http"),
        )
