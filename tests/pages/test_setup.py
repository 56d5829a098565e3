"""The pages that say what draws, what is sent and what it costs, with a paid engine."""

from dataclasses import replace
from decimal import Decimal

import pytest
from fixtures.app import signed_in
from fixtures.film import Film
from web.test_makers import PROVIDERS

from asset_service.app import create_app
from asset_service.container import build_services
from asset_service.domain.vocabulary import AssetType
from asset_service.services.makers import NewMaker
from pages.browser import Browser

ENGINE = "studio/fast"


@pytest.fixture(scope="module")
def paid_services(app_settings, engine, queue, tmp_path_factory):
    path = tmp_path_factory.mktemp("providers") / "providers.toml"
    path.write_text(PROVIDERS)
    settings = replace(app_settings, providers_file=path, variables={"STUDIO_API_KEY": "sk-1"})
    services = build_services(settings, engine, queue=queue)
    yield services, create_app(settings, services)
    services.pictures.close()


@pytest.fixture
def film(paid_services, app_settings, person):
    services, app = paid_services
    project = services.projects.create(person.id, "The Long Tide")
    browser = Browser(signed_in(app, person))
    return Film(services, person, browser, project.id, app_settings.owner_url)


def drawn_by_studio(film, kind="prop", **facts):
    new = NewMaker("studio", "fast", **facts)
    film.services.makers.choose(*film.ids, AssetType(kind), new)


def maker(film, kind="prop"):
    views = film.services.makers.of_project(*film.ids)
    return next(view for view in views if view.asset_type == kind)


def test_the_setup_says_what_draws_each_type(film):
    page = film.go("/setup")
    assert page.says.count("Placeholder · Concept cards") == 4
    assert page.says.count("Usual") == 4


def test_an_engine_is_looked_at_and_then_chosen(film):
    looked = film.go(f"/setup/prop?maker={ENGINE}")
    assert "costs USD by images" in looked.says
    page = looked.press("Draw with this", **{"option quality": "high", "candidates": "2"})
    assert "Props are drawn by studio, fast, from now on." in page.says
    assert (maker(film).options, maker(film).candidates) == ({"quality": "high"}, 2)
    assert "Studio · Fast" in film.go("/setup").says


def test_another_size_may_be_chosen(film):
    looked = film.go(f"/setup/character?maker={ENGINE}")
    looked.press("Draw with this", size="2:3 512x768")
    assert (maker(film, "character").width, maker(film, "character").height) == (512, 768)


@pytest.mark.parametrize("typed", [{"size": "9:9 9x9"}, {"size": "x"}, {"candidates": "7"}])
def test_what_is_not_offered_is_said_and_changes_nothing(film, typed):
    page = film.go(f"/setup/prop?maker={ENGINE}").press("Draw with this", **typed)
    assert page.status == 422
    assert maker(film).is_usual


def test_the_usual_comes_back(film):
    drawn_by_studio(film)
    film.go("/setup/prop").press("Back to the usual")
    assert maker(film).is_usual


def test_there_is_no_page_for_what_is_no_type(film):
    assert film.go("/setup/vehicle").status == 404


def test_an_engine_that_is_gone_is_told_and_another_can_be_chosen(film, services):
    drawn_by_studio(film)
    film.services = services  # as after a restart without the provider's variable
    film.browser = None
    (view,) = (v for v in services.makers.of_project(*film.ids) if v.asset_type == "prop")
    assert "studio is not set up here" in view.problem


def test_what_is_sent_is_shown_word_for_word_before(film):
    drawn_by_studio(film)
    film.style()
    lamp = film.add("Lamp", "prop")
    page = film.go(f"/assets/{lamp.id}/generate")
    assert "Lamp, at sea.\n\nGrainy noir\n\nPlain white background" in page.text
    assert "0.04 USD" in page.says
    page.press("Generate", candidates="3")
    assert len(film.jobs()) == 3
    assert {job.provider for job in film.jobs()} == {"studio"}


def test_pictures_to_follow_are_chosen_there(film):
    drawn_by_studio(film)
    film.style()
    lamp = film.add("Lamp", "prop")
    picture = film.upload(lamp)
    page = film.go(f"/assets/{lamp.id}/generate?like={picture.id}")
    assert "Follow these pictures" in page.says
    preview = film.services.generation.preview(*film.ids, lamp.id, like=[picture.id])
    assert [one.role for one in preview.references] == ["identity"]
    page.press("Generate", like=str(picture.id))
    assert len(film.jobs()) == 1


