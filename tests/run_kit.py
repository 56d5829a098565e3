"""What the tests of a run share: one run of a job, and what happens meanwhile."""

from job_kit import Scripted, drawn, generation, runner

from asset_service.models.job import Job


def run(film, job, provider=None, **parts) -> Job:
    """Run the job once and return its row afterwards."""
    runner(film, provider or Scripted(), **parts).run(job.id, film.user_id)
    return film.read(Job, job.id)


def asked(film, asset=None, provider=None, **wanted):
    asset = asset or film.asset()
    service = generation(film, provider)
    return service.request(film.user_id, film.project_id, asset.id, **wanted).body.jobs


def during(film, statement):
    """A step in which something happens while the provider draws."""

    def step(request, context):
        film.sql(statement)
        return drawn()

    return Scripted([step])


def paid_run(film, step, **parts):
    return run(film, film.job(paid=True), Scripted([step], paid=True), **parts)
