"""Activity: what was asked for, as it happens, and what can be done about it."""

import pytest
from playwright.sync_api import expect

from browser.stack import until


@pytest.fixture
def mara(film):
    film.style()
    return film.add("Mara")


@pytest.fixture
def still(stack):
    """Workers that hold still, so that what waits goes on waiting."""
    with stack.paused("images", "relay"):
        yield


def row(page, job):
    return page.locator(f"#job-{job.id}")


def test_jobs_are_shown_with_state_reason_and_who_asked(page, film, mara, still):
    refused, failed, running = (film.ask(mara)[0] for _ in range(3))
    film.end_job(refused, "refused", refusal_stage="prompt", refusal_categories=["violence"])
    film.end_job(failed, "failed", error_message="Nobody answered")
    film.start_job(running, stage="generating", progress=0.4)
    page.goto(f"{film.path}/activity")
    expect(row(page, refused)).to_contain_text("Violence. It objects to the prompt.")
    expect(row(page, failed)).to_contain_text("Nobody answered. No attempt was used.")
    expect(row(page, failed)).to_contain_text("by you")
    expect(row(page, running).get_by_role("progressbar")).to_have_attribute("value", "40")


def test_a_job_changes_as_it_happens(page, film, mara, stack):
    with stack.paused("images"):
        (job,) = film.ask(mara)
        page.goto(f"{film.path}/activity")
        expect(row(page, job)).to_contain_text("Queued")
    expect(row(page, job)).to_contain_text("Done")
    expect(row(page, job).get_by_role("img", name="Placeholder picture for Mara")).to_be_visible()


def test_filters_find_at_once_and_the_address_says_it(page, film, mara, still):
    job, other = film.ask(mara)[0], film.ask(film.add("Tom"))[0]
    film.end_job(job, "failed")
    page.goto(f"{film.path}/activity")
    page.get_by_label("State").select_option("Failed")
    expect(row(page, other)).to_have_count(0)
    expect(row(page, job)).to_be_visible()
    page.get_by_label("Name of the asset").fill("tom")
    expect(page.get_by_role("heading", name="Nothing like that")).to_be_visible()
    assert page.url.endswith("activity?q=tom&status=failed")
    page.get_by_role("link", name="Show everything").first.click()
    expect(row(page, other)).to_be_visible()


def test_what_failed_is_asked_for_again_in_place(page, film, mara):
    (job,) = film.ask(mara)
    until(lambda: film.jobs()[0].status == "succeeded")
    film.services.curation.edit(
        *film.ids, mara.id, mara.version, {"image_prompt": "contraband on a pier"}
    )
    (refused,) = film.ask(mara)
    page.goto(f"{film.path}/activity")
    expect(row(page, refused)).to_contain_text("Refused by the provider")
    row(page, refused).get_by_role("button", name="Retry").click()
    expect(page.get_by_text("Asked for it again.")).to_be_visible()
    expect(row(page, refused)).to_contain_text("Asked for again")
    assert job.id != refused.id


def test_what_waits_is_cancelled_one_by_one_or_all_at_once(page, film, mara, still):
    first, *_ = (film.ask(mara)[0] for _ in range(3))
    page.goto(f"{film.path}/activity")
    row(page, first).get_by_role("button", name="Cancel").click()
    expect(row(page, first)).to_contain_text("Cancelled")
    page.get_by_role("button", name="Cancel all queued").click()
    expect(page.get_by_text("Cancelled 2 jobs.")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel all queued")).to_have_count(0)


def test_a_batch_shows_how_far_it_is_and_its_jobs_and_is_acted_on_as_a_whole(
    page, film, mara, still
):
    jobs = film.ask(mara, 3)
    film.ask(film.add("Tom"))
    page.goto(f"{film.path}/activity")
    batch = page.locator(f"#batch-{jobs[0].batch_id}")
    expect(batch).to_contain_text("Candidates for Mara 3 pictures")
    batch.get_by_role("button", name="Cancel all").click()
    expect(batch).to_contain_text("3 cancelled")
    batch.get_by_role("button", name="Retry 3 without picture").click()
    expect(batch).to_contain_text("3 queued")
    batch.get_by_role("link", name="Its jobs").click()
    expect(page.get_by_text("Tom")).to_have_count(0)


def test_a_narrow_screen_shows_blocks_that_are_a_table_still(new_page, film, mara, still):
    film.end_job(film.ask(mara)[0], "failed", error_message="Nobody answered " * 20)
    page = new_page(viewport={"width": 360, "height": 780})
    page.goto(f"{film.path}/activity")
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(8)
    expect(table.get_by_role("cell").nth(1)).to_contain_text("Mara")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
