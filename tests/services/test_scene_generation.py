"""Pictures of an asset in one scene, from the request to where they arrive."""

import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from job_kit import CENTS, Film, MemoryStore, Scripted, a_film
from run_kit import during
from run_kit import run as run_once

from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.ports.providers import Capabilities, Refused
from asset_service.services.batches import Batches
from asset_service.services.generation import Generation
from asset_service.services.idempotency import Idempotency
from asset_service.services.recipes import Maker
from asset_service.services.retries import Retries
from asset_service.services.scene_attempts import SceneAttempts
from asset_service.services.scene_generation import SceneGeneration
from asset_service.services.scenes import Scenes
from asset_service.store import assets, projects, scenes


@dataclass
class Following(Scripted):
    """Takes pictures to go by."""

    takes: int = 2

    def capabilities(self, model):
        sizes = {"2:3": ((64, 96),), "1:1": ((64, 64),), "16:9": ((128, 72),)}
        return Capabilities(sizes=sizes, paid=self.paid, seed=self.seed, max_refs=self.takes)


@dataclass
class Set:
    """Mara in scene 1 of a locked stage; she has a picture in the project."""

    film: Film
    mara: Any
    scene: Scene
    there: SceneAsset
    store: MemoryStore

    @property
    def at(self):
        return (self.film.user_id, self.film.project_id, self.scene.id, self.mara.id)

    def shown(self):
        return self.film.read(SceneAsset, self.there.id).image_attempt_id

    def own(self):
        """The scene's own attempts, the ones in the bin too."""
        found = [one for one in self.film.attempts() if one.scene_asset_id == self.there.id]
        return [(one.number, one.slot is not None, one.id == self.shown()) for one in found]

    def ask(self, provider=None, **wanted):
        return service(self.film, provider).request(*self.at, **wanted).body.jobs

    def job(self, **facts):
        where = {"scene_asset_id": self.there.id, "scene_id": self.scene.id}
        return self.film.job(self.mara, **where | facts)

    def run(self, job, provider=None):
        return run_once(self.film, job, provider, store=self.store)


OPEN = "update projects set stage = 'open', stage_locked_at = null, locked_script_version = null"


def service(film, provider=None, kind=SceneGeneration):
    provider = provider or Following()
    return kind(
        film.database, {provider.id: provider}, Maker(provider.id, "one"), queue_seconds=3600
    )


@pytest.fixture
def stage(database):
    with a_film(database) as film:
        mara = film.asset("Mara", locked=True)
        film.sql("update assets set locked = true")
        store = MemoryStore()
        run_once(film, film.job(mara), store=store)
        scene = film.add(
            Scene(
                project_id=film.project_id,
                scene_number=1,
                heading="INT. PIER",
                text="",
                text_hash="",
                start_line=1,
                end_line=2,
            )
        )
        there = film.add(
            SceneAsset(
                project_id=film.project_id,
                scene_id=scene.id,
                asset_id=mara.id,
                override_text="Soaked.",
                status_tags=["wet"],
                master_text_version=1,
            )
        )
        film.sql(
            "update projects set stage = 'locked', stage_locked_at = now(),"
            " locked_script_version = 0"
        )
        yield Set(film, mara, scene, there, store)


def test_the_prompt_is_the_assets_with_what_is_written_for_the_scene(stage):
    (job,) = stage.ask()
    assert job.prompt.startswith("Mara, at sea\n\nIn this scene: Soaked.\nState: wet.\n\nInk")
    assert (job.scene_id, job.scene_asset_id) == (stage.scene.id, stage.there.id)
    sent = service(stage.film).preview(*stage.at)
    assert (sent.prompt, [one.role for one in sent.references]) == (job.prompt, ["identity"])


def test_the_masters_picture_goes_along_where_the_model_takes_one(stage):
    (master,) = stage.film.attempts()
    stage.ask()
    (followed,) = stage.film.all(JobReference)
    assert (followed.sha256, followed.role, followed.name) == (
        master.sha256,
        "identity",
        "Mara, 1",
    )
    stage.ask(Scripted())
    assert len(stage.film.all(JobReference)) == 1


