"""A film-maker points a project at an engine and gets pictures: each protocol, whole."""

import pytest
from playwright.sync_api import expect
from providers import openai_server
from providers.openai_server import refuses
from providers.scripted_server import hangs_up, takes_and

from browser.stack import until

PAID = {"openai", "gemini"}


def choose(page, film, provider, model=""):
    """Have characters drawn by the provider, its first model or that one, on the setup page."""
    page.goto(f"{film.path}/setup")
    page.get_by_role("link", name="Change what draws characters").click()
    dialog = page.get_by_role("dialog")
    models = dialog.get_by_label("Engine and model")
    which = f"='{provider}/{model}'" if model else f"^='{provider}/'"
    value = models.locator(f"option[value{which}]").first.get_attribute("value")
    models.select_option(value)
    dialog.get_by_role("button", name="Look at it").click()
    dialog.get_by_role("button", name="Draw with this").click()
    expect(page.get_by_text(f"Characters are drawn by {provider}")).to_be_visible()


@pytest.fixture
def mara(film):
    film.script()
    film.style()
    return film.add("Mara")


@pytest.mark.parametrize("provider", ["openai", "gemini", "comfyui", "a1111"])
def test_each_engine_draws_a_picture_that_says_where_it_is_from(
    page, film, mara, engines, provider
):
    server = getattr(engines, provider)
    before = server.paid if provider in PAID else len(server.drawn)
    choose(page, film, provider)
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_role("button", name="Generate").first.click()
    expect(card.locator(".slide img")).to_have_count(1)
    (attempt,) = film.attempts(mara)
    assert (attempt.provider, attempt.source) == (provider, "generated")
    after = server.paid if provider in PAID else len(server.drawn)
    assert after == before + 1
    (job,) = film.jobs()
    assert "Mara, at sea.\n\nGrainy noir" in job.prompt


def test_what_it_costs_is_said_before_and_after(page, film, mara):
    choose(page, film, "openai", "gpt-image-2")
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    button = card.get_by_role("button", name="Generate").first
    expect(button).to_contain_text("USD")
    button.click()
    expect(card.locator(".slide img")).to_have_count(1)
    (job,) = film.jobs()
    page.goto(f"{film.path}/activity")
    page.get_by_role("link", name="Cost", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Mara")
    expect(row).to_contain_text(f"{job.cost_amount:.4f}")
    expect(row).to_contain_text("USD")


def test_what_is_sent_can_be_read_before_and_is_sent_like_that(page, film, mara, engines):
    choose(page, film, "openai")
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_label("More about Mara").click()
    card.get_by_role("link", name="See what is sent").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".sent")).to_contain_text("Grainy noir")
    sent = dialog.locator(".sent").inner_text()
    dialog.get_by_role("button", name="Generate").click()
    expect(card.locator(".slide img")).to_have_count(1)
    assert openai_server.fields_of(engines.openai.asked[-1])["prompt"].split() == sent.split()


def test_a_refusal_is_on_the_card_with_its_category_and_costs_nothing(page, film, mara, engines):
    choose(page, film, "openai")
    engines.openai.script.append(
        refuses(
            400,
            "Your request was rejected by the safety system. safety_violations=[violence]",
            kind="image_generation_user_error",
            code="moderation_blocked",
        )
    )
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_role("button", name="Generate").first.click()
    expect(card).to_contain_text("Refused by the provider")
    expect(card).to_contain_text("Violence")
    assert film.attempts(mara) == []
    assert film.services.accounting.costs(*film.ids).totals == []


def test_an_outcome_that_nobody_knows_is_not_bought_twice(page, film, mara, engines):
    choose(page, film, "openai")
    before = engines.openai.paid
    engines.openai.script.append(takes_and(hangs_up))
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_role("button", name="Generate").first.click()
    expect(card).to_contain_text("Outcome unknown")
    assert engines.openai.paid == before + 1
    page.goto(f"{film.path}/costs")
    expect(page.get_by_text("uncertain (1 job)").first).to_be_visible()


def test_a_provider_that_is_asked_too_often_is_asked_again_later(page, film, mara, engines):
    choose(page, film, "openai")
    engines.openai.script.append(
        lambda line: line.answer(
            429,
            openai_server.error("Slow down.", kind="requests", code="rate_limit_exceeded"),
            retry_after="1",
        )
    )
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_role("button", name="Generate").first.click()
    expect(card.locator(".slide img")).to_have_count(1)
    (job,) = film.jobs()
    assert (job.status, job.tries) == ("succeeded", 2)


def test_progress_of_a_local_engine_is_seen_and_it_is_called_off(page, film, mara, engines):
    engines.comfyui.pause()
    choose(page, film, "comfyui")
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_role("button", name="Generate").first.click()
    try:
        until(lambda: engines.comfyui.running is not None, what="nothing was begun")
        card.get_by_role("button", name="Cancel").first.click()
        expect(card).to_contain_text("Cancelling")
    finally:
        engines.comfyui.let_go()
    until(lambda: [job.status for job in film.jobs()] == ["canceled"], within=40)
    assert film.attempts(mara) == []


def test_a_budget_set_by_hand_stops_what_does_not_fit(page, film, mara):
    choose(page, film, "openai", "gpt-image-2")
    page.get_by_label("A month").fill("0.001")
    page.get_by_role("button", name="Set budget").click()
    expect(page.get_by_text("The budget is set.")).to_be_visible()
    page.goto(film.path)
    card = page.locator(f"#asset-{mara.id}")
    card.get_by_role("button", name="Generate").first.click()
    expect(page.get_by_text("monthly budget has")).to_be_visible()
    assert film.jobs() == []
