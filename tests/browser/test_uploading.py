"""Pictures come by the button, dropped or pasted, and are seen on their way."""

import base64

import pytest
from fixtures.pictures import a_png
from playwright.sync_api import expect

from browser.stack import until

GIVE = """([selector, event, files, text]) => {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  for (const {name, type, bytes} of files) {
    const raw = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
    data.items.add(new File([raw], name, {type}));
  }
  const facts = {bubbles: true, cancelable: true};
  const made = event === "paste"
    ? new ClipboardEvent(event, {...facts, clipboardData: data})
    : new DragEvent(event, {...facts, dataTransfer: data});
  document.querySelector(selector).dispatchEvent(made);
}"""


@pytest.fixture
def mara(film):
    return film.add("Mara")


@pytest.fixture
def board(page, film, mara):
    page.goto(film.path)
    expect(page.locator("html[data-ui-ready]")).to_be_attached()
    return page


def picture(shade, name="a.png", kind="image/png"):
    return {"name": name, "mimeType": kind, "buffer": a_png(shade)}


def give(board, event, *files, to=".card", text=""):
    sent = [
        {
            "name": file["name"],
            "type": file["mimeType"],
            "bytes": base64.b64encode(file["buffer"]).decode(),
        }
        for file in files
    ]
    board.evaluate(GIVE, [to, event, sent, text])


def choose(board, *files):
    with board.expect_file_chooser() as chooser:
        board.get_by_role("link", name="Upload pictures for Mara").click()
    chooser.value.set_files(list(files))


def originals(film, mara):
    return [attempt.original_name for attempt in film.attempts(mara)]


def test_a_picture_is_uploaded_by_the_button_and_selected(board, film, mara):
    choose(board, picture(1))
    expect(board.get_by_text("Attempt 1 is uploaded and selected.")).to_be_visible()
    expect(board.locator(".card .mat img").first).to_be_visible()
    expect(board.get_by_label("Uploads", exact=True)).to_have_count(0)


def test_several_pictures_dropped_on_a_card_become_attempts_in_their_order(board, film, mara):
    give(board, "drop", *(picture(shade, f"{shade}.png") for shade in (1, 2, 3)))
    expect(board.get_by_text("Attempt 3 is uploaded and selected.")).to_be_visible()
    assert originals(film, mara) == ["1.png", "2.png", "3.png"]


def test_a_picture_is_pasted_on_the_focused_card(board, film, mara):
    board.locator(".card h3 a").focus()
    give(board, "paste", picture(4, "pasted.png"))
    expect(board.get_by_text("Attempt 1 is uploaded and selected.")).to_be_visible()
    assert originals(film, mara) == ["pasted.png"]


def test_how_far_an_upload_is_can_be_seen_and_it_can_be_called_off(board, film, mara):
    held = []
    board.route("**/upload", lambda route: held.append(route))  # noqa: PLW0108 - needs attributes
    choose(board, picture(1, "lamp.png"))
    tray = board.get_by_label("Uploads", exact=True)
    expect(tray.get_by_text("lamp.png for Mara")).to_be_visible()
    expect(tray.get_by_role("progressbar")).to_be_visible()
    tray.get_by_role("button", name="Cancel").click()
    expect(tray).to_have_count(0)
    until(lambda: held)
    assert film.attempts(mara) == []


def test_what_is_no_picture_or_too_large_is_said_before_it_is_sent(board, tmp_path):
    sent = []
    board.on("request", lambda asked: sent.append(asked) if asked.method == "POST" else None)
    small, large = tmp_path / "a.gif", tmp_path / "large.png"
    small.write_bytes(b"GIF89a")
    large.write_bytes(bytes(20 * 1024 * 1024 + 1))
    choose(board, small, large)
    tray = board.get_by_label("Uploads", exact=True)
    expect(tray.get_by_text("It is no PNG, JPEG or WebP picture.")).to_be_visible()
    expect(tray.get_by_text("It is larger than 20 MB")).to_be_visible()
    assert sent == []


def test_what_only_the_server_sees_is_said_too(board, film, mara):
    choose(board, {**picture(1, "liar.png"), "buffer": b"no picture at all"})
    alert = board.get_by_label("Uploads", exact=True).get_by_role("alert")
    expect(alert).not_to_be_empty()
    alert.locator("..").get_by_role("button", name="Dismiss").click()
    expect(board.get_by_label("Uploads", exact=True)).to_have_count(0)
    assert film.attempts(mara) == []


