import pytest


@pytest.fixture
def gone(film):
    """An asset of scene 1 with a picture, in the bin."""
    film.script()
    mara = film.add("Mara", "character", 1)
    film.upload(mara)
    film.services.curation.delete(*film.ids, mara.id)
    return mara


def test_the_bin_says_what_hung_on_an_asset_and_how_long_it_stays(film, gone):
    page = film.go("/bin")
    assert "1 attempt · deleted just now by you · 30 days left" in page.says
    assert len(page.reader.images) == 1


def test_a_restored_asset_can_go_back_into_the_bin(film, gone):
    page = film.go("/bin").press("Restore Mara")
    assert "Mara is back." in page.says
    page = page.press("Undo")
    assert "Mara is in the bin again." in page.says
    assert film.asset(gone).state == "binned"


def test_a_second_name_that_is_taken_too_is_asked_for_again(film, gone):
    film.add("Mara"), film.add("Tom")
    page = film.go("/bin").press("Restore Mara")
    page = page.press("Restore under this name", name="Tom")
    assert page.status == 409
    assert page.typed("name") == "Tom"
    page.press("Restore under this name", name="Ann")
    assert film.asset(gone).name == "Ann"


def test_a_locked_stage_keeps_assets_in_the_bin(film):
    film.services.curation.delete(*film.ids, film.add("Rope").id)
    page = film.go("/bin")
    film.lock()
    assert "The stage is locked" in page.press("Restore Rope").says
    assert "Restore Rope" not in film.go("/bin").names()


def test_the_bin_is_searched_by_name(film, gone):
    assert "Mara" in film.go("/bin?q=mar").says
    assert "Nothing in the bin is called like that." in film.go("/bin?q=tom").says


def test_what_comes_back_says_before_what_it_pushes_out(film):
    mara = film.add("Mara")
    for shade in range(5):
        film.upload(mara, shade)
    assert "Restoring it moves attempt 2 here." in film.go("/bin").says


def test_an_empty_bin_says_what_will_be_there(film):
    assert "Nothing is in the bin" in film.go("/bin").says


def test_what_pushed_another_one_out_is_taken_back_whole(film):
    mara = film.add("Mara")
    for shade in range(4):
        film.upload(mara, shade)
    before = [(one.number, one.is_selected) for one in film.attempts(mara)]
    film.upload(mara, 9)
    page = film.go("/bin").press("Restore attempt 1 of Mara")
    assert "Attempt 1 is back. Attempt 2 moved to the bin." in page.says
    page = page.press("Undo")
    assert "Attempt 2 is back. Attempt 1 is in the bin for 30 days." in page.says
    assert [one[0] for one in before[1:]] == [one.number for one in film.attempts(mara)[:3]]
