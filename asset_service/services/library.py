"""A user's library: what they keep across films, looked at, edited, taken back, deleted.

Trusts `user_id` as authenticated. A library is its owner's alone: to everybody else what is in
it is absent. What is deleted waits in the library's bin for 30 days.
"""

import builtins
from collections.abc import Collection, Mapping
from uuid import UUID

from asset_service.domain import paging, texts
from asset_service.domain.errors import Conflict, NotFound, PreconditionMissing, Stale
from asset_service.domain.names import fold
from asset_service.models.library_asset import LibraryAsset
from asset_service.services.library_presenting import (
    present_library_asset,
    present_library_version,
    present_link,
    present_use,
)
from asset_service.services.library_versions import Said, said_by, take_name, to_bin, write
from asset_service.services.library_views import (
    LibraryAssetView,
    LibraryLink,
    LibraryUse,
    LibraryVersionView,
    Offered,
)
from asset_service.services.views.assets import NamedAsset
from asset_service.services.views.paging import Page
from asset_service.store import assets, library, projects
from asset_service.store.work import Database, Work


class Library:
    """The number of statements depends on no number of library assets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(  # noqa: PLR0913 - each is one filter of the list
        self,
        user_id: UUID,
        *,
        q: str = "",
        type: str | None = None,  # noqa: A002 - the field's name in the API
        state: str = "live",
        limit: int = 60,
        cursor: str | None = None,
    ) -> Page[LibraryAssetView]:
        """Return the user's library assets, `live` or `binned`, changed last first.

        Every word of `q` is in the name, the description or a tag.
        """
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            library_id = projects.library(work.session, user_id)
            if library_id is None:
                return Page([], None)
            rows = library.page(
                work.session,
                user_id,
                library_id,
                text=q,
                asset_type=type,
                binned=state == "binned",
                limit=limit + 1,
                after=after,
            )
        last = rows[limit - 1].asset if len(rows) > limit else None
        shown = [present_library_asset(row) for row in rows[:limit]]
        return Page(shown, paging.encode(last.updated_at, last.id) if last is not None else None)

    def get(self, user_id: UUID, library_asset_id: UUID) -> LibraryAssetView:
        """Return one, in the bin too; raises NotFound."""
        with self._database.as_user(user_id) as work:
            return _view(work, projects.library(work.session, user_id), library_asset_id)

    def versions(self, user_id: UUID, library_asset_id: UUID) -> builtins.list[LibraryVersionView]:
        """Return all that it ever said, newest first; raises NotFound."""
        with self._database.as_user(user_id) as work:
            library_id = projects.library(work.session, user_id)
            found = library.versions(work.session, library_id, library_asset_id)
        if not found:
            raise NotFound("library asset")
        return [present_library_version(*one) for one in found]

    def uses(self, user_id: UUID, library_asset_id: UUID) -> builtins.list[LibraryUse]:
        """Return the assets that follow it in the films that the user sees; raises NotFound."""
        with self._database.as_user(user_id) as work:
            library_id = projects.library(work.session, user_id)
            library.one(work.session, user_id, library_id, library_asset_id)
            found = library.uses(work.session, user_id, library_asset_id)
        return [present_use(use) for use in found]

    def links(self, user_id: UUID, project_id: UUID) -> builtins.list[LibraryLink]:
        """Return what the assets of a film follow in the user's own library.

        What follows the library of another member is not told. Raises NotFound.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            library_id = projects.library(work.session, user_id)
            found = library.links(work.session, library_id, project_id)
        return [present_link(link) for link in found]

    def offered(  # noqa: PLR0913 - each is one filter of the list
        self,
        user_id: UUID,
        project_id: UUID,
        *,
        q: str = "",
        type: str | None = None,  # noqa: A002 - the field's name in the API
        picked: Collection[UUID] = (),
        limit: int = 60,
        cursor: str | None = None,
    ) -> Page[Offered]:
        """Return what `list` does, with what the film has of it; `picked` first, on any page."""
        page = self.list(user_id, q=q, type=type, limit=limit, cursor=cursor)
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            library_id = projects.library(work.session, user_id)
            rows = library.some(work.session, user_id, library_id, picked)
            names = assets.live_names(work.session, project_id)
        following = {one.library_asset_id: one for one in names.values()}
        chosen = [present_library_asset(rows[one]) for one in picked if one in rows]
        others = [one for one in page.items if one.id not in rows]
        items = []
        for one in (*chosen, *others):
            match = following.get(one.id) or names.get((one.type, fold(one.name)))
            named = NamedAsset(match.id, match.name) if match is not None else None
            items.append(Offered(one, named, one.id in following))
        return Page(items, page.next_cursor)

    def edit(
        self,
        user_id: UUID,
        library_asset_id: UUID,
        version: int | None,
        changes: Mapping[str, object],
    ) -> LibraryAssetView:
        """Change the fields named in `changes`, if `version` is the current one.

        What it said stays as an earlier version. Raises PreconditionMissing, Stale, Invalid,
        NotFound, Conflict `name_taken`. A change that changes nothing makes no version.
        """
        with self._database.as_user(user_id) as work:
            asset = _for_change(work, library_asset_id, version)
            before = _said(work, asset, asset.version)
            after = _changed(before, changes)
            if after != before:
                write(work, asset, after, "edited")
            return _done(work, asset)

    def restore_version(
        self, user_id: UUID, library_asset_id: UUID, number: int, version: int | None
    ) -> LibraryAssetView:
        """Make it say again what it said at version `number`, as a new version.

        `version` is the current one. Raises what `edit` raises. When it says that now nothing
        is done.
        """
        with self._database.as_user(user_id) as work:
            asset = _for_change(work, library_asset_id, version)
            wanted = _said(work, asset, number)
            if wanted != _said(work, asset, asset.version):
                write(work, asset, wanted, "restored", restored_from=number)
            return _done(work, asset)

    def delete(self, user_id: UUID, library_asset_id: UUID) -> LibraryAssetView:
        """Move it to the library's bin; again is no error.

        Raises NotFound, and Conflict `library_asset_used` with the `projects` whose assets
        follow it. The row is held: whoever links it at this moment is seen, or finds it gone.
        """
        with self._database.as_user(user_id) as work:
            library_id = projects.library(work.session, user_id)
            asset = library.lock(work.session, library_id, library_asset_id)
            if asset.binned_at is None:
                _check_unused(work, library_asset_id)
                to_bin(asset)
            return _done(work, asset)

    def restore(
        self, user_id: UUID, library_asset_id: UUID, name: str | None = None
    ) -> LibraryAssetView:
        """Bring it back from the bin; again is no error.

        Raises NotFound, and Conflict `name_taken`, which `name` resolves.
        """
        with self._database.as_user(user_id) as work:
            library_id = projects.library(work.session, user_id)
            asset = library.lock(work.session, library_id, library_asset_id)
            if asset.binned_at is not None:
                said = _said(work, asset, asset.version)
                asset.binned_at = None
                if name is not None and texts.clean_name(name) != said.name:
                    write(work, asset, _changed(said, {"name": name}), "edited")
                take_name(work, name or said.name)
            return _done(work, asset)


