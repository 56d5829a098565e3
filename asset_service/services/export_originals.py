"""The pictures of a film as a zip, each checked on its way, and a manifest of them all."""

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO
from uuid import UUID

from asset_service.domain.entry_names import EntryNames
from asset_service.domain.errors import DomainError, Unavailable
from asset_service.domain.exports import Attempts, ExportKind, Files
from asset_service.imaging.provenance import Provenance
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import ObjectMissing, ObjectStore
from asset_service.services import export_manifest as manifest
from asset_service.services.export_making import ExportFailed, Made, Progress, Task, unread_words
from asset_service.services.export_manifest import Line
from asset_service.services.files import original_key
from asset_service.services.origins import mark_of
from asset_service.store import export_contents, projects, scenes
from asset_service.store.export_contents import Pictured
from asset_service.store.work import Database

_FOLDERS = {
    "character": "characters",
    "location": "locations",
    "prop": "props",
    "extra_archetype": "extras",
}
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True)
class _Film:
    title: str
    assets: list[Asset]
    pictures: Mapping[UUID, list[Pictured]]
    labels: Mapping[int, str]

    @property
    def each(self) -> list[tuple[Asset, Attempt, StoredObject]]:
        return [
            (asset, attempt, stored)
            for asset in self.assets
            for attempt, stored in self.pictures.get(asset.id, ())
        ]


@dataclass(frozen=True)
class _Read:
    """The bytes that go into the zip, or the problem with them; `copy` says what they are."""

    data: bytes = b""
    copy: str = ""
    problem: str = ""


class OriginalsMaker:
    """One picture is in memory at a time; `most_bytes` bounds the pictures of one zip.

    What is made again from the same rows is the same file, unless it is signed.
    """

    def __init__(
        self, database: Database, store: ObjectStore, marks: Provenance, *, most_bytes: int
    ) -> None:
        self._database = database
        self._store = store
        self._marks = marks
        self._most = most_bytes

    def make(self, task: Task, file: BinaryIO, progress: Progress) -> Made:
        film = self._film(task)
        each = film.each
        if not each:
            raise ExportFailed("nothing_to_export", "There is no picture to export.")
        if sum(stored.size for _, _, stored in each) > self._most:
            raise too_large(self._most)
        progress.begin(len(each))
        names, lines = EntryNames(), list[Line]()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for asset, attempt, stored in each:
                lines.append(self._add(archive, names, (asset, attempt, stored), task, film))
                progress.step()
            self._tell(archive, film, task, lines)
        unread = sum(1 for one in lines if one.problem in {manifest.MISSING, manifest.CHANGED})
        return Made(film.title, [unread_words(unread)] if unread else [])

    def _film(self, task: Task) -> _Film:
        options, project_id = task.options, task.project_id
        with self._database.as_user(task.user_id) as work:
            project = projects.for_reading(work.session, task.user_id, project_id)
            return _Film(
                project.title,
                list(
                    export_contents.assets(
                        work.session, project_id, options.types, deferred=options.deferred
                    )
                ),
                export_contents.pictures(
                    work.session,
                    project_id,
                    options.types,
                    deferred=options.deferred,
                    selected=options.attempts is Attempts.SELECTED,
                ),
                {number: label for number, label, _ in scenes.headings(work.session, project_id)},
            )

    def _add(
        self,
        archive: zipfile.ZipFile,
        names: EntryNames,
        one: tuple[Asset, Attempt, StoredObject],
        task: Task,
        film: _Film,
    ) -> Line:
        asset, attempt, stored = one
        read = self._read(attempt, stored, task)
        facts: dict[str, Any] = {"copy": read.copy, "problem": read.problem}
        if not read.problem:
            extension = stored.mime.rsplit("/", 1)[-1].replace("jpeg", "jpg")
            folder = _FOLDERS.get(asset.type, "others")
            name = names.take(folder, asset.name, attempt.number, extension)
            _write(archive, name, read.data, task.asked_at)
            facts |= {
                "file": name,
                "sha256": hashlib.sha256(read.data).hexdigest(),
                "size": len(read.data),
            }
        return manifest.line(
            asset, attempt, stored, film.labels, prompts=task.options.prompts, **facts
        )

    def _read(self, attempt: Attempt, stored: StoredObject, task: Task) -> _Read:
        """Return the picture's bytes; what the store has must be what was put there."""
        try:
            data = self._store.get(original_key(task.project_id, stored.sha256))
        except ObjectMissing:
            return _Read(problem=manifest.MISSING)
        if hashlib.sha256(data).hexdigest() != stored.sha256:
            return _Read(problem=manifest.CHANGED)
        if task.options.files is Files.ORIGINAL:
            return _Read(data, "original")
        try:
            copy = self._marks.mark(data, mark_of(attempt, include_prompt=False))
        except Unavailable:
            raise
        except DomainError:
            return _Read(data, f"original: {manifest.UNMARKABLE}")
        if copy.why:
            return _Read(copy.data, f"original: {copy.why}")
        return _Read(copy.data, "signed" if copy.is_signed else "marked")

    def _tell(self, archive: zipfile.ZipFile, film: _Film, task: Task, lines: list[Line]) -> None:
        facts = {
            "project": {"id": str(task.project_id), "title": film.title},
            "options": task.options.of(ExportKind.ORIGINALS),
            "problems": sum(1 for one in lines if one.problem),
        }
        told = {
            "manifest.json": manifest.as_json(facts, task.asked_at, lines),
            "manifest.csv": manifest.as_csv(lines),
        }
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in told.items()}
        told["SHA256SUMS"] = manifest.as_sums(lines, hashes)
        for name, data in told.items():
            _write(archive, name, data, task.asked_at, deflated=True)


def too_large(most: int) -> ExportFailed:
    return ExportFailed(
        "export_too_large",
        f"The pictures have more than {most:,} bytes together: export them type by type.",
    )


def _write(
    archive: zipfile.ZipFile, name: str, data: bytes, moment: datetime, *, deflated: bool = False
) -> None:
    """Pictures are packed already: to deflate them costs time and saves nothing."""
    at = moment.astimezone(UTC)
    entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    entry.external_attr = _PLAIN_FILE
    archive.writestr(entry, data)
