"""The board narrowed by its address, without a script."""

import re

import pytest

from asset_service.web.pages import filters
from asset_service.web.pages.filters import Picked


@pytest.fixture
def board(film):
    film.script()
    film.style()
    film.upload(film.add("Mara", "character", 1))
    film.add("Tom", "character", 2)
    film.add("Lamp", "prop")
    film.services.curation.defer(*film.ids, film.add("Gull", "prop", 3).id)
    return film


def shown(page):
    """The names of the cards."""
    return re.findall(r"<article.*?<bdi>(.*?)</bdi>", page.text, re.DOTALL)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?scene=1", ["Mara", "Lamp"]),
        ("?scene=1&type=character", ["Mara"]),
        ("?status=image", ["Mara"]),
        ("?status=missing", ["Tom", "Lamp"]),
        ("?missing=1", ["Tom", "Lamp"]),
        ("?status=manual&q=to", ["Tom"]),
        ("?status=extracted", []),
        ("?status=outdated", []),
        ("?status=deferred", []),
        ("?scene=nonsense&status=nonsense", ["Mara", "Tom", "Lamp"]),
        ("?q=%EF%BC%AD%EF%BD%81ra", ["Mara"]),
    ],
)
def test_each_part_of_the_address_narrows_and_they_go_together(board, query, names):
    assert shown(board.board(query)) == names


def test_the_deferred_section_obeys_and_can_be_asked_for(board):
    assert "Gull" in board.board("?type=prop").says
    assert "Deferred assets" not in board.board("?type=character").says
    page = board.board("?status=deferred")
    assert "Gull" in page.says
    assert "Nothing here" not in page.says


def test_an_empty_result_says_so_and_leads_back_to_all(board):
    page = board.board("?q=gull")
    assert "Nothing here" in page.says
    assert "1 deferred one does: see below." in page.says
    assert page.reader.links.count(board.path) > 1


def test_running_and_failed_are_found(board):
    tom, lamp = board.assets()["Tom"], board.assets()["Lamp"]
    board.start_job(board.ask(tom)[0])
    board.end_job(board.ask(lamp)[0], "failed", error_message="The provider was away")
    assert shown(board.board("?status=running")) == ["Tom"]
    assert shown(board.board("?status=failed")) == ["Lamp"]


def test_the_style_that_is_not_in_use_any_more_is_found(board):
    board.draw(board.assets()["Tom"])
    board.services.styles.change(*board.ids, "Ink and wash")
    assert shown(board.board("?status=outdated")) == ["Tom"]


def test_chips_and_choices_count_what_they_would_leave(board):
    says = board.board("?scene=1").says
    assert "All 2 Characters 1 Props 1" in says
    assert "No image (1)" in says
    assert "Has an image (1)" in says


def test_chips_keep_the_other_parts(board):
    links = board.board("?scene=1&q=a").reader.links
    assert f"{board.path}?q=a&type=prop&scene=1" in [link.replace("&amp;", "&") for link in links]


def test_the_filter_is_a_form_that_works_by_itself(board):
    page = board.board("?type=prop")
    form = next(form for form in page.reader.forms if "q" in form.fields)
    assert form.method == "get"
    assert form.fields["type"] == "prop"
    assert "Filter" in page.names()


def test_more_than_a_page_holds_is_narrowed_as_one(board, monkeypatch):
    monkeypatch.setattr("asset_service.web.pages.board.ASSETS_SHOWN", 1)
    page = board.board("?status=missing")
    assert shown(page) == ["Tom"]
    (link,) = [link for link in page.reader.links if "after=" in link]
    assert shown(board.browser.get(link)) == ["Lamp"]


def test_an_asset_whose_scenes_were_cut_is_in_none(board):
    (lamp,) = [asset for asset in board.assets().values() if asset.name == "Lamp"]
    assert Picked(scene=2).takes(lamp, ())
    lost = type(lamp)(**{**vars(lamp), "scenes_lost": True})
    assert not Picked(scene=2).takes(lost, ())


def test_a_step_takes_a_part_away_or_changes_it():
    picked = filters.read({"q": " lamp ", "type": "prop", "scene": "3", "status": "image"})
    assert picked.to() == {"q": "lamp", "type": "prop", "scene": "3", "status": "image"}
    assert picked.to(type="", status="") == {"q": "lamp", "scene": "3"}
    assert not filters.read({})
