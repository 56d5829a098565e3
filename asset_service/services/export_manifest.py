"""What a zip of originals says of itself: for people, for spreadsheets, for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from asset_service.domain import provenance
from asset_service.domain.tables import BOM, row
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.stored_object import StoredObject

FORMAT, VERSION = "asset-service-originals", 1
MISSING, CHANGED, UNMARKABLE = "missing", "changed", "unmarkable"


@dataclass(frozen=True)
class Line:
    """One picture. `file` is its name in the zip and `sha256` that file's: empty with a `problem`.

    `original_sha256` is that of the bytes as they came; `copy` is `original`, `marked`, `signed`,
    or why there is no mark. Sizes are bytes and upright pixels.
    """

    file: str
    type: str
    name: str
    description: str
    deferred: bool
    scene_numbers: list[int]
    scene_labels: list[str]
    attempt: int
    selected: bool
    source: str
    digital_source_type: str | None
    ai_generated: bool | None
    prompt: str | None
    provider: str | None
    model: str | None
    seed: int | None
    style_version: int | None
    cost_amount: str | None
    cost_currency: str | None
    mime: str
    width: int
    height: int
    size: int
    sha256: str
    original_sha256: str
    original_name: str
    copy: str
    created_at: str
    asset_id: str
    attempt_id: str
    problem: str


def line(  # noqa: PLR0913 - what came of one picture
    asset: Asset,
    attempt: Attempt,
    stored: StoredObject,
    labels: Mapping[int, str],
    *,
    prompts: bool,
    file: str = "",
    sha256: str = "",
    size: int = 0,
    copy: str = "",
    problem: str = "",
) -> Line:
    return Line(
        file=file,
        type=asset.type,
        name=asset.name,
        description=asset.description,
        deferred=asset.deferred,
        scene_numbers=list(asset.scene_numbers),
        scene_labels=[labels.get(number) or str(number) for number in asset.scene_numbers],
        attempt=attempt.number,
        selected=attempt.is_selected,
        source=attempt.source,
        digital_source_type=attempt.digital_source_type,
        ai_generated=provenance.is_ai(attempt.digital_source_type),
        prompt=attempt.prompt if prompts else None,
        provider=attempt.provider,
        model=attempt.model,
        seed=attempt.seed,
        style_version=attempt.style_version,
        cost_amount=None if attempt.cost_amount is None else str(attempt.cost_amount),
        cost_currency=attempt.cost_currency,
        mime=stored.mime,
        width=stored.width,
        height=stored.height,
        size=size,
        sha256=sha256,
        original_sha256=stored.sha256,
        original_name=attempt.original_name,
        copy=copy,
        created_at=_time(attempt.created_at),
        asset_id=str(attempt.asset_id),
        attempt_id=str(attempt.id),
        problem=problem,
    )


def as_json(facts: Mapping[str, Any], made_at: datetime, lines: Sequence[Line]) -> bytes:
    """Return the manifest for programs; `facts` are those of the film and the export."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _time(made_at),
        **facts,
        "pictures": [asdict(one) for one in lines],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def as_csv(lines: Sequence[Line]) -> bytes:
    """Return the manifest for spreadsheets: UTF-8 that Excel takes for it, and no formulas."""
    names = [one.name for one in fields(Line)]
    rows = [row(names)]
    for one in lines:
        values = (getattr(one, name) for name in names)
        rows.append(row(_joined(value) for value in values))
    return (BOM + "".join(rows)).encode()


def as_sums(lines: Sequence[Line], others: Mapping[str, str]) -> bytes:
    """Return what `sha256sum --check` reads; `others` are hashes of further files by name."""
    sums = {one.file: one.sha256 for one in lines if one.file} | dict(others)
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def _joined(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
