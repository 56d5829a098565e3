"""Taking things out of a project as files: asked for here, made by workers, fetched here.

Trusts `user_id` as authenticated; refuses strangers (as absent). A viewer may export: it shows
nothing that a member cannot read page by page.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from asset_service.domain import exports as rules
from asset_service.domain import paging
from asset_service.domain.errors import Conflict
from asset_service.domain.exports import Attempts, ExportKind, ExportState
from asset_service.domain.vocabulary import Role
from asset_service.services.export_files import export_key
from asset_service.services.export_views import (
    ExportCancelled,
    ExportEstimate,
    ExportView,
    present_export,
)
from asset_service.services.idempotency import Idempotency, conclude, start
from asset_service.services.views.paging import Page
from asset_service.services.views.pictures import ImageFile
from asset_service.store import export_contents, exports, projects
from asset_service.store.work import Database

ACCEPTED = 202


class Exports:
    """`most_bytes` is what the pictures of one zip may have together."""

    def __init__(self, database: Database, *, most_bytes: int) -> None:
        self._database = database
        self._most = most_bytes

    def request(
        self,
        user_id: UUID,
        project_id: UUID,
        kind: ExportKind,
        options: Mapping[str, Any],
        idempotency: Idempotency | None = None,
    ) -> ExportView:
        """Record an export; workers make its file.

        Raises Invalid for an option that the kind lacks; NotFound; Conflict `too_many_exports`,
        `nothing_to_export`, `export_too_large`; and what `idempotency.start` raises.
        """
        chosen = rules.read_options(kind, options)
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            start(work, idempotency)
            waiting = exports.count_under_way(work.session, project_id, user_id)
            if waiting >= rules.WAITING_MOST:
                raise Conflict(
                    f"You have {waiting} exports under way here: wait for one, or cancel it.",
                    code="too_many_exports",
                )
            self._check_size(self._estimate(work.session, project_id, kind, chosen))
            export = exports.add(
                work.session,
                {
                    "project_id": project_id,
                    "kind": kind.value,
                    "options": chosen.of(kind),
                    "requested_by": user_id,
                },
            )
            view = present_export(export)
            conclude(work, idempotency, ACCEPTED, view)
            work.commit()
            return view

    def estimate(
        self, user_id: UUID, project_id: UUID, kind: ExportKind, options: Mapping[str, Any]
    ) -> ExportEstimate:
        """Say what such an export would take. Raises Invalid, NotFound."""
        chosen = rules.read_options(kind, options)
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return self._estimate(work.session, project_id, kind, chosen)

    def list(
        self, user_id: UUID, project_id: UUID, *, limit: int = 50, cursor: str | None = None
    ) -> Page[ExportView]:
        """Return the exports of the project, whoever asked for them, the newest first."""
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = exports.page(work.session, project_id, limit + 1, after)
        shown = found[:limit]
        last = shown[-1] if len(found) > limit else None
        return Page(
            [present_export(one) for one in shown],
            paging.encode(last.created_at, last.id) if last is not None else None,
        )

    def get(self, user_id: UUID, project_id: UUID, export_id: UUID) -> ExportView:
        """Raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return present_export(exports.get(work.session, project_id, export_id))

    def cancel(self, user_id: UUID, project_id: UUID, export_id: UUID) -> ExportCancelled:
        """End a queued export, ask a running one to stop. Again, or too late, is no error.

        Raises NotFound, and Forbidden for a viewer who did not ask for it himself.
        """
        with self._database.as_user(user_id) as work:
            _, role = projects.with_role(work.session, user_id, project_id)
            export = exports.get(work.session, project_id, export_id, lock=True)
            if role == Role.VIEWER and export.requested_by != user_id:
                projects.for_change(work.session, user_id, project_id)
            changed = export.state in exports.UNDER_WAY and export.cancel_requested_at is None
            if changed:
                export.cancel_requested_at = func.clock_timestamp()
                if export.state == ExportState.QUEUED:
                    exports.end(work.session, export, ExportState.CANCELED)
            work.session.flush()
            work.session.refresh(export)
            cancelled = ExportCancelled(present_export(export), changed)
            work.commit()
            return cancelled

    def file(self, user_id: UUID, project_id: UUID, export_id: UUID) -> ImageFile:
        """Name the file of an export for a download. Raises NotFound.

        Raises Conflict `export_not_ready` for one that has no file (yet), `export_expired` for one
        whose file was removed.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            export = exports.get(work.session, project_id, export_id)
        if export.sha256 is None or export.mime is None:
            raise Conflict("There is no file of this export.", code="export_not_ready")
        if export.file_removed_at is not None:
            raise Conflict(
                "The file was kept for a week and is gone: export it again.", code="export_expired"
            )
        return ImageFile(
            key=export_key(project_id, export.id, export.epoch),
            mime=export.mime,
            etag=export.sha256,
            size=export.size,
            file_name=export.file_name,
        )

    def _estimate(
        self, session: Session, project_id: UUID, kind: ExportKind, options: rules.Options
    ) -> ExportEstimate:
        selected = options.attempts is Attempts.SELECTED
        if kind is ExportKind.LOOK_BOOK:
            selected = not options.candidates
        assets = export_contents.count_assets(
            session, project_id, options.types, deferred=options.deferred
        )
        pictures, size = (0, 0)
        if kind is not ExportKind.MATRIX:
            pictures, size = export_contents.amount(
                session, project_id, options.types, deferred=options.deferred, selected=selected
            )
        return ExportEstimate(
            kind=kind.value,
            assets=assets,
            pictures=pictures,
            bytes=size if kind is ExportKind.ORIGINALS else 0,
            most_bytes=self._most,
        )

    def _check_size(self, estimate: ExportEstimate) -> None:
        if estimate.kind != ExportKind.ORIGINALS:
            return
        if not estimate.pictures:
            raise Conflict("There is no picture to export.", code="nothing_to_export")
        if estimate.bytes > self._most:
            raise Conflict(
                f"The pictures have {estimate.bytes:,} bytes together, of at most {self._most:,}:"
                " export them type by type.",
                code="export_too_large",
                limit=self._most,
            )
