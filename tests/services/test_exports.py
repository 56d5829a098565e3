"""Asking for exports, looking at them, calling them off, fetching them."""

import pytest
from fixtures.exporting import MOST, exporting_of
from fixtures.factories import make_asset, make_export, make_member, make_object, make_project

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.exports import WAITING_MOST, ExportKind
from asset_service.services.idempotency import Idempotency, Replayed


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path) as made:
        yield made


def test_an_export_is_recorded_with_its_message(exporting):
    asked = exporting.ask()
    assert (asked.state, asked.kind, asked.available) == ("queued", "matrix", False)
    (message,) = exporting.world.sql("select kind, lane, export_id, user_id from outbox")
    assert tuple(message) == ("export", "exports", asked.id, exporting.world.user.id)


def test_what_is_left_out_of_the_options_is_as_usual(exporting):
    assert exporting.ask().options == {"types": [], "deferred": True, "excel": True}
    book = exporting.ask(ExportKind.LOOK_BOOK, paper="letter", types=["prop"])
    assert book.options == {
        "types": ["prop"],
        "deferred": False,
        "candidates": True,
        "paper": "letter",
    }


def test_an_option_of_another_kind_is_refused_by_name(exporting):
    with pytest.raises(Invalid) as refused:
        exporting.ask(ExportKind.MATRIX, paper="a4")
    assert list(refused.value.extra["errors"]) == ["paper"]


def test_strangers_find_nothing(exporting):
    stranger = make_member(exporting.world.owner, make_project_of_another(exporting))
    asked = exporting.ask()
    service, project = exporting.service, exporting.world.project.id
    for act in (
        lambda: service.request(stranger.id, project, ExportKind.MATRIX, {}),
        lambda: service.estimate(stranger.id, project, ExportKind.MATRIX, {}),
        lambda: service.list(stranger.id, project),
        lambda: service.get(stranger.id, project, asked.id),
        lambda: service.cancel(stranger.id, project, asked.id),
        lambda: service.file(stranger.id, project, asked.id),
    ):
        with pytest.raises(NotFound):
            act()


def make_project_of_another(exporting):
    owner = exporting.world.owner
    return make_project(owner, make_member(owner, exporting.world.project))


def test_an_export_of_another_project_is_not_found_in_ones_own(exporting):
    world = exporting.world
    other = make_export(world.owner, make_project(world.owner, world.user))
    with pytest.raises(NotFound):
        exporting.service.get(*world.ids, other.id)


def test_a_viewer_may_export_and_cancel_his_own_alone(exporting):
    world = exporting.world
    viewer = make_member(world.owner, world.project, "viewer")
    owners = exporting.ask()
    service = exporting.service
    mine = service.request(viewer.id, world.project.id, ExportKind.MATRIX, {})
    with pytest.raises(Forbidden):
        service.cancel(viewer.id, world.project.id, owners.id)
    assert service.cancel(viewer.id, world.project.id, mine.id).changed
    assert service.cancel(*world.ids, owners.id).changed


def test_nobody_has_more_than_a_few_under_way(exporting):
    for _ in range(WAITING_MOST):
        exporting.ask()
    with pytest.raises(Conflict) as refused:
        exporting.ask()
    assert refused.value.code == "too_many_exports"


def test_a_zip_of_nothing_is_refused(exporting):
    exporting.world.asset()
    with pytest.raises(Conflict) as refused:
        exporting.ask(ExportKind.ORIGINALS)
    assert refused.value.code == "nothing_to_export"


def test_a_zip_that_is_too_large_is_refused_with_the_limit(exporting):
    exporting.world.asset(attempts=1)
    exporting.world.sql("update objects set size = :size", size=MOST + 1)
    with pytest.raises(Conflict) as refused:
        exporting.ask(ExportKind.ORIGINALS)
    assert (refused.value.code, refused.value.extra["limit"]) == ("export_too_large", MOST)


def test_the_estimate_counts_what_the_zip_will_have(exporting):
    world = exporting.world
    world.asset(attempts=3, type="prop")
    world.asset(attempts=1, deferred=True)
    make_object(world.owner, world.project.id)
    for options, pictures in (
        ({}, 1),
        ({"attempts": "live"}, 3),
        ({"deferred": True}, 2),
        ({"types": ["location"]}, 0),
    ):
        told = exporting.service.estimate(*world.ids, ExportKind.ORIGINALS, options)
        assert (told.pictures, told.bytes) == (pictures, pictures * 100), options


def test_assets_in_the_bin_are_in_no_estimate(exporting):
    world = exporting.world
    world.asset(attempts=1)
    world.sql("update assets set binned_at = now()")
    told = exporting.service.estimate(*world.ids, ExportKind.ORIGINALS, {"attempts": "live"})
    assert (told.assets, told.pictures) == (0, 0)


def test_the_list_is_paged_from_the_newest_on(exporting):
    asked = [exporting.ask().id for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = exporting.service.list(*exporting.world.ids, limit=2, cursor=cursor)
        seen += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == asked[::-1]


def test_the_same_request_again_makes_one_export(exporting):
    key = Idempotency("k", "POST", "/exports", b"", lambda view: {"id": str(view.id)})
    ids = exporting.world.ids
    asked = exporting.service.request(*ids, ExportKind.MATRIX, {}, key)
    with pytest.raises(Replayed) as again:
        exporting.service.request(*ids, ExportKind.MATRIX, {}, key)
    assert again.value.answer.body == {"id": str(asked.id)}
    assert len(exporting.service.list(*ids).items) == 1


def test_a_queued_export_is_canceled_at_once_and_only_once(exporting):
    asked = exporting.ask()
    first, second = (exporting.service.cancel(*exporting.world.ids, asked.id) for _ in range(2))
    assert (first.export.state, first.changed) == ("canceled", True)
    assert (second.export.state, second.changed) == ("canceled", False)


def test_a_running_export_is_asked_to_stop(exporting):
    asked = exporting.ask()
    exporting.abandon(asked)
    cancelled = exporting.service.cancel(*exporting.world.ids, asked.id)
    assert (cancelled.export.state, cancelled.export.cancel_requested) == ("running", True)


def test_a_file_that_is_not_there_yet_says_so(exporting):
    asked = exporting.ask()
    with pytest.raises(Conflict) as refused:
        exporting.service.file(*exporting.world.ids, asked.id)
    assert refused.value.code == "export_not_ready"


def test_a_film_with_a_strange_title_has_a_file_with_a_safe_name(exporting):
    world = exporting.world
    world.sql("update projects set title = :title", title='Der <Turm>: "2/3"\\..')
    make_asset(world.owner, world.project)
    asked = exporting.ask()
    exporting.runner().run(asked.id, world.user.id)
    name = exporting.service.file(*world.ids, asked.id).file_name
    assert name == f"Der Turm 2 3 - scenes {asked.created_at:%Y-%m-%d}.csv"
