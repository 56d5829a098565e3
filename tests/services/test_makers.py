"""What draws what: chosen from what is offered, and taken by every request from then on."""

import pytest
from job_kit import a_film, drawn
from studio_kit import Kit

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.models.job import Job
from asset_service.ports.providers import Capabilities
from asset_service.services.makers import NewMaker


@pytest.fixture
def kit(database):
    with a_film(database) as film:
        yield Kit(film)


def test_a_project_that_chose_nothing_has_the_usual(kit):
    views = kit.makers.of_project(*kit.ids)
    assert {view.asset_type for view in views} == set(AssetType)
    assert all(view.is_usual and view.provider == "scripted" for view in views)


def test_what_is_chosen_for_a_type_draws_that_type_alone(kit):
    kit.choose(options={"quality": "high"}, negative="people", candidates=2, seed=7)
    lamp, mara = kit.film.asset("Lamp", type="prop"), kit.film.asset("Mara")
    jobs = kit.ask(lamp)
    assert [(job.provider, job.model, job.seed) for job in jobs] == [
        ("studio", "rich", 7),
        ("studio", "rich", 8),
    ]
    assert (jobs[0].options, jobs[0].negative) == ({"quality": "high"}, "people")
    assert (jobs[0].aspect, jobs[0].width, jobs[0].height) == ("1:1", 1024, 1024)
    assert [job.provider for job in kit.ask(mara)] == ["scripted"]


def test_a_request_may_want_another_number_and_seed(kit):
    kit.choose(candidates=3, seed=7)
    (job,) = kit.ask(kit.film.asset("Lamp", type="prop"), candidates=1, seed=99)
    assert job.seed == 99


def test_a_shape_and_a_size_may_be_chosen(kit):
    kit.choose(aspect="2:3", size=(1024, 1536))
    (job,) = kit.ask(kit.film.asset("Lamp", type="prop"))
    assert (job.aspect, job.width, job.height) == ("2:3", 1024, 1536)


def test_a_model_without_the_types_shape_draws_the_nearest(kit):
    kit.choose(AssetType.LOCATION, model="plain")
    (job,) = kit.ask(kit.film.asset("Pier", type="location"))
    assert (job.aspect, job.width) == ("1:1", 512)


def test_the_provider_is_sent_what_was_recorded(kit):
    kit.choose(options={"quality": "high"}, negative="people", size=(1024, 1024))
    (job,) = kit.ask(kit.film.asset("Lamp", type="prop"))
    kit.run(job)
    (sent,) = kit.studio.requests
    assert (sent.size, sent.aspect, sent.options) == ((1024, 1024), "1:1", {"quality": "high"})
    assert (sent.negative, sent.prompt, sent.seed) == ("people", job.prompt, job.seed)


def test_a_job_from_before_sizes_could_be_chosen_gets_the_usual_one(kit):
    job = kit.film.job(provider="studio", model="rich")
    kit.run(job)
    assert kit.studio.requests[0].size == (832, 1248)


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"provider": "nobody"}, "model"),
        ({"model": "poor"}, "model"),
        ({"aspect": "3:1"}, "aspect"),
        ({"size": (1, 1)}, "size"),
        ({"aspect": "2:3", "size": (1024, 1024)}, "size"),
        ({"options": {"quality": "best"}}, "options.quality"),
        ({"options": {"sampler": "x"}}, "options.sampler"),
        ({"model": "plain", "negative": "people"}, "negative"),
        ({"model": "plain", "seed": 1}, "seed"),
        ({"seed": 2**31}, "seed"),
        ({"candidates": 5}, "candidates"),
        ({"candidates": 0}, "candidates"),
        ({"negative": "x" * 2001}, "negative"),
    ],
)
def test_only_what_is_offered_can_be_chosen(kit, chosen, field):
    with pytest.raises(Invalid) as refused:
        kit.choose(**chosen)
    assert list(refused.value.extra["errors"]) == [field]
    assert all(view.is_usual for view in kit.makers.of_project(*kit.ids))


def test_a_choice_is_taken_back(kit):
    kit.choose()
    for _ in range(2):
        view = kit.makers.reset(*kit.ids, AssetType.PROP)
    assert (view.is_usual, view.provider) == (True, "scripted")


def test_strangers_see_nothing_and_viewers_change_nothing(kit, database):
    viewer = kit.film.member("viewer")
    new = NewMaker("studio", "rich")
    assert kit.makers.of_project(viewer, kit.film.project_id)
    with pytest.raises(Forbidden):
        kit.makers.choose(viewer, kit.film.project_id, AssetType.PROP, new)
    with pytest.raises(Forbidden):
        kit.makers.reset(viewer, kit.film.project_id, AssetType.PROP)
    with a_film(database) as other, pytest.raises(NotFound):
        kit.makers.of_project(other.user_id, kit.film.project_id)


def test_what_is_offered_no_more_gives_way_to_the_usual_and_says_so(kit):
    kit.choose(size=(1024, 1024), options={"quality": "high"})
    kit.studio.models["rich"] = Capabilities(
        sizes={"1:1": ((768, 768),)}, paid=False, options={"quality": ("medium",)}
    )
    (view,) = (v for v in kit.makers.of_project(*kit.ids) if not v.is_usual)
    assert view.gone == ["1024x1024", "quality: high"]
    (job,) = kit.ask(kit.film.asset("Lamp", type="prop"))
    assert (job.width, job.options) == (768, {"quality": "medium"})
    assert len(job.warnings) == 2


def test_a_model_that_is_gone_stops_requests_and_is_told(kit):
    kit.choose()
    del kit.studio.models["rich"]
    with pytest.raises(Conflict) as refused:
        kit.ask(kit.film.asset("Lamp", type="prop"))
    assert refused.value.code == "provider_not_configured"
    (view,) = (v for v in kit.makers.of_project(*kit.ids) if not v.is_usual)
    assert (view.recipe, "Choose another model" in view.problem) == (None, True)


def test_with_all_that_is_missing_each_type_is_drawn_by_its_own(kit):
    kit.choose()
    kit.film.asset("Lamp", type="prop")
    kit.film.asset("Mara")
    jobs = kit.generation.missing(*kit.ids).body.jobs
    assert {(job.provider, job.aspect) for job in jobs} == {("studio", "1:1"), ("scripted", "2:3")}
    estimate = kit.generation.estimate(*kit.ids)
    assert estimate.images == 0


def test_what_a_provider_tells_is_kept_with_the_job(kit):
    kit.choose()
    done = drawn()
    told = {"model": "rich-2\0", "deep": [1, {"half": "\ud800"}]}
    kit.studio.script.append(
        type(done)(done.images, request_id="req-1", warnings=("no negative",), meta=told)
    )
    (job,) = kit.ask(kit.film.asset("Lamp", type="prop"))
    kit.run(job)
    row = kit.film.read(Job, job.id)
    assert row.provider_meta == {"model": "rich-2", "deep": [1, {"half": "?"}]}
    assert (row.provider_request_id, row.warnings) == ("req-1", ["no negative"])


@pytest.mark.parametrize("told", [{"x": "y" * 20_000}, {"x": float("nan")}, {"x": object()}])
def test_what_cannot_be_kept_is_said_to_be_left_out(kit, told):
    kit.choose()
    kit.studio.script.append(type(drawn())(drawn().images, meta=told))
    (job,) = kit.ask(kit.film.asset("Lamp", type="prop"))
    kit.run(job)
    row = kit.film.read(Job, job.id)
    assert (row.status, list(row.provider_meta)) == ("succeeded", ["left_out"])
