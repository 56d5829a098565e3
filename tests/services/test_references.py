"""Pictures that follow others: in order, re-encoded, never more than a model takes."""

from dataclasses import replace

import pytest
from job_kit import MemoryStore, a_film
from studio_kit import Kit

from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.files import rendition_key
from asset_service.services.retries import Retries


@pytest.fixture
def kit(database):
    with a_film(database) as film:
        yield Kit(film)


def test_new_pictures_follow_old_ones_in_order(kit):
    lamp = kit.lamp()
    kit.choose()
    first = kit.picture(lamp, "a")
    second = kit.picture(lamp, "b")
    kit.store.put(rendition_key(kit.film.project_id, second.sha256, 1600), b"large b", "image/webp")
    (job,) = kit.ask(lamp, like=[second.id, first.id, second.id])
    rows = sorted(kit.film.all(JobReference), key=lambda row: row.place)
    assert [(row.sha256, row.role) for row in rows] == [
        (second.sha256, "identity"),
        (first.sha256, "identity"),
    ]
    kit.run(job)
    (sent,) = kit.studio.requests
    assert [(one.data, one.mime) for one in sent.refs] == [
        (b"large b", "image/webp"),
        (b"small a", "image/webp"),
    ]


def test_a_picture_that_is_gone_ends_the_job_before_anything_is_sent(kit):
    lamp = kit.lamp()
    kit.choose()
    picture = kit.picture(lamp, "a")
    kit.store.objects.clear()
    (job,) = kit.ask(lamp, like=[picture.id])
    kit.run(job)
    assert kit.film.read(Job, job.id).error_code == "provider_bad_request"
    assert kit.studio.submits == 0


def test_a_store_that_is_away_only_delays_it(kit):
    lamp = kit.lamp()
    kit.choose()
    picture = kit.picture(lamp, "a")
    (job,) = kit.ask(lamp, like=[picture.id])

    class Away(MemoryStore):
        def get(self, key):
            raise StoreUnavailable("away")

    kit.run(job, Away())
    assert (kit.film.read(Job, job.id).status, kit.studio.submits) == ("queued", 0)


def test_no_more_can_be_followed_than_the_model_takes(kit):
    lamp = kit.lamp()
    picture = kit.picture(lamp, "a")
    with pytest.raises(Invalid) as refused:
        kit.ask(lamp, like=[picture.id])
    assert refused.value.code == "references_unsupported"
    assert kit.film.all(Job) == []


def test_only_live_pictures_of_the_asset_can_be_followed(kit):
    lamp = kit.lamp()
    kit.choose()
    picture = kit.picture(lamp, "a")
    with pytest.raises(NotFound):
        kit.ask(kit.film.asset("Oar", type="prop"), like=[picture.id])


def test_what_is_in_the_bin_is_not_followed(kit):
    lamp = kit.lamp()
    kit.choose()
    kit.picture(lamp, "a")
    binned = kit.picture(lamp, "b")
    kit.film.sql(
        "update attempts set slot = null, binned_at = now(), binned_because = 'deleted'"
        " where id = :id",
        id=binned.id,
    )
    with pytest.raises(NotFound):
        kit.ask(lamp, like=[binned.id])


def test_asking_again_follows_the_same_pictures(kit):
    lamp = kit.lamp()
    kit.choose(options={"quality": "high"})
    picture = kit.picture(lamp, "a")
    (job,) = kit.ask(lamp, like=[picture.id])
    kit.film.set(job, status="'failed'", finished_at="now()")
    kit.makers.reset(*kit.ids, AssetType.PROP)
    retries = Retries(kit.film.database, kit.providers, queue_seconds=60)
    again = retries.job(*kit.ids, job.id).body
    assert (again.provider, again.options, again.seed) == ("studio", {"quality": "high"}, job.seed)
    followed = [row.sha256 for row in kit.film.all(JobReference) if row.job_id == again.id]
    assert followed == [picture.sha256]


def test_the_preview_is_what_is_sent(kit):
    lamp = kit.lamp()
    kit.choose(options={"quality": "high"}, negative="people")
    picture = kit.picture(lamp, "a")
    wanted = {"candidates": 2, "like": [picture.id]}
    seen = kit.generation.preview(*kit.ids, lamp.id, **wanted)
    assert kit.film.all(Job) == []
    job = kit.ask(lamp, **wanted)[0]
    for name in ("prompt", "negative", "aspect", "width", "height", "options", "provider"):
        assert getattr(seen, name) == getattr(job, name), name
    assert [one.sha256 for one in seen.references] == [picture.sha256]


def test_the_styles_pictures_come_after_those_of_the_asset_and_give_way_to_them(kit):
    lamp = kit.lamp()
    kit.choose()
    picture, first, second = (kit.picture(lamp, name) for name in "abc")
    for place, one in enumerate((first, second), start=1):
        kit.film.sql(
            "insert into style_references (project_id, version, place, sha256, name, created_by)"
            " values (:project, 1, :place, :sha256, 'mood', :user)",
            project=kit.film.project_id,
            place=place,
            sha256=one.sha256,
            user=kit.film.user_id,
        )
    (job,) = kit.ask(lamp, like=[picture.id])
    rows = sorted(kit.film.all(JobReference), key=lambda row: row.place)
    assert [(row.sha256, row.role, row.name) for row in rows] == [
        (picture.sha256, "identity", "Lamp, 10"),
        (first.sha256, "style", "mood"),
    ]
    assert job.warnings == ["The model takes 2: one reference picture was left out."]


def test_how_much_the_styles_pictures_count_goes_to_models_that_heed_it(kit):
    lamp = kit.lamp()
    kit.choose()
    picture = kit.picture(lamp, "a")
    kit.film.sql("update style_versions set strength = 0.75")
    (heedless,) = kit.ask(lamp)
    rich = kit.studio.models["rich"]
    kit.studio.models["rich"] = replace(rich, strength=True)
    (alone,) = kit.ask(lamp, like=[picture.id])
    kit.film.sql(
        "insert into style_references (project_id, version, place, sha256, name, created_by)"
        " values (:project, 1, 1, :sha256, 'mood', :user)",
        project=kit.film.project_id,
        sha256=picture.sha256,
        user=kit.film.user_id,
    )
    (heeding,) = kit.ask(lamp)
    assert [job.strength for job in (heedless, alone, heeding)] == [None, None, 0.75]
    kit.run(heeding)
    assert kit.studio.requests[-1].strength == 0.75
