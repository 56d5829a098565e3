import hashlib

import pytest
from fixtures.factories import make_member, make_user
from fixtures.pictures import QuickPictures, a_png

from asset_service.domain.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PictureRefused,
    UnsupportedType,
)
from asset_service.imaging.pictures import Pictures
from asset_service.models.outbox import OutboxMessage
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.idempotency import Answer, Idempotency, Replayed
from asset_service.services.uploads import Uploads


@pytest.fixture(scope="module")
def pictures():
    """The real reader, sandbox and all."""
    reader = Pictures(children=1)
    yield reader
    reader.close()


def uploads(world, pictures):
    return Uploads(world.database, pictures, world.files)


def messages(world):
    return list(world.owner.query(OutboxMessage).populate_existing())


class Meanwhile(QuickPictures):
    """Something happens while the picture is decoded."""

    def __init__(self, happens):
        self.happens = happens

    def read(self, data, whose=""):
        self.happens()
        return super().read(data, whose)


def test_an_upload_becomes_the_selected_attempt(world):
    asset = world.asset(attempts=2)
    added = world.upload(asset)
    assert (added.attempt.number, added.attempt.is_selected, added.evicted) == (3, True, None)
    assert world.see(asset).image.key == added.attempt.image_key


def test_what_is_known_of_a_picture_is_what_its_bytes_say(world, pictures):
    data, asset = a_png(7, (40, 60)), world.asset()
    added = uploads(world, pictures).receive(*world.ids, asset.id, data, "C:\\my\\mara.JPG")
    view = added.attempt
    assert (view.sha256, view.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (view.mime, view.width, view.height) == ("image/png", 40, 60)
    assert (view.original_name, view.source, view.job_id) == ("mara.JPG", "uploaded", None)


def test_the_original_is_stored_untouched_and_the_preview_beside_it(world, pictures):
    data = a_png(7)
    added = uploads(world, pictures).receive(*world.ids, world.asset().id, data, "a.png")
    key = added.attempt.image_key
    assert world.store.objects[key] == data
    assert world.store.types == {key: "image/png", f"{key}.w768.webp": "image/webp"}
    assert world.store.objects[f"{key}.w768.webp"][8:12] == b"WEBP"


def test_the_other_sizes_are_asked_for_with_the_upload(world):
    added = world.upload(world.asset())
    (message,) = messages(world)
    assert (message.kind, message.sha256) == ("render", added.attempt.sha256)
    assert message.user_id == world.user.id


def test_the_same_picture_is_stored_once_in_a_project(world):
    one, two = world.asset(), world.asset()
    assert world.upload(one, 5).attempt.sha256 == world.upload(two, 5).attempt.sha256
    assert world.owner.query(StoredObject).count() == 1


def test_a_picture_whose_sizes_exist_is_not_rendered_again(world):
    world.upload(world.asset(), 5)
    world.sql("update objects set renditions = '{256,768,1600}'")
    world.upload(world.asset(), 5)
    assert len(messages(world)) == 1


def test_a_picture_that_was_to_be_collected_is_taken_back(world):
    world.upload(world.asset(), 5)
    world.sql("update objects set condemned_at = now()")
    world.upload(world.asset(), 5)
    assert world.sql("select condemned_at from objects") == [(None,)]


def test_a_fifth_upload_says_who_was_evicted(world):
    asset = world.asset(attempts=4)
    added = world.upload(asset)
    assert (added.evicted.number, added.evicted.state) == (2, "binned")
    assert [one.number for one in world.live(asset)] == [1, 3, 4, 5]


def test_a_name_is_only_shown(world):
    name = "../..\\\N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 300 + "\r\n.png"
    added = world.upload(world.asset(), file_name=name)
    assert added.attempt.original_name == "x" * 255


def test_what_is_no_picture_leaves_nothing(world, pictures):
    asset = world.asset()
    damaged = a_png()[:60] + bytes(20) + a_png()[80:]
    for data, error in ((b"GIF89a", UnsupportedType), (damaged, PictureRefused)):
        with pytest.raises(error):
            uploads(world, pictures).receive(*world.ids, asset.id, data, "a.png")
    assert (world.store.objects, world.live(asset), messages(world)) == ({}, [], [])


def test_a_deferred_asset_takes_no_upload(world):
    asset = world.asset(deferred=True)
    with pytest.raises(Conflict) as caught:
        world.upload(asset)
    assert caught.value.code == "asset_deferred"
    assert world.store.objects == {}


def test_a_locked_asset_takes_no_upload(world):
    asset = world.asset(attempts=1)
    world.lock()
    with pytest.raises(Conflict) as caught:
        world.upload(asset)
    assert caught.value.code == "stage_locked"
    assert world.store.objects == {}


def test_an_asset_restored_in_a_locked_stage_may_get_its_image(world):
    asset, _ = world.asset(deferred=True), world.asset(attempts=1)
    world.lock()
    world.curation.restore(*world.ids, asset.id)
    assert world.upload(asset).attempt.is_selected


def test_the_state_is_asked_again_when_the_row_is_written(world):
    asset = world.asset(attempts=1)
    with pytest.raises(Conflict) as caught:
        uploads(world, Meanwhile(world.lock)).receive(*world.ids, asset.id, b"x", "a.png")
    assert caught.value.code == "stage_locked"
    assert len(world.live(asset)) == 1


def test_an_asset_deleted_meanwhile_gets_nothing(world):
    asset = world.asset()
    gone = Meanwhile(lambda: world.curation.delete(*world.ids, asset.id))
    with pytest.raises(NotFound):
        uploads(world, gone).receive(*world.ids, asset.id, b"x", "a.png")
    assert world.live(asset) == []


def test_while_a_picture_is_decoded_nobody_waits_for_it(world):
    asset = world.asset(attempts=1)
    slow = Meanwhile(lambda: world.upload(asset, 9))
    added = uploads(world, slow).receive(*world.ids, asset.id, b"x", "a.png")
    assert (added.attempt.number, len(world.live(asset))) == (3, 3)


def test_with_the_store_away_there_is_no_row(world):
    asset = world.asset()
    world.store.away = True
    with pytest.raises(StoreUnavailable):
        world.upload(asset)
    assert (world.live(asset), world.owner.query(StoredObject).count()) == ([], 0)


def test_strangers_find_nothing_and_viewers_upload_nothing(world):
    asset, stranger = world.asset(), make_user(world.owner)
    with pytest.raises(NotFound):
        world.uploads.receive(stranger.id, world.project.id, asset.id, b"x", "a.png")
    viewer = make_member(world.owner, world.project, "viewer")
    with pytest.raises(Forbidden):
        world.uploads.receive(viewer.id, world.project.id, asset.id, b"x", "a.png")
    assert world.store.objects == {}


def test_an_upload_sent_again_is_answered_without_being_decoded(world):
    asset, key = world.asset(), Idempotency("k", "POST", "/up", b"", str)
    decoded = []
    service = uploads(world, Meanwhile(lambda: decoded.append(1)))
    sent = (world.user.id, world.project.id, asset.id, a_png(), "a.png")
    first = service.receive(*sent, idempotency=key)
    world.sql("update assets set deferred = true")
    with pytest.raises(Replayed) as again:
        service.receive(*sent, idempotency=key)
    assert again.value.answer == Answer(201, str(first), replayed=True)
    assert len(decoded) == 1


def test_the_same_upload_twice_at_once_is_one_attempt(world):
    asset, key = world.asset(), Idempotency("k", "POST", "/up", b"", str)
    sent = (world.user.id, world.project.id, asset.id, a_png(), "a.png")
    other = uploads(world, QuickPictures())
    # The other one is answered while this one's picture is decoded.
    first = Meanwhile(lambda: other.receive(*sent, idempotency=key))
    with pytest.raises(Replayed):
        uploads(world, first).receive(*sent, idempotency=key)
    assert world.sql("select count(*) from attempts") == [(1,)]
