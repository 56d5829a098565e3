"""What people do to the scenes of a film."""

from history_base import TEXTS, WHICH, AFilm, picked
from hypothesis import strategies as st
from hypothesis.stateful import rule


class Scenes(AFilm):
    @rule(which=WHICH)
    def populate(self, which):
        self.ask(self.services.scenes.populate, self.a_scene(which))

    @rule()
    def populate_all(self):
        self.ask(self.services.all_scenes.populate)

    @rule(scene=WHICH, which=WHICH)
    def link(self, scene, which):
        asset = self.an_asset(which)
        if asset is not None:
            self.ask(self.services.scenes.link, self.a_scene(scene), asset)

    @rule(which=WHICH)
    def unlink(self, which):
        found = self.a_place(which)
        if found is not None:
            self.ask(self.services.scenes.unlink, found[0], found[1])

    @rule(which=WHICH, words=TEXTS, carries=st.booleans())
    def write_for_a_scene(self, which, words, carries):
        found = self.a_place(which)
        if found is not None:
            scene, asset, seen = found
            self.ask(
                self.services.scenes.edit,
                scene,
                asset,
                seen=seen,
                override_text=words,
                status_tags=["wet"] if words else [],
                carry_forward=carries,
            )

    @rule(which=WHICH)
    def take_the_master(self, which):
        found = self.a_place(which)
        if found is not None:
            self.ask(self.services.scenes.take_master, found[0], found[1])

    @rule(which=WHICH)
    def what_was_taken_out_comes_back(self, which):
        """Later scenes go on inheriting from where they did meanwhile.

        Where there was no image, linking brings the one that the asset has by now (R28).
        """

        def look():
            shown = self.film.shown()
            shown["in scenes"] = [(*row[:5], row[6]) for row in shown["in scenes"]]
            return shown

        found = self.a_place(which, "x.image_attempt_id is not null")
        if found is not None:
            scene, asset, _ = found
            self.taken_back(
                lambda: self.ask(self.services.scenes.unlink_several, scene, [asset]) or found,
                lambda _: self.services.scenes.link(*self.film.ids, scene, asset),
                look,
            )

    @rule(which=WHICH)
    def reset_to_the_master(self, which):
        found = self.a_place(which)
        if found is not None:
            self.ask(self.services.scenes.reset, found[0], found[1])

    @rule(whiches=st.lists(WHICH, min_size=1, max_size=4))
    def take_the_masters(self, whiches):
        pairs = [found[:2] for which in whiches if (found := self.a_place(which)) is not None]
        results = self.ask(self.services.scenes.take_masters, pairs)
        shown = {row[:2]: row[-1] for row in self.film.shown()["in scenes"]}
        selected = {row[0]: row[2] for row in self.film.shown()["pictures"] if row[3]}
        for one in results or ():
            if one.result == "used":
                assert shown[one.scene_id, one.asset_id] == selected[one.asset_id]

    @rule(which=WHICH)
    def refresh(self, which):
        self.ask(self.services.scenes.refresh, self.a_scene(which))

    @rule()
    def refresh_all(self):
        self.ask(self.services.all_scenes.refresh)

    # --- pictures of an asset in one scene

    def a_scene_attempt(self, which, where="true"):
        return picked(
            self.film.rows(
                "select x.scene_id, x.asset_id, t.id from attempts t"  # noqa: S608 - our words
                " join scene_assets x on x.id = t.scene_asset_id join assets a on a.id = t.asset_id"
                " where t.project_id = :project and a.binned_at is null and x.unlinked_at is null"
                f" and {where} order by t.created_at, t.id"
            ),
            which,
        )

    @rule(which=WHICH)
    def upload_for_a_scene(self, which):
        found = self.a_place(which)
        if found is not None:
            picture = self.film.a_picture()
            receive = self.services.uploads.receive
            self.ask(receive, found[1], picture, "a.png", scene_id=found[0])

    @rule(which=WHICH, candidates=st.integers(1, 4))
    def generate_for_a_scene(self, which, candidates):
        found = self.a_place(which)
        if found is None:
            return
        request = self.services.scene_generation.request
        answer = self.ask(request, found[0], found[1], candidates=candidates)
        for job in answer.body.jobs if answer is not None else ():
            self.services.runner.run(job.id, self.film.user_id)

    @rule(which=WHICH)
    def show_in_a_scene(self, which):
        found = self.a_scene_attempt(which)
        if found is not None:
            self.ask(self.services.scene_attempts.select, *found)

    @rule(which=WHICH)
    def delete_of_a_scene(self, which):
        found = self.a_scene_attempt(which)
        if found is not None:
            self.ask(self.services.scene_attempts.delete, *found)

    @rule(which=WHICH)
    def restore_of_a_scene(self, which):
        found = self.a_scene_attempt(which, "t.slot is null")
        if found is not None:
            self.ask(self.services.scene_attempts.restore, *found)

    @rule(which=WHICH)
    def a_deleted_one_of_a_scene_is_taken_back(self, which):
        found = self.a_scene_attempt(which, "t.slot is not null and t.id <> x.image_attempt_id")
        if found is not None:
            self.taken_back(
                lambda: self.ask(self.services.scene_attempts.delete, *found),
                lambda _: self.services.scene_attempts.restore(*self.film.ids, *found),
            )
