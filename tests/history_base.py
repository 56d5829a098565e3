"""A state machine over one film: what its rules pick from, and how they ask."""

from history_kit import refused_or
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from asset_service.domain.vocabulary import AssetType
from asset_service.services.curation import NewAsset

WHICH = st.integers(0, 20)
TEXTS = st.sampled_from(["", "Wet to the knees.", "In the red coat."])
NAMES = st.sampled_from(["Mara", "Tom", "Lamp", "The Long Quay"])
NUMBERS = st.lists(st.integers(1, 4), max_size=3)
# Who is there from the beginning, in which scenes, and with how many pictures: from nothing it
# takes too long to come to where something can go wrong.
CAST = [
    ("Mara", "character", [1, 2, 4], 3),
    ("Tom", "character", [2], 0),
    ("Lamp", "prop", [], 1),
    ("Quay", "location", [3], 4),
]


def picked(found, which):
    """One of them by a number, or None where there is none."""
    return found[which % len(found)] if found else None


class AFilm(RuleBasedStateMachine):
    """Every rule is something that somebody asks for; what is refused must change nothing.

    `studio` is set by the test.
    """

    studio = None

    def __init__(self):
        super().__init__()
        self.film = self.studio.film()
        self.services = self.studio.services
        self.services.styles.put(*self.film.ids, "Pencil")
        self.services.styles.lock(*self.film.ids)
        for name, kind, numbers, pictures in CAST:
            new = NewAsset(name, AssetType(kind), f"{name}, at sea.", numbers)
            asset = self.services.curation.add(*self.film.ids, new)
            for _ in range(pictures):
                self.services.uploads.receive(
                    *self.film.ids, asset.id, self.film.a_picture(), "a.png"
                )
            for number in numbers[:2]:
                self.services.scenes.link(*self.film.ids, self.a_scene(number - 1), asset.id)
            if name == "Tom":
                self.services.curation.defer(*self.film.ids, asset.id)
        scene, mara, _ = self.a_place(0)
        for _ in range(2):
            self.services.uploads.receive(
                *self.film.ids, mara, self.film.a_picture(), "a.png", scene_id=scene
            )

    def is_locked(self):
        return self.film.shown()["project"][0][0] == "locked"

    def ask(self, verb, *args, **options):
        return refused_or(self.film, verb, *args, **options)

    def taken_back(self, do, undo, look=None):
        """Do it; if it was not refused, undo it, and see all, or what `look` shows, as it was."""
        look = look or self.film.shown
        before = look()
        done = do()
        if done is not None:
            undo(done)
            assert look() == before

    def an_asset(self, which, where="binned_at is null"):
        order = "order by created_at, id"
        rows = self.film.rows(
            f"select id from assets where project_id = :project and {where} {order}"  # noqa: S608 - our words
        )
        return picked([row[0] for row in rows], which)

    def version_of(self, asset):
        ((version,),) = self.film.rows("select version from assets where id = :a", a=asset)
        return version

    def an_attempt(self, which, where="true"):
        return picked(
            self.film.rows(
                "select t.asset_id, t.id from attempts t join assets a on a.id = t.asset_id"  # noqa: S608 - our words
                " where t.project_id = :project and t.scene_asset_id is null"
                f" and a.binned_at is null and {where} order by t.created_at, t.id"
            ),
            which,
        )

    def a_scene(self, which):
        rows = self.film.rows(
            "select id from scenes where project_id = :project order by scene_number"
        )
        return rows[which % len(rows)][0]

    def a_place(self, which, where="true"):
        """An asset in a scene."""
        return picked(
            self.film.rows(
                "select x.scene_id, x.asset_id, x.updated_at from scene_assets x"  # noqa: S608 - our words
                " join assets a on a.id = x.asset_id where x.project_id = :project"
                " and a.binned_at is null and x.unlinked_at is null"
                f" and {where} order by x.created_at, x.id"
            ),
            which,
        )