def test_a_budget_is_set_shown_and_heeded(film):
    drawn_by_studio(film)
    film.style()
    lamp = film.add("Lamp", "prop")
    page = film.go("/setup").press("Set budget", currency="usd", monthly="0,05", total="")
    assert "The budget is set." in page.says
    assert "0.00 USD of 0.05 USD" in page.says
    page = film.go(f"/assets/{lamp.id}/generate?candidates=2")
    assert "the project's monthly budget has 0.05 USD left" in page.says
    film.ask(lamp)
    assert "0.04 USD of 0.05 USD" in film.go("/costs").says


@pytest.mark.parametrize("typed", [{"currency": "$"}, {"monthly": "much"}, {"total": "-1"}])
def test_nonsense_is_no_budget_and_stays_in_the_form(film, typed):
    facts = {"currency": "USD", "monthly": "", "total": "", **typed}
    page = film.go("/setup").press("Set budget", **facts)
    assert page.status == 422
    assert "Nothing you typed is lost." in page.says


@pytest.mark.parametrize(
    "typed", ["1,000", "1.000", "12.500", "999,999", "1,000.50", "1.000,50", "1,000,000", "1.0.0"]
)
def test_a_budget_that_can_be_read_in_two_ways_is_asked_for_again(film, typed):
    page = film.go("/setup").press("Set budget", currency="USD", monthly=typed, total="")
    assert page.status == 422
    assert "without separators between thousands" in page.says
    assert film.services.accounting.costs(*film.ids, days=1).budgets == []


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("0,05", "0.05"),
        ("0,005", "0.005"),
        ("1000,5", "1000.5"),
        ("1000.125", "1000.125"),
        ("1,1250", "1.125"),
        ("1000", "1000"),
        ("12,5", "12.5"),
    ],
)
def test_cents_may_stand_behind_a_comma(film, typed, set_):
    film.go("/setup").press("Set budget", currency="USD", monthly=typed, total="")
    (budget,) = film.services.accounting.costs(*film.ids, days=1).budgets
    assert budget.monthly == Decimal(set_)


def test_what_the_form_shows_of_a_budget_is_taken_again(film):
    set_ = {"monthly": Decimal("1.125"), "total": Decimal(1000)}
    film.services.accounting.set_budget(*film.ids, "USD", **set_)
    page = film.go("/setup").press("Set budget")
    assert "The budget is set." in page.says
    (budget,) = film.services.accounting.costs(*film.ids, days=1).budgets
    assert (budget.monthly, budget.total) == (set_["monthly"], set_["total"])


def test_the_title_and_the_background_are_the_projects(film):
    page = film.go("/setup").press("Save", title="The Short Tide")
    assert "Saved." in page.says
    assert film.services.projects.get(*film.ids).title == "The Short Tide"


def test_costs_are_told_by_asset_engine_and_day(film):
    drawn_by_studio(film)
    film.style()
    lamp = film.add("Lamp", "prop")
    (job,) = film.ask(lamp)
    film.end_job(job, "unknown_outcome")
    page = film.go("/costs?days=7")
    for words in ("By asset", "By engine", "By day", "Lamp", "studio", "uncertain (1 job)"):
        assert words in page.says
    assert "nobody knows whether it was charged" in page.says
    film.empty_the_bin(lamp)
    page = film.go("/costs?days=7")
    assert "No longer in the bin" in page.says
    assert "uncertain (1 job)" in page.says


def test_without_a_cost_the_page_says_what_it_is_for(film):
    assert "Nothing spent" in film.go("/costs").says


def test_the_board_says_what_a_picture_costs(film):
    drawn_by_studio(film, candidates=2)
    film.style()
    film.add("Lamp", "prop")
    board = film.board()
    assert "Generate · 0.08 USD" in board.says
    assert "Generate 1 missing · 0.04 USD" in board.says


def test_a_viewer_sees_the_setup_and_changes_nothing(film, other, paid_services):
    film.invite(other, "viewer")
    page = Browser(signed_in(paid_services[1], other)).get(f"{film.path}/setup")
    assert "Placeholder · Concept cards" in page.says
    assert "Set budget" not in page.says
    assert "Change" not in page.says
