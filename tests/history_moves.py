"""Assets that turn out to be one or two, and those that travel between films."""

from history_base import NAMES, NUMBERS, TEXTS, WHICH, AFilm, picked
from hypothesis import strategies as st
from hypothesis.stateful import rule

from asset_service.services.cloning import CloneItem
from asset_service.services.merging import NewMerge
from asset_service.services.splitting import NewSplit


class Reshapes(AFilm):
    def undo_reshape(self, made):
        self.services.reshapes.undo(*self.film.ids, made.reshape.id)

    def a_merge(self, which, pictures):
        """Two assets of one type, and some pictures of the second that come along."""
        pairs = self.film.rows("""
            select a.id, b.id from assets a join assets b on b.type = a.type and b.id <> a.id
            where a.project_id = :project and b.project_id = :project
              and a.binned_at is null and b.binned_at is null
            order by a.created_at, b.created_at""")
        pair = picked(pairs, which)
        if pair is None:
            return None
        found = self.film.rows(
            "select id from attempts where asset_id = :a and slot is not null"
            " and scene_asset_id is null order by number",
            a=pair[1],
        )
        return NewMerge(pair[0], [pair[1]], attempt_ids=[row[0] for row in found[:pictures]])

    @rule(which=WHICH, pictures=st.integers(0, 2))
    def merge(self, which, pictures):
        new = self.a_merge(which, pictures)
        if new is not None:
            self.ask(self.services.merging.merge, new)

    @rule(which=WHICH, pictures=st.integers(0, 2))
    def a_merge_is_taken_back(self, which, pictures):
        new = self.a_merge(which, pictures)
        if new is not None:
            self.taken_back(lambda: self.ask(self.services.merging.merge, new), self.undo_reshape)

    @rule(which=WHICH, name=NAMES, numbers=NUMBERS)
    def split(self, which, name, numbers):
        asset = self.an_asset(which)
        if asset is not None:
            self.ask(self.services.splitting.split, asset, NewSplit(name, numbers))

    @rule(which=WHICH, number=st.integers(1, 4))
    def a_split_is_taken_back(self, which, number):
        asset = self.an_asset(which)
        if asset is not None:
            new = NewSplit("A variant", [number])
            self.taken_back(
                lambda: self.ask(self.services.splitting.split, asset, new), self.undo_reshape
            )

    @rule(which=WHICH)
    def undo_an_old_one(self, which):
        found = self.film.rows(
            "select id from reshapes where project_id = :project order by created_at, id"
        )
        one = picked(found, which)
        if one is not None:
            self.ask(self.services.reshapes.undo, one[0])


class Library(AFilm):
    def a_kept_one(self, which, where="l.binned_at is null"):
        found = self.film.rows(
            "select l.id, l.version from library_assets l"  # noqa: S608 - our words
            " join projects p on p.id = l.project_id"
            f" where p.library_of = :user and {where} order by l.created_at, l.id",
            user=self.film.user_id,
        )
        return picked(found, which)

    def ask_the_library(self, verb, *args):
        """As `ask`, of what is the person's and no film's."""
        self.ask(lambda user, _, *rest: verb(user, *rest), *args)

    @rule(which=WHICH)
    def promote(self, which):
        asset = self.an_asset(which)
        if asset is not None:
            self.ask(self.services.promoting.promote, asset)

    @rule(which=WHICH, links=st.booleans(), numbers=NUMBERS)
    def clone(self, which, links, numbers):
        kept = self.a_kept_one(which)
        if kept is not None:
            item = CloneItem(kept[0], link_same_name=links, scene_numbers=numbers)
            self.ask(self.services.cloning.clone, [item])

    @rule(which=WHICH, words=TEXTS)
    def edit_in_the_library(self, which, words):
        kept = self.a_kept_one(which)
        if kept is not None:
            self.ask_the_library(self.services.library.edit, *kept, {"description": words})

    @rule(which=WHICH)
    def sync(self, which):
        asset = self.an_asset(which, "binned_at is null and library_asset_id is not null")
        if asset is None:
            return
        ((kept,),) = self.film.rows(
            "select l.version from library_assets l join assets a on a.library_asset_id = l.id"
            " where a.id = :a",
            a=asset,
        )
        self.ask(
            self.services.syncing.apply,
            asset,
            version=self.version_of(asset),
            library_version=kept,
        )

    @rule(which=WHICH)
    def delete_from_the_library(self, which):
        kept = self.a_kept_one(which)
        if kept is not None:
            self.ask_the_library(self.services.library.delete, kept[0])

    @rule(which=WHICH)
    def restore_in_the_library(self, which):
        kept = self.a_kept_one(which, "l.binned_at is not null")
        if kept is not None:
            self.ask_the_library(self.services.library.restore, kept[0])
