"""Which rows name stored files. What is named by none of them is collected.

A table that comes to name files is added here, gets the trigger `check_file_stays`, and rights
for the maintenance role; tests/services/test_naming.py asks the catalog whether one was forgotten.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, exists, or_, select, union_all

from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference
from asset_service.models.library_version import LibraryVersion
from asset_service.models.style_reference import StyleReference

Naming = Attempt | JobReference | StyleReference | LibraryVersion

NAMING: tuple[type[Naming], ...] = (
    Attempt,  # live and in the bin
    JobReference,  # what a job was, or will be, told to follow
    StyleReference,  # of every version of a style
    LibraryVersion,  # of every version of a library asset, in the bin too
)


def names_file(project_id: Any, sha256: Any) -> ColumnElement[bool]:
    """Return whether any row names the file, whose two columns, or values, these are."""
    return or_(
        *(
            exists().where(table.project_id == project_id, table.sha256 == sha256)
            for table in NAMING
        )
    )


def named() -> Subquery:
    """Return the project and hash of every file that is named, as often as it is."""
    return union_all(
        *(
            # a library asset may be without a picture
            select(table.project_id, table.sha256).where(table.sha256.is_not(None))
            for table in NAMING
        )
    ).subquery()


def namers(project_id: UUID, sha256: str) -> Subquery:
    """Return who brought the rows that name the file, as `user_id`, and when, as `at`."""

    def of(table: type[Naming], who: Any, when: Any) -> Select[Any]:
        return select(who.label("user_id"), when.label("at")).where(
            table.project_id == project_id, table.sha256 == sha256
        )

    asked = of(JobReference, Job.requested_by, Job.created_at)
    return union_all(
        of(Attempt, Attempt.created_by, Attempt.created_at),
        of(StyleReference, StyleReference.created_by, StyleReference.created_at),
        of(LibraryVersion, LibraryVersion.created_by, LibraryVersion.created_at),
        asked.where(Job.id == JobReference.job_id),
    ).subquery()
