"""Settings: read once from the environment, frozen, handed down by `create_app`.

Every variable that operators set is named here and nowhere else; `docs/operations.md` lists them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}
AUDIT_LEAST = 30
"""Days: the database lets nobody throw away a younger entry of the log."""
_MOST = 10**9
"""Of seconds some thirty years: what is added to a moment must stay one."""
_DAYS_MOST = 36_500
_BYTES_MOST = 2**60
_PORT_MOST = 2**16 - 1


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
class JwtSettings:
    """The identity provider whose tokens are taken, exactly as it writes its own name.

    `audiences` are the names by which it calls this service; `jwks_url` is where its keys are,
    empty for where it says itself. `provision` is `no`, `yes` or `link`.
    """

    issuer: str
    audiences: tuple[str, ...]
    jwks_url: str = ""
    provision: str = "yes"


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The server that mails go through.

    `implicit_tls` is TLS from the first byte; else STARTTLS is asked for, and only a server on
    loopback may be without.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False

    @property
    def needs_tls(self) -> bool:
        return self.host not in LOOPBACK


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All there is to configure. Durations are seconds, sizes are bytes.

    `image_slots` is how many pictures all workers make at once; a user may have
    `jobs_per_user` of them under way, a provider what `provider_limits` says. `export_slots` is
    how many exports are made at once, `max_export_bytes` what the pictures of one may have.
    `queue_seconds` is how long a job may wait for its start, `jobs_waiting_per_user` how many of a
    person may wait. Of `quota_project_bytes` and `quota_user_bytes`, of all films of an owner, 0 is
    no limit. `audit_days` is how long the log of who changed what is kept. `accel_redirect` is
    the prefix under which a proxy serves the files of the disk store. `metrics_port` 0 means no
    metrics. `event_streams` is how many open pages one process tells of changes.
    `c2pa_certificate` and `c2pa_key` are PEM files that marked copies are signed with,
    `c2pa_trust_anchors` one of certificates whose signers are trusted.

    `trusted_proxies` is how many proxies stand before the web process, each of which adds the
    address that it was asked from. Without `jwt` no identity provider's tokens are taken, without
    `mail` nothing is mailed.

    `providers_file` lists image providers, `variables` is the environment as it was: the file
    names those with keys and addresses. `default_maker` is `provider/model` for projects that
    chose none.
    """

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
    providers_file: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    default_maker: str = "placeholder/cards"
    sign_up_open: bool = True
    trusted_proxies: int = 0
    jwt: JwtSettings | None = None
    mail: MailSettings | None = None
    max_upload_bytes: int = 20 * 1024 * 1024
    max_script_bytes: int = 2 * 1024 * 1024
    max_export_bytes: int = 20 * 1024**3
    lease_seconds: int = 60
    image_slots: int = 16
    jobs_per_user: int = 12
    provider_limits: Mapping[str, int] = field(default_factory=dict)
    export_slots: int = 1
    queue_seconds: int = 24 * 3600
    sweep_seconds: float = 5.0
    lost_after_seconds: float = 30.0
    collect_grace_seconds: int = 3600
    bin_days: int = 30
    audit_days: int = 365
    quota_project_bytes: int = 0
    quota_user_bytes: int = 0
    jobs_waiting_per_user: int = 1000
    accel_redirect: str = ""
    metrics_port: int = 0
    event_streams: int = 1000
    c2pa_certificate: Path | None = None
    c2pa_key: Path | None = None
    c2pa_trust_anchors: Path | None = None
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
            redis_url=reader.broker("REDIS_URL"),
            secret_key=reader.text("SECRET_KEY"),
            public_url=reader.site("PUBLIC_URL", "http://127.0.0.1:8000"),
            events_url=reader.stream_address("EVENTS_URL"),
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
            providers_file=reader.file("PROVIDERS_FILE"),
            variables=dict(env),
            default_maker=reader.text("DEFAULT_MAKER", "placeholder/cards"),
            sign_up_open=reader.flag("SIGN_UP_OPEN", default=True),
            trusted_proxies=reader.proxies(),
            jwt=reader.jwt(),
            mail=reader.mail(),
            max_upload_bytes=reader.size("MAX_UPLOAD_BYTES", 20 * 1024 * 1024),
            max_script_bytes=reader.size("MAX_SCRIPT_BYTES", 2 * 1024 * 1024),
            max_export_bytes=reader.size("MAX_EXPORT_BYTES", 20 * 1024**3),
            lease_seconds=reader.whole("LEASE_SECONDS", 60),
            image_slots=(slots := reader.whole("IMAGE_SLOTS", 16)),
            # a quarter stays free for whoever comes next
            jobs_per_user=reader.whole("JOBS_PER_USER", max(1, slots * 3 // 4)),
            provider_limits=reader.limits("PROVIDER_LIMITS"),
            export_slots=reader.whole("EXPORT_SLOTS", 1),
            queue_seconds=reader.whole("QUEUE_SECONDS", 24 * 3600),
            sweep_seconds=reader.number("SWEEP_SECONDS", 5.0),
            lost_after_seconds=reader.number("LOST_AFTER_SECONDS", 30.0),
            collect_grace_seconds=reader.whole("COLLECT_GRACE_SECONDS", 3600),
            bin_days=reader.whole("BIN_DAYS", 30, most=_DAYS_MOST),
            audit_days=reader.whole("AUDIT_DAYS", 365, least=AUDIT_LEAST, most=_DAYS_MOST),
            quota_project_bytes=reader.size("QUOTA_PROJECT_BYTES", 0, least=0),
            quota_user_bytes=reader.size("QUOTA_USER_BYTES", 0, least=0),
            jobs_waiting_per_user=reader.whole("JOBS_WAITING_PER_USER", 1000),
            accel_redirect=reader.accel_redirect(),
            event_streams=reader.whole("EVENTS_CONNECTIONS", 1000),
            c2pa_certificate=reader.signing("C2PA_CERTIFICATE", "C2PA_KEY"),
            c2pa_key=reader.signing("C2PA_KEY", "C2PA_CERTIFICATE"),
            c2pa_trust_anchors=reader.file("C2PA_TRUST_ANCHORS"),
            metrics_port=reader.whole("METRICS_PORT", 0, least=0, most=_PORT_MOST),
            log_json=reader.flag("LOG_JSON", default=False),
        )

    @classmethod
    def for_commands(cls, env: Mapping[str, str]) -> Self:
        """Read what needs no server: for commands that only look at how this is set up."""
        missing = {
            name: "unset"
            for name in ("DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY")
            if not env.get(name, "").strip()
        }
        return cls.from_env({**env, **missing})


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

    def broker(self, name: str) -> str:
        """Read where the broker is. No message quotes it: there may be a password in it."""
        raw = self.text(name)
        try:
            _ = urlsplit(raw).port
        except ValueError:
            raise SettingsError(f"{name} must be like redis://:password@host:6379/0") from None
        return raw

    def site(self, name: str, default: str) -> str:
        """Read an address as browsers name it in `Origin`, which it is compared with."""
        raw = self.text(name, default)
        try:
            parts = urlsplit(raw.rstrip("/"))
            host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        except ValueError:
            parts, host, port = urlsplit(""), "", None
        usual = _PORTS.get(parts.scheme)
        more = parts.path or parts.query or parts.fragment or parts.username is not None
        if usual is None or not host or more:
            raise SettingsError(f"{name} must be like https://assets.example, not {raw!r}")
        host = f"[{host}]" if ":" in host else host
        shown = "" if port in {None, usual} else f":{port}"
        return f"{parts.scheme}://{host}{shown}"

    def stream_address(self, name: str) -> str:
        """Read where pages find the events, a path allowed; empty for where they are."""
        raw = self.text(name, "").rstrip("/")
        parts = _address(raw)
        safe = parts is not None and parts.scheme in _PORTS and parts.username is None
        if raw and (parts is None or not safe or parts.query or parts.fragment):
            raise SettingsError(f"{name} must be like https://events.example, not {raw!r}")
        return raw

    def file(self, name: str) -> Path | None:
        path = self.text(name, "")
        return Path(path).absolute() if path else None

    def number(self, name: str, default: float, most: float = 1e9) -> float:
        raw = self.text(name, str(default))
        try:
            value = float(raw)
        except ValueError:
            raise SettingsError(f"{name} must be a number, not {raw!r}") from None
        if not 0 <= value <= most:
            raise SettingsError(f"{name} must be between 0 and {most:g}, not {raw!r}")
        return value

    def whole(self, name: str, default: int, least: int = 1, most: int = _MOST) -> int:
        raw = self.text(name, str(default))
        value = _whole(raw)
        if value is None or value < least:
            raise SettingsError(f"{name} must be a whole number from {least}, not {raw[:40]!r}")
        if value > most:
            raise SettingsError(f"{name} must be at most {most}, not {raw[:40]!r}")
        return value

    def size(self, name: str, default: int, least: int = 1) -> int:
        """Read a number of bytes."""
        return self.whole(name, default, least, _BYTES_MOST)

    def limits(self, name: str) -> dict[str, int]:
        """Read `name=number,...`."""
        found: dict[str, int] = {}
        for part in filter(None, map(str.strip, self.text(name, "").split(","))):
            key, _, number = map(str.strip, part.partition("="))
            limit = _whole(number)
            if not key or limit is None or not 1 <= limit <= _MOST:
                raise SettingsError(f"{name} must be like openai=4,other=2, not {part[:80]!r}")
            found[key] = limit
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, "yes" if default else "no").casefold()
        if raw in {"1", "yes", "true", "on"}:
            return True
        if raw in {"0", "no", "false", "off"}:
            return False
        raise SettingsError(f"{name} must be yes or no, not {raw!r}")

    def signing(self, name: str, other: str) -> Path | None:
        """Read the path of one of two files that are nothing without each other."""
        found = self.file(name)
        if found is None and self.file(other) is not None:
            raise SettingsError(f"{name} is not set, but {other} is")
        return found

    def proxies(self) -> int:
        raw = self.text("TRUSTED_PROXIES", "0")
        if not re.fullmatch(r"[0-9]", raw):
            raise SettingsError(f"TRUSTED_PROXIES must be how many there are, 0 to 9, not {raw!r}")
        return int(raw)

    def jwt(self) -> JwtSettings | None:
        """Read the identity provider; None when there is none."""
        issuer = self.text("JWT_ISSUER", "")
        if not issuer:
            for name in ("JWT_AUDIENCE", "JWT_JWKS_URL", "JWT_PROVISION"):
                if self.text(name, ""):
                    raise SettingsError(f"JWT_ISSUER is not set, but {name} is")
            return None
        self._check_open("JWT_ISSUER", issuer)
        audiences = tuple(filter(None, map(str.strip, self.text("JWT_AUDIENCE").split(","))))
        if not audiences:
            raise SettingsError("JWT_AUDIENCE names nobody")
        jwks_url = self.text("JWT_JWKS_URL", "")
        if jwks_url:
            self._check_open("JWT_JWKS_URL", jwks_url)
        provision = self.text("JWT_PROVISION", "yes").casefold()
        if provision not in {"no", "yes", "link"}:
            raise SettingsError(f"JWT_PROVISION must be yes, no or link, not {provision!r}")
        if provision == "link" and self.flag("SIGN_UP_OPEN", default=True):
            # Nobody proves an address to sign up: somebody could wait there with another's.
            raise SettingsError("JWT_PROVISION=link needs SIGN_UP_OPEN=no")
        return JwtSettings(
            issuer=issuer, audiences=audiences, jwks_url=jwks_url, provision=provision
        )

    def _check_open(self, name: str, url: str) -> None:
        """Raise SettingsError unless keys may be fetched from there: https, or loopback."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise SettingsError(f"{name} is no address: {url!r}") from None
        safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
        if not (safe and host) or parts.username is not None:
            raise SettingsError(f"{name} must be an https:// address, not {url!r}")

    def mail(self) -> MailSettings | None:
        """Read the mail server; None when there is none. No message quotes the address."""
        url, sender = self.text("SMTP_URL", ""), self.text("MAIL_FROM", "")
        if bool(url) != bool(sender):
            raise SettingsError("SMTP_URL and MAIL_FROM are set together or not at all")
        if not url:
            return None
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/"):
            raise SettingsError("SMTP_URL must be like smtp://user:password@mail.example:587")
        if not re.fullmatch(r"[^@\r\n]*[^@\s]+@[^@\s]+", sender):
            raise SettingsError("MAIL_FROM must be an address, or a name and <an address>")
        implicit = parts.scheme == "smtps"
        return MailSettings(
            host=host,
            port=port or (465 if implicit else 587),
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            implicit_tls=implicit,
        )

    def accel_redirect(self) -> str:
        prefix = self.text("ACCEL_REDIRECT", "").rstrip("/")
        if prefix and not re.fullmatch(r"(/[A-Za-z0-9._-]+)+", prefix):
            raise SettingsError(f"ACCEL_REDIRECT must be a path like /_objects, not {prefix!r}")
        if prefix and self.s3() is not None:
            raise SettingsError("ACCEL_REDIRECT is for files on the disk: unset it, or unset S3_*")
        return prefix

    def s3(self) -> S3Settings | None:
        names = ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET")
        if not any(self.text(name, "") for name in names):
            return None
        endpoint = self.text("S3_ENDPOINT")
        address = _address(endpoint if "//" in endpoint else f"//{endpoint}")
        more = address is not None and (
            address.path.strip("/") or address.query or address.fragment
        )
        if address is None or address.scheme not in {"", *_PORTS} or more:
            raise SettingsError(f"S3_ENDPOINT must be host:port or a URL, not {endpoint!r}")
        if address.username is not None:
            raise SettingsError("S3_ENDPOINT has no name and password: set S3_ACCESS_KEY")
        return S3Settings(
            endpoint=address.netloc,
            access_key=self.text("S3_ACCESS_KEY"),
            secret_key=self.text("S3_SECRET_KEY"),
            bucket=self.text("S3_BUCKET"),
            region=self.text("S3_REGION", "") or None,
            secure=self.flag("S3_SECURE", default=address.scheme != "http"),
        )


def _whole(raw: str) -> int | None:
    """Return a number of figures alone, and of no more of them than any setting has."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= 30 else None  # noqa: PLR2004 - more than any limit


def _address(raw: str) -> SplitResult | None:
    """Return the parts of an address with a host, None for anything else."""
    try:
        parts = urlsplit(raw)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    # urlsplit takes line ends out, and leaves spaces where no host has any
    return parts if host and raw.isprintable() and " " not in raw else None
