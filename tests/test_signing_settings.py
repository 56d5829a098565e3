import pytest
from fixtures.certificates import a_certificate

from asset_service.config import Settings, SettingsError
from asset_service.container import build_services

REQUIRED = {
    "DATABASE_URL": "postgresql+psycopg://nobody@/none",
    "DATABASE_MAINTENANCE_URL": "unused",
    "REDIS_URL": "memory://",
    "SECRET_KEY": "unused",
}


def read(**env):
    return Settings.from_env({**REQUIRED, **{name: str(value) for name, value in env.items()}})


@pytest.mark.parametrize(
    ("given", "missing"), [("C2PA_CERTIFICATE", "C2PA_KEY"), ("C2PA_KEY", "C2PA_CERTIFICATE")]
)
def test_a_certificate_and_its_key_come_together(given, missing):
    with pytest.raises(SettingsError, match=f"{missing} is not set, but {given} is"):
        read(**{given: "/a.pem"})


def test_without_them_nothing_is_signed():
    services = build_services(read())
    assert services.provenance.can_sign is False
    services.close()


def test_with_them_copies_are_signed(tmp_path):
    for name in ("chain", "key", "root"):
        (tmp_path / name).write_bytes(getattr(a_certificate(), name))
    services = build_services(
        read(
            C2PA_CERTIFICATE=tmp_path / "chain",
            C2PA_KEY=tmp_path / "key",
            C2PA_TRUST_ANCHORS=tmp_path / "root",
        )
    )
    assert services.provenance.can_sign is True
    services.close()


def test_a_list_that_is_not_there_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match="C2PA_TRUST_ANCHORS cannot be read"):
        build_services(read(C2PA_TRUST_ANCHORS=tmp_path / "nowhere"))
