import pytest


@pytest.fixture
def mara(film):
    film.style()
    return film.add("Mara")


@pytest.fixture
def failed(film, mara):
    """Mara's job, which failed."""
    (job,) = film.ask(mara)
    film.end_job(job, "failed", error_message="The provider was away.")
    return job


def bars(page):
    return [found for tag, found in page.reader.tags if tag == "progress"]


def test_a_card_whose_job_failed_asks_again_in_place(film, failed):
    page = film.board()
    assert "The provider was away" in page.says
    page = page.press("Retry")
    assert "Asked for it again." in page.says
    assert "Retry" not in page.names()
    assert [job.status for job in film.jobs()] == ["queued", "failed"]


@pytest.mark.parametrize("status", ["refused", "unknown_outcome"])
def test_a_card_offers_it_after_every_bad_end(film, mara, status):
    film.end_job(film.ask(mara)[0], status)
    assert "Retry" in film.board().names()
    assert "Retry" in film.go(f"/assets/{mara.id}").names()


def test_retrying_twice_asks_once(film, failed):
    page = film.board()
    page.press("Retry")
    assert "It was asked for again before." in page.press("Retry").says
    assert len(film.jobs()) == 2


def test_activity_retries_what_ended_and_comes_back(film, failed):
    page = film.go("/activity?status=failed").press("Retry")
    assert page.path == f"{film.path}/activity?status=failed"
    assert "Asked for again" in page.says
    assert "Retry" not in page.names()


def test_what_cannot_be_asked_for_says_why(film, mara, failed):
    film.services.curation.defer(*film.ids, mara.id)
    assert "The asset is deferred" in film.go("/activity").press("Retry").says
    film.services.curation.delete(*film.ids, mara.id)
    assert "Retry" not in film.go("/activity").names()


def test_activity_shows_how_far_a_batch_is(film, mara):
    first, *_ = film.ask(mara, 4)
    film.end_job(first, "failed")
    page = film.go("/activity")
    assert "3 queued, 1 failed" in page.says
    assert bars(page)[0]["value"] == "25"
    assert bars(film.go("/activity?status=queued")) == []


def test_a_batch_says_which_asset_it_is_for(film, mara):
    film.ask(mara, 2)
    assert "Candidates for Mara 2 pictures" in film.go("/activity").says


def test_a_batch_that_ended_has_no_bar(film, mara):
    for job in film.ask(mara, 2):
        film.end_job(job, "failed")
    page = film.go("/activity")
    assert "2 failed" in page.says
    assert bars(page) == []


def test_a_single_job_is_no_batch(film, failed):
    assert "Candidates" not in film.go("/activity").says


def test_a_batch_is_called_off_and_asked_for_again_as_a_whole(film, mara):
    film.ask(mara, 3)
    page = film.go("/activity").press("Cancel all")
    assert "Cancelled 3 jobs." in page.says
    assert "Cancel all" not in page.names()
    page = page.press("Retry 3 without picture")
    assert "Asked again for 3 pictures." in page.says
    assert "3 queued" in page.says


def test_a_batch_says_what_it_left_out(film, mara):
    film.ask(mara, 2)
    page = film.go("/activity").press("Cancel all")
    film.services.curation.defer(*film.ids, mara.id)
    assert "2 left out: deferred." in page.press("Retry 2 without picture").says


def test_a_form_that_is_sent_twice_makes_one_thing(film, browser):
    page = browser.get("/projects")
    shown = {page.press("Create project", title="Twice").path for _ in range(2)}
    assert len(shown) == 1
    titles = [project.title for project in film.services.projects.list(film.person.id)]
    assert titles.count("Twice") == 1


def test_an_asset_added_twice_is_one_and_another_one_is_another(film):
    page = film.go("/assets/new")
    for name in ("Oar", "Oar", "Bell"):
        said = page.press("Add asset", name=name, description="Old.", type="prop").says
        assert f"{name} is on the board." in said
    assert set(film.assets()) == {"Oar", "Bell"}
