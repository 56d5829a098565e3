"""Looks whether what must be true is: rows by the rules, files by their bytes. Changes nothing.

Runs as the owner, who sees every tenant, and holds no transaction while it reads the store.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from asset_service.ports.objects import ObjectInfo, ObjectMissing, ObjectStore
from asset_service.services.export_files import read_export_key
from asset_service.services.files import FileKey, original_key, read_key
from asset_service.store import invariants, named_files
from asset_service.store.invariants import Broken
from asset_service.store.named_files import FileName
from asset_service.store.work import Database

GRACE = timedelta(minutes=2)
"""How late a relay may be: a lease, a sweep, and a broker that was away for a moment."""
MISSING = "an attempt's file is not in the store"
CHANGED = "an attempt's file has other bytes"
MOST = 20

_PIECE = 1 << 20


@dataclass(frozen=True)
class Files:
    """`nameless` objects have no row (yet, or any more); `unknown` have keys that are not ours."""

    read: int
    broken: list[Broken]
    nameless: int
    unknown: int


class Inspection:
    def __init__(self, database: Database, *, grace: timedelta = GRACE) -> None:
        self._database = database
        self._grace = grace

    def rules(self) -> list[Broken]:
        """Return the rules that rows break; raises CannotSee."""
        with self._database.as_nobody() as work:
            return invariants.broken(work.session, grace=self._grace, most=MOST)

    def files(self, store: ObjectStore) -> Files:
        """Read every file that a row names; raises StoreUnavailable."""
        bad: dict[str, list[FileName]] = {MISSING: [], CHANGED: []}
        read = 0
        for name in self._named():
            read += 1
            if rule := _wrong(store, name):
                bad[rule].append(name)
        broken = [found for rule, names in bad.items() if (found := self._still(rule, names))]
        nameless, unknown = self._without_row(store)
        return Files(read, broken, nameless, unknown)

    def _named(self) -> Iterator[FileName]:
        after: FileName | None = None
        while True:
            with self._database.as_nobody() as work:
                names = named_files.used(work.session, after)
            yield from names
            if not names:
                return
            after = names[-1]

    def _still(self, rule: str, names: list[FileName]) -> Broken | None:
        """Leave out what was emptied from the bin while the files were read."""
        with self._database.as_nobody() as work:
            left = [name for name in names if named_files.is_used(work.session, name)]
        shown = tuple(original_key(*name) for name in left[:MOST])
        return Broken(rule, len(left), shown) if left else None

    def _without_row(self, store: ObjectStore) -> tuple[int, int]:
        """Go through the store, which lists its keys in order: a project at a time.

        Files of exports are left out: they are made again by whoever wants them.
        """
        nameless = unknown = 0
        pictures = (one for one in store.list() if read_export_key(one.key) is None)
        for project_id, files in groupby(map(_file, pictures), _project_of):
            if project_id is None:
                unknown += sum(1 for _ in files)
                continue
            with self._database.as_nobody() as work:
                known = named_files.of_project(work.session, project_id)
            nameless += sum(file is not None and file.sha256 not in known for file in files)
        return nameless, unknown


def _file(one: ObjectInfo) -> FileKey | None:
    return read_key(one.key)


def _project_of(file: FileKey | None) -> UUID | None:
    return file.project_id if file is not None else None


def _wrong(store: ObjectStore, name: FileName) -> str:
    digest = hashlib.sha256()
    try:
        with store.open(original_key(*name)) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except ObjectMissing:
        return MISSING
    return "" if digest.hexdigest() == name.sha256 else CHANGED
