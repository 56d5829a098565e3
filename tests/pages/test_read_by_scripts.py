"""What the script of a page relies on when it reads the page again."""

from asset_service.web import revalidation
from pages.browser import AS_A_BROWSER

POLL = {**AS_A_BROWSER, revalidation.POLL: "1"}


def test_a_message_waits_for_the_page_that_somebody_looks_at(film):
    mara = film.add()
    page = film.board()
    acts = page.reader.forms[page.reader.by_id["acts"]].fields
    film.browser.client.post(f"{film.path}/assets/{mara.id}/delete", data=acts)
    read = film.browser.client.get(film.path, headers=POLL)
    assert "in the bin" not in read.text
    assert "in the bin" in film.board().says
    assert "in the bin" not in film.board().says


def test_rows_are_known_again_by_what_they_show(film):
    film.style()
    film.ask(film.add(), candidates=2)
    rows = [found.get("id") for _, found in film.go("/activity").reader.tags]
    assert {f"job-{job.id}" for job in film.jobs()} < set(rows)
    assert f"batch-{film.jobs()[0].batch_id}" in rows
