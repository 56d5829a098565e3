"""The address that people use is compared with what browsers say: it is read as they write it."""

import pytest

from asset_service.config import Settings, SettingsError

REQUIRED = {
    "DATABASE_URL": "postgresql+psycopg://nobody@/none",
    "DATABASE_MAINTENANCE_URL": "unused",
    "REDIS_URL": "memory://",
    "SECRET_KEY": "unused",
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://assets.example", "https://assets.example"),
        ("https://assets.example/", "https://assets.example"),
        ("HTTPS://Assets.Example", "https://assets.example"),
        ("https://assets.example:443", "https://assets.example"),
        ("https://assets.example:8443", "https://assets.example:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://b\u00fchne.example", "https://xn--bhne-0ra.example"),
        ("", "http://127.0.0.1:8000"),
    ],
)
def test_it_is_kept_as_a_browser_names_its_origin(written, read):
    assert Settings.from_env(REQUIRED | {"PUBLIC_URL": written}).public_url == read


@pytest.mark.parametrize(
    "wrong",
    [
        "assets.example",
        "ftp://assets.example",
        "https://",
        "https://assets.example/films",
        "https://assets.example?a=b",
        "https://u:p@assets.example",
        "https://assets.example:http",
        "https://[::1",
    ],
)
def test_what_is_no_address_of_a_site_is_refused_by_name(wrong):
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings.from_env(REQUIRED | {"PUBLIC_URL": wrong})
