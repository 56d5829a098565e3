import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from job_kit import CENTS, Scripted, a_film, cancel, generation
from sqlalchemy import event

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.money import Money
from asset_service.models.job import Job
from asset_service.services.orders import SEEDS


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def request(film, asset, provider=None, **wanted):
    return generation(film, provider).request(film.user_id, film.project_id, asset.id, **wanted)


def test_a_request_records_its_jobs_and_a_message_for_each(film):
    answer = request(film, film.asset(), candidates=3)
    ids = {job.id for job in answer.body.jobs}
    assert answer.status == 202
    assert ids == {job.id for job in film.all(Job)} == {row.job_id for row in film.messages()}
    assert answer.body.counts == {"queued": 3}


def test_a_message_is_due_when_its_job_is(film):
    request(film, film.asset())
    assert film.messages()[0].due_at == film.all(Job)[0].due_at


def test_the_prompt_is_kept_as_it_will_be_sent(film):
    asset = film.asset("Lamp", type="prop", image_prompt="A brass lamp")
    job = request(film, asset).body.jobs[0]
    assert job.prompt == "A brass lamp\n\nInk\n\nPlain white background, nothing else in frame."
    assert (job.aspect, job.style_version, job.provider) == ("1:1", 1, "scripted")


def test_what_was_chosen_until_now_is_remembered(film):
    asset = film.asset(choice_counter=7)
    request(film, asset)
    assert film.all(Job)[0].choice_counter == 7


def test_a_job_knows_whether_it_costs_money(film):
    request(film, film.asset(), Scripted(paid=True))
    assert film.all(Job)[0].paid


@pytest.mark.parametrize("candidates", [0, 5, -1])
def test_a_request_is_for_one_to_four_candidates(film, candidates):
    with pytest.raises(Invalid):
        request(film, film.asset(), candidates=candidates)
    assert film.all(Job) == []


def test_candidates_get_seeds_that_follow_each_other(film):
    jobs = request(film, film.asset(), Scripted(seed=True), candidates=3, seed=SEEDS - 2).body.jobs
    assert [job.seed for job in jobs] == [SEEDS - 2, SEEDS - 1, 0]


def test_a_seed_is_drawn_where_none_is_given(film):
    jobs = request(film, film.asset(), Scripted(seed=True), candidates=4).body.jobs
    assert len({job.seed for job in jobs}) == 4


def test_a_seed_is_refused_where_the_provider_takes_none(film):
    with pytest.raises(Invalid) as refused:
        request(film, film.asset(), seed=7)
    assert refused.value.code == "seed_unsupported"


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_a_seed_must_be_in_range(film, seed):
    with pytest.raises(Invalid):
        request(film, film.asset(), Scripted(seed=True), seed=seed)


@pytest.mark.parametrize(
    "change",
    ["update style_versions set locked_at = null", "update projects set style_version = 2"],
)
def test_without_a_locked_style_nothing_is_generated(film, change):
    film.sql(change)
    with pytest.raises(Conflict) as refused:
        request(film, film.asset())
    assert refused.value.code == "style_not_locked"


def test_a_deferred_asset_gets_no_image(film):
    with pytest.raises(Conflict) as refused:
        request(film, film.asset(deferred=True))
    assert refused.value.code == "asset_deferred"


def lock_stage(film):
    film.sql(
        "update projects set stage = 'locked', stage_locked_at = now(), locked_script_version = 0"
    )


def test_a_locked_stage_holds_its_assets(film):
    asset = film.asset(locked=True)
    lock_stage(film)
    with pytest.raises(Conflict) as refused:
        request(film, asset)
    assert refused.value.code == "stage_locked"


def test_an_asset_restored_in_a_locked_stage_gets_its_image(film):
    asset = film.asset()
    lock_stage(film)
    assert request(film, asset).status == 202


def test_a_stranger_finds_no_project(film):
    asset = film.asset()
    with pytest.raises(NotFound):
        generation(film).request(uuid4(), film.project_id, asset.id)


def test_a_viewer_may_not_generate(film):
    asset = film.asset()
    viewer = film.member("viewer")
    with pytest.raises(Forbidden):
        generation(film).request(viewer, film.project_id, asset.id)


def test_an_asset_of_another_project_is_not_found(film):
    with pytest.raises(NotFound):
        generation(film).request(film.user_id, film.project_id, uuid4())


def missing(film, provider=None):
    return generation(film, provider).missing(film.user_id, film.project_id)


def test_generate_all_takes_every_active_asset_without_an_image(film):
    wanted = [film.asset(name) for name in ("Mara", "Tom")]
    film.asset("Later", deferred=True)
    film.sql("update assets set binned_at = now() where id = :id", id=film.asset("Gone").id)
    answer = missing(film)
    assert [job.asset_id for job in answer.body.jobs] == [asset.id for asset in wanted]
    assert (answer.status, answer.body.kind) == (202, "missing")


def test_generate_all_leaves_out_what_is_being_made(film):
    film.job(film.asset("Mara"))
    tom = film.asset("Tom")
    assert [job.asset_id for job in missing(film).body.jobs] == [tom.id]


def test_generate_all_takes_up_what_was_cancelled(film):
    job = film.job()
    cancel(film, job)
    assert [one.asset_id for one in missing(film).body.jobs] == [job.asset_id]


def test_generate_all_with_nothing_to_do_says_so(film):
    answer = missing(film)
    assert (answer.status, answer.body.jobs) == (200, [])


