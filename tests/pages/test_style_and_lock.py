LOCK = "Lock All Assets & Begin Production"


def test_a_style_is_saved_then_locked(film):
    page = film.board().press("Save", text="Ink")
    assert "The style is saved, not locked." in page.says
    page = page.press("Lock style", text="Ink and wash")
    style = film.services.styles.get(*film.ids)
    assert (style.text, style.locked) == ("Ink and wash", True)
    assert "Ink and wash" in page.says


def test_an_empty_style_is_not_locked(film):
    page = film.board().press("Lock style", text=" ")
    assert page.status == 422
    assert "Write the style before it is locked." in page.says


def test_a_style_that_is_too_long_is_not_lost(film):
    page = film.board().press("Save", text="x" * 4001)
    assert page.status == 422
    assert page.typed("text") == "x" * 4001


def test_a_locked_style_is_changed_and_pictures_stay(film):
    film.style()
    film.draw(film.add("Mara"))
    page = film.go("/style").press("Change the style", text="Ink and wash")
    assert page.path == film.path
    assert "Style outdated" in page.says
    assert film.services.styles.get(*film.ids).text == "Ink and wash"


def test_locking_a_style_that_was_locked_meanwhile_changes_nothing(film):
    page = film.board()
    film.style("Theirs")
    assert page.press("Lock style", text="Mine").status == 200
    assert film.services.styles.get(*film.ids).text == "Theirs"


def test_in_a_locked_stage_the_style_is_only_read(film):
    film.lock()
    page = film.go("/style")
    assert "Grainy noir" in page.says
    assert "Change the style" not in page.names()


def test_locking_too_early_says_what_is_missing_and_changes_nothing(film):
    film.style()
    names = [f"Thing {number}" for number in range(5)]
    mara = film.add("Mara")
    film.upload(mara)
    page = film.board()
    for name in names:
        film.add(name)
    page = page.press(LOCK)
    assert page.path == film.path
    assert "Without an image: Thing 0, Thing 1, Thing 2 and 2 more." in page.says
    assert film.services.projects.get(*film.ids).stage == "open"


def test_locking_says_that_the_style_was_not(film):
    page = film.browser
    asset = film.add("Mara")
    film.upload(asset)
    token = film.board().typed("csrf_token")
    page = page.post(f"{film.path}/lock", {"csrf_token": token})
    assert "Lock the style first." in page.says


def test_unlocking_shows_its_impact_first(film):
    film.script()
    film.lock()
    scene = film.services.scripts.scenes(*film.ids).items[0]
    film.services.scenes.populate(*film.ids, scene.id)
    page = film.go("/unlock")
    assert "Populated scenes 1 Images in them 1" in page.says
    assert film.services.projects.get(*film.ids).stage == "locked"
    page = page.press("Unlock")
    assert "The assets are unlocked." in page.says
    assert film.services.projects.get(*film.ids).stage == "open"


def test_nothing_is_there_to_unlock_in_an_open_stage(film):
    page = film.go("/unlock")
    assert "They are not locked." in page.says
    assert "Unlock" not in page.names()


def test_a_locked_stage_offers_nothing_it_would_refuse(film):
    film.script()
    film.lock()
    page = film.board()
    assert not {f"{film.path}/assets/new", f"{film.path}/extraction"} & set(page.reader.links)
    assert "Lock style" not in page.names()
