"""From rows of the library to views. No queries here: the rows come in whole."""

import base64

from asset_service.domain import provenance
from asset_service.models.library_asset import LibraryAsset
from asset_service.models.library_version import LibraryVersion
from asset_service.models.stored_object import StoredObject
from asset_service.services.library_views import (
    LibraryAssetView,
    LibraryImageView,
    LibraryLink,
    LibraryUse,
    LibraryVersionView,
)
from asset_service.store.library import LibraryRow, Link, Use


def present_library_image(
    version: LibraryVersion, file: StoredObject | None
) -> LibraryImageView | None:
    if file is None or version.source is None:
        return None
    return LibraryImageView(
        key=f"{file.project_id}/{file.sha256}",
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        thumbhash=base64.b64encode(file.thumbhash).decode(),
        source=version.source,
        provider=version.provider,
        digital_source_type=version.digital_source_type,
        ai_generated=provenance.is_ai(version.digital_source_type),
    )


def present_library_asset(row: LibraryRow) -> LibraryAssetView:
    asset: LibraryAsset = row.asset
    return LibraryAssetView(
        id=asset.id,
        type=asset.type,
        name=row.version.name,
        description=row.version.description,
        image_prompt=row.version.image_prompt,
        tags=list(row.version.tags),
        version=asset.version,
        state="live" if asset.binned_at is None else "binned",
        image=present_library_image(row.version, row.file),
        uses=row.uses,
        created_at=asset.created_at,
        updated_at=asset.updated_at,
        binned_at=asset.binned_at,
    )


def present_library_version(
    version: LibraryVersion, file: StoredObject | None
) -> LibraryVersionView:
    return LibraryVersionView(
        version=version.version,
        name=version.name,
        description=version.description,
        image_prompt=version.image_prompt,
        tags=list(version.tags),
        why=version.why,
        restored_from=version.restored_from,
        image=present_library_image(version, file),
        from_project_id=version.from_project_id,
        from_asset_id=version.from_asset_id,
        created_at=version.created_at,
    )


def present_use(use: Use) -> LibraryUse:
    return LibraryUse(
        project_id=use.asset.project_id,
        project_title=use.title,
        asset_id=use.asset.id,
        asset_name=use.asset.name,
        version=use.asset.library_version or 0,
    )


def present_link(link: Link) -> LibraryLink:
    return LibraryLink(
        asset_id=link.asset_id,
        library_asset_id=link.library_asset_id,
        name=link.name,
        version=link.version,
        synced_version=link.synced_version,
        newer=link.newer,
    )
