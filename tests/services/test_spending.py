"""Money is held with the job, settled with its end, and never more than a budget has."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from job_kit import MemoryStore, Scripted, a_film, cancel, drawn, generation, runner, sweeper
from sqlalchemy.exc import IntegrityError

from asset_service.domain.errors import Conflict, Forbidden
from asset_service.domain.money import Money
from asset_service.models.asset import Asset
from asset_service.models.charge import Charge
from asset_service.models.job import Job
from asset_service.models.project_budget import ProjectBudget
from asset_service.models.user_budget import UserBudget
from asset_service.ports import providers
from asset_service.ports.clock import SystemClock
from asset_service.services.accounting import Accounting, Allowances
from asset_service.services.emptying import Emptying
from asset_service.services.retries import Retries

PRICE = Money(Decimal("0.04"), "USD")


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def paid(script=(), price=PRICE):
    return Scripted(list(script), paid=True, price=price)


def ask(film, provider=None, **wanted):
    service = generation(film, provider or paid())
    asset = film.asset(uuid4().hex)
    return service.request(film.user_id, film.project_id, asset.id, **wanted).body.jobs


def charge(film, job):
    (found,) = film.sql("select id from charges where job_id = :id", id=job.id)
    return film.read(Charge, found.id)


def run(film, provider):
    (job,) = ask(film, provider)
    runner(film, provider).run(job.id, film.user_id)
    return charge(film, job)


def budget(film, **limits):
    film.add(ProjectBudget(project_id=film.project_id, currency="USD", **limits))


def facts(row):
    return row.state, row.amount, row.currency, row.estimated


def test_what_a_job_may_cost_is_held_while_it_is_under_way(film):
    (job,) = ask(film)
    row = charge(film, job)
    assert (row.state, row.held, row.amount, row.currency) == ("held", PRICE.amount, None, "USD")
    assert (row.requested_by, row.asset_id) == (film.user_id, job.asset_id)


def test_what_is_free_has_no_line_in_the_ledger(film):
    ask(film, Scripted(price=Money(Decimal(0), "USD")))
    assert film.all(Charge) == []


def test_a_picture_costs_what_the_provider_says(film):
    told = drawn(cost=Money(Decimal("0.031"), "USD"))
    assert facts(run(film, paid([told]))) == ("spent", Decimal("0.031"), "USD", False)


def test_where_the_provider_says_nothing_the_estimate_counts_and_is_called_one(film):
    assert facts(run(film, paid([drawn()]))) == ("spent", PRICE.amount, "USD", True)


def test_a_refusal_costs_nothing(film):
    refusal = providers.Refused("No.", stage="prompt")
    assert facts(run(film, paid([refusal]))) == ("released", Decimal(0), "USD", False)


def test_an_outcome_that_nobody_knows_goes_on_counting(film):
    row = run(film, paid([providers.OutcomeUnknown("cut")]))
    assert (row.state, row.held, row.amount) == ("unknown", PRICE.amount, None)


def test_a_job_that_is_tried_again_holds_once(film):
    provider = paid([providers.ProviderDown("away"), drawn()])
    (job,) = ask(film, provider)
    for _ in range(2):
        film.set(job, due_at="now()")
        runner(film, provider).run(job.id, film.user_id)
    assert [row.state for row in film.all(Charge)] == ["spent"]


def test_cancelling_what_waits_gives_the_money_back(film):
    (job,) = ask(film)
    cancel(film, job)
    assert charge(film, job).state == "released"


def test_a_picture_that_came_after_the_cancel_was_bought_all_the_same(film):
    (job,) = ask(film)
    provider = paid([lambda *_: (cancel(film, job), drawn(cost=PRICE))[1]])
    runner(film, provider).run(job.id, film.user_id)
    assert film.read(Job, job.id).status == "canceled"
    assert facts(charge(film, job)) == ("spent", PRICE.amount, "USD", False)


def test_also_where_nobody_says_what_it_cost(film):
    (job,) = ask(film)
    provider = paid([lambda *_: (cancel(film, job), drawn())[1]])
    runner(film, provider).run(job.id, film.user_id)
    assert film.read(Job, job.id).status == "canceled"
    assert facts(charge(film, job)) == ("spent", PRICE.amount, "USD", True)


def test_a_charge_without_a_price_is_paid_without_an_amount(film):
    row = run(film, paid([drawn()], price=None))
    assert facts(row) == ("spent", None, None, False)


def test_an_unknown_outcome_with_a_charge_was_paid(film):
    store = MemoryStore()
    store.away = 99
    provider = paid([drawn(cost=PRICE)])
    (job,) = ask(film, provider)
    runner(film, provider, store=store).run(job.id, film.user_id)
    assert film.read(Job, job.id).status == "unknown_outcome"
    assert facts(charge(film, job)) == ("spent", PRICE.amount, "USD", False)


def test_what_the_sweeper_ends_is_settled_too(film):
    (job,) = ask(film)
    film.set(job, expires_at="now() - interval '1 hour'")
    sweeper(film).sweep()
    assert (film.read(Job, job.id).status, charge(film, job).state) == ("failed", "released")


def test_a_request_that_does_not_fit_writes_nothing(film):
    budget(film, monthly=Decimal("0.10"))
    with pytest.raises(Conflict) as refused:
        ask(film, candidates=3)
    assert refused.value.code == "budget_exceeded"
    assert film.all(Job) == film.all(Charge) == film.messages() == []


def test_what_is_under_way_counts_against_the_budget(film):
    budget(film, monthly=Decimal("0.10"))
    ask(film, candidates=2)
    with pytest.raises(Conflict):
        ask(film)


def test_money_that_came_back_can_be_spent(film):
    budget(film, total=Decimal("0.04"))
    (job,) = ask(film)
    cancel(film, job)
    assert len(ask(film)) == 1


def test_last_months_money_is_no_part_of_this_months(film):
    budget(film, monthly=Decimal("0.04"))
    ask(film)
    film.sql("update charges set created_at = now() - interval '40 days'")
    assert len(ask(film)) == 1
    budget_of_all = ProjectBudget(project_id=film.project_id, currency="EUR", total=Decimal(0))
    film.add(budget_of_all)
    film.sql("update project_budgets set total = 0.04, monthly = null where currency = 'USD'")
    with pytest.raises(Conflict):
        ask(film)


def test_a_budget_in_another_currency_stops_it(film):
    budget(film, total=Decimal(5))
    with pytest.raises(Conflict) as refused:
        ask(film, paid(price=Money(Decimal(1), "EUR")))
    assert refused.value.code == "budget_currency"


def test_without_a_price_a_budget_stops_it_and_no_budget_does_not(film):
    (job,) = ask(film, paid(price=None))
    assert (charge(film, job).held, charge(film, job).currency) == (None, None)
    budget(film, total=Decimal(5))
    with pytest.raises(Conflict) as refused:
        ask(film, paid(price=None))
    assert refused.value.code == "price_unknown"


def test_two_requests_never_both_find_the_last_of_the_money(film):
    budget(film, total=Decimal("0.20"))
    assets = [film.asset(f"Thing {number}") for number in range(12)]
    service, refused = generation(film, paid()), []

    def one(asset):
        try:
            service.request(film.user_id, film.project_id, asset.id)
        except Conflict as error:
            refused.append(error.code)

    threads = [threading.Thread(target=one, args=(asset,)) for asset in assets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(film.all(Charge)) == 5
    assert refused == ["budget_exceeded"] * 7


def test_a_persons_own_limit_counts_in_every_project_also_in_one_they_left(film):
    film.add(UserBudget(user_id=film.user_id, currency="USD", monthly=Decimal("0.05")))
    ask(film)
    film.sql(
        "insert into projects (id, title, style_version) values (gen_random_uuid(), 'Other', 0)"
    )
    film.sql("update memberships set role = 'viewer'")
    with film.database.as_user(film.user_id) as work:
        from asset_service.store import charges  # noqa: PLC0415 - the one question

        assert charges.my_spending(work.session) == {"USD": PRICE.amount}
    film.sql("update memberships set role = 'owner'")
    with pytest.raises(Conflict) as refused:
        ask(film)
    assert refused.value.extra["budget"] == "user"


def test_somebody_elses_spending_is_no_part_of_mine(film):
    film.add(UserBudget(user_id=film.user_id, currency="USD", monthly=Decimal("0.04")))
    other = film.member()
    service = generation(film, paid())
    service.request(other, film.project_id, film.asset("Oar").id)
    assert len(ask(film)) == 1


def test_a_retry_is_a_new_spend_and_needs_room(film):
    provider = paid([providers.OutcomeUnknown("cut")])
    (job,) = ask(film, provider)
    runner(film, provider).run(job.id, film.user_id)
    budget(film, total=Decimal("0.07"))
    retries = Retries(film.database, {"scripted": provider}, queue_seconds=60)
    with pytest.raises(Conflict) as refused:
        retries.job(film.user_id, film.project_id, job.id)
    assert refused.value.code == "budget_exceeded"
    film.sql("update project_budgets set total = 0.08")
    again = retries.job(film.user_id, film.project_id, job.id).body
    assert charge(film, again).state == "held"


def test_generating_all_is_refused_as_a_whole(film):
    budget(film, total=Decimal("0.05"))
    for name in ("Mara", "Tom"):
        film.asset(name)
    with pytest.raises(Conflict):
        generation(film, paid()).missing(film.user_id, film.project_id)
    assert film.all(Job) == []


def test_the_preview_says_what_the_budget_would(film):
    budget(film, total=Decimal("0.05"))
    service, asset = generation(film, paid()), film.asset()
    fits = service.preview(film.user_id, film.project_id, asset.id)
    assert (fits.estimate.amount, fits.refused_code) == (PRICE.amount, None)
    too_much = service.preview(film.user_id, film.project_id, asset.id, candidates=2)
    assert too_much.refused_code == "budget_exceeded"


def accounting(film):
    return Accounting(film.database, SystemClock())


def test_the_sums_are_those_of_the_ledger_and_currencies_stay_apart(film):
    run(film, paid([drawn(cost=Money(Decimal("0.03"), "USD"))]))
    run(film, paid([drawn()], price=Money(Decimal(1), "EUR")))
    run(film, paid([providers.OutcomeUnknown("cut")]))
    ask(film)
    costs = accounting(film).costs(film.user_id, film.project_id)
    by_currency = {line.currency: line for line in costs.totals}
    usd, eur = by_currency["USD"], by_currency["EUR"]
    assert (usd.pictures, usd.spent, usd.held) == (1, Decimal("0.03"), PRICE.amount)
    assert (usd.uncertain, usd.uncertain_jobs) == (PRICE.amount, 1)
    assert (eur.pictures, eur.spent, eur.estimated) == (1, Decimal(1), 1)
    for lines in (costs.by_day, costs.by_maker, costs.by_asset):
        assert sum(line.spent for line in lines if line.currency == "USD") == usd.spent
        assert sum(line.spent for line in lines if line.currency == "EUR") == eur.spent


def test_costs_are_told_by_asset_and_engine(film):
    row = run(film, paid([drawn(cost=PRICE)]))
    costs = accounting(film).costs(film.user_id, film.project_id)
    name = film.read(Asset, row.asset_id).name
    assert [(one.asset_id, one.name) for one in costs.by_asset] == [(row.asset_id, name)]
    assert [(one.provider, one.model) for one in costs.by_maker] == [("scripted", "one")]


def test_what_was_spent_on_assets_that_left_the_bin_stays_in_the_sums(film):
    budget(film, total=PRICE.amount * 3)
    for _ in range(2):
        run(film, paid([drawn(cost=PRICE)]))
    film.sql("update assets set binned_at = now() - interval '31 days'")
    before = accounting(film).costs(film.user_id, film.project_id)
    assert Emptying(film.maintenance, timedelta(days=30)).empty_assets() == 2
    assert film.sql("select count(*) from jobs") == [(0,)]
    costs = accounting(film).costs(film.user_id, film.project_id)
    assert (costs.totals, costs.by_day, costs.by_maker) == (
        before.totals,
        before.by_day,
        before.by_maker,
    )
    assert [(one.asset_id, one.name, one.spent) for one in costs.by_asset] == [
        (None, "", PRICE.amount * 2)
    ]
    ask(film)
    with pytest.raises(Conflict) as error:
        ask(film)
    assert error.value.code == "budget_exceeded"


def test_an_asset_with_a_job_under_way_keeps_it_and_what_is_held(film):
    (job,) = ask(film)
    film.sql("update assets set binned_at = now() - interval '31 days'")
    assert Emptying(film.maintenance, timedelta(days=30)).empty_assets() == 0
    assert charge(film, job).state == "held"
    with pytest.raises(IntegrityError, match="ck_charges_of_a_job"):
        film.sql("delete from assets")


def test_what_was_released_is_not_listed(film):
    run(film, paid([providers.Refused("No.", stage="prompt")]))
    assert accounting(film).costs(film.user_id, film.project_id).totals == []


def test_only_the_owner_sets_the_budget(film):
    service = accounting(film)
    limits = {"monthly": Decimal(5), "total": None}
    with pytest.raises(Forbidden):
        service.set_budget(film.member("editor"), film.project_id, "USD", **limits)
    (view,) = service.set_budget(film.user_id, film.project_id, "usd", **limits)
    assert (view.currency, view.monthly, view.total) == ("USD", Decimal(5), None)
    assert service.set_budget(film.user_id, film.project_id, "USD", monthly=None, total=None) == []


def test_operators_set_and_take_away_what_a_person_may_spend(film):
    allowances = Allowances(film.maintenance)
    allowances.set(film.user_id, "usd", Decimal(3))
    allowances.set(film.user_id, "USD", Decimal(4))
    assert allowances.list(film.user_id) == [("USD", Decimal(4))]
    allowances.set(film.user_id, "USD", None)
    assert allowances.list(film.user_id) == []