def _for_change(work: Work, library_asset_id: UUID, version: int | None) -> LibraryAsset:
    if version is None:
        raise PreconditionMissing("Send the library asset's ETag in If-Match.")
    library_id = projects.library(work.session, work.user_id)
    asset = library.lock(work.session, library_id, library_asset_id)
    if asset.binned_at is not None:
        raise Conflict(
            "The library asset is in the bin: restore it first.", code="library_asset_binned"
        )
    if asset.version != version:
        raise Stale(
            "The library asset was changed since you read it; nothing of your edit was stored.",
            current_version=asset.version,
        )
    return asset


def _said(work: Work, asset: LibraryAsset, number: int) -> Said:
    return said_by(library.version(work.session, asset.project_id, asset.id, number))


def _changed(said: Said, changes: Mapping[str, object]) -> Said:
    return Said(**{**said.texts, **_cleaned(changes)}, picture=said.picture)


def _cleaned(changes: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    if "name" in changes:
        found["name"] = texts.clean_name(str(changes["name"]))
    for name in ("description", "image_prompt"):
        if name in changes:
            found[name] = texts.clean_text(str(changes[name]), name)
    tags = changes.get("tags")
    if isinstance(tags, list):
        once: dict[str, str] = {}
        for tag in texts.clean_tags(tags, "tags"):
            once.setdefault(fold(tag), tag)
        found["tags"] = list(once.values())
    return found


def _check_unused(work: Work, library_asset_id: UUID) -> None:
    used = library.uses(work.session, work.user_id, library_asset_id)
    if not used:
        return
    titles = {use.asset.project_id: use.title for use in used}
    raise Conflict(
        f"It is used in {len(titles)} film{'s' if len(titles) > 1 else ''}: "
        f"{', '.join(titles.values())}.",
        code="library_asset_used",
        projects=[{"id": str(project), "title": title} for project, title in titles.items()],
    )


def _done(work: Work, asset: LibraryAsset) -> LibraryAssetView:
    work.session.flush()
    view = _view(work, asset.project_id, asset.id)
    work.commit()
    return view


def _view(work: Work, library_id: UUID | None, library_asset_id: UUID) -> LibraryAssetView:
    return present_library_asset(
        library.one(work.session, work.user_id, library_id, library_asset_id)
    )
