"""What a worker does with one job: claim it, have it drawn, bring the picture home.

No transaction is open while a provider or the file store is asked. Every write names the epoch
of the claim, so that a worker that was frozen past its lease writes nothing when it thaws.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import func
from structlog.contextvars import bound_contextvars

from asset_service import failpoints
from asset_service.domain.errors import DomainError, Forbidden, NotFound, Unavailable
from asset_service.imaging.pictures import Picture, Pictures
from asset_service.ports.objects import ObjectMissing, StoreUnavailable
from asset_service.ports.providers import (
    BadRequest,
    Cancelled,
    Done,
    GeneratedImage,
    ImageProvider,
    ImageRequest,
    NoImage,
    NotConfigured,
    Reference,
    Size,
    Unsupported,
)
from asset_service.services.acting import Actor
from asset_service.services.drawing import (
    NOT_TO_BE_ASKED,
    Call,
    ClaimLost,
    Drawing,
    nobody_knows,
    subject_of,
)
from asset_service.services.endings import Ending, arrive, call_off, give_up
from asset_service.services.faults import DATABASE_AWAY
from asset_service.services.files import SHOWN_MIME, Files, StoredFile, until_named
from asset_service.services.heartbeat import Heartbeat
from asset_service.store import claims, jobs
from asset_service.store.claims import Beat, Claim
from asset_service.store.work import Database, Work

log = structlog.get_logger(__name__)

PATIENCE = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between the tries to bring a finished picture home: it may have cost money."""

DEADLINE = 600.0
"""Seconds that one run waits for a provider."""

