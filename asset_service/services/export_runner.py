"""What a worker does with one export: claim it, make its file, store it, say so.

No transaction is open while the file is made or stored. Every write names the epoch of the claim,
and so does the key of the file: a worker that was frozen past its lease changes nothing.
"""

import errno
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import structlog
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from structlog.contextvars import bound_contextvars

from asset_service import failpoints
from asset_service.domain import exports as rules
from asset_service.domain.errors import NotFound, Unavailable
from asset_service.domain.exports import DELIVERIES, KEPT, ExportKind, ExportState
from asset_service.models.export import Export
from asset_service.ports.objects import ObjectStore, StoreUnavailable
from asset_service.services.export_files import export_key
from asset_service.services.export_making import (
    ExportFailed,
    Made,
    Maker,
    Progress,
    Stopped,
    Task,
)
from asset_service.services.heartbeat import Heartbeat
from asset_service.store import exports
from asset_service.store.claims import Beat
from asset_service.store.exports import Claim
from asset_service.store.work import Database, Work

log = structlog.get_logger(__name__)

_PIECE = 1 << 20
_AGAIN_AFTER = timedelta(seconds=20)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_BROKEN = ("export_error", "Something went wrong here, and it is in the log: ask for it again.")
_AWAY = ("store_unavailable", "The place where files are kept did not answer: ask for it again.")
_NO_ROOM = ("no_room", "There is no room for the file on this machine: tell who operates it.")


class _ClaimLost(Exception):
    """The export is another worker's now, or nobody's: write nothing."""


@dataclass(frozen=True)
class _File:
    size: int
    sha256: str


