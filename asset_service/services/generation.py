"""Asking for pictures: the request records the jobs, and the workers do the rest (R17-R19).

Trusts `user_id` as authenticated. Refuses strangers (as absent), viewers, deferred assets, a
style that is not locked, and what a locked stage holds back. No provider is called here: only
its pure `capabilities` and `estimate`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from asset_service.domain import prompts
from asset_service.domain.attempts import CAP
from asset_service.domain.errors import Conflict, Invalid
from asset_service.domain.vocabulary import StageState
from asset_service.models.asset import Asset
from asset_service.models.batch import Batch
from asset_service.models.project import Project
from asset_service.models.style_version import StyleVersion
from asset_service.ports.providers import Capabilities, ImageProvider
from asset_service.services.attempts import check_open_for_images
from asset_service.services.drawing import image_request
from asset_service.services.idempotency import Answer, Idempotency, begin, conclude
from asset_service.services.job_views import BatchView, Estimate, present_batch, present_job
from asset_service.store import assets, jobs, missing, outbox, projects, styles
from asset_service.store.work import Database, Work

ACCEPTED = 202
NOTHING_TO_DO = 200
SEEDS = 2**31


@dataclass(frozen=True)
class Maker:
    """Which provider draws, with which of its models."""

    provider: str
    model: str


class Generation:
    def __init__(
        self, database: Database, providers: Mapping[str, ImageProvider], maker: Maker
    ) -> None:
        self._database = database
        self._providers = providers
        self._maker = maker

    def request(  # noqa: PLR0913 - the parts of one request
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        *,
        candidates: int = 1,
        seed: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Record a batch of 1 to 4 jobs for one asset; the answer's body is a BatchView.

        Candidate k is made with `seed` + k. Raises Invalid; Conflict `style_not_locked`,
        `asset_deferred`, `stage_locked`; and what `idempotency.begin` raises.
        """
        seeds = self._seeds(candidates, seed)
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            asset = assets.lock(work.session, project_id, asset_id)
            check_open_for_images(project.stage, asset)
            style = _locked_style(work, project)
            wanted = [(asset, one) for one in seeds]
            view = self._record(work, project, style, "candidates", wanted)
            answer = conclude(work, idempotency, ACCEPTED, view)
            work.commit()
            return answer

    def missing(
        self, user_id: UUID, project_id: UUID, idempotency: Idempotency | None = None
    ) -> Answer:
        """Record a job for every active asset without an image and without a job (R19).

        In a locked stage these are the assets restored since. With nothing to do the answer
        is 200 with an empty batch instead of 202. Raises Conflict `style_not_locked`, and
        what `idempotency.begin` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            style = _locked_style(work, project)
            found = _open(project, missing.lock(work.session, project_id))
            wanted = [(asset, self._seeds(1, None)[0]) for asset in found]
            view = self._record(work, project, style, "missing", wanted)
            answer = conclude(work, idempotency, ACCEPTED if found else NOTHING_TO_DO, view)
            work.commit()
            return answer

    def estimate(
        self, user_id: UUID, project_id: UUID, asset_id: UUID | None = None, candidates: int = 1
    ) -> Estimate:
        """Say what `request`, or without an asset `missing`, would cost. Writes nothing."""
        self._seeds(candidates, None)
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            style = styles.current(work.session, project)
            if asset_id is None:
                found = _open(project, missing.find(work.session, project_id))
                wanted = found
            else:
                wanted = [assets.get(work.session, project_id, asset_id)] * candidates
            text = style.text if style is not None else ""
            return self._estimate(project, text, wanted)

    def _record(
        self,
        work: Work,
        project: Project,
        style: StyleVersion,
        kind: str,
        wanted: Sequence[tuple[Asset, int | None]],
    ) -> BatchView:
        """Write batch, jobs and messages: a handful of statements for a thousand assets."""
        batch = Batch(project_id=project.id, kind=kind, requested_by=work.user_id)
        work.session.add(batch)
        work.session.flush()
        facts = {
            "project_id": project.id,
            "batch_id": batch.id,
            "provider": self._maker.provider,
            "model": self._maker.model,
            "paid": self._capabilities().paid,
            "style_version": style.version,
            "requested_by": work.user_id,
        }
        rows = [facts | _own_facts(project, style.text, asset, seed) for asset, seed in wanted]
        made = jobs.add(work.session, rows) if rows else []
        outbox.add_jobs(work.session, made)
        return present_batch(batch, [present_job(job, None) for job in made])

    def _capabilities(self) -> Capabilities:
        return self._providers[self._maker.provider].capabilities(self._maker.model)

    def _seeds(self, candidates: int, seed: int | None) -> list[int | None]:
        """Return one seed a candidate: where a provider takes one it is always known (R15)."""
        if not 1 <= candidates <= CAP:
            raise Invalid(
                "A request is for 1 to 4 candidates.",
                fields={"candidates": [f"Must be between 1 and {CAP}."]},
            )
        if not self._capabilities().seed:
            if seed is None:
                return [None] * candidates
            raise Invalid(
                "The provider takes no seed.",
                code="seed_unsupported",
                fields={"seed": ["The provider takes none: leave it out."]},
            )
        if seed is None:
            return [secrets.randbelow(SEEDS) for _ in range(candidates)]
        if not 0 <= seed < SEEDS:
            message = f"Must be between 0 and {SEEDS - 1}."
            raise Invalid("The seed is out of range.", fields={"seed": [message]})
        return [(seed + k) % SEEDS for k in range(candidates)]

    def _estimate(self, project: Project, style: str, wanted: Sequence[Asset]) -> Estimate:
        provider = self._providers[self._maker.provider]
        capabilities = self._capabilities()
        total, currency = Decimal(0), None
        for asset in wanted:
            facts = _own_facts(project, style, asset, None)
            request = image_request(
                asset,
                capabilities,
                model=self._maker.model,
                prompt=facts["prompt"],
                aspect=facts["aspect"],
            )
            money = provider.estimate(request)
            if money is None or currency not in {None, money.currency}:
                return Estimate(len(wanted), None, None, self._maker.provider)
            total, currency = total + money.amount, money.currency
        amount = total if currency is not None else None
        return Estimate(len(wanted), amount, currency, self._maker.provider)


def _own_facts(project: Project, style: str, asset: Asset, seed: int | None) -> dict[str, Any]:
    return {
        "asset_id": asset.id,
        "choice_counter": asset.choice_counter,
        "seed": seed,
        "aspect": prompts.aspect(asset.type),
        "prompt": prompts.compose(
            image_prompt=asset.image_prompt,
            description=asset.description,
            name=asset.name,
            style_text=style,
            asset_type=asset.type,
            plain_background=project.plain_background,
        ),
    }


def _locked_style(work: Work, project: Project) -> StyleVersion:
    style = styles.current(work.session, project)
    if style is None or style.locked_at is None:
        raise Conflict("Lock the style before images are generated.", code="style_not_locked")
    return style


def _open(project: Project, found: list[Asset]) -> list[Asset]:
    """Leave out what a locked stage holds: only assets restored there may get an image."""
    if project.stage == StageState.OPEN:
        return found
    return [asset for asset in found if not asset.locked]