T = TypeVar("T")


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

    def run(self, job_id: UUID, user_id: UUID, message: str = "") -> None:
        """Do the job if it is still to be done; told twice, or too late, it leaves quietly.

        `message` names who told: with it `lost` finds this claim again.

        What goes wrong becomes the job's state. Raises only where no state could be written:
        then the lease runs out and the sweeper decides.
        """
        failpoints.reach("runner.before_claim")
        actor = Actor(self._database, user_id, job_id)
        claim = self._claim(actor, job_id, user_id, message)
        if claim is None:
            log.info("a job was left alone", job_id=str(job_id))
            return
        ids = {"project_id": str(claim.project_id), "asset_id": str(claim.asset_id)}
        with bound_contextvars(job_id=str(job_id), epoch=claim.epoch, **ids):
            failpoints.reach("runner.claimed")
            try:
                with self._heartbeat(claim, actor) as beat:
                    self._make(claim, actor, beat)
            except ClaimLost:
                log.warning("a claim was lost")

    def lost(self, job_id: UUID, user_id: UUID, message: str) -> None:
        """End the lease of a claim whose worker process died, so that its job runs again soon."""
        with self._database.as_user(user_id) as work:
            jobs.let_go(work.session, job_id, message)
            work.commit()

    def _claim(self, actor: Actor, job_id: UUID, user_id: UUID, message: str) -> Claim | None:
        def start(work: Work) -> Claim | None:
            claim = claims.claim(
                work.session, job_id, user_id, self._lease, message, inherited=actor.is_heir
            )
            if claim is None:
                return None
            # One with a handle is asked after all the same: it may be paid for, and restored.
            needless = claim.asset_binned and claim.provider_handle is None
            if needless:
                because = "The asset was deleted before its picture was begun."
                call_off(work, claim, error_code="asset_binned", error_message=because)
            work.commit()
            return None if needless else claim

        with actor.work() as work:
            claim = start(work)
        if claim is None and actor.hand_over():
            with actor.work() as work:
                claim = start(work)
        return claim

    def _make(self, claim: Claim, actor: Actor, beat: Heartbeat) -> None:
        call: Call | None = None
        try:
            provider, call = self._ready(claim, actor)
            done = Drawing(provider, call, beat, self._deadline).run()
            self._bring_home(claim, actor, done, beat)
        except ClaimLost:
            raise
        except Cancelled:
            if beat.lost:
                raise ClaimLost from None
            self._end(claim, actor, Ending(call=call, error=None))
        except (NotFound, Forbidden):
            # Who asked may no longer write here: the sweeper, who may, ends the job.
            log.warning("access was withdrawn from a running job")
        except Exception as error:  # whatever it is, the job must not stay as it is
            log.warning("a job went wrong", exc_info=error)
            self._end(claim, actor, Ending(call=call, error=error))

    def _ready(self, claim: Claim, actor: Actor) -> tuple[ImageProvider, Call]:
        try:
            provider = self._provider(claim)
            return provider, self._call(claim, actor, provider)
        except NOT_TO_BE_ASKED as error:
            if claim.paid and claim.provider_handle is not None:
                raise nobody_knows(error) from error
            raise

    def _provider(self, claim: Claim) -> ImageProvider:
        provider = self._providers.get(claim.provider)
        if provider is None:
            raise NotConfigured(f"The provider {claim.provider} is not set up here.")
        return provider

    def _call(self, claim: Claim, actor: Actor, provider: ImageProvider) -> Call:
        def mark(**facts: Any) -> None:
            def write(work: Work) -> None:
                if not claims.mark(work.session, claim.id, claim.epoch, **facts):
                    raise ClaimLost
                work.commit()

            actor.do(write)

        return Call(
            request=ImageRequest(
                prompt=claim.prompt,
                aspect=claim.aspect,
                size=_size(claim, provider),
                model=claim.model,
                subject=subject_of(claim, str(claim.number)),
                negative=claim.negative,
                seed=claim.seed,
                options=claim.options,
                # What was sent already is only asked after.
                refs=self._followed(claim) if claim.provider_handle is None else (),
                strength=claim.strength,
            ),
            paid=claim.paid,
            handle=claim.provider_handle,
            on_submit=lambda: mark(submitted_at=func.clock_timestamp()),
            on_handle=lambda handle: mark(provider_handle=handle),
        )

    def _followed(self, claim: Claim) -> tuple[Reference, ...]:
        """Read the pictures to follow, re-encoded: what else a file tells leaves the house not."""
        found = []
        for sha256, role, name in claim.followed:
            try:
                data = self._files.shown(claim.project_id, sha256)
            except ObjectMissing as error:
                raise BadRequest("A picture that this one should follow is gone.") from error
            found.append(Reference(data, SHOWN_MIME, role, name))
        return tuple(found)

    def _bring_home(self, claim: Claim, actor: Actor, done: Done, beat: Heartbeat) -> None:
        """Check the picture, store its bytes, then write the rows that name them."""
        beat.storing()
        image = done.images[0]
        picture = self._read(image)
        project_id = claim.project_id

        def put() -> StoredFile:
            return self._files.put(project_id, image.data, picture)

        def write(work: Work, stored: StoredFile) -> None:
            arrive(work, self._files, claim, stored, done, withdrawn=actor.is_heir)
            failpoints.reach("runner.before_commit")
            work.commit()

        def keep() -> None:
            stored = self._patiently(put, (StoreUnavailable,), beat)
            failpoints.reach("runner.put")
            self._patiently(lambda: actor.do(lambda work: write(work, stored)), DATABASE_AWAY, beat)
            failpoints.reach("runner.committed")

        until_named(keep)
        log.info("a picture is in its place")

    def _read(self, image: GeneratedImage) -> Picture:
        try:
            return self._pictures.read(image.data)
        except Unavailable:
            raise
        except DomainError as error:
            raise NoImage(f"What the provider sent is no picture: {error.detail}") from error

    def _end(self, claim: Claim, actor: Actor, ending: Ending) -> None:
        def write(work: Work) -> None:
            give_up(work, claim, ending, random.random)
            work.commit()

        actor.do(write)

    def _heartbeat(self, claim: Claim, actor: Actor) -> Heartbeat:
        def renew(work: Work, progress: float, stage: str) -> Beat:
            beat = claims.beat(
                work.session, claim.id, claim.epoch, self._lease, progress=progress, stage=stage
            )
            if beat is None:
                raise ClaimLost
            work.commit()
            return beat

        def send(progress: float, stage: str) -> Beat | None:
            try:
                return actor.do(lambda work: renew(work, progress, stage))
            except ClaimLost:
                return None

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


def _size(claim: Claim, provider: ImageProvider) -> Size:
    """Return the pixels that were asked for, the usual ones for a job from before one could.

    Raises Unsupported, but not of what was sent already and is only asked after.
    """
    if claim.provider_handle is not None and claim.width is not None and claim.height is not None:
        return claim.width, claim.height
    sizes = provider.capabilities(claim.model).sizes.get(claim.aspect)
    if not sizes:
        raise Unsupported(f"The model {claim.model} makes no pictures of shape {claim.aspect}.")
    if claim.width is None or claim.height is None:
        return sizes[0]
    return claim.width, claim.height
