"""Library assets, taken into a film: one or many, each with what became of it.

Trusts `user_id` as authenticated. Refuses strangers, viewers and what a locked stage holds back.
The files are copied before anything is written, and no transaction is held meanwhile; then all
is written in one, where one that cannot be taken is left out and the answer says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from asset_service import failpoints
from asset_service.domain import library as rules
from asset_service.domain import stage, texts
from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.domain.library import Field
from asset_service.domain.names import fold
from asset_service.domain.vocabulary import AssetSource
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.services.attempts import check_open_for_images
from asset_service.services.curation import change, check_scenes, take_name
from asset_service.services.files import Files, PutAgain, StoredFile, until_named
from asset_service.services.idempotency import CREATED, Idempotency, conclude, look, start
from asset_service.services.library_pictures import arrive
from asset_service.services.library_versions import values_of
from asset_service.services.library_views import Cloned, CloneResult
from asset_service.store import assets, library, projects, scenes
from asset_service.store.library import LibraryRow
from asset_service.store.work import Database, Work

MOST = 50
"""Library assets that one request may name."""


@dataclass(frozen=True)
class CloneItem:
    """One library asset, and what becomes of it in the film.

    `asset_id` is the asset that it is linked to, and updates; without it a new one is made, under
    `name` if given. `link_same_name` links it to the asset that has its name already.
    """

    library_asset_id: UUID
    asset_id: UUID | None = None
    link_same_name: bool = False
    name: str | None = None
    name_strategy: rules.Name = rules.Name.KEEP
    description_strategy: rules.Description = rules.Description.KEEP
    image: rules.Picture = rules.Picture.SELECTED
    scene_numbers: list[int] = field(default_factory=list)

    @property
    def links(self) -> bool:
        """Whether it may come to an asset that is there."""
        return self.asset_id is not None or self.link_same_name

    def name_among(self, row: LibraryRow) -> tuple[str, str]:
        """Return the type and folded name that it would have, as a film's are looked up."""
        return row.asset.type, fold(self.name or row.version.name)


class Cloning:
    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    def clone(
        self,
        user_id: UUID,
        project_id: UUID,
        items: Sequence[CloneItem],
        idempotency: Idempotency | None = None,
    ) -> Cloned:
        """Take library assets into the film, in the order given, with a result for each.

        A new asset is `cloned`; its picture is its selected attempt. One that is linked keeps
        or takes what the strategies say, and the picture arrives as `image` says. What
        cannot be done to one leaves it out with the code: `name_taken`, `not_found`,
        `quota_exceeded`, `asset_deferred`, `stage_locked`, `other_type`, `invalid`,
        `unknown_scene`.

        Raises NotFound, Forbidden, Invalid for none or too many, StoreUnavailable, what
        `idempotency.start` raises, and Conflict `stage_locked` when the stage holds back all.
        """
        if not 1 <= len(items) <= MOST or len({one.library_asset_id for one in items}) < len(items):
            raise Invalid(
                "Name the library assets.",
                fields={"items": [f"Must be 1 to {MOST} different library assets."]},
            )
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            look(work, idempotency)

        def take() -> Cloned:
            copied = self._copy(user_id, project_id, items)
            failpoints.reach("clone.put")
            with self._database.as_user(user_id) as work:
                project = projects.for_change(work.session, user_id, project_id)
                start(work, idempotency)
                cloned = _Taking(work, project, copied, self._files).each(items)
                conclude(work, idempotency, CREATED, cloned)
                work.commit()
                return cloned

        return until_named(take)

    def _copy(
        self, user_id: UUID, project_id: UUID, items: Sequence[CloneItem]
    ) -> dict[str, StoredFile]:
        """Copy the files that will be named, most likely; return them by hash."""
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            library_id = projects.library(work.session, user_id)
            ids = [one.library_asset_id for one in items]
            rows = library.some(work.session, user_id, library_id, ids)
            # Asked once more when all is written; what is left out for certain copies nothing.
            if not any(item.links for item in items):
                stage.check(stage.Act.CHANGE_SET, project.stage)
            names = assets.live_names(work.session, project_id)
        wanted = {
            row.file.sha256: row.file
            for item in items
            if item.image is not rules.Picture.NONE
            and (row := rows.get(item.library_asset_id)) is not None
            and row.file is not None
            and (item.links or item.name_among(row) not in names)
        }
        return {sha256: self._files.copy(file, project_id) for sha256, file in wanted.items()}


