"""Populating and refreshing scenes, over everything that was read before anything is written.

The scenes are gone through in their order, so that a later one inherits what an earlier one got
just now: the result is that of doing one after the other. Pure.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from uuid import UUID

from asset_service.domain.inheritance import Earlier, Master, SceneState, changes, derive


class Mode(Enum):
    """What is done to a scene. `LINK` brings what a person names, locked or not."""

    LEAVE = "leave"
    POPULATE = "populate"
    REFRESH = "refresh"
    LINK = "link"


@dataclass(frozen=True)
class Member:
    """An asset of the project; `comes_in`: populating brings it into the scenes it belongs to."""

    master: Master
    comes_in: bool
    binned: bool = False


@dataclass(frozen=True)
class Standing:
    """A scene asset as it is; without `linked` it was taken out, and comes back as it was."""

    id: UUID
    asset_id: UUID
    state: SceneState
    linked: bool = True


@dataclass(frozen=True)
class Part:
    """A scene: the assets that belong to it, in order, and what is there of it."""

    id: UUID
    mode: Mode
    members: Sequence[UUID]
    there: Sequence[Standing]


@dataclass(frozen=True)
class Fresh:
    """A scene asset to be written anew."""

    id: UUID
    scene_id: UUID
    asset_id: UUID
    state: SceneState


@dataclass(frozen=True)
class Changed:
    """A scene asset to be changed: its state from now on, and whether it is in the scene."""

    id: UUID
    state: SceneState
    linked: bool


@dataclass
class Outcome:
    """What becomes of one scene. `did` says by asset, in words of `Did`, what was done to it."""

    id: UUID
    fresh: list[Fresh] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    did: dict[UUID, list[str]] = field(default_factory=dict)

    def count(self, word: str) -> int:
        return sum(word in words for words in self.did.values())


class Did:
    """What may be done to an asset in a scene."""

    ADDED = "added"
    FILLED = "filled"  # it had no image and has one now
    TEXT = "text"  # the master's text is taken as seen
    IMAGE = "image"  # the master's new image is shown
    KEPT = "picture_kept"  # the master's image is another; the scene keeps a picture of its own
    EMPTIED = "image_removed"  # the asset is deferred
    DROPPED = "dropped"  # the asset was deleted


@dataclass(frozen=True)
class Known:
    """What all scenes have in common: the assets, and which attempts were made for a scene."""

    members: Mapping[UUID, Member]
    of_scenes: Collection[UUID] = ()


def plan(
    parts: Sequence[Part],
    known: Known,
    before: Mapping[UUID, Earlier],
    new_id: Callable[[], UUID],
) -> list[Outcome]:
    """Return what becomes of each scene; `parts` are in order, `before` is in earlier scenes."""
    latest = dict(before)
    return [_one(part, known, latest, new_id) for part in parts]


def _one(
    part: Part, known: Known, latest: dict[UUID, Earlier], new_id: Callable[[], UUID]
) -> Outcome:
    walk = _Walk(part, known, latest, new_id)
    if part.mode is Mode.REFRESH:
        walk.refresh()
    if part.mode is not Mode.LEAVE:
        for asset_id in part.members:
            walk.bring(asset_id)
    return walk.end()


class _Walk:
    """One scene, while it is gone through: `states` is what is in it by now, by asset."""

    def __init__(
        self,
        part: Part,
        known: Known,
        latest: dict[UUID, Earlier],
        new_id: Callable[[], UUID],
    ) -> None:
        self._part = part
        self._known = known
        self._latest = latest
        self._new_id = new_id
        self._out = Outcome(part.id)
        self._there = {one.asset_id: one for one in part.there}
        self._states = {
            one.asset_id: Earlier(one.id, one.state) for one in part.there if one.linked
        }

    def refresh(self) -> None:
        """Give what is there what its master has, and take out what was deleted."""
        for asset_id, here in list(self._states.items()):
            member = self._known.members[asset_id]
            if member.binned:
                del self._states[asset_id]
                self._out.did[asset_id] = [Did.DROPPED]
                continue
            state, did = self._refreshed(here.state, member)
            self._states[asset_id] = Earlier(here.id, state)
            self._out.did[asset_id] = did

    def bring(self, asset_id: UUID) -> None:
        """Add the asset if it is missing, and give it an image if it has none."""
        member = self._known.members[asset_id]
        derived = self._up_to_date(derive(member.master, self._latest.get(asset_id)), member)
        did = self._out.did.setdefault(asset_id, [])
        if asset_id not in self._states:
            if not member.comes_in and self._part.mode is not Mode.LINK:
                return
            did.append(Did.ADDED)
            self._states[asset_id] = self._added(asset_id, derived, member)
        here = self._states[asset_id]
        if here.state.image_attempt_id is None and derived.image_attempt_id is not None:
            if Did.ADDED not in did:
                did.append(Did.FILLED)
            state = replace(
                here.state,
                image_attempt_id=derived.image_attempt_id,
                master_attempt_id=derived.master_attempt_id,
            )
            self._states[asset_id] = Earlier(here.id, state)

    def _added(self, asset_id: UUID, derived: SceneState, member: Member) -> Earlier:
        """One that was taken out comes back as it was."""
        if asset_id in self._there:
            one = self._there[asset_id]
            return Earlier(one.id, self._up_to_date(one.state, member))
        fresh = Fresh(self._new_id(), self._part.id, asset_id, derived)
        self._out.fresh.append(fresh)
        return Earlier(fresh.id, derived)

    def _up_to_date(self, state: SceneState, member: Member) -> SceneState:
        """What comes into a scene that is refreshed is not outdated at once."""
        refreshes = self._part.mode is Mode.REFRESH
        return self._refreshed(state, member)[0] if refreshes else state

    def _refreshed(self, state: SceneState, member: Member) -> tuple[SceneState, list[str]]:
        of_scene = state.image_attempt_id in self._known.of_scenes
        return refreshed(state, member.master, of_scene=of_scene)

    def end(self) -> Outcome:
        """Leave what is here by now to the scenes after it, and return what is to be written."""
        out = self._out
        out.did = {asset_id: did for asset_id, did in out.did.items() if did}
        for asset_id in out.did:
            if asset_id in self._there:
                one = self._there[asset_id]
                here = self._states.get(asset_id, Earlier(one.id, one.state))
                out.changed.append(Changed(one.id, here.state, asset_id in self._states))
        self._latest.update(self._states)
        return out


def refreshed(state: SceneState, master: Master, *, of_scene: bool) -> tuple[SceneState, list[str]]:
    """Return the state with what the master has by now, and what was done.

    What is written for the scene stays, and so does a picture that is `of_scene`. A master that
    has no image to give takes none away.
    """
    changed = changes(state, master, binned=False)
    did: list[str] = []
    if "text" in changed:
        state = replace(state, master_text_version=master.text_version)
        did.append(Did.TEXT)
    if "deferred" in changed:
        did.append(Did.KEPT if of_scene else Did.EMPTIED)
        image = state.image_attempt_id if of_scene else None
        return replace(state, master_attempt_id=None, image_attempt_id=image), did
    if {"image", "restored"} & set(changed) and master.attempt_id is not None:
        did.append(_taken(state, of_scene=of_scene))
        image = state.image_attempt_id if of_scene else master.attempt_id
        state = replace(state, master_attempt_id=master.attempt_id, image_attempt_id=image)
    return state, did


def _taken(state: SceneState, *, of_scene: bool) -> str:
    if of_scene:
        return Did.KEPT
    return Did.FILLED if state.image_attempt_id is None else Did.IMAGE
