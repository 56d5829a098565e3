"""Where a picture comes from is told on a page that needs no script."""

import pytest
from fixtures import claiming
from fixtures.certificates import signed
from fixtures.film import a_file
from fixtures.pictures import a_png

from asset_service.domain.provenance import SaidType


@pytest.fixture
def mara(film):
    return film.add("Mara")


@pytest.fixture
def receive(film, mara):
    def receive(data, **options):
        return film.services.uploads.receive(*film.ids, mara.id, data, "a.png", **options).attempt

    return receive


@pytest.fixture
def origin(film, mara):
    return lambda number=1: film.go(f"/assets/{mara.id}/attempts/{number}/origin")


def test_a_placeholder_says_on_its_face_that_it_is_no_ai(film, mara, origin):
    film.style()
    film.draw(mara)
    board = film.board().says
    assert "Placeholder, not AI-generated" in board
    assert board.count("AI-generated") == 1
    says = origin().says
    assert "drew it by rules. No AI was asked: it is not AI-generated." in says
    for said in ("Grainy noir", "SHA-256", "How it was asked for", "Download a marked copy"):
        assert said in says
    assert "With the prompt in it" not in says


def test_a_picture_that_ai_made_says_so_on_board_page_and_beside_another(film, mara, receive):
    receive(a_png(1), said=SaidType.AI)
    receive(a_png(2))
    assert film.board().says.count("AI-generated") == 1
    for path, count in (("/attempts/1", 2), ("/attempts/2", 0), ("/compare?a=1&b=2", 1)):
        assert film.go(f"/assets/{mara.id}{path}").says.count("AI-generated") == count


def test_every_picture_leads_to_where_it_comes_from(film, mara, receive, origin):
    receive(a_png(1))
    at = f"{film.path}/assets/{mara.id}/attempts/1/origin"
    for page in (
        film.board(),
        film.go(f"/assets/{mara.id}"),
        film.go(f"/assets/{mara.id}/attempts/1"),
    ):
        assert at in page.reader.links
    assert "Neither its file nor who brought it says where it comes from." in origin().says


def test_what_a_signed_file_says_is_told_in_words(receive, origin):
    receive(signed(a_png(3), "image/png"))
    says = origin().says
    assert "Made by generative AI, says its file." in says
    assert "Valid, untrusted: unchanged since it was signed" in says
    assert "created : trainedAlgorithmicMedia" in says
    assert "any mark would break them" in says.lower()
    assert "Download a marked copy" not in says


def test_a_file_that_was_changed_after_it_was_signed_is_called_invalid(receive, origin):
    receive(claiming.with_chunk(signed(a_png(3), "image/png"), b"tEXt", b"a\0b"))
    assert "Invalid: the file was changed after it was signed" in origin().says


def test_a_prompt_in_a_file_is_offered_and_fills_in_the_form_without_storing_it(
    film, mara, receive, origin
):
    receive(claiming.with_texts(parameters=claiming.PARAMETERS))
    page = origin()
    (link,) = [one for one in page.reader.links if "prompt_of=1" in one]
    form = film.browser.get(link.partition("#")[0])
    assert "Nothing is stored until you save." in form.says
    assert film.asset(mara).image_prompt == ""
    saved = form.press("Save")
    assert saved.status == 200
    assert film.asset(mara).image_prompt == "a lighthouse, (storm:1.2)\nat night"
    assert film.asset(mara).description == "Mara, at sea."


@pytest.mark.parametrize("number", ["7", "1"])
def test_a_prompt_that_is_not_there_is_not_found(film, mara, receive, number):
    receive(a_png(4))
    assert film.go(f"/assets/{mara.id}?prompt_of={number}").status == 404


def test_who_uploads_may_say_where_it_is_from(film, mara):
    page = film.go(f"/assets/{mara.id}")
    page.press("Upload and select", file=a_file(a_png(5)), digital_source_type="digitalCapture")
    (attempt,) = film.attempts(mara)
    assert (attempt.digital_source_type, attempt.ai_generated) == ("digitalCapture", False)


def test_words_of_a_file_are_text_and_nothing_else(receive, origin):
    receive(claiming.with_texts(parameters="<script>alert(1)</script>\nSteps: 1, Model: <b>x"))
    page = origin()
    assert "<script>alert(1)</script>" in page.says
    assert not [tag for tag, facts in page.reader.tags if tag == "b"]


def test_an_attempt_in_the_bin_still_tells(film, mara, receive, origin):
    first = receive(a_png(6))
    receive(a_png(7))
    film.services.attempts.delete(*film.ids, mara.id, first.id)
    assert origin(1).status == 200


def test_the_bin_and_the_scenes_say_what_ai_made(film, mara, receive):
    first = receive(a_png(6), said=SaidType.AI)
    receive(a_png(7), said=SaidType.AI)
    film.services.attempts.delete(*film.ids, mara.id, first.id)
    assert "Uploaded, AI-generated" in film.go("/bin").says
    film.script()
    scene = film.services.scripts.scenes(*film.ids).items[0]
    film.style()
    film.services.stage.lock_all(*film.ids)
    film.services.scenes.populate(*film.ids, scene.id)
    assert "Shown Master AI-generated" in film.go(f"/scenes/{scene.id}").says


def test_what_is_not_there_is_not_found(film, stranger, mara, receive, origin):
    receive(a_png(8))
    assert origin(9).status == 404
    assert stranger.get(f"{film.path}/assets/{mara.id}/attempts/1/origin").status == 404
