import pytest

from asset_service.config import Settings, SettingsError

REQUIRED = dict.fromkeys(
    ("DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY"), "unused"
)
S3 = {
    "S3_ENDPOINT": "s3.example:443",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
    "S3_BUCKET": "pictures",
}


def read(prefix, **others):
    return Settings.from_env({**REQUIRED, "ACCEL_REDIRECT": prefix, **others}).accel_redirect


@pytest.mark.parametrize("prefix", ["/_objects", "/_objects/", "/a/b-c.d"])
def test_a_prefix_is_a_path(prefix):
    assert read(prefix) == prefix.rstrip("/")


@pytest.mark.parametrize("prefix", ["objects", "//objects", "/a b", "/a\nb", "http://x/a", "/a?b"])
def test_what_is_no_path_is_refused_at_start(prefix):
    with pytest.raises(SettingsError, match="ACCEL_REDIRECT must be a path"):
        read(prefix)


def test_a_proxy_cannot_send_what_is_in_an_s3_store():
    assert read("", **S3) == ""
    with pytest.raises(SettingsError, match="ACCEL_REDIRECT is for files on the disk"):
        read("/_objects", **S3)
