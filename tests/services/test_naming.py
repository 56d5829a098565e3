"""Whatever table names a file, the collector sees it, and no file that goes can be named."""

import hashlib
import random
from uuid import uuid4

import pytest
from fixtures.factories import (
    make_attempt,
    make_job,
    make_library,
    make_library_asset,
    make_object,
    make_style,
    put,
)
from fixtures.keeping import GRACE, keeping_of
from sqlalchemy.exc import IntegrityError

from asset_service.domain.files import FORGET_AFTER
from asset_service.models.job_reference import JobReference
from asset_service.models.library_version import LibraryVersion
from asset_service.models.style_reference import StyleReference
from asset_service.services.files import original_key
from asset_service.store import named_files
from asset_service.store.naming import NAMING


@pytest.fixture
def keeping(world):
    with keeping_of(world) as made:
        yield made


def name_by_attempt(world, sha256):
    made = make_attempt(world.owner, world.asset())
    world.sql("update attempts set sha256 = :sha256 where id = :id", sha256=sha256, id=made.id)


def name_by_binned_attempt(world, sha256):
    name_by_attempt(world, sha256)
    world.sql(
        "update attempts set slot = null, is_selected = false, binned_at = now(),"
        " binned_because = 'deleted' where sha256 = :sha256",
        sha256=sha256,
    )


def name_by_job(world, sha256):
    job = make_job(world.owner, world.asset())
    facts = {"project_id": world.project.id, "job_id": job.id, "sha256": sha256}
    put(world.owner, JobReference(**facts, place=1, role="style"))


def name_by_style(world, sha256):
    version = make_style(world.owner, world.project).version
    facts = {"project_id": world.project.id, "version": version, "sha256": sha256}
    put(world.owner, StyleReference(**facts, place=1, created_by=world.user.id))


def name_by_library(world, sha256):
    kept = make_library_asset(world.owner, world.project)
    facts = {"library_asset_id": kept.id, "project_id": kept.project_id, "version": 2}
    facts |= {"name": "Lamp", "why": "edited", "source": "uploaded", "copy_of": uuid4()}
    put(world.owner, LibraryVersion(**facts, sha256=sha256, created_by=world.user.id))


WAYS = {
    "attempts": name_by_attempt,
    "attempts in the bin": name_by_binned_attempt,
    "job_references": name_by_job,
    "style_references": name_by_style,
    "library_versions": name_by_library,
}


def spaces(world):
    """Where the user's files are: the film, and the library."""
    return world.project.id, make_library(world.owner, world.user).id


def a_file(world, shade):
    """A stored file that nothing names yet, in the film and in the library."""
    data = b"picture %d" % shade
    for space in spaces(world):
        stored = world.files.put(space, data, world.pictures.read(data))
        make_object(world.owner, space, stored.sha256)
    return stored.sha256


def kept(world):
    """The hashes of what is stored."""
    return {key.split("/")[1][:64] for key in world.store.objects}


def collect(keeping):
    for _ in range(4):
        keeping.pass_time(GRACE + FORGET_AFTER)
        keeping.collector().collect()


def test_every_table_that_names_files_is_one_that_the_collector_asks(world):
    """What the catalog says; messages to workers go with the file that they speak of."""
    found = world.sql(
        "select conrelid::regclass::text from pg_constraint"
        " where contype = 'f' and confrelid = 'objects'::regclass"
    )
    tables = {row[0] for row in found} - {"outbox"}
    assert tables == {table.__tablename__ for table in NAMING}
    assert tables == {way.partition(" ")[0] for way in WAYS}


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_has_one_name_stays(world, keeping, way):
    named, gone = a_file(world, 1), a_file(world, 2)
    WAYS[way](world, named)
    collect(keeping)
    assert kept(world) == {named}
    assert gone != named


@pytest.mark.parametrize("seed", range(6))
def test_of_any_files_with_any_names_just_the_nameless_go(world, keeping, seed):
    dice, named = random.Random(seed), {}
    for shade in range(8):
        sha256 = a_file(world, shade)
        named[sha256] = dice.sample(sorted(WAYS), dice.choice([0, 0, 1, 2]))
        for way in named[sha256]:
            WAYS[way](world, sha256)
    collect(keeping)
    left = kept(world)
    assert left >= {sha256 for sha256, ways in named.items() if ways}
    assert not left & {sha256 for sha256, ways in named.items() if not ways}


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"attempts in the bin"}))
def test_a_file_that_is_being_removed_gets_no_name(world, way):
    sha256 = a_file(world, 1)
    world.sql(
        "update objects set condemned_at = now(), removed_at = now() where sha256 = :one",
        one=sha256,
    )
    with pytest.raises(IntegrityError, match="being removed"):
        WAYS[way](world, sha256)
    world.owner.rollback()


@pytest.mark.parametrize("way", WAYS)
def test_the_inspection_reads_what_has_a_name_and_lost_sizes_are_made_again(world, keeping, way):
    sha256 = a_file(world, 1)
    WAYS[way](world, sha256)
    film, library = spaces(world)
    space = library if way == "library_versions" else film
    world.store.delete(f"{original_key(space, sha256)}.w768.webp")
    with keeping.database.as_nobody() as work:
        names = named_files.used(work.session, None)
        assert sha256 in {name.sha256 for name in names}
        assert all(named_files.is_used(work.session, name) for name in names)
        nobody = names[0]._replace(sha256=hashlib.sha256(b"none").hexdigest())
        assert not named_files.is_used(work.session, nobody)
    assert keeping.reconciling().reconcile()["renditions lost"] == 1
