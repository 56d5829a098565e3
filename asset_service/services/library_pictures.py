"""A picture of the library, as an attempt of an asset of a film."""

from uuid import UUID

from asset_service.domain.attempts import Arrival
from asset_service.models.asset import Asset
from asset_service.models.library_version import LibraryVersion
from asset_service.services.attempts import add
from asset_service.services.library_versions import attempt_of
from asset_service.store import attempts
from asset_service.store.work import Work

_CHOSEN = Arrival(by_person=True)
# As if somebody had chosen another one since: it lies beside the one in use.
_OFFERED = Arrival(by_person=False, chosen_since=True)


def arrive(work: Work, asset: Asset, version: LibraryVersion, *, selected: bool) -> UUID | None:
    """Add the picture of a version, selected or as a candidate; return the one it evicted.

    One of the live attempts that is the same file is put in use instead. Trusts that the caller
    holds the project's and the asset's rows, named the file, and commits; the version has a
    picture, and its claims are loaded.
    """
    same = _same(work, asset, version)
    if same is not None:
        live, attempt_id = same
        if selected and not live:
            attempts.unselect(work.session, asset.id)
            attempts.get(work.session, asset.project_id, asset.id, attempt_id).is_selected = True
            asset.choice_counter += 1
        work.session.flush()
        return None
    new = attempt_of(version, work.user_id, _CHOSEN if selected else _OFFERED)
    added = add(work, asset, new)
    return added.evicted.id if added.evicted is not None else None


def _same(work: Work, asset: Asset, version: LibraryVersion) -> tuple[bool, UUID] | None:
    """Return the live attempt that shows the same file: whether it is in use, and which it is."""
    found = attempts.with_files(work.session, asset.project_id, asset.id)
    shown = [one for one, _ in found if one.slot is not None and one.sha256 == version.sha256]
    shown.sort(key=lambda one: not one.is_selected)
    return (shown[0].is_selected, shown[0].id) if shown else None
