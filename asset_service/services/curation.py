"""What people do to assets: list, add, edit, defer, restore, delete.

Trusts `user_id` as authenticated. Refuses strangers (as absent), viewers, and what a locked
stage holds back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from asset_service.domain import paging, stage, texts
from asset_service.domain.errors import Conflict, Invalid, PreconditionMissing, Stale
from asset_service.domain.names import fold
from asset_service.domain.reshaping import Span
from asset_service.domain.vocabulary import AssetSource, AssetType
from asset_service.models.asset import Asset
from asset_service.models.asset_revision import AssetRevision
from asset_service.models.tombstone import Tombstone
from asset_service.services.asset_texts import span_of, write
from asset_service.services.idempotency import CREATED, Idempotency, conclude, start
from asset_service.services.presenting import present_asset, present_misfits, present_revision
from asset_service.services.views.assets import AssetView, EditedAsset, RevisionView
from asset_service.services.views.paging import Page
from asset_service.services.views.pictures import PictureWarning
from asset_service.store import assets, attempts, board, projects, reshapes, revisions, scenes
from asset_service.store.work import Database, Work

# More scenes than any script; what a number may be while there is no script to ask.
SCENE_NUMBER_MOST = 100_000


@dataclass(frozen=True)
class NewAsset:
    """What a person says of an asset added by hand."""

    name: str
    type: AssetType
    description: str
    scene_numbers: list[int] = field(default_factory=list)


class Curation:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(  # noqa: PLR0913 - each is one filter of the list
        self,
        user_id: UUID,
        project_id: UUID,
        *,
        state: str = "all",
        type: str | None = None,  # noqa: A002 - the field's name in the API
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[AssetView]:
        """Return the assets that are `all` (not binned), `active`, `deferred` or `binned`."""
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            rows = board.page(
                work.session, project_id, state=state, asset_type=type, limit=limit + 1, after=after
            )
        shown = [present_asset(row) for row in rows[:limit]]
        more = len(rows) > limit
        last = rows[limit - 1].asset if more else None
        return Page(shown, paging.encode(last.created_at, last.id) if last is not None else None)

    def get(self, user_id: UUID, project_id: UUID, asset_id: UUID) -> AssetView:
        """Return one asset, in the bin too."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return _view(work, project_id, asset_id)

    def add(
        self,
        user_id: UUID,
        project_id: UUID,
        new: NewAsset,
        idempotency: Idempotency | None = None,
    ) -> AssetView:
        """Add one by hand (R5). Raises Conflict `name_taken`, Invalid for unknown scenes.

        And what `idempotency.start` raises.
        """
        name = texts.clean_name(new.name)
        description = texts.clean_text(new.description, "description", required=True)
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            start(work, idempotency)
            stage.check(stage.Act.CHANGE_SET, project.stage)
            asset = Asset(
                project_id=project_id,
                type=new.type.value,
                source=AssetSource.MANUAL.value,
                name=name,
                name_folded=fold(name),
                description=description,
                scene_numbers=_known_scenes(work, project_id, new.scene_numbers),
                created_by=user_id,
            )
            work.session.add(asset)
            take_name(work, asset)
            view = _view(work, project_id, asset.id)
            conclude(work, idempotency, CREATED, view)
            work.commit()
            return view

    def edit(  # noqa: PLR0913 - who, what, and what it is based on
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        version: int | None,
        changes: Mapping[str, object],
        *,
        began: int | None = None,
    ) -> EditedAsset:
        """Change the fields named in `changes`, if `version` is the asset's (R6).

        What is stored while somebody types says at which version that `began`: the history
        gets the text from before, not every pause in between.

        A new type warns of live pictures that have another shape, and changes none of them.
        Raises PreconditionMissing without a version, Stale with an old one, Conflict
        `name_taken`. A change that changes nothing keeps the version.
        """
        if version is None:
            raise PreconditionMissing("Send the asset's ETag in If-Match.")
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            asset = assets.lock(work.session, project_id, asset_id)
            if asset.version != version:
                raise Stale(
                    "The asset was changed since you read it; nothing of your edit was stored.",
                    current_version=asset.version,
                )
            stage.check(stage.Act.CHANGE_ASSET, project.stage, asset_held=asset.is_held)
            before = asset.type
            _apply(work, asset, changes, began)
            take_name(work, asset)
            view = _view(work, project_id, asset_id)
            warnings = _misfits(work, asset) if asset.type != before else []
            work.commit()
            return EditedAsset(**vars(view), warnings=warnings)

    def misfits(
        self, user_id: UUID, project_id: UUID, asset_id: UUID
    ) -> dict[str, Sequence[PictureWarning]]:
        """Return, by type, the live pictures that have another shape than that type's (R17)."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            assets.get(work.session, project_id, asset_id, binned=True)
            found = attempts.with_files(work.session, project_id, asset_id)
        return {kind.value: present_misfits(found, kind.value) for kind in AssetType}

    def defer(self, user_id: UUID, project_id: UUID, asset_id: UUID) -> AssetView:
        """Set the asset aside, whatever the stage; its lock goes. Again is no error (R7)."""
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            asset = assets.lock(work.session, project_id, asset_id)
            if not asset.deferred:
                asset.locked = False
                asset.deferred = True
            return _done(work, asset)

    def restore(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, name: str | None = None
    ) -> AssetView:
        """Bring the asset back: from the bin, else from being deferred. Again is no error.

        From the bin it needs an open stage and a free name: raises Conflict `name_taken`,
        which `name` resolves, and `asset_merged` for one that the undo of its merge brings back.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            asset = assets.lock(work.session, project_id, asset_id, binned=True)
            if asset.binned_at is None:
                asset.deferred = False
                return _done(work, asset)
            stage.check(stage.Act.CHANGE_SET, project.stage)
            check_not_merged(asset)
            deleted_as = asset.name_folded
            if name is not None:
                _apply(work, asset, {"name": name})
            since, asset.binned_at = asset.binned_at, None
            take_name(work, asset)
            _forget_tombstone(work, project_id, asset.type, deleted_as)
            reshapes.link_again(work.session, {asset.id: since})
            return _done(work, asset)

    def delete(self, user_id: UUID, project_id: UUID, asset_id: UUID) -> AssetView:
        """Move the asset to the bin and leave a tombstone, so that no scan brings it back."""
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            asset = assets.lock(work.session, project_id, asset_id)
            stage.check(stage.Act.CHANGE_ASSET, project.stage, asset_held=asset.is_held)
            asset.binned_at = func.clock_timestamp()
            asset.locked = False
            leave_tombstones(work, project_id, [(asset.type, asset.name)])
            return _done(work, asset)

    def revisions(self, user_id: UUID, project_id: UUID, asset_id: UUID) -> Sequence[RevisionView]:
        """Return the asset's earlier texts, newest first; of each what the next edit changed."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            asset = assets.get(work.session, project_id, asset_id, binned=True)
            found = revisions.every(work.session, project_id, asset_id)
        newer: list[Asset | AssetRevision] = [asset, *found]
        return [
            present_revision(revision, after) for revision, after in zip(found, newer, strict=False)
        ]


def check_scenes(known: Collection[int], numbers: Iterable[int]) -> None:
    """Raise Invalid for a number that is not `known`; without a script, outside 1 to 100,000."""
    allowed = known or range(1, SCENE_NUMBER_MOST + 1)
    unknown = sorted({number for number in numbers if number not in allowed})
    if unknown:
        raise Invalid(
            "The script has no such scene.",
            code="unknown_scene",
            fields={"scene_numbers": [f"No scene {number}." for number in unknown]},
        )


def _known_scenes(work: Work, project_id: UUID, numbers: Iterable[int]) -> list[int]:
    wanted = sorted(set(numbers))
    check_scenes(scenes.numbers(work.session, project_id), wanted)
    return wanted


def leave_tombstones(work: Work, project_id: UUID, names: Iterable[tuple[str, str]]) -> None:
    """Remember what was deleted, each by (type, name); once is enough."""
    rows = [
        {"project_id": project_id, "type": kind, "name_folded": fold(name), "name": name}
        for kind, name in names
    ]
    if rows:
        work.session.execute(insert(Tombstone).values(rows).on_conflict_do_nothing())


def check_not_merged(asset: Asset) -> None:
    """Raise Conflict `asset_merged` for an asset that waits in the bin for an undo."""
    if asset.merged_with is not None:
        raise Conflict(
            f"{asset.name} was merged into another asset: undo the merge to bring it back.",
            code="asset_merged",
            reshape_id=str(asset.merged_with),
        )


def _forget_tombstone(work: Work, project_id: UUID, asset_type: str, name_folded: str) -> None:
    work.session.execute(
        delete(Tombstone).where(
            Tombstone.project_id == project_id,
            Tombstone.type == asset_type,
            Tombstone.name_folded == name_folded,
        )
    )


def change(work: Work, asset: Asset, changes: Mapping[str, object]) -> None:
    """Change a locked asset as an edit does, with what was there kept as an earlier text.

    Raises Invalid, Conflict `name_taken`.
    """
    _apply(work, asset, changes)
    take_name(work, asset)


def _apply(
    work: Work, asset: Asset, changes: Mapping[str, object], began: int | None = None
) -> None:
    written: dict[str, str] = {}
    if "name" in changes:
        written["name"] = texts.clean_name(str(changes["name"]))
    if "type" in changes:
        written["type"] = AssetType(str(changes["type"])).value
    for name in ("description", "image_prompt"):
        if name in changes:
            written[name] = texts.clean_text(str(changes[name]), name)
    span = span_of(asset)
    wanted = changes.get("scene_numbers")
    # Numbers that stay as they are were right once: a form sends them with every edit.
    if isinstance(wanted, list) and set(wanted) != set(span.numbers):
        # A person who takes the numbers away means every scene.
        span = Span(tuple(_known_scenes(work, asset.project_id, wanted)))
    write(work, asset, written, span, began)


def take_name(work: Work, asset: Asset) -> None:
    """Flush; a name in use again is wanted, so a scan may speak of it. Raises Conflict."""
    name = asset.name
    try:
        work.session.flush()
    except IntegrityError as error:
        # Only this one index speaks of names; anything else is a defect and stays an error.
        if "uq_assets_live_name" not in str(error.orig):
            raise
        raise Conflict(
            f"Another asset of this type is called {name!r}.", code="name_taken", name=name
        ) from None
    _forget_tombstone(work, asset.project_id, asset.type, asset.name_folded)


def _misfits(work: Work, asset: Asset) -> list[PictureWarning]:
    found = attempts.with_files(work.session, asset.project_id, asset.id)
    return present_misfits(found, asset.type)


def _done(work: Work, asset: Asset) -> AssetView:
    work.session.flush()
    view = _view(work, asset.project_id, asset.id)
    work.commit()
    return view


def _view(work: Work, project_id: UUID, asset_id: UUID) -> AssetView:
    return present_asset(board.one(work.session, project_id, asset_id))