def test_what_is_asked_for_goes_before_the_masters_picture(stage):
    stage.run(stage.job())
    own = next(one for one in stage.film.attempts() if one.scene_asset_id)
    assert len(stage.ask(like=[own.id])) == 1
    assert [one.sha256 for one in stage.film.all(JobReference)][:1] == [own.sha256]
    stage.ask(Following(takes=1), like=[own.id])
    assert len(stage.film.all(JobReference)) == 3
    with pytest.raises(Invalid):
        stage.ask(Scripted(), like=[own.id])


def test_the_asset_itself_follows_no_picture_of_a_scene(stage):
    stage.run(stage.job())
    own = next(one for one in stage.film.attempts() if one.scene_asset_id)
    stage.film.sql(OPEN)
    with pytest.raises(NotFound):
        service(stage.film, kind=Generation).request(
            stage.film.user_id, stage.film.project_id, stage.mara.id, like=[own.id]
        )


def test_a_picture_arrives_in_the_scene_and_is_shown_there(stage):
    before = [one.id for one in stage.film.attempts() if one.is_selected]
    (job,) = stage.ask()
    assert stage.run(job, Following()).status == "succeeded"
    assert stage.own() == [(1, True, True)]
    assert [one.id for one in stage.film.attempts() if one.is_selected] == before


def test_of_a_batch_the_first_is_shown_and_the_rest_are_candidates(stage):
    for job in stage.ask(candidates=3):
        stage.run(job, Following())
    assert stage.own() == [(1, True, True), (2, True, False), (3, True, False)]


@pytest.mark.parametrize(
    "act",
    [
        lambda stage: Scenes(stage.film.database).take_master(*stage.at),
        lambda stage: Scenes(stage.film.database).reset(*stage.at),
    ],
)
def test_it_is_a_candidate_where_somebody_chose_the_masters_meanwhile(stage, act):
    job = stage.job()
    act(stage)
    shown = stage.shown()
    stage.run(job)
    assert (stage.own(), stage.shown()) == ([(1, True, False)], shown)


def test_a_choice_of_the_assets_own_picture_is_none_for_the_scene(stage):
    job = stage.job()
    stage.film.sql("update assets set choice_counter = choice_counter + 1")
    stage.run(job)
    assert stage.own() == [(1, True, True)]


def test_nothing_more_is_shown_of_what_was_deferred_meanwhile(stage):
    stage.run(
        stage.job(),
        during(stage.film, "update assets set deferred = true, locked = false"),
    )
    assert stage.own() == [(1, True, False)]


def test_what_was_taken_out_of_the_scene_meanwhile_gets_it_for_when_it_is_linked_again(stage):
    during_it = during(stage.film, "update scene_assets set unlinked_at = now()")
    assert stage.run(stage.job(), during_it).status == "succeeded"
    assert stage.own() == [(1, True, True)]


def test_what_left_the_scene_for_good_meanwhile_is_kept_in_the_assets_bin(stage):
    job = stage.run(stage.job(), during(stage.film, "delete from scene_assets"))
    assert job.status == "succeeded"
    bin_ = [one for one in stage.film.attempts() if one.slot is None]
    assert [(one.job_id, one.scene_asset_id) for one in bin_] == [(job.id, None)]


def test_a_cancelled_one_that_arrives_all_the_same_is_in_the_scenes_bin(stage):
    job = stage.job()
    cancels = during(stage.film, "update jobs set cancel_requested_at = now()")
    assert stage.run(job, cancels).status == "canceled"
    assert stage.own() == [(1, False, False)]


def test_a_ninth_evicts_as_an_upload_does(stage):
    for _ in range(9):
        stage.run(stage.job())
    live = [number for number, is_live, _ in stage.own() if is_live]
    assert live == list(range(2, 10))
    assert stage.own()[-1] == (9, True, True)


