"""No version with a known hole is installed, locked or allowed, and what is installed is hashed."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

pytestmark = pytest.mark.promise("B66")
ROOT = Path(__file__).parents[1]
KNOWN_BAD = tomllib.loads((ROOT / "requirements/known_bad.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
LOCKED = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def older(found):
    """Those of (name, version) that are too old, with why."""
    return [
        f"{name} {number} is older than {KNOWN_BAD[name]['from']}: {KNOWN_BAD[name]['why']}"
        for name, number in found
        if name in KNOWN_BAD and Version(number) < Version(KNOWN_BAD[name]["from"])
    ]


def test_nothing_installed_is_known_bad():
    installed = []
    for name in KNOWN_BAD:
        try:
            installed.append((name, version(name)))
        except PackageNotFoundError:
            continue
    assert "pillow" in dict(installed)
    assert older(installed) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda one: one.stem)
def test_nothing_locked_is_known_bad(lock):
    found = LOCKED.findall(lock.read_text(encoding="utf-8"))
    assert "pillow" in dict(found)
    assert older(found) == []


def test_one_that_is_too_old_is_found():
    assert older([("pillow", "12.3.0"), ("werkzeug", "3.1.10")])[0].startswith("pillow 12.3.0 is")


def test_whoever_installs_from_our_metadata_gets_none_either():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {one.name: one for one in map(Requirement, project["dependencies"])}
    for name in ("pillow", "werkzeug", "flask"):
        assert not asked[name].specifier.contains("0.0.1")
        below = [one.version for one in asked[name].specifier if one.operator == ">="]
        assert older([(name, below[0])]) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda one: one.stem)
def test_every_locked_package_has_hashes(lock):
    """`./dev` installs with them, by uv and by pip."""
    text = lock.read_text(encoding="utf-8")
    packages = [
        part for part in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE) if "==" in part
    ]
    assert len(packages) > 40
    assert [part for part in packages if "--hash=sha256:" not in part] == []


def test_the_installer_insists_on_them():
    dev = (ROOT / "dev").read_text(encoding="utf-8")
    installs = [
        line for line in dev.splitlines() if "requirements/$needs.txt" in line and "pip" in line
    ]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)