class ExportRunner:
    """Trusts that `user_id` comes from the outbox; the claim checks that the export is theirs.

    A file is written in the folder `scratch`, under no name: whatever ends the process, nothing
    of it stays there.
    """

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        makers: Mapping[ExportKind, Maker],
        scratch: Path,
        *,
        lease_seconds: float,
    ) -> None:
        self._database = database
        self._store = store
        self._makers = makers
        self._scratch = scratch
        self._lease = timedelta(seconds=lease_seconds)

    def run(self, export_id: UUID, user_id: UUID, message: str = "") -> None:
        """Make the export if it is still to be made; told twice, or too late, it leaves quietly.

        What goes wrong becomes the export's state. Raises only where no state could be written:
        then the lease runs out and the sweeper decides.
        """
        failpoints.reach("exports.before_claim")
        claim = self._claim(export_id, user_id, message)
        if claim is None:
            log.info("an export was left alone", export_id=str(export_id))
            return
        ids = {"export_id": str(export_id), "project_id": str(claim.project_id)}
        with bound_contextvars(epoch=claim.epoch, **ids):
            failpoints.reach("exports.claimed")
            try:
                self._make(claim)
            except _ClaimLost:
                log.warning("a claim was lost")

    def lost(self, export_id: UUID, user_id: UUID, message: str) -> None:
        """End the lease of a claim whose worker process died, so that it is made again soon."""
        with self._database.as_user(user_id) as work:
            exports.let_go(work.session, export_id, message)
            work.commit()

    def _claim(self, export_id: UUID, user_id: UUID, message: str) -> Claim | None:
        try:
            with self._database.as_user(user_id) as work:
                claim = exports.claim(work.session, export_id, user_id, self._lease, message)
                if claim is None:
                    exports.step_back(work.session, export_id)
                work.commit()
                return claim
        except IntegrityError:  # another one of the same person was started at the same moment
            with self._database.as_user(user_id) as work:
                exports.step_back(work.session, export_id)
                work.commit()
            return None

    def _make(self, claim: Claim) -> None:
        kind = ExportKind(claim.kind)
        progress = Progress(lambda _: None, lambda: False)
        with self._heartbeat(claim, progress) as beat:
            progress.tell, progress.stop_wanted = beat.progress, beat.stop_wanted
            try:
                self._make_file(claim, kind, progress)
            except Stopped:
                if beat.lost:
                    raise _ClaimLost from None
                self._end(claim, rules.CALLED_OFF)
            except NotFound:
                # Who asked is no member any more: the sweeper, who may write here, ends it.
                log.warning("access was withdrawn from a running export")
            except ExportFailed as error:
                self._end(claim, _failed(error.code, error.message))
            except (StoreUnavailable, Unavailable) as error:
                log.warning("an export is tried again", exc_info=error)
                self._try_again(claim)
            except _ClaimLost:
                raise
            except Exception as error:
                full = isinstance(error, OSError) and error.errno in _FULL
                log.exception("an export went wrong")
                self._end(claim, _failed(*(_NO_ROOM if full else _BROKEN)))

    def _make_file(self, claim: Claim, kind: ExportKind, progress: Progress) -> None:
        options = rules.read_options(kind, claim.options)
        task = Task(claim.requested_by, claim.project_id, options, claim.created_at)
        with self._open() as file:
            made = self._makers[kind].make(task, file, progress)
            stored = _measured(file)
            progress.check()
            failpoints.reach("exports.made")
            key = export_key(claim.project_id, claim.id, claim.epoch)
            file.seek(0)
            self._store.put_stream(key, file, stored.size, rules.mime(kind))
        failpoints.reach("exports.put")
        try:
            progress.check()
            self._succeed(claim, kind, made, stored, progress)
        except (_ClaimLost, Stopped):
            self._store.delete(key)
            raise
        failpoints.reach("exports.committed")
        log.info("an export is there", size=stored.size)

    def _succeed(
        self, claim: Claim, kind: ExportKind, made: Made, stored: _File, progress: Progress
    ) -> None:
        with self._database.as_user(claim.requested_by) as work:
            export = self._held(work, claim)
            if export.cancel_requested_at is not None:
                raise Stopped
            exports.end(
                work.session,
                export,
                ExportState.SUCCEEDED,
                done=progress.total,
                total=progress.total,
                file_name=rules.file_name(made.title, kind, claim.created_at.date()),
                size=stored.size,
                sha256=stored.sha256,
                mime=rules.mime(kind),
                warnings=made.warnings,
                expires_at=func.clock_timestamp() + KEPT,
            )
            failpoints.reach("exports.before_commit")
            work.commit()

    def _end(self, claim: Claim, ended: rules.Ended) -> None:
        with self._database.as_user(claim.requested_by) as work:
            exports.end(
                work.session,
                self._held(work, claim),
                ended.state,
                error_code=ended.code,
                error_message=ended.message,
            )
            work.commit()

    def _try_again(self, claim: Claim) -> None:
        """Put it back into the queue, for a moment later; not for ever."""
        with self._database.as_user(claim.requested_by) as work:
            export = self._held(work, claim)
            if export.cancel_requested_at is not None:
                exports.end(work.session, export, ExportState.CANCELED)
            elif export.deliveries >= DELIVERIES:
                code, message = _AWAY
                exports.end(
                    work.session,
                    export,
                    ExportState.FAILED,
                    error_code=code,
                    error_message=message,
                )
            else:
                exports.queue_again(work.session, export, _AGAIN_AFTER * export.deliveries)
            work.commit()

    def _held(self, work: Work, claim: Claim) -> Export:
        export = exports.hold(work.session, claim.id, claim.epoch)
        if export is None:
            raise _ClaimLost
        return export

    def _heartbeat(self, claim: Claim, progress: Progress) -> Heartbeat:
        def send(_share: float, _stage: str) -> Beat | None:
            with self._database.as_user(claim.requested_by) as work:
                beat = exports.beat(
                    work.session,
                    claim.id,
                    claim.epoch,
                    self._lease,
                    done=progress.done,
                    total=progress.total,
                )
                work.commit()
                return beat

        return Heartbeat(send, self._lease.total_seconds())

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            yield file


def _failed(code: str, message: str) -> rules.Ended:
    return rules.Ended(ExportState.FAILED, code, message)


def _measured(file: BinaryIO) -> _File:
    """Return size and hash of what was written."""
    file.flush()
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return _File(size, digest.hexdigest())
