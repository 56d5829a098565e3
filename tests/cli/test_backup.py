"""Backup and restore with the very commands of docs/operations.md."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.pictures import a_png

from asset_service.config import Settings
from asset_service.container import build_services
from asset_service.domain.vocabulary import AssetType
from asset_service.embedded.binaries import postgres_install
from asset_service.maintenance import build_housekeeping, maintenance_database
from asset_service.services.curation import NewAsset

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
(DUMP,) = re.findall(r"^ *(pg_dump .*)$", PAGE, re.MULTILINE)
(RESTORE,) = re.findall(r"^ *(pg_restore .*)$", PAGE, re.MULTILINE)


class Site:
    """One installation: a database and a folder, and one film in it."""

    def __init__(self, urls, folder, **facts):
        self.folder = folder
        self.urls = urls
        self.settings = Settings(
            database_url=urls.app,
            maintenance_url=urls.maintenance,
            redis_url="redis://127.0.0.1:1/0",
            secret_key="the same on both",
            data_dir=folder,
            **facts,
        )
        self.services = build_services(self.settings)

    def shell(self, command):
        """Run a command of the page, with the owner's address where it wants it."""
        path = f"{postgres_install() / 'bin'}{os.pathsep}{os.defpath}"
        owner = self.urls.owner.replace("+psycopg", "")
        subprocess.run(  # noqa: S603 - the page's own command
            ["/bin/sh", "-c", command],
            env={"PATH": path, "OWNER": owner},
            cwd=self.folder.parent,
            check=True,
        )

    def generate(self, film):
        user, project, asset = film
        asked = self.services.generation.request(user, project, asset).body
        for job in asked.jobs:
            self.services.runner.run(job.id, user)

    def upload(self, film, shade):
        return self.services.uploads.receive(*film, a_png(shade), "a.png").attempt

    def board(self, film):
        user, project, asset = film
        return (
            self.services.curation.get(user, project, asset),
            self.services.attempts.list(user, project, asset, state="all"),
            self.services.jobs.list(user, project).items,
        )

    def keep_house(self, **facts):
        settings = replace(self.settings, **facts)
        database = maintenance_database(settings)
        try:
            build_housekeeping(settings, database).once(everything=True)
        finally:
            database.engine.dispose()


@pytest.fixture
def old(database, tmp_path):
    site = Site(database, tmp_path / "old")
    yield site
    site.services.close()


@pytest.fixture
def film(old):
    """One asset with generated and uploaded pictures, one of them in the bin."""
    user = old.services.accounts.add_user("ada@film.example", "Ada", "correct horse battery")
    project = old.services.projects.create(user.id, "The Last Ferry").id
    old.services.styles.put(user.id, project, "Noir")
    old.services.styles.lock(user.id, project)
    new = NewAsset("Mara", AssetType.CHARACTER, "Seen at sea.", [])
    found = user.id, project, old.services.curation.add(user.id, project, new).id
    old.generate(found)
    for shade in (1, 2, 3, 4):
        old.upload(found, shade)
    return found


@pytest.fixture
def restored(old, postgres_server, tmp_path):
    """Restore the dump and the objects as they are now in a place of their own."""
    urls, made = postgres_server.create_database(), []

    def restore():
        new = Site(urls, tmp_path / "new")
        made.append(new)
        shutil.copytree(old.folder / "objects", new.folder / "objects")
        new.shell(RESTORE)
        return new

    yield restore
    for site in made:
        site.services.close()
    postgres_server.drop_database(urls)


@pytest.fixture
def checked(run, monkeypatch):
    def check(site):
        monkeypatch.setenv("DATABASE_OWNER_URL", site.urls.owner)
        return run("check-invariants", "--files", "--data", str(site.folder))

    return check


def test_a_restored_film_is_the_same_and_goes_on(old, film, restored, checked):
    old.shell(DUMP)
    new = restored()
    assert (checked(new).exit_code, "5 files read" in checked(new).output) == (0, True)
    assert new.board(film) == old.board(film)
    (uploaded,) = [one for one in new.board(film)[1] if one.is_selected]
    file = new.services.images.original(*film, uploaded.id)
    with new.services.images.open(file) as stream:
        assert stream.read() == a_png(4)
    new.generate(film)
    assert checked(new).output.splitlines()[1] == "6 files read"


def test_restoring_takes_the_place_of_what_was_there(old, film, restored, checked):
    """An embedded database has its schema as soon as it is made."""
    old.shell(DUMP)
    new = restored()
    new.shell(RESTORE)
    assert new.board(film) == old.board(film)


def test_objects_that_are_copied_after_the_dump_suffice(old, film, restored, checked):
    """Though pictures come and go meanwhile, and the collector runs."""
    before = old.board(film)
    old.shell(DUMP)
    old.generate(film)
    old.upload(film, 5)
    for attempt in old.services.attempts.list(*film)[:-1]:  # the last one is selected
        old.services.attempts.delete(*film, attempt.id)
    old.keep_house()
    new = restored()
    assert (checked(new).exit_code, new.board(film)) == (0, before)


def test_a_picture_that_was_emptied_before_the_copy_is_named(old, film, restored, checked):
    """What the grace is for: without one the copy lacks what the dump names."""
    old.shell(DUMP)
    binned = old.services.attempts.list(*film, state="binned")
    old.keep_house(bin_days=0, collect_grace_seconds=0)
    new = restored()
    done = checked(new)
    assert done.exit_code == 1
    assert all(one.sha256 in done.output for one in binned)


def test_what_pages_were_told_is_not_in_the_dump(old, film, restored, postgres_server):
    old.shell(DUMP)
    new = restored()
    user, project, _ = film
    assert new.services.events.since(user, project, None).changes == []
