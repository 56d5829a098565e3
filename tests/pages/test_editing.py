import pytest


@pytest.fixture
def mara(film):
    film.script()
    return film.add("Mara", "character", 1)


def page_of(film, asset, query=""):
    return film.go(f"/assets/{asset.id}{query}")


def test_an_asset_is_added_by_hand(film):
    film.script()
    page = film.go("/assets/new").press(
        "Add asset", name="Lamp", type="prop", description="Brass.", scene_numbers="1, 2-3"
    )
    assert page.path == film.path
    lamp = film.assets()["Lamp"]
    assert (lamp.type, lamp.source, lamp.scene_numbers) == ("prop", "manual", [1, 2, 3])


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, "1 to 200 characters"),
        ({"description": " "}, "1 to 4000 characters"),
        ({"scene_numbers": "1, x"}, "Write them like 1, 2, 5-7"),
        ({"scene_numbers": "3-1"}, "Write them like 1, 2, 5-7"),
        ({"scene_numbers": "1-999999"}, "Write them like 1, 2, 5-7"),
        ({"scene_numbers": "99"}, "No scene 99."),
        ({"type": "hero"}, "Must be one of the list."),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(film, typed, problem):
    film.script()
    sent = {"name": "Lamp", "type": "prop", "description": "Brass.", "scene_numbers": "1", **typed}
    page = film.go("/assets/new").press("Add asset", **sent)
    assert page.status == 422
    assert problem in page.says
    for name in ("name", "description", "scene_numbers"):
        assert page.typed(name).strip() == sent[name].strip()


def test_a_taken_name_is_said(film, mara):
    page = film.go("/assets/new").press("Add asset", name="MARA", description="Another.")
    assert page.status == 409
    assert "MARA" in page.says


def test_an_asset_is_edited_and_its_earlier_text_kept(film, mara):
    page = page_of(film, mara).press(
        "Save",
        name="Mara Voss",
        description="Late fifties.",
        image_prompt="Pilot",
        scene_numbers="",
    )
    edited = film.asset(mara)
    assert (edited.name, edited.description, edited.scene_numbers) == (
        "Mara Voss",
        "Late fifties.",
        [],
    )
    assert "Mara, at sea." in page.says
    assert page.typed("image_prompt") == "Pilot"


def test_scenes_are_written_as_they_are_read(film, mara):
    page_of(film, mara).press("Save", scene_numbers="3 1;2")
    assert page_of(film, mara).typed("scene_numbers") == "1-3"


def test_a_stale_edit_shows_both_texts_and_loses_nothing(film, mara):
    mine, theirs = page_of(film, mara), page_of(film, mara)
    theirs.press("Save", description="Theirs, saved first.")
    page = mine.press("Save", description="Mine, typed for an hour.")
    assert page.status == 412
    assert "Theirs, saved first." in page.says
    assert page.typed("description") == "Mine, typed for an hour."
    assert film.asset(mara).description == "Theirs, saved first."
    page.press("Save mine over it")
    assert film.asset(mara).description == "Mine, typed for an hour."


def test_an_edit_without_a_version_changes_nothing(film, mara):
    assert page_of(film, mara).press("Save", version="", name="Other").status == 412
    assert page_of(film, mara).press("Save", version="x", name="Other").status == 422
    assert film.asset(mara).name == "Mara"


def test_a_deleted_asset_comes_back_by_undo(film, mara):
    page = page_of(film, mara).press("Delete")
    assert page.path == film.path
    assert "Mara is in the bin for 30 days." in page.says
    page.press("Undo")
    assert film.asset(mara).state == "active"


def test_the_bin_gives_an_asset_back_also_under_another_name(film, mara):
    film.services.curation.delete(*film.ids, mara.id)
    film.add("Mara")
    page = film.go("/bin").press("Restore Mara")
    assert page.status == 409
    assert "is called 'Mara'" in page.says
    page = page.press("Restore under this name", name="Mara the elder")
    assert "Mara the elder is back." in page.says
    assert film.asset(mara).name == "Mara the elder"


def test_an_asset_in_the_bin_can_be_looked_at_but_not_edited(film, mara):
    film.services.curation.delete(*film.ids, mara.id)
    page = page_of(film, mara)
    assert "In the bin" in page.says
    assert "Save" not in page.names()
    assert "Restore" in page.names()


def test_a_deferred_asset_takes_no_pictures(film, mara):
    page = page_of(film, mara).press("Defer")
    assert "Restore the asset before it gets pictures." in page.says
    assert "Upload and select" not in page.names()
    assert "Mara is back." in page.press("Restore").says


def test_a_locked_asset_is_text_without_fields(film):
    film.lock()
    page = page_of(film, film.assets()["Mara"])
    assert "Mara, at sea." in page.says
    assert "Save" not in page.names()
    assert not [tag for tag, _ in page.reader.tags if tag == "textarea"]


def test_an_edit_that_comes_after_the_lock_is_refused_with_its_text(film):
    film.style()
    mara = film.add("Mara")
    film.upload(mara)
    page = page_of(film, mara)
    film.services.stage.lock_all(*film.ids)
    refused = page.press("Save", description="Too late.")
    assert refused.status == 409
    assert "The stage is locked" in refused.says
    assert film.asset(mara).description == "Mara, at sea."


def test_the_type_is_changed_by_itself(film, mara):
    page = film.go(f"/assets/{mara.id}/type").press("Change type", type="prop")
    assert "Mara is of the type Prop." in page.says
    assert page.path == film.path
    assert (film.asset(mara).type, film.asset(mara).description) == ("prop", "Mara, at sea.")


def test_a_type_that_somebody_changed_meanwhile_is_shown_as_it_is_now(film, mara):
    page = film.go(f"/assets/{mara.id}/type")
    film.services.curation.edit(*film.ids, mara.id, 1, {"type": "location"})
    refused = page.press("Change type", type="prop")
    assert refused.status == 412
    assert film.asset(mara).type == "location"
    refused.press("Change type", type="prop")
    assert film.asset(mara).type == "prop"


def test_a_type_that_the_lock_holds_has_no_form(film):
    film.lock()
    page = film.go(f"/assets/{film.assets()['Mara'].id}/type")
    assert "Change type" not in page.names()


def test_restoring_can_be_undone_too(film, mara):
    page = page_of(film, mara).press("Defer").press("Restore")
    assert "Mara is back." in page.says
    page.press("Undo")
    assert film.asset(mara).deferred


def test_the_scenes_to_tick_are_those_of_the_script(film, mara):
    assert "INT. LIGHTHOUSE - NIGHT" in film.go("/assets/new").says
    assert "INT. LIGHTHOUSE - NIGHT" in page_of(film, mara).says