def test_generate_all_in_a_locked_stage_takes_only_what_was_restored_since(film):
    film.asset("Mara", locked=True)
    tom = film.asset("Tom")
    lock_stage(film)
    assert [job.asset_id for job in missing(film).body.jobs] == [tom.id]


def test_generate_all_needs_a_locked_style(film):
    film.sql("update style_versions set locked_at = null")
    with pytest.raises(Conflict) as refused:
        missing(film)
    assert refused.value.code == "style_not_locked"


def test_two_at_once_generate_each_asset_once(film):
    for number in range(20):
        film.asset(f"Extra {number}")
    service = generation(film)
    start = threading.Barrier(4)

    def ask():
        start.wait()
        service.missing(film.user_id, film.project_id)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(film.all(Job)) == 20


def test_a_thousand_assets_take_as_many_statements_as_two(film):
    few = count_statements(film, 2)
    assert count_statements(film, 1000) <= few + 4


def count_statements(film, assets):
    film.sql("update assets set binned_at = now()")
    film.sql(
        "insert into assets (id, project_id, type, source, name, name_folded, created_by)"
        " select gen_random_uuid(), :project, 'prop', 'manual', n::text, n::text, :user"
        " from generate_series(1, :count) n",
        project=film.project_id,
        user=film.user_id,
        count=assets,
    )
    counted = []

    @event.listens_for(film.database.engine, "before_cursor_execute")
    def count(*_):
        counted.append(1)

    assert len(missing(film).body.jobs) == assets
    event.remove(film.database.engine, "before_cursor_execute", count)
    return len(counted)


def test_an_estimate_adds_up_the_pictures(film):
    asset = film.asset()
    told = generation(film, Scripted(price=CENTS)).estimate(
        film.user_id, film.project_id, asset.id, 3
    )
    assert (told.images, told.amount, told.currency) == (3, Decimal("0.12"), "EUR")


def test_an_estimate_of_generate_all_counts_what_is_missing(film):
    for name in ("Mara", "Tom"):
        film.asset(name)
    told = generation(film, Scripted(price=CENTS)).estimate(film.user_id, film.project_id)
    assert (told.images, told.amount) == (2, Decimal("0.08"))


def test_an_estimate_says_when_the_price_is_not_known(film):
    told = generation(film).estimate(film.user_id, film.project_id, film.asset().id)
    assert (told.images, told.amount, told.currency) == (1, None, None)


def test_currencies_are_never_added_up(film):
    class Mixed(Scripted):
        def estimate(self, request):
            return Money(Decimal(1), "EUR" if request.subject.name == "Mara" else "USD")

    for name in ("Mara", "Tom"):
        film.asset(name)
    told = generation(film, Mixed()).estimate(film.user_id, film.project_id)
    assert (told.images, told.amount) == (2, None)


def test_an_estimate_needs_no_style_and_writes_nothing(film):
    asset = film.asset()
    film.sql("delete from style_versions")
    told = generation(film, Scripted(price=CENTS)).estimate(film.user_id, film.project_id, asset.id)
    assert told.amount == Decimal("0.04")
    assert film.all(Job) == []


def test_an_estimate_of_nothing_is_nothing(film):
    told = generation(film, Scripted(price=CENTS)).estimate(film.user_id, film.project_id)
    assert (told.images, told.amount, told.currency) == (0, None, None)


def test_what_one_person_waits_for_stands_beside_bulk_work(film):
    generation(film).request(film.user_id, film.project_id, film.asset().id)
    film.asset("Tom")
    generation(film).missing(film.user_id, film.project_id)
    assert [job.lane for job in sorted(film.all(Job), key=lambda job: job.created_at)] == [
        "images",
        "background",
    ]
    assert [message.lane for message in film.messages()] == ["images", "background"]


def test_a_job_has_a_deadline_by_the_clock_of_the_database(film):
    generation(film).request(film.user_id, film.project_id, film.asset().id)
    (wait,) = film.sql("select extract(epoch from expires_at - created_at) from jobs")[0]
    assert 3599 < wait < 3601


def several(film, ids, provider=None):
    return generation(film, provider).several(film.user_id, film.project_id, ids)


def test_pictures_of_several_assets_are_one_batch_behind_what_one_person_waits_for(film):
    ids = [film.asset("Mara").id, film.asset("Tom").id]
    answer = several(film, [*ids, ids[0]])
    assert answer.status == 202
    assert [job.asset_id for job in answer.body.batch.jobs] == ids
    assert {(job.batch_id, job.lane) for job in film.all(Job)} == {
        (answer.body.batch.id, "background")
    }


def test_of_several_those_that_cannot_be_asked_for_are_left_out_with_the_reason(film):
    mara, tom = film.asset("Mara"), film.asset("Tom", deferred=True)
    answer = several(film, [tom.id, mara.id, uuid4()])
    assert [job.asset_id for job in answer.body.batch.jobs] == [mara.id]
    assert [(one.name, one.code) for one in answer.body.left_out] == [
        ("Tom", "asset_deferred"),
        ("", "not_found"),
    ]


def test_asking_for_none_of_several_is_no_work(film):
    answer = several(film, [film.asset("Tom", deferred=True).id])
    assert (answer.status, film.all(Job)) == (200, [])


def test_each_active_asset_has_its_price_where_pictures_cost(film):
    mara = film.asset("Mara")
    film.asset("Tom", deferred=True)
    paid = generation(film, Scripted(paid=True, price=CENTS))
    prices = paid.prices(film.user_id, film.project_id)
    assert {asset: one.amount for asset, one in prices.items()} == {mara.id: CENTS.amount}
    assert generation(film).prices(film.user_id, film.project_id) == {}
