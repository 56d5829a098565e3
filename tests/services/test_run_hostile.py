"""Providers that send what is no picture, or words that no database keeps."""

from dataclasses import replace

import hostile_corpus
import pytest
from fixtures.stores import MemoryStore
from job_kit import Scripted, a_film, drawn

from asset_service.imaging.pictures import Pictures
from asset_service.models.job import Job
from asset_service.models.stored_object import StoredObject
from asset_service.ports.providers import Done, GeneratedImage, ProviderDown, Refused
from asset_service.services.files import Files
from asset_service.services.runner import Runner

pytestmark = pytest.mark.promise("A41")

REFUSED = [
    name
    for name in hostile_corpus.light()
    if hostile_corpus.CORPUS[name].verdict != hostile_corpus.TAKEN
]


@pytest.fixture(scope="module")
def pictures():
    made = Pictures()
    yield made
    made.close()


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def run(film, pictures):
    """Have one job drawn by a provider that answers so; its row, and what is stored."""

    def run(*answers):
        store, provider = MemoryStore(), Scripted(list(answers))
        facts = {"lease_seconds": 60.0, "deadline": 60.0, "patience": (0.0,)}
        runner = Runner(film.database, {provider.id: provider}, pictures, Files(store), **facts)
        job = film.job()
        runner.run(job.id, film.user_id)
        return film.read(Job, job.id), store.objects

    return run


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_upload_may_be_no_provider_may_send(film, run, name):
    data = hostile_corpus.CORPUS[name].make()
    job, stored = run(Done(images=(GeneratedImage(data, "image/png"),)))
    assert (job.status, job.error_code) == ("failed", "no_image")
    assert (stored, film.attempts(), film.all(StoredObject)) == ({}, [], [])


WORDS = "no\0thing \ud800 <script>alert(1)</script> \N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 100_000


@pytest.mark.parametrize(
    "error",
    [
        Refused(WORDS, stage=WORDS, categories=(WORDS,) * 1000, request_id=WORDS),
        ProviderDown(WORDS, request_id=WORDS),
    ],
)
def test_words_of_any_kind_and_length_are_kept_as_text(run, error):
    job, _ = run(*[error] * 4)
    assert job.status in {"refused", "failed", "queued"}
    assert "\0" not in (job.error_message or "")
    assert len(job.error_message or "") < 10_000


def test_what_is_told_of_a_picture_may_be_anything(film, run, pictures):
    told = {"revised_prompt": WORDS, "nested": {"a": [WORDS, float("nan"), 10**400]}, WORDS: 1}
    good = hostile_corpus.CORPUS["plain.png"].make()
    done = replace(drawn(), images=(GeneratedImage(good, "image/png", seed=7),))
    job, _ = run(replace(done, meta=told, request_id=WORDS, warnings=(WORDS,) * 9))
    assert (job.status, job.error_code, job.error_message) == ("succeeded", None, None)
    (attempt,) = film.attempts()
    assert attempt.sha256
