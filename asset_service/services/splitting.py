"""One asset turns out to be two: some of its scenes go to a variant with a name of its own (R8).

The variant starts without a picture and remembers its origin. `undoing.py` takes it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select

from asset_service import failpoints
from asset_service.domain import stage, texts
from asset_service.domain.names import fold
from asset_service.domain.reshaping import Kind, Span, chain, part
from asset_service.domain.vocabulary import AssetSource
from asset_service.models.asset import Asset
from asset_service.models.reshape import Reshape
from asset_service.services.asset_texts import span_of, write
from asset_service.services.curation import take_name
from asset_service.services.idempotency import CREATED, Idempotency, conclude, start
from asset_service.services.presenting import present_asset
from asset_service.services.reshape_views import keep, present_reshape, snapshot
from asset_service.services.views.reshapes import Reshaped
from asset_service.store import assets, board, copying, projects, reshapes, scenes
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class NewSplit:
    """The variant: its name, and those of the asset's scenes that go to it."""

    name: str
    scene_numbers: list[int]


class Splitting:
    """Trusts `user_id` as authenticated; refuses strangers, viewers and a locked stage."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def split(  # noqa: PLR0913 - who, what, and how it is asked for
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        new: NewSplit,
        idempotency: Idempotency | None = None,
        *,
        dry_run: bool = False,
    ) -> Reshaped:
        """Split, or with `dry_run` say what a split would do and change nothing.

        Raises NotFound for an asset that is not there or in the bin, Invalid
        `scenes_not_divided`, Conflict `name_taken` and `stage_locked`, and what
        `idempotency.start` raises.
        """
        name = texts.clean_name(new.name)
        with self._database.as_user(user_id) as work:
            if not dry_run:
                # The key before the project's row: its wait is bounded.
                projects.for_reading(work.session, user_id, project_id)
                start(work, idempotency)
            project = projects.for_stage(work.session, user_id, project_id)
            asset = assets.lock(work.session, project_id, asset_id)
            stage.check(stage.Act.CHANGE_SET, project.stage)
            script = scenes.numbers(work.session, project_id)
            left, gone = part(span_of(asset), new.scene_numbers, script)
            reshape, variant, made = _split(work, asset, name, left, gone)
            view = _view(work, reshape, variant, made, dry_run=dry_run)
            failpoints.reach("assets.split")
            if not dry_run:
                conclude(work, idempotency, CREATED, view)
                work.commit()
            return view


def _split(
    work: Work, asset: Asset, name: str, left: Span, gone: Span
) -> tuple[Reshape, Asset, int]:
    session = work.session
    before = snapshot(asset, selected=None)
    variant = Asset(
        id=uuid4(),
        project_id=asset.project_id,
        type=asset.type,
        # nobody's scan speaks of it: a person made it
        source=AssetSource.MANUAL.value,
        name=name,
        name_folded=fold(name),
        description=asset.description,
        image_prompt=asset.image_prompt,
        scene_numbers=list(gone.numbers),
        deferred=asset.deferred,
        split_from=asset.id,
        created_by=work.user_id,
    )
    before["tombstone"] = reshapes.remembered(session, asset.project_id, asset.type, name)
    session.add(variant)
    take_name(work, variant)
    write(work, asset, {}, left)
    reshape = Reshape(
        id=uuid4(),
        project_id=asset.project_id,
        kind=Kind.SPLIT,
        asset_id=asset.id,
        variant_id=variant.id,
        before={},
        after={},
        created_by=work.user_id,
        created_at=session.scalars(select(func.clock_timestamp())).one(),
    )
    session.add(reshape)
    session.flush()
    made = _copy_into_scenes(work, reshape, asset, variant, gone.numbers)
    keep(work, reshape, before, snapshot(asset, selected=None))
    return reshape, variant, made


def _copy_into_scenes(
    work: Work, reshape: Reshape, asset: Asset, variant: Asset, numbers: Sequence[int]
) -> int:
    """Put the variant where the asset is in these scenes, without a picture; returns how often."""
    session = work.session
    chosen = set(reshapes.scene_ids(session, asset.project_id, numbers).values())
    rows = copying.in_scenes(session, asset.project_id, [asset.id])
    there = [row for row in rows if row.unlinked_at is None and row.scene_id in chosen]
    copies = {row.id: uuid4() for row in there}
    inherited = chain(copies, {row.id: row.inherited_from for row in rows})
    copying.copy_into_scenes(
        session, reshape, variant, copies, inherited, text_version=variant.text_version
    )
    reshapes.unlink(session, reshape, [asset.id], chosen)
    return len(copies)


def _view(work: Work, reshape: Reshape, variant: Asset, made: int, *, dry_run: bool) -> Reshaped:
    (told,) = reshapes.some(work.session, reshape.project_id, [reshape.id])
    return Reshaped(
        reshape=present_reshape(told),
        asset=present_asset(board.one(work.session, reshape.project_id, reshape.asset_id)),
        variant=present_asset(board.one(work.session, reshape.project_id, variant.id)),
        attempts=0,
        scene_assets=made,
        dry_run=dry_run,
    )
