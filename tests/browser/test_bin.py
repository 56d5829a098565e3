"""The bin: what is in it, how long, and the ways back."""

from playwright.sync_api import expect


def thrown(film, *names):
    for name in names:
        asset = film.add(name)
        film.upload(asset)
        film.services.curation.delete(*film.ids, asset.id)


def test_an_asset_comes_back_with_its_picture_and_its_undo_takes_it_back(page, film):
    thrown(film, "Mara")
    page.goto(f"{film.path}/bin")
    row = page.locator(".rows li").filter(has_text="Mara")
    expect(row.locator("img")).to_be_visible()
    expect(row).to_contain_text("1 attempt · deleted just now by you · 30 days left")
    page.get_by_role("button", name="Restore Mara").click()
    expect(page.get_by_text("Mara is back.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Restore Mara")).to_be_visible()


def test_when_the_name_is_taken_another_one_is_asked_for_in_place(page, film):
    thrown(film, "Mara")
    film.add("Mara")
    page.goto(f"{film.path}/bin")
    page.get_by_role("button", name="Restore Mara").click()
    expect(page.get_by_role("alert")).to_contain_text("is called 'Mara'")
    page.get_by_label("Another name for it").fill("Mara the elder")
    page.get_by_role("button", name="Restore under this name").click()
    expect(page.get_by_text("Mara the elder is back.")).to_be_visible()
    assert set(film.assets()) == {"Mara", "Mara the elder"}


def test_an_attempt_says_what_it_pushes_out_before_and_after(page, film):
    mara = film.add("Mara")
    for shade in range(5):
        film.upload(mara, shade)
    page.goto(f"{film.path}/bin")
    expect(page.get_by_text("Restoring it moves attempt 2 here.")).to_be_visible()
    page.get_by_role("button", name="Restore attempt 1 of Mara").click()
    expect(page.get_by_text("Attempt 1 is back. Attempt 2 moved to the bin.")).to_be_visible()
    expect(page.get_by_role("button", name="Restore attempt 2 of Mara")).to_be_visible()


def test_the_bin_is_searched_while_somebody_types(page, film):
    thrown(film, "Mara", "Old Tom")
    page.goto(f"{film.path}/bin")
    page.get_by_label("Find in the bin").press_sequentially("tom")
    expect(page.get_by_role("button", name="Restore Mara")).to_have_count(0)
    expect(page.get_by_role("button", name="Restore Old Tom")).to_be_visible()


def test_what_others_throw_away_is_seen_as_it_happens(page, film):
    page.goto(f"{film.path}/bin")
    expect(page.get_by_role("heading", name="Nothing is in the bin")).to_be_visible()
    thrown(film, "Mara")
    expect(page.get_by_role("button", name="Restore Mara")).to_be_visible()
