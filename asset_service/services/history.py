"""Earlier texts of an asset: two of them compared word by word, and one taken back (R6)."""

from typing import cast
from uuid import UUID

from asset_service.domain.diffs import compare
from asset_service.domain.errors import NotFound
from asset_service.domain.texts import FIELDS
from asset_service.models.asset import Asset
from asset_service.models.asset_revision import AssetRevision
from asset_service.services.curation import Curation
from asset_service.services.views.assets import Comparison, EditedAsset, FieldDifference
from asset_service.store import assets, projects, revisions
from asset_service.store.work import Database, Work


class History:
    """Refuses strangers and, for changes, viewers and what a locked stage holds back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def compare(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        first: int,
        second: int | None = None,
    ) -> Comparison:
        """Compare the text at two versions, of now without a `second` one; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            asset = assets.get(work.session, project_id, asset_id, binned=True)
            numbers = (first, asset.version if second is None else second)
            older, newer = (_at(work, asset, number) for number in numbers)
        return Comparison(*numbers, _differences(older, newer))

    def restore(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        revision: int,
        version: int | None,
    ) -> EditedAsset:
        """Make the text of `revision` the text again, if `version` is the asset's.

        An edit like any other: what is there now becomes an earlier text itself. Raises NotFound
        and what `Curation.edit` raises.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            asset = assets.get(work.session, project_id, asset_id)
            wanted = _at(work, asset, revision)
        changes = {name: getattr(wanted, name) for name in FIELDS}
        return Curation(self._database).edit(user_id, project_id, asset_id, version, changes)


def _at(work: Work, asset: Asset, number: int) -> Asset | AssetRevision:
    """Return the text that the asset had at that version; raises NotFound for one not kept."""
    if number == asset.version:
        return asset
    # no version is above the one of now: so far no number is too long for the database
    found = revisions.at(work.session, asset.id, number) if number < asset.version else None
    if found is None:
        raise NotFound("earlier text")
    return found


def _differences(
    older: Asset | AssetRevision, newer: Asset | AssetRevision
) -> list[FieldDifference]:
    found = []
    for name in FIELDS:
        first, second = (cast("str", getattr(one, name)) for one in (older, newer))
        if first != second:
            found.append(FieldDifference(name, compare(first, second)))
    return found