def test_a_refused_one_makes_nothing_and_is_asked_for_again_in_the_scene(stage):
    old = stage.run(stage.job(), Scripted([Refused("No.", stage="output")]))
    assert (old.status, stage.own()) == ("refused", [])
    provider = Following()
    retries = Retries(stage.film.database, {provider.id: provider}, queue_seconds=3600)
    ids = (stage.film.user_id, stage.film.project_id, old.id)
    new = retries.job(*ids).body
    assert (new.scene_id, new.retry_of) == (stage.scene.id, old.id)
    assert "Soaked." in new.prompt
    stage.run(new, provider)
    assert stage.own() == [(1, True, True)]


@pytest.mark.parametrize(
    "gone", ["update scene_assets set unlinked_at = now()", "delete from scene_assets"]
)
def test_what_is_not_in_the_scene_any_more_is_not_asked_for_again(stage, gone):
    old = stage.run(stage.job(), Scripted([Refused("No.", stage="output")]))
    stage.film.sql(gone)
    provider = Following()
    retries = Retries(stage.film.database, {provider.id: provider}, queue_seconds=3600)
    with pytest.raises(Conflict) as caught:
        retries.job(stage.film.user_id, stage.film.project_id, old.id)
    assert caught.value.code == "not_in_scene"
    batch = retries.batch(stage.film.user_id, stage.film.project_id, old.batch_id).body
    assert [one.code for one in batch.left_out] == ["not_in_scene"]


def test_a_deferred_asset_gets_none(stage):
    stage.film.sql("update assets set deferred = true, locked = false")
    with pytest.raises(Conflict) as caught:
        stage.ask()
    assert caught.value.code == "asset_deferred"
    assert len(stage.film.all(Job)) == 1


def test_one_key_asks_once_and_a_batch_is_cancelled_whole(stage):
    key = Idempotency("k", "POST", "/scene", b"", present=lambda view: {"id": str(view.id)})
    first = service(stage.film).request(*stage.at, candidates=2, idempotency=key)
    again = service(stage.film).request(*stage.at, candidates=2, idempotency=key)
    assert again.replayed
    assert again.body == first.body
    batch_id = UUID(first.body["id"])
    cancelled = Batches(stage.film.database).cancel(
        stage.film.user_id, stage.film.project_id, batch_id
    )
    assert cancelled.changed == 2


def test_who_asks_and_who_changes_the_scene_at_the_same_time_do_not_wait_for_each_other(stage):
    film, asked = stage.film, []
    with film.database.as_user(film.user_id) as work:
        # as every verb of a scene begins: project, scene, and then the asset
        projects.for_change(work.session, film.user_id, film.project_id)
        scenes.get(work.session, film.project_id, stage.scene.id, lock=True)
        thread = threading.Thread(target=lambda: asked.extend(stage.ask()))
        thread.start()
        thread.join(1)
        assets.lock(work.session, film.project_id, stage.mara.id)
        work.commit()
    thread.join()
    assert len(asked) == 1


def test_what_it_costs_is_said_before_and_counts_as_an_assets(stage):
    provider = Following(paid=True, price=CENTS)
    estimate = service(stage.film, provider).estimate(*stage.at, candidates=3)
    assert (estimate.images, estimate.amount) == (3, CENTS.amount * 3)
    stage.film.sql(
        "insert into project_budgets (project_id, currency, total) values (:id, 'EUR', 0.05)",
        id=stage.film.project_id,
    )
    with pytest.raises(Conflict) as caught:
        stage.ask(provider, candidates=3)
    assert caught.value.code == "budget_exceeded"


def test_the_board_shows_nothing_of_it(stage):
    stage.film.sql(OPEN)
    stage.ask()
    generation = service(stage.film, kind=Generation)
    tom = stage.film.asset("Tom")
    asked = generation.missing(stage.film.user_id, stage.film.project_id).body
    assert [job.asset_id for job in asked.jobs] == [tom.id]


def test_the_scenes_pictures_are_listed_with_what_is_shown(stage):
    for job in stage.ask(candidates=2):
        stage.run(job, Following())
    found = SceneAttempts(stage.film.database).list(*stage.at)
    assert [(one.number, one.is_selected) for one in found] == [(1, True), (2, False)]
    assert found[0].prompt is not None
