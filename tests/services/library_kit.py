"""The library on top of a world, and a second film of the same user."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fixtures.factories import make_project
from fixtures.world import World

from asset_service.domain.vocabulary import AssetType
from asset_service.services.cloning import CloneItem, Cloning
from asset_service.services.library import Library
from asset_service.services.promoting import Promoting
from asset_service.services.syncing import Syncing


@dataclass
class Shelf:
    """`film` is the world's own project, `other` the film that things are taken into."""

    world: World

    def __post_init__(self) -> None:
        database, files = self.world.database, self.world.files
        self.library = Library(database)
        self.promoting = Promoting(database, files)
        self.cloning = Cloning(database, files)
        self.syncing = Syncing(database, files)
        self.other = make_project(self.world.owner, self.world.user, title="The Next Ferry")

    @property
    def user(self) -> UUID:
        return self.world.user.id

    def made(self, name: str = "Mara", *, shade: int | None = 1, kind: Any = None) -> Any:
        """An asset of the film, with a picture unless there is no shade."""
        asset = self.world.add(name, kind or AssetType.CHARACTER)
        if shade is not None:
            self.world.upload(asset, shade)
        return asset

    def promote(self, asset: Any, **how: Any) -> Any:
        return self.promoting.promote(*self.world.ids, asset.id, **how)

    def kept(self, name: str = "Mara", **how: Any) -> Any:
        """A library asset that came from an asset of the film."""
        return self.promote(self.made(name, **how)).library_asset

    def clone(self, *kept: Any, **how: Any) -> Any:
        """Take them into the other film; returns the results."""
        items = [CloneItem(one.id, **how) for one in kept]
        return self.cloning.clone(self.user, self.other.id, items).items

    def cloned(self, kept: Any, **how: Any) -> Any:
        (result,) = self.clone(kept, **how)
        return self.theirs(result.asset_id)

    def theirs(self, asset_id: UUID) -> Any:
        """An asset of the other film, as its page shows it."""
        return self.world.curation.get(self.user, self.other.id, asset_id)

    def edit(self, kept: Any, **changes: Any) -> Any:
        now = self.library.get(self.user, kept.id)
        return self.library.edit(self.user, kept.id, now.version, changes)

    def edit_clone(self, asset: Any, **changes: Any) -> Any:
        version = self.theirs(asset.id).version
        curation = self.world.curation
        return curation.edit(self.user, self.other.id, asset.id, version, changes)

    def preview(self, asset: Any) -> Any:
        return self.syncing.preview(self.user, self.other.id, asset.id)

    def sync(self, asset: Any, take: Any = None, **how: Any) -> Any:
        seen = self.preview(asset)
        based_on = {"version": seen.asset_version, "library_version": seen.version}
        return self.syncing.apply(self.user, self.other.id, asset.id, **(based_on | how), take=take)
