"""The adapters that cost money, in workers that die: never two calls for a job, and it adds up."""

import pytest
from fixtures.pictures import a_png
from providers import gemini_server, openai_server
from providers.gemini_server import GeminiServer
from providers.openai_server import OpenAIServer
from providers.scripted_server import answers, takes_and
from rig import THREADS

from asset_service.adapters.providers import registry
from asset_service.config import Settings
from asset_service.services.generation import Generation
from asset_service.services.recipes import Maker

PHASES = (
    "runner.before_claim",
    "runner.claimed",
    "runner.accepted",
    "runner.submitted",
    "runner.put",
    "runner.before_commit",
    "runner.committed",
)
IN_DOUBT = {"runner.accepted", "runner.submitted", "runner.put", "runner.before_commit"}
"""Once it was sent, nobody can tell what it cost."""


class Engine:
    """One vendor's server, what a worker needs to find it, and what asks for its pictures."""

    def __init__(self, rig, name, server, model, variables):
        self.rig, self.name, self.server, self.variables = rig, name, server, variables
        settings = Settings.from_env(rig.env | variables)
        self.generation = Generation(
            rig.database, registry.build(settings), Maker(name, model), queue_seconds=3600
        )

    def ask(self):
        film = self.rig.home
        asset = film.asset(f"Thing {len(self.rig.accepted)}")
        (job,) = self.generation.request(film.user_id, film.project_id, asset.id).body.jobs
        self.rig.accepted.add(job.id)
        return job.id

    def charge(self, job_id):
        (row,) = self.rig.home.sql("select * from charges where job_id = :id", id=job_id)
        return row


class _OpenAI(OpenAIServer):
    def usual(self, line):
        if line.asked.method == "POST":
            return openai_server.draws(a_png(self.paid))(line)
        return super().usual(line)


class _Gemini(GeminiServer):
    def usual(self, line):
        if line.asked.method == "POST":
            return gemini_server.draws(a_png(self.paid))(line)
        return super().usual(line)


@pytest.fixture(params=["openai", "gemini"])
def engine(rig, request):
    if request.param == "openai":
        with _OpenAI() as server:
            variables = {"OPENAI_API_KEY": openai_server.KEY, "OPENAI_BASE_URL": server.base_url}
            yield Engine(rig, "openai", server, "gpt-image-2", variables)
    else:
        with _Gemini() as server:
            variables = {
                "GEMINI_API_KEY": gemini_server.KEY,
                "GOOGLE_GEMINI_BASE_URL": server.origin,
            }
            yield Engine(rig, "gemini", server, gemini_server.MODEL, variables)


@pytest.mark.promise("A42")
def test_no_death_of_a_worker_buys_a_picture_twice(rig, engine):
    rig.end_workers()  # those that others left know of no engine, and take its jobs
    rig.relay()
    rig.worker(THREADS, threads=2, **engine.variables)
    for number, phase in enumerate(PHASES, start=1):
        rig.arm(phase)
        job = engine.ask()
        rig.until_taken(phase)
        ended = "unknown_outcome" if phase in IN_DOUBT else "succeeded"
        assert rig.until_final([job]) == {job: ended}
        assert engine.server.paid == number, phase
        assert engine.charge(job).state == ("unknown" if phase in IN_DOUBT else "spent")
    rig.check()


@pytest.mark.promise("A42")
def test_what_the_vendor_took_is_what_the_ledger_has(rig, engine):
    """Whatever goes wrong: what it took is spent, or nobody knows; what it did not, is neither."""
    rig.end_workers()  # those that others left know of no engine, and take its jobs
    rig.relay()
    rig.worker(THREADS, threads=2, **engine.variables)
    refusal = {
        "openai": openai_server.refuses(400, "No.", code="moderation_blocked"),
        "gemini": answers(200, gemini_server.blocked("PROHIBITED_CONTENT")),
    }[engine.name]
    script = [None, takes_and(lambda line: line.cut()), refusal, lambda line: line.cut(), None]
    states = []
    for act in script:
        if act is not None:
            engine.server.script.append(act)
        job = engine.ask()
        rig.until_final([job])
        states.append(engine.charge(job).state)
    assert states == ["spent", "unknown", "released", "unknown", "spent"]
    assert states.count("spent") <= engine.server.paid <= len(states) - states.count("released")
    rig.check()
