"""Numbers that no calendar holds, and addresses that are none, are refused by their name."""

import pytest

from asset_service.config import Settings, SettingsError
from asset_service.store.engine import make_engine

REQUIRED = {
    "DATABASE_URL": "postgresql+psycopg://nobody@/none",
    "DATABASE_MAINTENANCE_URL": "unused",
    "REDIS_URL": "memory://",
    "SECRET_KEY": "unused",
}
STORE = {"S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b", "S3_BUCKET": "c"}
NUMBERS = (
    "MAX_UPLOAD_BYTES",
    "MAX_SCRIPT_BYTES",
    "MAX_EXPORT_BYTES",
    "LEASE_SECONDS",
    "IMAGE_SLOTS",
    "JOBS_PER_USER",
    "EXPORT_SLOTS",
    "QUEUE_SECONDS",
    "SWEEP_SECONDS",
    "LOST_AFTER_SECONDS",
    "COLLECT_GRACE_SECONDS",
    "BIN_DAYS",
    "AUDIT_DAYS",
    "QUOTA_PROJECT_BYTES",
    "QUOTA_USER_BYTES",
    "JOBS_WAITING_PER_USER",
    "EVENTS_CONNECTIONS",
    "METRICS_PORT",
    "PLACEHOLDER_DELAY",
    "PLACEHOLDER_FAIL_RATE",
)
ADDRESSES = ("http://[::1", "http://host:port", "http://host:99999", "ftp://host", "http://a host")


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("wrong", ["9" * 5000, "9" * 20, "-1", "nan", "many"])
def test_a_number_that_is_none_is_named(name, wrong):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(REQUIRED | {name: wrong})


@pytest.mark.parametrize("name", ["BIN_DAYS", "AUDIT_DAYS"])
def test_days_are_no_more_than_a_calendar_has(name):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(REQUIRED | {name: "999999999"})


@pytest.mark.parametrize("port", ["80.5", "65536"])
def test_a_port_is_a_whole_number(port):
    with pytest.raises(SettingsError, match="METRICS_PORT"):
        Settings.from_env(REQUIRED | {"METRICS_PORT": port})


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 20, "0", ""])
def test_a_limit_of_a_provider_is_a_number(number):
    with pytest.raises(SettingsError, match="PROVIDER_LIMITS"):
        Settings.from_env(REQUIRED | {"PROVIDER_LIMITS": f"openai={number}"})


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_store_that_is_none_is_named(address):
    with pytest.raises(SettingsError, match="S3_ENDPOINT"):
        Settings.from_env(REQUIRED | STORE | {"S3_ENDPOINT": address})


def test_a_password_in_the_address_of_the_store_is_not_quoted():
    with pytest.raises(SettingsError, match="S3_ENDPOINT") as refused:
        Settings.from_env(REQUIRED | STORE | {"S3_ENDPOINT": "http://me:hidden@host"})
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("address", [*ADDRESSES, "events.example", "//events.example"])
def test_an_address_of_the_events_that_is_none_is_named(address):
    with pytest.raises(SettingsError, match="EVENTS_URL"):
        Settings.from_env(REQUIRED | {"EVENTS_URL": address})


@pytest.mark.parametrize(
    ("written", "endpoint", "secure"),
    [
        ("store:9000", "store:9000", True),
        ("http://store:9000/", "store:9000", False),
        ("[::1]:9000", "[::1]:9000", True),
    ],
)
def test_the_store_is_a_host_or_an_address(written, endpoint, secure):
    s3 = Settings.from_env(REQUIRED | STORE | {"S3_ENDPOINT": written}).s3
    assert (s3.endpoint, s3.secure) == (endpoint, secure)


@pytest.mark.parametrize(
    ("written", "read"),
    [("", ""), ("http://127.0.0.1:8001/", "http://127.0.0.1:8001"), ("https://e/x", "https://e/x")],
)
def test_the_events_are_where_it_is_said(written, read):
    assert Settings.from_env(REQUIRED | {"EVENTS_URL": written}).events_url == read


@pytest.mark.parametrize("address", ["redis://[::1", "redis://:hidden@host:port/0"])
def test_an_address_of_the_broker_that_is_none_is_named_without_its_password(address):
    with pytest.raises(SettingsError, match="REDIS_URL") as refused:
        Settings.from_env(REQUIRED | {"REDIS_URL": address})
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["hidden", "http://hidden@host", "mysql://u:hidden@h/x", "postgresql://u:hidden@h:p/x"],
)
def test_an_address_of_the_database_that_is_none_is_named_without_its_password(address):
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        make_engine(address)
    assert "hidden" not in str(refused.value)


def test_a_password_of_the_database_may_have_any_sign():
    assert make_engine("postgresql+psycopg://u:a#b@host/x").url.password == "a#b"
