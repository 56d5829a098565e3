"""The statement that says whose turn it is, beside the same rule in plain words."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from job_kit import a_film, person

from asset_service.models.batch import Batch
from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage
from asset_service.ports.queue import Lane
from asset_service.store import turns
from asset_service.store.turns import Limits

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
USERS = 4


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@dataclass(frozen=True)
class Waiting:
    """A message that is due: `user` by number, `due` in seconds."""

    user: int
    provider: str
    due: int


@dataclass(frozen=True)
class State:
    waiting: list[Waiting]
    flying: list[tuple[int, str, str]]  # user, provider, status
    started: dict[int, int]
    room: int
    per_user: int
    providers: dict[str, int]


def the_rule(state: State) -> list[int]:
    """The numbers of the messages that go, in order: what store/turns.py says in SQL."""
    jobs = Counter(user for user, _, _ in state.flying)
    taken = Counter(provider for _, provider, _ in state.flying)
    places = {name: most - taken[name] for name, most in state.providers.items()}
    numbered = sorted(enumerate(state.waiting), key=lambda one: (one[1].due, one[0]))
    of_pair, of_user, free = Counter(), Counter(), []
    for number, one in numbered:
        could_go = min(state.room, state.per_user - jobs[one.user], places.get(one.provider, 99))
        if of_pair[one.user, one.provider] < could_go:
            of_pair[one.user, one.provider] += 1
            of_user[one.user] += 1
            under_way = jobs[one.user] + of_user[one.user]
            free.append((under_way, state.started.get(one.user, -1), number))
    chosen = []
    for under_way, _, number in sorted(free):
        provider = state.waiting[number].provider
        if under_way <= state.per_user and places.get(provider, 99) > 0:
            places[provider] = places.get(provider, 99) - 1
            chosen.append(number)
    return chosen[: state.room]


users, names = st.integers(0, USERS - 1), st.sampled_from("xyz")
states = st.builds(
    State,
    waiting=st.lists(st.builds(Waiting, users, names, st.integers(0, 5)), min_size=3, max_size=25),
    flying=st.lists(st.tuples(users, names, st.sampled_from(["queued", "running"])), max_size=8),
    started=st.dictionaries(users, st.integers(0, 3)),
    room=st.integers(1, 10),
    per_user=st.integers(1, 6),
    providers=st.dictionaries(names, st.integers(1, 6)),
)


class Bed:
    """One database for all examples: only jobs and messages change."""

    def __init__(self, film):
        self.film = film
        self.users = [person() for _ in range(USERS)]
        film.add(*self.users)
        self.asset = film.asset()
        self.batch = film.add(
            Batch(id=uuid4(), project_id=film.project_id, kind="missing", requested_by=film.user_id)
        )

    def job(self, user: int, provider: str, **facts) -> Job:
        fixed = {"model": "one", "paid": False, "prompt": "", "aspect": "1:1"}
        return Job(
            id=uuid4(),
            project_id=self.film.project_id,
            asset_id=self.asset.id,
            batch_id=self.batch.id,
            requested_by=self.users[user].id,
            provider=provider,
            style_version=1,
            choice_counter=0,
            **fixed | facts,
        )

    def message(self, job: Job, due: int) -> OutboxMessage:
        return OutboxMessage(
            project_id=job.project_id,
            kind="generate",
            provider=job.provider,
            job_id=job.id,
            user_id=job.requested_by,
            due_at=LONG_AGO + timedelta(seconds=due),
        )

    def make(self, state: State) -> list[int]:
        """Put the database into this state; returns the ids of the messages."""
        self.film.sql("delete from jobs")
        waiting = [self.job(one.user, one.provider) for one in state.waiting]
        flying = [
            self.job(user, provider, status=status, **_facts(status))
            for user, provider, status in state.flying
        ]
        ended = [
            self.job(user, "x", status="failed", started_at=at, finished_at=at)
            for user, seconds in state.started.items()
            for at in [LONG_AGO + timedelta(seconds=seconds)]
        ]
        self.film.add(*waiting, *flying, *ended) if waiting or flying or ended else None
        sent = []
        for job, one in zip(waiting, state.waiting, strict=True):
            sent.append(self.film.add(self.message(job, one.due)).id)
        return sent

    def choose(self, state: State, lane=Lane.IMAGES) -> list[int]:
        with self.film.maintenance.as_nobody() as work:
            limits = Limits(state.per_user, state.providers)
            return turns.choose(work.session, lane, state.room, limits)


def _facts(status: str) -> dict:
    if status == "queued":
        return {"published_at": LONG_AGO}
    return {"lease_until": datetime(2100, 1, 1, tzinfo=UTC)}


def test_the_statement_chooses_what_the_rule_says(film):
    bed = Bed(film)

    @given(states)
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    def check(state):
        ids = bed.make(state)
        assert bed.choose(state) == [ids[number] for number in the_rule(state)]

    check()


@given(states)
def test_the_rule_exceeds_no_limit(state):
    chosen = [state.waiting[number] for number in the_rule(state)]
    jobs = Counter(user for user, _, _ in state.flying) + Counter(one.user for one in chosen)
    taken = Counter(name for _, name, _ in state.flying) + Counter(one.provider for one in chosen)
    assert len(chosen) <= state.room
    assert all(jobs[one.user] <= state.per_user for one in chosen)
    assert all(taken[one.provider] <= state.providers.get(one.provider, 99) for one in chosen)


@given(states)
def test_the_rule_leaves_no_place_empty_that_somebody_could_take(state):
    jobs = Counter(user for user, _, _ in state.flying)
    taken = Counter(name for _, name, _ in state.flying)
    could = [
        one
        for one in state.waiting
        if jobs[one.user] < state.per_user
        and taken[one.provider] < state.providers.get(one.provider, 99)
    ]
    assert bool(the_rule(state)) == bool(could)


def simple(*waiting: Waiting, **facts) -> State:
    defaults = {"flying": [], "started": {}, "room": 3, "per_user": 100, "providers": {}}
    return State(list(waiting), **defaults | facts)


def test_three_requests_go_ahead_of_the_rest_of_five_hundred(film):
    bed = Bed(film)
    many = [Waiting(0, "x", 0) for _ in range(500)]
    few = [Waiting(1, "x", 9) for _ in range(3)]
    state = simple(*many, *few, flying=[(0, "x", "running")] * 3)
    ids = bed.make(state)
    assert bed.choose(state) == ids[-3:]


def test_among_equals_it_is_who_was_started_longest_ago(film):
    bed = Bed(film)
    state = simple(*(Waiting(user, "x", 0) for user in range(3)), started={0: 5, 1: 3})
    ids = bed.make(state)
    assert bed.choose(state) == [ids[2], ids[1], ids[0]]


def test_a_provider_that_is_full_does_not_hold_up_the_others(film):
    bed = Bed(film)
    waiting = [*(Waiting(0, "x", 0) for _ in range(20)), Waiting(0, "y", 1)]
    state = simple(*waiting, flying=[(1, "x", "running")], providers={"x": 1}, per_user=2)
    ids = bed.make(state)
    assert bed.choose(state) == [ids[-1]]


def test_a_users_limit_is_one_for_all_providers(film):
    bed = Bed(film)
    state = simple(Waiting(0, "x", 1), Waiting(0, "y", 0), Waiting(0, "z", 2), per_user=2)
    ids = bed.make(state)
    assert bed.choose(state) == [ids[1], ids[0]]


def test_a_limit_that_was_lowered_below_what_is_in_flight_lets_nothing_go(film):
    bed = Bed(film)
    state = simple(Waiting(0, "x", 0), flying=[(0, "x", "running")] * 3, per_user=2)
    bed.make(state)
    assert bed.choose(state) == []


def test_what_is_due_later_or_waits_no_longer_is_not_chosen(film):
    bed = Bed(film)
    state = simple(*(Waiting(0, "x", 0) for _ in range(3)))
    later, ended, fine = bed.make(state)
    film.sql("update outbox set due_at = now() + interval '1 minute' where id = :id", id=later)
    search = "(select job_id from outbox where id = :id)"
    ending = "update jobs set status = 'canceled', finished_at = now() where id = "
    film.sql(ending + search, id=ended)
    assert bed.choose(state) == [fine]


def test_a_lane_sees_only_its_own_messages(film):
    bed = Bed(film)
    state = simple(Waiting(0, "x", 0), Waiting(0, "x", 0))
    bulk, _ = bed.make(state)
    film.sql("update outbox set lane = 'background' where id = :id", id=bulk)
    assert bed.choose(state, Lane.BACKGROUND) == [bulk]
    with film.maintenance.as_nobody() as work:
        assert turns.due_lanes(work.session) == [Lane.IMAGES, Lane.BACKGROUND]


def test_renditions_are_nobodys_jobs(film):
    bed = Bed(film)
    state = simple(Waiting(0, "x", 0), flying=[(0, "x", "running")] * 3, per_user=1)
    ids = bed.make(state)
    film.sql("update outbox set lane = 'pixels'")
    assert bed.choose(state, Lane.PIXELS) == ids


def test_one_at_a_time_chooses(film):
    with film.maintenance.as_nobody() as one, film.maintenance.as_nobody() as other:
        assert turns.begin(one.session)
        assert not turns.begin(other.session)
        one.commit()
        assert turns.begin(other.session)