def test_what_makes_room_is_named_before_and_nothing_is_sent_without_a_yes(board, film, mara):
    for shade in range(3):
        film.upload(mara, shade)
    expect(board.locator('[data-attempts="1 2 3* "]')).to_be_attached()
    give(board, "drop", picture(7), picture(8), picture(9))
    asked = board.get_by_role("dialog", name="Upload these 3 pictures for Mara?")
    expect(asked.get_by_text("attempts 1 and 2 will move to the bin")).to_be_visible()
    asked.get_by_role("button", name="Cancel").click()
    assert len(film.attempts(mara)) == 3
    give(board, "drop", picture(7), picture(8))
    board.get_by_role("dialog").get_by_role("button", name="Upload").click()
    expect(board.get_by_text("Attempt 1 moved to the bin.")).to_be_visible()
    assert [attempt.number for attempt in film.attempts(mara)] == [2, 3, 4, 5]


def test_the_page_of_an_asset_uploads_in_the_same_way(board, film, mara):
    board.goto(f"{film.path}/assets/{mara.id}")
    board.locator("main input[type=file]").set_input_files([picture(1)])
    board.get_by_role("button", name="Upload and select").click()
    expect(board.get_by_text("Attempt 1 is uploaded and selected.")).to_be_visible()
    assert originals(film, mara) == ["a.png"]


def test_text_that_is_pasted_with_a_picture_of_it_is_text(board, film, mara):
    board.get_by_role("link", name="Edit the words of Mara").click()
    description = board.get_by_role("textbox", name="Description of Mara")
    expect(description).to_be_focused()
    give(board, "paste", picture(4), to=".card textarea", text="Copied from a table.")
    give(board, "paste", picture(5, "alone.png"), to=".card textarea")
    expect(board.get_by_text("Attempt 1 is uploaded and selected.")).to_be_visible()
    assert originals(film, mara) == ["alone.png"]


def test_what_was_told_while_a_picture_was_on_its_way_is_not_lost_when_it_is_there(
    board, film, mara
):
    film.add("Rope", "prop")
    held = []
    board.route("**/upload", lambda route: held.append(route))  # noqa: PLW0108 - needs attributes
    choose(board, picture(1))
    expect(board.get_by_label("Uploads", exact=True).get_by_role("progressbar")).to_be_visible()
    board.get_by_label("More about Rope").click()
    board.get_by_role("button", name="Delete", exact=True).click()
    told = board.locator("#told .flash")
    expect(told).to_contain_text(["Rope is in the bin"])
    held[0].continue_()
    expect(told).to_contain_text(["Rope is in the bin", "Attempt 1 is uploaded and selected."])
    told.first.get_by_role("button", name="Undo").click()
    expect(board.get_by_role("heading", name="Rope")).to_be_visible()


@pytest.mark.parametrize("event", ["dragover", "drop"])
def test_a_file_that_is_dropped_beside_a_card_does_not_take_the_place_of_the_page(
    board, film, mara, event
):
    board.evaluate(f"addEventListener('{event}', (one) => (window.left = !one.defaultPrevented))")
    give(board, event, picture(1), to="main h1")
    assert board.evaluate("window.left") is False
    assert film.attempts(mara) == []


def test_what_makes_room_counts_the_pictures_that_still_wait(board, film, mara):
    film.upload(mara, 0)
    expect(board.locator('[data-attempts="1* "]')).to_be_attached()
    held = []
    board.route("**/upload", lambda route: held.append(route))  # noqa: PLW0108 - needs attributes
    give(board, "drop", picture(1), picture(2), picture(3))
    give(board, "drop", picture(4), picture(5))
    asked = board.get_by_role("dialog", name="Upload these 2 pictures for Mara?")
    expect(asked).to_contain_text(
        "attempt 1, then 1 of the pictures that are on their way, will move to the bin"
    )
    asked.get_by_role("button", name="Cancel").click()
    board.get_by_label("Uploads", exact=True).get_by_role("button", name="Cancel").last.click()
    give(board, "drop", picture(4))
    expect(board.get_by_label("Uploads", exact=True).get_by_role("progressbar")).to_have_count(3)
    expect(board.get_by_role("dialog")).to_have_count(0)


def test_an_answer_that_is_lost_is_not_told_as_if_nothing_was_changed(board, film, mara):
    def lost(route):
        route.fetch()
        route.abort()

    board.route("**/upload", lost)
    choose(board, picture(1))
    alert = board.get_by_label("Uploads", exact=True).get_by_role("alert")
    expect(alert).to_contain_text("cannot be reached")
    assert len(film.attempts(mara)) == 1
    expect(alert).not_to_contain_text("Nothing was changed")
