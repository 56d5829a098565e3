"""What a worker does with one job: claim it, have it drawn, bring the picture home.

No transaction is open while a provider or the file store is asked. Every write names the epoch
of the claim, so that a worker that was frozen past its lease writes nothing when it thaws.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import func

from asset_service.domain.errors import DomainError, Forbidden, NotFound, Unavailable
from asset_service.domain.vocabulary import JobStatus
from asset_service.imaging.pictures import Picture, Pictures
from asset_service.models.asset import Asset
from asset_service.models.job import Job
from asset_service.ports.objects import StoreUnavailable
from asset_service.ports.providers import (
    Cancelled,
    Done,
    GeneratedImage,
    ImageProvider,
    NoImage,
    NotConfigured,
)
from asset_service.services.drawing import Call, ClaimLost, Drawing, image_request
from asset_service.services.endings import Ending, arrive, give_up
from asset_service.services.faults import DATABASE_AWAY
from asset_service.services.files import Files
from asset_service.services.heartbeat import Heartbeat
from asset_service.store import claims, jobs
from asset_service.store.claims import Beat
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

PATIENCE = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between the tries to bring a finished picture home: it may have cost money."""

DEADLINE = 600.0
"""Seconds that one run waits for a provider."""

T = TypeVar("T")


@dataclass(frozen=True)
class Claim:
    """One start of one job; `asset` is as it was then."""

    job: Job
    asset: Asset
    label: str


class Runner:
    """Trusts that `user_id` comes from the outbox; the claim checks that the job is theirs."""

    def __init__(  # noqa: PLR0913 - the parts a picture passes through
        self,
        database: Database,
        providers: Mapping[str, ImageProvider],
        pictures: Pictures,
        files: Files,
        *,
        lease_seconds: float,
        deadline: float = DEADLINE,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self._database = database
        self._providers = providers
        self._pictures = pictures
        self._files = files
        self._lease = timedelta(seconds=lease_seconds)
        self._deadline = deadline
        self._patience = patience

    def run(self, job_id: UUID, user_id: UUID) -> None:
        """Do the job if it is still to be done; told twice, or too late, it leaves quietly.

        What goes wrong becomes the job's state. Raises only where no state could be written:
        then the lease runs out and the sweeper decides.
        """
        claim = self._claim(job_id, user_id)
        if claim is None:
            log.info("a job was left alone", job_id=str(job_id))
            return
        try:
            with self._heartbeat(claim, user_id) as beat:
                self._make(claim, user_id, beat)
        except ClaimLost:
            log.warning("a claim was lost", job_id=str(job_id), epoch=claim.job.epoch)

    def lost(self, job_id: UUID, user_id: UUID) -> None:
        """End the lease of a job whose worker process died, so that it runs again soon."""
        with self._database.as_user(user_id) as work:
            jobs.let_go(work.session, job_id)
            work.commit()

    def _claim(self, job_id: UUID, user_id: UUID) -> Claim | None:
        with self._database.as_user(user_id) as work:
            job = claims.claim(work.session, job_id, user_id, self._lease)
            if job is None:
                return None
            asset, number = claims.subject(work.session, job)
            if asset.binned_at is not None:
                message = "The asset was deleted before its picture was begun."
                jobs.end(job, JobStatus.CANCELED, error_code="asset_binned", error_message=message)
            work.commit()
            return Claim(job, asset, str(number)) if asset.binned_at is None else None

    def _make(self, claim: Claim, user_id: UUID, beat: Heartbeat) -> None:
        call: Call | None = None
        try:
            provider = self._provider(claim.job)
            call = self._call(claim, user_id, provider)
            done = Drawing(provider, call, beat, self._deadline).run()
            self._bring_home(claim, user_id, done, beat)
        except ClaimLost:
            raise
        except Cancelled:
            if beat.lost:
                raise ClaimLost from None
            self._end(claim, user_id, Ending(call=call, error=None))
        except (NotFound, Forbidden):
            # Who asked may no longer write here: the sweeper, who may, ends the job.
            log.warning("access was withdrawn from a running job", job_id=str(claim.job.id))
        except Exception as error:  # whatever it is, the job must not stay as it is
            log.warning("a job went wrong", job_id=str(claim.job.id), exc_info=error)
            self._end(claim, user_id, Ending(call=call, error=error))

    def _provider(self, job: Job) -> ImageProvider:
        provider = self._providers.get(job.provider)
        if provider is None:
            raise NotConfigured(f"The provider {job.provider} is not set up here.")
        return provider

    def _call(self, claim: Claim, user_id: UUID, provider: ImageProvider) -> Call:
        job = claim.job

        def mark(**facts: Any) -> None:
            with self._database.as_user(user_id) as work:
                if not claims.mark(work.session, job.id, job.epoch, **facts):
                    raise ClaimLost
                work.commit()

        return Call(
            request=image_request(
                claim.asset,
                provider.capabilities(job.model),
                model=job.model,
                prompt=job.prompt,
                aspect=job.aspect,
                seed=job.seed,
                label=claim.label,
            ),
            paid=job.paid,
            handle=job.provider_handle,
            on_submit=lambda: mark(submitted_at=func.clock_timestamp()),
            on_handle=lambda handle: mark(provider_handle=handle),
        )

    def _bring_home(self, claim: Claim, user_id: UUID, done: Done, beat: Heartbeat) -> None:
        """Check the picture, store its bytes, then write the rows that name them."""
        beat.storing()
        image = done.images[0]
        picture = self._read(image)
        project_id = claim.job.project_id
        stored = self._patiently(
            lambda: self._files.put(project_id, image.data, picture), (StoreUnavailable,), beat
        )

        def write() -> None:
            with self._database.as_user(user_id) as work:
                arrive(work, self._files, claim.job, stored, done)
                work.commit()

        self._patiently(write, DATABASE_AWAY, beat)

    def _read(self, image: GeneratedImage) -> Picture:
        try:
            return self._pictures.read(image.data)
        except Unavailable:
            raise
        except DomainError as error:
            raise NoImage(f"What the provider sent is no picture: {error.detail}") from error

    def _end(self, claim: Claim, user_id: UUID, ending: Ending) -> None:
        with self._database.as_user(user_id) as work:
            give_up(work, claim.job, ending, random.random)
            work.commit()

    def _heartbeat(self, claim: Claim, user_id: UUID) -> Heartbeat:
        job = claim.job

        def send(progress: float, stage: str) -> Beat | None:
            with self._database.as_user(user_id) as work:
                beat = claims.beat(
                    work.session, job.id, job.epoch, self._lease, progress=progress, stage=stage
                )
                work.commit()
                return beat

        return Heartbeat(send, self._lease.total_seconds())

    def _patiently(
        self, act: Callable[[], T], errors: tuple[type[Exception], ...], beat: Heartbeat
    ) -> T:
        for pause in self._patience:
            try:
                return act()
            except errors as error:
                log.warning("trying again", seconds=pause, exc_info=error)
                if beat.lost:
                    raise ClaimLost from error
                time.sleep(pause)
        return act()
