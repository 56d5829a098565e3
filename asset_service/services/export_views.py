"""What is told of exports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asset_service.models.export import Export


@dataclass(frozen=True)
class ExportView:
    """`state` is `domain/exports.ExportState`; `done` of `total` pieces of work are done.

    `file_name`, `size` (bytes), `sha256` and `mime` are those of the file; `available` says that
    it is there, which it is until `expires_at`.
    """

    id: UUID
    project_id: UUID
    kind: str
    options: Mapping[str, Any]
    state: str
    done: int
    total: int
    cancel_requested: bool
    file_name: str | None
    size: int | None
    sha256: str | None
    mime: str | None
    available: bool
    warnings: list[str]
    error_code: str | None
    error_message: str | None
    requested_by: UUID
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class ExportCancelled:
    """`changed` is False when there was nothing left to cancel."""

    export: ExportView
    changed: bool


@dataclass(frozen=True)
class ExportEstimate:
    """What an export would take: `bytes` of pictures in a zip, 0 for the other kinds."""

    kind: str
    assets: int
    pictures: int
    bytes: int
    most_bytes: int


def present_export(export: Export) -> ExportView:
    return ExportView(
        id=export.id,
        project_id=export.project_id,
        kind=export.kind,
        options=dict(export.options),
        state=export.state,
        done=export.done,
        total=export.total,
        cancel_requested=export.cancel_requested_at is not None,
        file_name=export.file_name,
        size=export.size,
        sha256=export.sha256,
        mime=export.mime,
        available=export.sha256 is not None and export.file_removed_at is None,
        warnings=list(export.warnings),
        error_code=export.error_code,
        error_message=export.error_message,
        requested_by=export.requested_by,
        created_at=export.created_at,
        started_at=export.started_at,
        finished_at=export.finished_at,
        expires_at=export.expires_at,
    )
