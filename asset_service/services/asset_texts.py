"""Writing the text of an asset: what was there becomes an earlier text, and versions count up."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from asset_service.domain.names import fold
from asset_service.domain.reshaping import Span
from asset_service.domain.texts import FIELDS
from asset_service.models.asset import Asset
from asset_service.models.asset_revision import AssetRevision
from asset_service.store.work import Work

REVISIONS_KEPT = 20


def span_of(asset: Asset) -> Span:
    """Return the scenes of the asset."""
    numbers = tuple(sorted(asset.scene_numbers))
    return Span(numbers, lost=asset.scenes_lost and not numbers)


def write(
    work: Work,
    asset: Asset,
    texts: Mapping[str, str],
    span: Span,
    began: int | None = None,
) -> None:
    """Give the asset these texts, by field, and these scenes; nothing happens where all are.

    Trusts that the caller holds the row, cleaned the texts, and flushes: see `curation.take_name`.
    Since the version that somebody `began` to type at, only one earlier text is kept.
    """
    before = {name: getattr(asset, name) for name in FIELDS}
    after = before | dict(texts)
    if after != before:
        _keep_revision(work, asset, began)
        for name, value in after.items():
            setattr(asset, name, value)
        asset.name_folded = fold(asset.name)
        asset.text_version += 1
    is_moved = span != span_of(asset)
    if is_moved:
        asset.scene_numbers = list(span.numbers)
        asset.scenes_lost = span.lost
    if is_moved or after != before:
        asset.version += 1


def _goes_on(work: Work, asset: Asset, began: int) -> bool:
    """Return whether the text since `began` is all this person's, and the one before it kept."""
    since = work.session.execute(
        select(AssetRevision.version, AssetRevision.changed_by).where(
            AssetRevision.asset_id == asset.id, AssetRevision.version >= began
        )
    )
    return [tuple(row) for row in since] == [(began, work.user_id)]


def _keep_revision(work: Work, asset: Asset, began: int | None) -> None:
    if began is not None and _goes_on(work, asset, began):
        return
    work.session.add(
        AssetRevision(
            project_id=asset.project_id,
            asset_id=asset.id,
            version=asset.version,
            changed_by=work.user_id,
            **{name: getattr(asset, name) for name in FIELDS},
        )
    )
    work.session.flush()
    kept = (
        select(AssetRevision.version)
        .where(AssetRevision.asset_id == asset.id)
        .order_by(AssetRevision.version.desc())
        .limit(REVISIONS_KEPT)
    )
    work.session.execute(
        delete(AssetRevision)
        .where(AssetRevision.asset_id == asset.id, AssetRevision.version.not_in(kept))
        .execution_options(synchronize_session=False)
    )
