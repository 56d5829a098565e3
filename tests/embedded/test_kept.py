"""What a data folder remembers."""

import json
import stat

import pytest

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.kept import FILE, Kept


def test_what_was_made_is_found_again(tmp_path):
    made = Kept.make(tmp_path)
    assert Kept.load(tmp_path) == made


def test_no_two_folders_share_a_name_or_a_secret(tmp_path):
    one, other = Kept.make(tmp_path), Kept.make(tmp_path)
    for what in ("name", "secret_key", "flower_password"):
        assert getattr(one, what) != getattr(other, what)


def test_secrets_are_long_private_and_not_printed(tmp_path):
    made = Kept.make(tmp_path)
    assert len(made.secret_key) >= 64
    assert made.secret_key not in repr(made)
    assert made.flower_password not in repr(made)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_new_folder_remembers_nothing(tmp_path):
    assert Kept.load(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../other"},
        {"name": ""},
        {"secret_key": ""},
        {"flower_password": ""},
        {"ports": 5},
        {"ports": {"PORT": "x"}},
    ],
)
def test_a_damaged_file_stops_the_start(tmp_path, change):
    Kept.make(tmp_path)
    found = json.loads((tmp_path / FILE).read_text())
    (tmp_path / FILE).write_text(json.dumps(found | change))
    with pytest.raises(EmbeddedError, match="damaged"):
        Kept.load(tmp_path)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"name": "a"'])
def test_half_a_file_stops_the_start(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(EmbeddedError, match="damaged"):
        Kept.load(tmp_path)


@pytest.mark.parametrize(
    "spoil", [lambda path: path.mkdir(), lambda path: path.write_bytes(b"\xff")]
)
def test_a_file_that_cannot_be_read_stops_the_start(tmp_path, spoil):
    spoil(tmp_path / FILE)
    with pytest.raises(EmbeddedError, match="cannot be read"):
        Kept.load(tmp_path)
