"""Each figure, counted across two tenants, and what is told when something is away."""

import time

import pytest
from fixtures import factories
from fixtures.app import FakeQueue

from asset_service.ports.queue import Generate, Lane
from asset_service.services.figures import Figures
from asset_service.services.pulse import Pulse
from asset_service.store.engine import make_engine
from asset_service.store.figures import PREFIX, QUESTIONS
from asset_service.store.work import Database


@pytest.fixture
def maintenance(world):
    engine = make_engine(world.urls.maintenance, pool_size=2)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def look(maintenance):
    """What is told of one figure: its samples by their labels."""

    def one(name, queue=None, pulse=None):
        found = Figures(maintenance, queue or FakeQueue(), pulse or Pulse(), kept=0).look()
        told = {figure.name.removeprefix(PREFIX): figure for figure in found}
        return {sample.labels: sample.number for sample in told[name].samples}

    return one


def job(world, asset=None, **facts):
    return factories.make_job(world.owner, asset or world.asset(), **facts)


def test_a_new_installation_has_every_figure(look):
    assert look("figures_missing") == {(): 0}
    assert look("leases_running") == look("leases_overdue") == look("objects_bytes") == {(): 0}
    assert look("oldest_due_job_seconds") == {("images",): 0, ("background",): 0}


def test_jobs_are_counted_by_state_and_lane(world, look):
    job(world), job(world, lane="background"), job(world, status="failed")
    assert look("jobs") == {
        ("queued", "images"): 1,
        ("queued", "background"): 1,
        ("failed", "images"): 1,
    }


def test_waiting_jobs_are_told_of_those_who_have_most_and_the_rest(world, look):
    for count in range(1, 23):
        user = factories.make_user(world.owner)
        project = factories.make_project(world.owner, user)
        asset = factories.make_asset(world.owner, project)
        for _ in range(count):
            factories.make_job(world.owner, asset)
    told = look("jobs_waiting")
    assert len(told) == 21
    assert told["other", "other"] == 1 + 2
    assert told[str(project.id), str(user.id)] == 22


def test_the_oldest_due_job_of_a_lane_is_told(world, look):
    asset = world.asset()
    job(world, asset), job(world, asset, status="failed")
    world.sql("update jobs set due_at = now() - interval '90 s'")
    world.sql(
        "insert into outbox (project_id, kind, job_id, user_id, lane) select project_id,"
        " 'generate', id, requested_by, lane from jobs where status = 'queued'"
    )
    assert 90 <= look("oldest_due_job_seconds")["images",] < 100
    assert look("outbox_messages") == {("images",): 1}


def test_stuck_leases_are_told_apart(world, look):
    job(world, status="running")
    held = job(world, status="running")
    world.sql("update jobs set lease_until = now() + interval '1 min' where id = :id", id=held.id)
    assert (look("leases_running"), look("leases_overdue")) == ({(): 2}, {(): 1})


def test_what_was_tried_or_asked_for_again_is_counted(world, look):
    asset = world.asset()
    old = job(world, asset, status="failed", tries=2)
    job(world, asset, retry_of=old.id)
    assert look("jobs_asked_again_24h") == {("service",): 1, ("person",): 1}


def ended(world, **facts):
    return job(world, finished_at=world.clock.now(), **facts)


def test_ends_of_the_last_day_are_told_with_their_codes(world, look):
    ended(world, status="succeeded"), ended(world, status="failed", error_code="poison")
    job(world, status="failed", error_code="long ago")
    assert look("jobs_ended_24h") == {("succeeded", ""): 1, ("failed", "poison"): 1}


def test_codes_that_nobody_foresaw_are_bounded(world, look):
    for number in range(40):
        ended(world, status="failed", error_code=f"code {number}")
    told = look("jobs_ended_24h")
    assert (len(told), told["failed", "other"]) == (31, 10)


def test_money_is_told_by_provider_currency_and_day(world, look):
    for amount in ("0.04", "0.05"):
        ended(world, status="succeeded", cost_amount=amount, cost_currency="EUR")
    day = world.clock.now().date().isoformat()
    assert look("cost_7d") == {("placeholder", "EUR", day): 0.09}


def test_refusals_are_told_by_category(world, look):
    ended(world, status="refused", refusal_categories=["violence", "gore"])
    ended(world, status="refused")
    assert look("refusals_24h") == {
        ("placeholder", "violence"): 1,
        ("placeholder", "gore"): 1,
        ("placeholder", ""): 1,
    }


def test_files_and_the_bin_are_measured(world, look):
    world.asset(attempts=2)
    factories.make_object(world.owner, world.project.id)
    world.sql(
        "update objects set condemned_at = now() where sha256 not in (select sha256 from attempts)"
    )
    world.sql(
        "update attempts set slot = null, binned_at = now(), binned_because = 'deleted'"
        " where not is_selected"
    )
    assert look("objects") == {("kept",): 2, ("condemned",): 1, ("removed",): 0}
    assert look("objects_bytes") == {(): 300}
    factories.make_library_asset(world.owner, world.project, binned_at=factories.LONG_AGO)
    assert look("bin") == {("attempt",): 1, ("asset",): 0, ("library_asset",): 1}


def test_the_broker_is_asked_how_much_waits(look, world):
    queue = FakeQueue()
    queue.put(Generate(world.user.id, world.user.id), Lane.BACKGROUND)
    assert look("broker_messages", queue)["background",] == 1
    queue.away = True
    assert (look("broker_messages", queue), look("broker_up", queue)) == ({}, {(): 0})


def test_loops_that_turned_are_told(look):
    pulse = Pulse()
    pulse.beat("sweep")
    assert 0 <= look("last_seconds", pulse=pulse)["sweep",] < 5


def test_the_role_of_the_web_tier_counts_nothing_of_others(world):
    job(world)
    found = Figures(world.database, FakeQueue(), Pulse()).look()
    assert [figure.samples for figure in found if figure.name == PREFIX + "jobs"] == [()]


def test_a_database_that_is_away_is_told_as_missing_figures(tmp_path):
    engine = make_engine(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    told = {one.name: one.samples for one in Figures(Database(engine), FakeQueue(), Pulse()).look()}
    (missing,) = told[PREFIX + "figures_missing"]
    assert missing.number == len(QUESTIONS)
    assert PREFIX + "broker_up" in told


def test_a_figure_that_takes_too_long_is_left_out(world, maintenance, monkeypatch):
    monkeypatch.setattr("asset_service.services.figures.ONE_MS", 100)
    engine = make_engine(world.urls.owner, pool_size=1)
    with engine.begin() as blocker:
        blocker.exec_driver_sql("lock table outbox in access exclusive mode")
        began = time.monotonic()
        found = {one.name for one in Figures(maintenance, FakeQueue(), Pulse()).look()}
    engine.dispose()
    assert time.monotonic() - began < 15
    assert PREFIX + "outbox_messages" not in found
    assert PREFIX + "jobs" in found


def test_however_many_ask_the_database_is_asked_once_in_a_while(maintenance, world):
    figures = Figures(maintenance, FakeQueue(), Pulse())
    assert figures.look() is figures.look()
