from uuid import uuid4

import pytest
from fixtures.factories import make_member, make_project, make_user
from fixtures.pictures import a_png

from asset_service.domain.errors import Invalid, NotFound
from asset_service.services.images import Images


@pytest.fixture
def images(world):
    return Images(world.database, world.store)


def read(images, file, *part):
    with images.open(file, *part) as stream:
        return stream.read()


def test_a_rendition_is_given_with_an_etag_of_its_own(world, images):
    sha256 = world.upload(world.asset(), 5).attempt.sha256
    file = images.rendition(*world.ids, sha256, 768)
    assert read(images, file) == b"preview of " + a_png(5)[:16]
    assert images.size(file) == 27
    assert (file.mime, file.etag) == ("image/webp", f"{sha256[:32]}-768")


def test_a_part_of_a_picture_is_given(world, images):
    sha256 = world.upload(world.asset(), 5).attempt.sha256
    file = images.rendition(*world.ids, sha256, 768)
    assert read(images, file, 3, 4) == b"view"


def test_a_size_that_is_not_made_yet_falls_back_to_the_preview(world, images):
    sha256 = world.upload(world.asset()).attempt.sha256
    small, preview = (images.rendition(*world.ids, sha256, width) for width in (256, 768))
    assert small == preview


def test_a_size_that_is_made_is_given(world, images):
    added = world.upload(world.asset())
    world.store.put(f"{added.attempt.image_key}.w256.webp", b"small", "image/webp")
    world.sql("update objects set renditions = '{256,768}'")
    file = images.rendition(*world.ids, added.attempt.sha256, 256)
    assert (read(images, file), file.etag[-4:]) == (b"small", "-256")


@pytest.mark.parametrize("width", [0, -1, 255, 10**9])
def test_only_the_listed_sizes_exist(world, images, width):
    sha256 = world.upload(world.asset()).attempt.sha256
    with pytest.raises(Invalid) as caught:
        images.rendition(*world.ids, sha256, width)
    assert list(caught.value.extra["errors"]) == ["width"]


@pytest.mark.parametrize("sha256", ["0" * 64, "", "nul\x00", "../x", "\udc80" * 64, "A" * 64])
def test_a_hash_that_names_no_file_finds_nothing(world, images, sha256):
    with pytest.raises(NotFound):
        images.rendition(*world.ids, sha256, 768)


def test_the_original_comes_as_it_was_sent_under_its_name(world, images):
    asset = world.asset()
    added = world.upload(asset, 5, "mara.jpeg")
    file = images.original(*world.ids, asset.id, added.attempt.id)
    assert read(images, file) == a_png(5)
    assert (file.size, file.mime, file.file_name) == (len(a_png(5)), "image/png", "mara.jpeg")
    assert file.etag == added.attempt.sha256


@pytest.mark.parametrize(
    ("mime", "name"), [("image/jpeg", "attempt-1.jpg"), ("image/webp", "attempt-1.webp")]
)
def test_an_original_without_a_name_is_named_by_its_number(world, images, mime, name):
    asset = world.asset()
    added = world.upload(asset, file_name="")
    world.sql("update objects set mime = :mime", mime=mime)
    assert images.original(*world.ids, asset.id, added.attempt.id).file_name == name


@pytest.mark.parametrize("verb", ["open", "size"])
def test_a_file_that_is_gone_from_the_store_is_not_found(world, images, verb):
    asset = world.asset()
    added = world.upload(asset)
    world.store.objects.clear()
    for file in (
        images.rendition(*world.ids, added.attempt.sha256, 768),
        images.original(*world.ids, asset.id, added.attempt.id),
    ):
        with pytest.raises(NotFound):
            getattr(images, verb)(file)


def test_whose_picture_it_is_is_asked_of_the_database_alone(world, images):
    asset = world.asset()
    added = world.upload(asset)
    world.store.away = True
    assert images.original(*world.ids, asset.id, added.attempt.id).size == len(a_png())
    assert images.rendition(*world.ids, added.attempt.sha256, 768).size is None


def test_a_hash_opens_nothing_in_another_project(world, images):
    asset = world.asset()
    added = world.upload(asset)
    stranger = make_user(world.owner)
    theirs = make_project(world.owner, stranger)
    for project in (world.project, theirs):
        with pytest.raises(NotFound):
            images.rendition(stranger.id, project.id, added.attempt.sha256, 768)
        with pytest.raises(NotFound):
            images.original(stranger.id, project.id, asset.id, added.attempt.id)


def test_an_attempt_is_looked_for_on_its_own_asset(world, images):
    asset, other = world.asset(), world.asset()
    added = world.upload(asset)
    for wrong in ((other.id, added.attempt.id), (asset.id, uuid4())):
        with pytest.raises(NotFound):
            images.original(*world.ids, *wrong)


def test_a_viewer_may_look_at_pictures(world, images):
    viewer = make_member(world.owner, world.project, "viewer")
    sha256 = world.upload(world.asset()).attempt.sha256
    assert read(images, images.rendition(viewer.id, world.project.id, sha256, 768))
