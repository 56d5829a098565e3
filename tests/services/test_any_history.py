"""Whatever people do to a film in whatever order: the rules hold, and what is undone is undone."""

import secrets
from datetime import timedelta

import pytest
from history_base import NAMES, NUMBERS, TEXTS, WHICH, AFilm
from history_kit import Studio
from history_moves import Library, Reshapes
from history_scenes import Scenes
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session, sessionmaker

from asset_service.config import Settings
from asset_service.domain.vocabulary import AssetType
from asset_service.services.curation import NewAsset
from asset_service.services.styles import Images
from asset_service.store.engine import make_engine
from asset_service.store.invariants import ALWAYS, broken


class AnyHistory(Scenes, Reshapes, Library, AFilm):
    """Everything that can be asked for."""

    # --- assets

    @rule(name=NAMES, kind=st.sampled_from(AssetType), numbers=NUMBERS)
    def add(self, name, kind, numbers):
        self.ask(self.services.curation.add, NewAsset(name, kind, f"{name}, at sea.", numbers))

    @rule(which=WHICH, name=NAMES, words=TEXTS, numbers=NUMBERS, stale=st.booleans())
    def edit(self, which, name, words, numbers, stale):
        asset = self.an_asset(which)
        if asset is not None:
            changes = {"name": name, "description": words, "scene_numbers": numbers}
            version = self.version_of(asset) - stale
            self.ask(self.services.curation.edit, asset, version, changes)

    @rule(which=WHICH, name=NAMES, words=TEXTS)
    def an_edit_is_taken_back(self, which, name, words):
        asset = self.an_asset(which)
        if asset is None:
            return
        changes = {"name": name, "description": words}
        version = self.version_of(asset)

        def undo(edited):
            now = self.version_of(asset)
            if now != version:
                self.services.history.restore(*self.film.ids, asset, version, now)

        self.taken_back(
            lambda: self.ask(self.services.curation.edit, asset, version, changes), undo
        )

    @rule(which=WHICH)
    def defer(self, which):
        asset = self.an_asset(which)
        if asset is not None:
            self.ask(self.services.curation.defer, asset)

    @rule(which=WHICH)
    def restore(self, which):
        asset = self.an_asset(which, "true")
        if asset is not None:
            self.ask(self.services.curation.restore, asset)

    @rule(which=WHICH)
    def a_deferral_is_taken_back(self, which):
        asset = self.an_asset(which, "binned_at is null and not deferred and not locked")
        if asset is not None:
            self.taken_back(
                lambda: self.ask(self.services.curation.defer, asset),
                lambda _: self.services.curation.restore(*self.film.ids, asset),
            )

    @rule(which=WHICH)
    def delete(self, which):
        asset = self.an_asset(which)
        if asset is not None:
            self.ask(self.services.curation.delete, asset)

    @rule(which=WHICH)
    def a_deletion_is_taken_back(self, which):
        asset = self.an_asset(which, "binned_at is null and not locked")
        if asset is not None:
            self.taken_back(
                lambda: self.ask(self.services.curation.delete, asset),
                lambda _: self.services.curation.restore(*self.film.ids, asset),
            )

    # --- pictures

    @rule(which=WHICH)
    def upload(self, which):
        asset = self.an_asset(which)
        if asset is not None:
            self.ask(self.services.uploads.receive, asset, self.film.a_picture(), "a.png")

    @rule(which=WHICH, candidates=st.integers(1, 4), called_off=st.booleans())
    def generate(self, which, candidates, called_off):
        asset = self.an_asset(which)
        if asset is None:
            return
        answer = self.ask(self.services.generation.request, asset, candidates=candidates)
        for number, job in enumerate(answer.body.jobs if answer is not None else ()):
            if called_off and number == 0:
                self.ask(self.services.jobs.cancel, job.id)
            self.services.runner.run(job.id, self.film.user_id)

    @rule(which=WHICH)
    def select(self, which):
        found = self.an_attempt(which)
        if found is not None:
            self.ask(self.services.attempts.select, *found)

    @rule(which=WHICH)
    def delete_a_picture(self, which):
        found = self.an_attempt(which)
        if found is not None:
            self.ask(self.services.attempts.delete, *found)

    @rule(which=WHICH)
    def restore_a_picture(self, which):
        found = self.an_attempt(which, "t.slot is null")
        if found is not None:
            self.ask(self.services.attempts.restore, *found)

    @rule(which=WHICH)
    def a_deleted_picture_is_taken_back(self, which):
        found = self.an_attempt(which, "t.slot is not null and not t.is_selected")
        if found is not None:
            self.taken_back(
                lambda: self.ask(self.services.attempts.delete, *found),
                lambda _: self.services.attempts.restore(*self.film.ids, *found),
            )

    # --- style and stage

    @rule(words=st.sampled_from(["Grainy noir", "Bright day"]), images=st.sampled_from(Images))
    def style(self, words, images):
        if self.ask(self.services.styles.change, words, images=images) is None:
            self.ask(self.services.styles.put, words)
            self.ask(self.services.styles.lock)

    @rule(words=st.sampled_from(["Pencil", "Water colour"]))
    def what_a_style_cleared_comes_back(self, words):
        before = self.film.shown()["pictures"]
        done = self.ask(self.services.styles.change, words, images=Images.CLEAR)
        if done is not None and done.cleared_attempts:
            self.services.clearing.undo(*self.film.ids, done.version)
            assert self.film.shown()["pictures"] == before

    @precondition(lambda self: not self.is_locked())
    @rule(_=WHICH)
    def lock(self, _):
        """Whatever has no picture is set aside first, or next to nothing would ever be locked."""
        without = self.an_asset(
            0,
            "binned_at is null and not deferred and not exists (select from attempts t"
            " where t.asset_id = assets.id and t.is_selected)",
        )
        if without is not None:
            self.ask(self.services.curation.defer, without)
        self.ask(self.services.stage.lock_all)

    @precondition(AFilm.is_locked)
    @rule(confirmed=st.booleans())
    def unlock(self, confirmed):
        self.ask(self.services.stage.unlock, confirmed=confirmed)

    # --- what holds after each of them

    @invariant()
    def the_rules_hold(self):
        with self.studio.owners() as session:
            found = broken(session, ALWAYS, grace=timedelta(0))
        assert found == []

    @invariant()
    def what_pages_show_is_what_there_is(self):
        gate = self.services.stage.gate(*self.film.ids)
        ((active, deferred, pictured),) = self.film.rows("""
            select count(*) filter (where not a.deferred), count(*) filter (where a.deferred),
              count(*) filter (where not a.deferred and t.id is not null)
            from assets a left join attempts t on t.asset_id = a.id and t.is_selected
            where a.project_id = :project and a.binned_at is null""")
        assert (gate.active, gate.deferred, gate.with_images) == (active, deferred, pictured)
        shown = self.film.shown()
        for summary in self.services.all_scenes.summaries(*self.film.ids):
            rows = [row for row in shown["in scenes"] if row[0] == summary.id]
            assert (summary.assets, summary.with_images) == (
                len(rows),
                sum(row[-1] is not None for row in rows),
            )


@pytest.fixture
def studio(database, tmp_path):
    facts = Settings(
        database_url=database.app,
        maintenance_url=database.maintenance,
        owner_url=database.owner,
        redis_url="memory://",
        secret_key=secrets.token_hex(),
        data_dir=tmp_path,
    )
    engine = make_engine(database.owner)
    made = Studio(facts, sessionmaker(engine, class_=Session, expire_on_commit=False))
    yield made
    made.services.close()
    engine.dispose()


@pytest.mark.timeout(600)
def test_whatever_is_done_the_rules_hold_and_what_is_undone_is_undone(studio):
    class Here(AnyHistory):
        pass

    Here.studio = studio
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
