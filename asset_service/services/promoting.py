"""An asset of a film, taken into the library of whoever works on it.

Trusts `user_id` as authenticated. Whoever may change the film may keep what is in it, whatever
its stage: nothing of the asset changes but what it follows. The file is copied before anything
is written, and no transaction is held meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from asset_service import failpoints
from asset_service.domain import texts
from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.domain.names import fold
from asset_service.models.asset import Asset
from asset_service.models.library_asset import LibraryAsset
from asset_service.services.files import Files, PutAgain, StoredFile, until_named
from asset_service.services.idempotency import DONE, Idempotency, conclude, look, start
from asset_service.services.library_presenting import present_library_asset
from asset_service.services.library_versions import Facts, Said, picture_of, said_by, write
from asset_service.services.library_views import Promoted
from asset_service.store import assets, board, library, origins, projects
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class Wish:
    """What was asked for: `library_asset_id` names the one to update, `name` the one to have."""

    project_id: UUID
    asset_id: UUID
    library_asset_id: UUID | None
    name: str | None


@dataclass(frozen=True)
class Copied:
    """The picture that was in use when it was looked at, and its file in the library."""

    stored: StoredFile
    facts: Facts


class Promoting:
    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    def promote(  # noqa: PLR0913 - the parts of one request
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        *,
        library_asset_id: UUID | None = None,
        name: str | None = None,
        idempotency: Idempotency | None = None,
    ) -> Promoted:
        """Keep the asset's texts and its picture in the user's library, linked back.

        What it follows there gets a new version; the same again is `unchanged`. What it follows
        keeps its name, unless `name` is given. An asset without a picture takes none away.

        Raises NotFound, Forbidden, Invalid, StoreUnavailable, what `idempotency.start` raises,
        and Conflict `name_taken` with the `library_asset_id` that has the name: name that one
        to update it, or another name.
        """
        wish = Wish(
            project_id,
            asset_id,
            library_asset_id,
            texts.clean_name(name) if name is not None else None,
        )
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            look(work, idempotency)
            assets.get(work.session, project_id, asset_id)
            library_id = projects.open_library(work.session)
            work.commit()
        return until_named(self._keeping(user_id, library_id, wish, idempotency))

    def _keeping(
        self, user_id: UUID, library_id: UUID, wish: Wish, idempotency: Idempotency | None
    ) -> Callable[[], Promoted]:
        def keep() -> Promoted:
            copied = self._copy(user_id, library_id, wish)
            failpoints.reach("promote.put")
            with self._database.as_user(user_id) as work:
                projects.for_change(work.session, user_id, wish.project_id)
                start(work, idempotency)
                asset = assets.lock(work.session, wish.project_id, wish.asset_id)
                _check_same_picture(work, asset, copied)
                target = _target(work, library_id, asset, wish)
                outcome = self._write(work, target, asset, wish, copied)
                asset.library_asset_id = target.id
                asset.library_version = target.version
                work.session.flush()
                row = library.one(work.session, user_id, library_id, target.id)
                promoted = Promoted(outcome, present_library_asset(row))
                conclude(work, idempotency, DONE, promoted)
                work.commit()
                return promoted

        return keep

    def _copy(self, user_id: UUID, library_id: UUID, wish: Wish) -> Copied | None:
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, wish.project_id)
            row = board.one(work.session, wish.project_id, wish.asset_id)
            if row.selected is None or row.file is None:
                return None
            claims = origins.claims(work.session, row.selected.id)
        return Copied(self._files.copy(row.file, library_id), picture_of(row.selected, claims))

    def _write(
        self, work: Work, target: LibraryAsset, asset: Asset, wish: Wish, copied: Copied | None
    ) -> str:
        is_new = target not in work.session
        before = None if is_new else _said_now(work, target)
        after = _after(asset, wish, before, copied)
        if before == after:
            return "unchanged"
        if copied is not None and after.picture is copied.facts:
            self._files.name(work, target.project_id, copied.stored)
        write(work, target, after, "promoted", came_from=(asset.project_id, asset.id))
        return "created" if is_new else "updated"


def _check_same_picture(work: Work, asset: Asset, copied: Copied | None) -> None:
    """Raise PutAgain when another picture came into use while this one was copied."""
    selected = board.one(work.session, asset.project_id, asset.id).selected
    now = selected.id if selected is not None else None
    if now != (copied.facts["copy_of"] if copied is not None else None):
        raise PutAgain


def _target(work: Work, library_id: UUID, asset: Asset, wish: Wish) -> LibraryAsset:
    """Return the library asset to write: the one named, else the one followed, else a new one."""
    if wish.library_asset_id is not None:
        found = library.lock(work.session, library_id, wish.library_asset_id)
        if found.binned_at is not None:
            raise NotFound("library asset")
        if found.type != asset.type:
            raise Invalid(
                "The library asset is of another type.",
                fields={"library_asset_id": ["Must be of the asset's type."]},
            )
        return found
    followed = _followed(work, library_id, asset)
    if followed is not None:
        return followed
    name = wish.name or asset.name
    taken = library.named(work.session, library_id, asset.type, fold(name))
    if taken is not None:
        raise Conflict(
            f"The library has another asset of this type that is called {name!r}.",
            code="name_taken",
            name=name,
            library_asset_id=str(taken.id),
        )
    return LibraryAsset(id=uuid4(), project_id=library_id, type=asset.type)


def _followed(work: Work, library_id: UUID, asset: Asset) -> LibraryAsset | None:
    """Return what the asset follows in this library, held; not what is of another type by now."""
    if asset.library_asset_id is None:
        return None
    try:
        found = library.lock(work.session, library_id, asset.library_asset_id)
    except NotFound:
        return None
    return found if found.binned_at is None and found.type == asset.type else None


def _said_now(work: Work, target: LibraryAsset) -> Said:
    return said_by(library.version(work.session, target.project_id, target.id, target.version))


def _after(asset: Asset, wish: Wish, before: Said | None, copied: Copied | None) -> Said:
    """Return what the library says then; the same file again stays what it was."""
    picture: Facts = before.picture if before is not None else {}
    if copied is not None and copied.facts["sha256"] != picture.get("sha256"):
        picture = copied.facts
    return Said(
        name=wish.name or (before.name if before is not None else asset.name),
        description=asset.description,
        image_prompt=asset.image_prompt,
        tags=before.tags if before is not None else [],
        picture=picture,
    )
