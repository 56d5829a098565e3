"""Populating scenes in the caller's transaction: one, some assets of one, or every one.

The number of statements depends on no number of scenes or assets. Trusts that the caller holds
the project, checked its stage, and commits.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID, uuid4

from asset_service.domain.inheritance import Earlier
from asset_service.domain.populating import Known, Member, Mode, Outcome, Part, Standing, plan
from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.scene_views import comes_in, earlier_of, master_of, state_of
from asset_service.store import populating, scenes
from asset_service.store.work import Work


def fill_scene(
    work: Work, scene: Scene, wanted: Sequence[Asset] | None = None, mode: Mode = Mode.POPULATE
) -> Outcome:
    """Bring what belongs to the locked scene, or the `wanted` assets, which the caller holds."""
    # What is inherited from must not be unlinked meanwhile, nor a picture of it change.
    if mode is Mode.REFRESH:
        everything = populating.hold_assets(work.session, scene.project_id)
        wanted = members_of(everything, scene.number)
    elif wanted is None:
        wanted = scenes.members(work.session, scene.project_id, scene.number, lock=True)
        everything = list(wanted)
    else:
        everything = list(wanted)
    before = scenes.latest_earlier(work.session, scene.project_id, scene.number)
    rows = populating.standing(work.session, scene.project_id, [scene.id])
    part = Part(scene.id, mode, [asset.id for asset in wanted], [_standing(row) for row in rows])
    earlier = {asset_id: earlier_of(one) for asset_id, one in before.items()}
    (outcome,) = _carry_out(work, scene.project_id, [part], everything, earlier)
    return outcome


def fill_every_scene(
    work: Work, project_id: UUID, modes: Mapping[UUID, Mode], found: Sequence[Scene]
) -> list[Outcome]:
    """Go through the locked scenes `found`, in their order, and do to each what `modes` says."""
    everything = populating.hold_assets(work.session, project_id)
    there: dict[UUID, list[Standing]] = {scene.id: [] for scene in found}
    for row in populating.standing(work.session, project_id):
        if row.scene_id in there:
            there[row.scene_id].append(_standing(row))
    parts = [
        Part(
            scene.id,
            modes.get(scene.id, Mode.LEAVE),
            [asset.id for asset in members_of(everything, scene.number)],
            there[scene.id],
        )
        for scene in found
    ]
    return _carry_out(work, project_id, parts, everything, {})


def members_of(everything: Collection[Asset], number: int) -> list[Asset]:
    """Return the assets, none in the bin, that belong to a scene by its number."""
    return [
        asset
        for asset in everything
        if asset.binned_at is None and (number in asset.scene_numbers or asset.is_everywhere)
    ]


def _carry_out(
    work: Work,
    project_id: UUID,
    parts: Sequence[Part],
    everything: Sequence[Asset],
    before: Mapping[UUID, Earlier],
) -> list[Outcome]:
    selected = scenes.selected_attempts(work.session, project_id)
    members = {
        asset.id: Member(
            master_of(asset, selected.get(asset.id)),
            comes_in=comes_in(asset),
            binned=asset.binned_at is not None,
        )
        for asset in everything
    }
    known = Known(members, populating.shown_of_scenes(work.session, project_id))
    outcomes = plan(parts, known, before, uuid4)
    populating.add(
        work.session,
        project_id,
        [
            {"id": one.id, "scene_id": one.scene_id, "asset_id": one.asset_id, **vars(one.state)}
            for outcome in outcomes
            for one in outcome.fresh
        ],
    )
    populating.change(
        work.session,
        project_id,
        [
            {
                "id": one.id,
                "linked": one.linked,
                "image_attempt_id": one.state.image_attempt_id,
                "master_attempt_id": one.state.master_attempt_id,
                "master_text_version": one.state.master_text_version,
            }
            for outcome in outcomes
            for one in outcome.changed
        ],
    )
    return outcomes


def _standing(row: SceneAsset) -> Standing:
    return Standing(
        id=row.id,
        asset_id=row.asset_id,
        state=state_of(row),
        linked=row.unlinked_at is None,
    )