class _Taking:
    """One request within its transaction. Assets that are linked are held first, by their ids."""

    def __init__(
        self, work: Work, project: Project, copied: Mapping[str, StoredFile], files: Files
    ) -> None:
        self._work = work
        self._project = project
        self._copied = copied
        self._files = files
        self._scenes = scenes.numbers(work.session, project.id)

    def each(self, items: Sequence[CloneItem]) -> Cloned:
        rows = self._rows(items)
        names = assets.live_names(self._work.session, self._project.id)
        same = {
            item.library_asset_id: found.id
            for item in items
            if (row := rows.get(item.library_asset_id)) is not None
            and (found := names.get(item.name_among(row)))
        }
        linked = {
            item.library_asset_id: item.asset_id or same.get(item.library_asset_id)
            for item in items
            if item.links
        }
        held = {
            asset.id: asset
            for asset in assets.lock_some(
                self._work.session, self._project.id, filter(None, linked.values())
            )
        }
        if self._copied:
            self._files.quotas.hold(self._work, self._project.id)
        results = {}
        # In the order of their names: two requests that make the same ones wait, and never both.
        for item in sorted(items, key=lambda one: _order(one, rows)):
            row = rows.get(item.library_asset_id)
            if row is None:
                results[item.library_asset_id] = _left_out(item, "", "not_found")
                continue
            target = linked.get(item.library_asset_id)
            taken = same.get(item.library_asset_id)
            results[item.library_asset_id] = self._one(item, row, target, held, taken)
        if {one.code for one in results.values()} == {"stage_locked"}:
            stage.check(stage.Act.CHANGE_SET, self._project.stage)
        return Cloned([results[item.library_asset_id] for item in items])

    def _one(
        self,
        item: CloneItem,
        row: LibraryRow,
        target: UUID | None,
        held: Mapping[UUID, Asset],
        taken: UUID | None,
    ) -> CloneResult:
        """Take one, or leave it out as if nothing of it had been tried."""
        try:
            with self._work.session.begin_nested():
                if target is None:
                    return self._create(item, row)
                return self._link(item, row, held.get(target))
        except NotFound:
            return _left_out(item, row.version.name, "not_found")
        except (Conflict, Invalid) as error:
            named = taken if error.code == "name_taken" else None
            return _left_out(item, row.version.name, error.code, named)
        except IntegrityError as error:
            # Whoever deleted it from the library since it was read was first: the link is refused.
            if "no such library asset" not in str(error.orig):
                raise
            return _left_out(item, row.version.name, "not_found")

    def _rows(self, items: Sequence[CloneItem]) -> dict[UUID, LibraryRow]:
        """Return the library assets as they are now, whatever they were when files were copied."""
        library_id = projects.library(self._work.session, self._work.user_id)
        ids = [one.library_asset_id for one in items]
        return library.some(self._work.session, self._work.user_id, library_id, ids)

    def _create(self, item: CloneItem, row: LibraryRow) -> CloneResult:
        stage.check(stage.Act.CHANGE_SET, self._project.stage)
        check_scenes(self._scenes, item.scene_numbers)
        name = texts.clean_name(item.name) if item.name is not None else row.version.name
        asset = Asset(
            project_id=self._project.id,
            type=row.asset.type,
            source=AssetSource.CLONED.value,
            name=name,
            name_folded=fold(name),
            description=row.version.description,
            image_prompt=row.version.image_prompt,
            scene_numbers=sorted(set(item.scene_numbers)),
            created_by=self._work.user_id,
            library_asset_id=row.asset.id,
            library_version=row.version.version,
            attempt_counter=0,
        )
        self._work.session.add(asset)
        take_name(self._work, asset)
        self._picture(item, row, asset)
        return CloneResult(row.asset.id, asset.name, "created", None, asset.id, None)

    def _link(self, item: CloneItem, row: LibraryRow, asset: Asset | None) -> CloneResult:
        if asset is None or asset.binned_at is not None:
            raise NotFound("asset")
        if asset.type != row.asset.type:
            raise Conflict("The asset is of another type.", code="other_type")
        has_picture = item.image is not rules.Picture.NONE and row.file is not None
        if has_picture:
            check_open_for_images(self._project.stage, asset)
        else:
            held = asset.is_held
            stage.check(stage.Act.CHANGE_ASSET, self._project.stage, asset_held=held)
        ours = {
            Field.NAME: asset.name,
            Field.DESCRIPTION: asset.description,
            Field.IMAGE_PROMPT: asset.image_prompt,
        }
        theirs = values_of(row.version)
        wanted = rules.merged_texts(ours, theirs, item.name_strategy, item.description_strategy)
        numbers = sorted({*asset.scene_numbers, *item.scene_numbers})
        check_scenes(self._scenes, item.scene_numbers)
        changes: dict[str, object] = {one.value: text for one, text in wanted.items()}
        # An asset without numbers is in every scene already.
        if item.scene_numbers and not asset.is_everywhere:
            changes["scene_numbers"] = numbers
        change(self._work, asset, changes)
        asset.library_asset_id = row.asset.id
        asset.library_version = row.version.version
        self._work.session.flush()
        evicted = self._picture(item, row, asset)
        return CloneResult(row.asset.id, asset.name, "updated", None, asset.id, evicted)

    def _picture(self, item: CloneItem, row: LibraryRow, asset: Asset) -> UUID | None:
        """Bring the picture; return the attempt that made room for it."""
        if item.image is rules.Picture.NONE or row.file is None:
            return None
        stored = self._copied.get(row.file.sha256)
        if stored is None:
            raise PutAgain  # another picture, or a name that was taken, when it was looked at
        self._files.name(self._work, self._project.id, stored)
        selected = item.image is rules.Picture.SELECTED
        return arrive(self._work, asset, row.version, selected=selected)


def _order(item: CloneItem, rows: Mapping[UUID, LibraryRow]) -> tuple[str, str]:
    row = rows.get(item.library_asset_id)
    return item.name_among(row) if row is not None else ("", "")


def _left_out(item: CloneItem, name: str, code: str, asset_id: UUID | None = None) -> CloneResult:
    return CloneResult(item.library_asset_id, name, "left_out", code, asset_id, None)
