"""An asset of a film, brought up to what its library asset says by now.

Trusts `user_id` as authenticated. The library is the user's own: of an asset that follows the
library of another member, or none, there is nothing to take.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from asset_service import failpoints
from asset_service.domain import library as rules
from asset_service.domain import stage
from asset_service.domain.attempts import place
from asset_service.domain.errors import Conflict, PreconditionMissing, Stale
from asset_service.domain.library import Difference, Field
from asset_service.models.asset import Asset
from asset_service.models.library_version import LibraryVersion
from asset_service.services.attempts import check_open_for_images
from asset_service.services.curation import change
from asset_service.services.files import Files, PutAgain, StoredFile, until_named
from asset_service.services.idempotency import DONE, Idempotency, conclude, look, start
from asset_service.services.library_pictures import arrive
from asset_service.services.library_versions import values_of
from asset_service.services.library_views import Synced, SyncField, SyncPreview
from asset_service.services.presenting import present_asset
from asset_service.store import assets, attempts, board, library, projects
from asset_service.store.library import LibraryRow
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class Sides:
    """An asset, what it follows, and the version that the two last shared."""

    asset: Asset
    ours: str | None
    row: LibraryRow
    last: LibraryVersion

    @property
    def differences(self) -> list[Difference]:
        ours = {
            Field.NAME: self.asset.name,
            Field.DESCRIPTION: self.asset.description,
            Field.IMAGE_PROMPT: self.asset.image_prompt,
            Field.IMAGE: self.ours,
        }
        return rules.compare(ours, values_of(self.row.version), values_of(self.last))


class Syncing:
    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    def preview(self, user_id: UUID, project_id: UUID, asset_id: UUID) -> SyncPreview:
        """Return every field of both, and what a sync would take.

        Raises NotFound, and Conflict `not_in_library` for an asset that follows nothing of the
        user's.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            sides = _sides(work, assets.get(work.session, project_id, asset_id))
            live = attempts.live(work.session, asset_id)
            evicts = place(live).evict
        return SyncPreview(
            asset_id=asset_id,
            asset_version=sides.asset.version,
            library_asset_id=sides.row.asset.id,
            version=sides.row.version.version,
            synced_version=sides.last.version,
            compared=[_present(one, sides) for one in sides.differences],
            evicts=evicts.number if evicts is not None else None,
        )

    def apply(  # noqa: PLR0913 - who, what, and what it is based on
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        *,
        version: int | None,
        library_version: int,
        take: Collection[Field] | None = None,
        idempotency: Idempotency | None = None,
    ) -> Synced:
        """Take the fields named, or when none are what changed there and was not overridden here.

        `version` is the asset's and `library_version` the library asset's, as they were read. A
        picture arrives selected. What is not taken counts as overridden from then on.

        Raises NotFound, Forbidden, PreconditionMissing, Stale, Conflict `not_in_library`,
        `stage_locked`, `asset_deferred` and `name_taken`, StoreUnavailable, and what
        `idempotency.start` raises.
        """
        if version is None:
            raise PreconditionMissing("Send the asset's ETag in If-Match.")
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            look(work, idempotency)
            sides = _sides(work, assets.get(work.session, project_id, asset_id))
            _check_current(sides, version, library_version)
            _check_open(project.stage, sides, _taken(sides, take))

        def sync() -> Synced:
            stored = self._copy(user_id, project_id, asset_id, take)
            failpoints.reach("sync.put")
            with self._database.as_user(user_id) as work:
                project = projects.for_change(work.session, user_id, project_id)
                start(work, idempotency)
                sides = _sides(work, assets.lock(work.session, project_id, asset_id))
                _check_current(sides, version, library_version)
                taken = _taken(sides, take)
                _check_open(project.stage, sides, taken)
                evicted = self._write(work, sides, taken, stored)
                view = Synced(
                    asset=present_asset(board.one(work.session, project_id, asset_id)),
                    taken=[one.value for one in Field if one in taken],
                    evicted=evicted,
                )
                conclude(work, idempotency, DONE, view)
                work.commit()
                return view

        return until_named(sync)

    def _copy(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, take: Collection[Field] | None
    ) -> StoredFile | None:
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            sides = _sides(work, assets.get(work.session, project_id, asset_id))
        if Field.IMAGE not in _taken(sides, take) or sides.row.file is None:
            return None
        return self._files.copy(sides.row.file, project_id)

    def _write(
        self, work: Work, sides: Sides, taken: Collection[Field], stored: StoredFile | None
    ) -> UUID | None:
        asset, theirs = sides.asset, values_of(sides.row.version)
        texts = {one.value: theirs[one] for one in taken if one is not Field.IMAGE}
        change(work, asset, texts)
        asset.library_version = sides.row.version.version
        work.session.flush()
        if Field.IMAGE not in taken:
            return None
        if stored is None or stored.sha256 != sides.row.version.sha256:
            raise PutAgain  # it came to differ while the other one was copied
        self._files.name(work, asset.project_id, stored)
        return arrive(work, asset, sides.row.version, selected=True)


def _sides(work: Work, asset: Asset) -> Sides:
    row = None
    if asset.library_asset_id is not None:
        library_id = projects.library(work.session, work.user_id)
        found = library.some(work.session, work.user_id, library_id, [asset.library_asset_id])
        row = found.get(asset.library_asset_id)
    if row is None:
        raise Conflict(
            "The asset follows nothing in your library: add it there first.",
            code="not_in_library",
        )
    last = library.version(
        work.session, row.asset.project_id, row.asset.id, asset.library_version or 0
    )
    selected = board.one(work.session, asset.project_id, asset.id).selected
    return Sides(asset, selected.sha256 if selected is not None else None, row, last)


def _check_current(sides: Sides, version: int, library_version: int) -> None:
    if (sides.asset.version, sides.row.version.version) != (version, library_version):
        raise Stale(
            "The asset or its library asset was changed since you read them; nothing was taken.",
            current_version=sides.asset.version,
            current_library_version=sides.row.version.version,
        )


def _taken(sides: Sides, take: Collection[Field] | None) -> frozenset[Field]:
    """Return which of the fields are taken: a field that does not differ is none."""
    if take is None:
        return rules.incoming(sides.differences)
    return frozenset(one.field for one in sides.differences if one.takeable and one.field in take)


def _check_open(project_stage: str, sides: Sides, taken: Collection[Field]) -> None:
    if Field.IMAGE in taken:
        check_open_for_images(project_stage, sides.asset)
    else:
        held = sides.asset.is_held
        stage.check(stage.Act.CHANGE_ASSET, project_stage, asset_held=held)


def _present(one: Difference, sides: Sides) -> SyncField:
    values = {"ours": one.ours, "theirs": one.theirs, "last": one.last}
    if one.field is Field.IMAGE:
        in_library = sides.row.asset.project_id
        where = {"ours": sides.asset.project_id, "theirs": in_library, "last": in_library}
        values = {
            side: f"{where[side]}/{sha256}" if sha256 else None for side, sha256 in values.items()
        }
    return SyncField(
        field=one.field.value,
        **values,
        changed_here=one.changed_here,
        changed_there=one.changed_there,
        differs=one.differs,
        incoming=one.incoming and one.takeable,
    )
