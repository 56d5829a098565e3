import pytest


@pytest.fixture
def scripted(film):
    film.script()
    return film


def review(film):
    return film.go("/extraction")


def rows(page):
    """The fields of the review, by name of the entity."""
    fields = {k: v for form in page.reader.forms for k, v in form.fields.items()}
    numbers = [field.removeprefix("name-") for field in fields if field.startswith("name-")]
    return {fields[f"name-{at}"]: at for at in numbers}


def test_without_a_script_the_review_leads_to_the_import(film):
    page = review(film)
    assert page.path == f"{film.path}/script"
    assert "Import a script first." in page.says


def test_every_entity_is_one_group_of_three_choices(scripted):
    page = review(scripted)
    radios = [found for tag, found in page.reader.tags if found.get("type") == "radio"]
    assert len(radios) == 3 * len(rows(page))
    assert {"Mara", "Old Tom", "Lighthouse"} <= set(rows(page))


def test_the_quoted_line_marks_the_name(scripted):
    assert "<mark>MARA" in review(scripted).text


def test_the_decisions_are_carried_out(scripted):
    page = review(scripted)
    at = rows(page)
    page = page.press(
        "Confirm",
        **{f"decision-{at['Old Tom']}": "defer", f"decision-{at['Slipway']}": "delete"},
    )
    assert page.path == scripted.path
    assets = scripted.assets()
    assert assets["Old Tom"].deferred
    assert not assets["Mara"].deferred
    assert "Slipway" not in assets
    assert "Slipway" not in rows(review(scripted))


def test_all_of_one_type_are_deferred_at_once_and_nothing_is_stored(scripted):
    page = review(scripted)
    at = rows(page)
    page = page.press("Defer all characters", **{f"decision-{at['Slipway']}": "delete"})
    assert page.typed(f"decision-{at['Mara']}") == "defer"
    assert page.typed(f"decision-{at['Slipway']}") == "delete"
    assert page.typed(f"decision-{at['Lighthouse']}") == "keep"
    assert scripted.assets() == {}


def test_all_of_one_type_are_kept_again(scripted):
    page = review(scripted).press("Defer all locations").press("Keep all locations")
    assert page.typed(f"decision-{rows(page)['Slipway']}") == "keep"


def test_enter_in_the_form_decides_nothing(scripted):
    reader = review(scripted).reader
    at = next(at for at, form in enumerate(reader.forms) if "name-0" in form.fields)
    first = next(button for button in reader.buttons if button.form == at)
    assert first.disabled


def test_confirming_twice_creates_nothing_twice(scripted):
    page = review(scripted)
    page.press("Confirm")
    before = scripted.assets().keys()
    page.press("Confirm")
    assert scripted.assets().keys() == before


def test_a_scan_again_tells_what_is_there_what_is_new_and_what_is_gone(scripted):
    review(scripted).press("Confirm")
    newer = b"INT. LIGHTHOUSE - NIGHT\n\nMARA\nAlone.\n\nEXT. PIER - DAY\n\nMARA\nStill.\n"
    scripted.script(newer)
    page = review(scripted)
    assert "Pier" in rows(page)
    assert "In more scenes now" in page.says
    assert "No longer in the script" in page.says
    page = page.press("Confirm")
    assert scripted.assets()["Mara"].scene_numbers == [1, 2]
    assert "Old Tom" in scripted.assets()


def test_when_everything_is_decided_the_review_says_so(scripted):
    page = review(scripted).press("Confirm")
    assert "Nothing new" in review(scripted).says
    assert page.status == 200


@pytest.mark.parametrize("field", ["type", "decision"])
def test_nonsense_in_the_form_is_refused_in_words(scripted, field):
    page = review(scripted)
    at = rows(page)["Mara"]
    answer = page.press("Confirm", **{f"{field}-{at}": "nonsense"})
    assert "The decisions cannot be read." in answer.says
    assert scripted.assets() == {}
    answer = page.press("Defer all characters", **{f"{field}-{at}": "nonsense"})
    assert answer.status == 200


def test_a_locked_stage_shows_the_review_but_does_not_confirm(film):
    film.script()
    film.lock()
    page = review(film)
    assert "Unlock the assets to confirm." in page.says
    assert "Confirm" not in page.names()


def test_a_confirm_that_is_refused_shows_the_decisions_again(scripted):
    page = review(scripted)
    at = rows(page)["Slipway"]
    scripted.lock()
    page = page.press("Confirm", **{f"decision-{at}": "defer"})
    assert page.status == 409
    assert "your decisions are still here" in page.says
    assert page.typed(f"decision-{rows(page)['Slipway']}") == "defer"
    assert "Slipway" not in scripted.assets()
