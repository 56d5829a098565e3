"""The states of things, in words: closed sets in, plain English out. No HTML here."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil

from asset_service.domain import quotas
from asset_service.domain.jobs import UNFULFILLED
from asset_service.domain.provenance import PLACEHOLDER
from asset_service.domain.vocabulary import AssetType, JobStatus
from asset_service.services.job_views import BatchSummary, JobView, LeftOut
from asset_service.services.views.pictures import AttemptView, ImageView, PictureWarning
from asset_service.services.views.reshapes import NotPutBack, ReshapeView
from asset_service.services.views.scenes import SceneChange

TYPES = tuple(kind.value for kind in AssetType)
# The order of the sections: who, where, with what, among whom.
SECTIONS = ("character", "location", "prop", "extra_archetype")
_ONE = {
    "character": "Character",
    "prop": "Prop",
    "location": "Location",
    "extra_archetype": "Extra",
}
_PROBLEMS = {
    "style_not_locked": "Lock the style first.",
    "no_active_assets": "Add or extract at least one asset.",
}
_BINNED = {
    "evicted": "Made room for a newer attempt",
    "deleted": "Deleted",
    "canceled": "Arrived after its job was cancelled",
    "cleared": "Cleared by a change of style",
}
_CHANGES = {
    "text": "its text was edited",
    "image": "another image is in use",
    "deferred": "it was deferred",
    "restored": "it was restored",
    "deleted": "it was deleted",
    "missing": "it belongs here by now",
}
_RIGHTS = {"read": "read", "write": "change", "spend": "spend", "account": "account"}
_STAGES = {
    "generating": "Generating",
    "checking": "Checking the picture",
    "storing": "Storing",
}
_STATUSES = {
    JobStatus.QUEUED: ("Queued", "wait"),
    JobStatus.RUNNING: ("Generating", "run"),
    JobStatus.SUCCEEDED: ("Done", "good"),
    JobStatus.FAILED: ("Failed", "bad"),
    JobStatus.REFUSED: ("Refused by the provider", "bad"),
    JobStatus.CANCELED: ("Cancelled", "off"),
    JobStatus.UNKNOWN_OUTCOME: ("Outcome unknown", "bad"),
}
_LIBRARY_FIELDS = {
    "name": "Name",
    "description": "Description",
    "image_prompt": "Image prompt",
    "image": "Picture",
}
_WRITTEN = {
    "promoted": "from a film",
    "edited": "edited here",
    "restored": "restored",
}
_KINDS = {"missing": "Missing pictures", "candidates": "Candidates"}
_LEFT_OUT = {
    "asset_binned": "in the bin",
    "asset_deferred": "deferred",
    "stage_locked": "locked",
    "provider_not_configured": "its provider is not set up here",
}
_MINUTE, _HOUR, _DAY, _MONTH = 60, 3600, 86_400, 30 * 86_400
_KIB = 1024
_SHOWN_SCENES = 5
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class JobLine:
    """A job as one line: `tone` is `wait`, `run`, `good`, `bad` or `off`; `percent` of a run."""

    job: JobView
    title: str
    reason: str
    tone: str
    percent: int | None


def type_name(kind: str) -> str:
    return _ONE.get(kind, kind)


def type_plural(kind: str) -> str:
    return f"{type_name(kind)}s"


def source_name(source: str) -> str:
    """Return `Extracted`, `Manual`, `Cloned`, `Generated` or `Uploaded`."""
    return source.replace("_", " ").capitalize()


def is_placeholder(picture: AttemptView | ImageView) -> bool:
    return picture.provider == PLACEHOLDER


def picture_source(picture: AttemptView | ImageView) -> str:
    """Say where a picture came from; a placeholder is never called anything else."""
    return "Placeholder" if is_placeholder(picture) else source_name(picture.source)


def alternative(name: str, picture: AttemptView | ImageView) -> str:
    """Return the alternative text of a picture of `name`."""
    if is_placeholder(picture):
        return f"Placeholder picture for {name}"
    return f"{name}, {source_name(picture.source).lower()} picture"


def problem_words(code: str) -> str:
    return _PROBLEMS.get(code, "")


def binned_words(because: str | None) -> str:
    return _BINNED.get(because or "", "In the bin")


def undone_words(view: ReshapeView) -> str:
    """Say that a merge or split is taken back, and what stayed as it was."""
    if view.kind == "merge":
        done = f"{some_names([one.name for one in view.absorbed])} and {view.asset.name} are apart"
    else:
        done = f"{view.asset.name} is whole"
    stayed = [_stayed(one) for one in view.left_out]
    return " ".join([f"{done} again.", *stayed])


def _stayed(one: NotPutBack) -> str:
    number, field = one.number, one.name.replace("_", " ")
    said = {
        "asset_binned": f"{one.name} itself was deleted since and stays in the bin.",
        "attempt_in_use": f"Attempt {number} was put in use since and stays.",
        "edited": f"Its {'scenes' if field == 'scene numbers' else field} changed since and stay.",
        "name_taken": f"The name {one.name} is taken by now.",
        "picture_in_scene": f"Attempt {number} is shown in a scene and waits in the bin.",
        "scene_edited": f"What was written in scene {number} since is kept out of it.",
        "scene_gone": f"Scene {number} is not in the script any more.",
    }
    return said.get(one.code, one.code)


def reshape_words(view: ReshapeView) -> str:
    """Say what a merge or split did."""
    if view.kind == "merge":
        return f"{some_names([one.name for one in view.absorbed])} merged into {view.asset.name}"
    variant = view.variant.name if view.variant is not None else "A variant"
    return f"{variant} split from {view.asset.name}"


def field_name(name: str) -> str:
    """Return `Image prompt` for `image_prompt`."""
    return name.replace("_", " ").capitalize()


def misfit_words(warnings: Sequence[PictureWarning]) -> str:
    """Name the pictures that have not the shape that they should have."""
    numbers = [str(one.number) for one in warnings]
    attempts = f"Attempt{'s' if len(numbers) > 1 else ''} {some_names(numbers)}"
    does = "do" if len(numbers) > 1 else "does"
    return f"{attempts} {does} not have its shape of {warnings[0].wanted}."


def fields_words(names: Sequence[str]) -> str:
    """Return `Name and image prompt`."""
    return some_names([one.replace("_", " ") for one in names]).capitalize()


def change_words(what: str) -> str:
    return _CHANGES.get(what, what)


def scene_state(state: str) -> str:
    """Return `Not populated`, `Populated` or `Outdated`."""
    return {"empty": "Not populated"}.get(state, state.capitalize())


def changes_words(changes: Sequence[SceneChange]) -> str:
    """Say in short what changed since a scene was populated."""
    shown = [f"{change.name}: {change_words(change.what)}" for change in changes[:2]]
    more = len(changes) - len(shown)
    return "; ".join([*shown, f"{more} more"] if more else shown)


def changed_words(changed: Sequence[str]) -> str:
    """Say what the project has that a scene does not."""
    return f"Since this scene took it over: {' and '.join(map(change_words, changed))}."


def pending_words(pending: Sequence[SceneChange]) -> str:
    """Say what populating would do."""
    adds = [change.name for change in pending if change.what == "missing"]
    fills = [change.name for change in pending if change.what != "missing"]
    said = [f"Adds {some_names(adds)}."] if adds else []
    if fills:
        said.append(f"Gives an image to {some_names(fills)}.")
    return " ".join([*said, "Changes nothing else."] if said else ["No asset belongs to it yet."])


def status_name(status: JobStatus) -> str:
    return _STATUSES[status][0]


def took(job: JobView, now: datetime) -> str:
    """Return how long the job has run or ran; nothing for one that never began."""
    if job.started_at is None:
        return ""
    seconds = max(0, round(((job.finished_at or now) - job.started_at).total_seconds()))
    if seconds < _MINUTE:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // _MINUTE} h {minutes % _MINUTE:02} min"


def costs(amounts: Iterable[tuple[Decimal, str | None]]) -> str:
    """Return sums of money by currency; nothing when no price is known."""
    return ", ".join(price(amount, currency) for amount, currency in amounts)


def days_left(binned_at: datetime, days: int, now: datetime) -> str:
    """Say how long something stays in the bin, in days begun."""
    left = days - (now - binned_at).total_seconds() / _DAY
    return f"{plural(ceil(left), 'day')} left" if left > 1 else "less than a day left"


def job_line(job: JobView, place: int | None = None) -> JobLine:
    """Say how a job stands and, when it ended badly, why and what it cost.

    `place` of a queued one is how many go before it, and itself.
    """
    title, tone = _STATUSES[JobStatus(job.status)]
    percent = None
    if job.status == JobStatus.RUNNING:
        percent = round(min(1.0, max(0.0, job.progress)) * 100)
        title = _STAGES.get(job.stage, title)
    if job.cancel_requested and tone in {"wait", "run"}:
        title = "Cancelling"
    elif job.status == JobStatus.QUEUED and job.tries:
        title = "Queued again"
    elif job.status == JobStatus.QUEUED and place is not None:
        title = f"Queued, {in_line(place)}"
    return JobLine(job, title, _reason(job), tone, percent)


def in_line(place: int) -> str:
    """Return `next in line`, `2nd in line`, `11th in line`."""
    if place == 1:
        return "next in line"
    tens, ones = place // 10 % 10, place % 10
    ending = "th" if tens == 1 else {1: "st", 2: "nd", 3: "rd"}.get(ones, "th")
    return f"{place:,}{ending} in line"


@dataclass(frozen=True)
class BatchLine:
    """A batch as one line: `told` says what became of its jobs.

    `waiting` jobs can be cancelled, `without` a picture can be asked for again.
    """

    batch: BatchSummary
    title: str
    told: str
    percent: int
    waiting: int
    without: int


def batch_line(batch: BatchSummary) -> BatchLine:
    """Say how a batch stands."""
    counts = {status: batch.counts[status] for status in _STATUSES if batch.counts.get(status)}
    return BatchLine(
        batch=batch,
        title=_KINDS.get(batch.kind, batch.kind),
        told=", ".join(f"{n:,} {_STATUSES[status][0].lower()}" for status, n in counts.items()),
        percent=round(100 * batch.done / batch.total) if batch.total else 100,
        waiting=batch.total - batch.done,
        without=sum(counts.get(status, 0) for status in UNFULFILLED),
    )


def left_out_words(left_out: Iterable[LeftOut]) -> str:
    """Say how many jobs were not asked for again, and why; nothing when there are none."""
    why = Counter(_LEFT_OUT.get(one.code, one.code) for one in left_out)
    return ", ".join(f"{count:,} left out: {words}" for words, count in why.items())


def may_be_asked_again(job: JobView) -> bool:
    return job.status in UNFULFILLED and job.retry_id is None


def _reason(job: JobView) -> str:
    if job.status == JobStatus.REFUSED:
        return _sentences(
            _listed(job.refusal_categories).capitalize(),
            job.error_message or "",
            f"It objects to the {job.refusal_stage}." if job.refusal_stage else "",
            "No attempt was used.",
        )
    if job.status == JobStatus.FAILED:
        return _sentences(job.error_message or "No picture came back", "No attempt was used.")
    if job.status == JobStatus.UNKNOWN_OUTCOME:
        return _sentences(
            job.error_message or "",
            "It may have been charged, so it is not tried again unless you ask.",
            "A retry is a new spend.",
        )
    if job.status == JobStatus.CANCELED and job.attempt_binned:
        return "Its picture still came: it is in the bin."
    if job.status == JobStatus.QUEUED and job.error_message:
        return _sentences(job.error_message, "It is tried again.")
    return ""


def _sentences(*parts: str) -> str:
    return " ".join(f"{part.rstrip('. ')}." for part in parts if part.strip())


def _listed(words: Sequence[str]) -> str:
    return ", ".join(word.replace("_", " ") for word in words)


def price(amount: Decimal | None, currency: str | None) -> str:
    """Return an amount of money, `free` for none at all, nothing when it is not known."""
    if amount is None:
        return ""
    if amount == 0:
        return "free"
    places = 2 if amount == round(amount, 2) else 4
    return f"{amount:.{places}f} {currency or ''}".strip()


def money(amount: Decimal, currency: str | None) -> str:
    """Return an amount with cents, and with what is below a cent where there is something."""
    places = 2 if amount == round(amount, 2) else 4
    return f"{amount:,.{places}f} {currency or ''}".strip()


def plain_amount(amount: Decimal) -> str:
    """Return an amount as somebody types it, and as the form takes it again.

    With three digits behind the point 1.125 would pass for a thousand and more: it gets a fourth.
    """
    if amount == round(amount, 2):
        return f"{amount:.2f}"
    return f"{amount:.4f}" if amount == round(amount, 4) else f"{amount.normalize():f}"


def share(part: Decimal, whole: Decimal) -> str:
    """Return how much of it there is, in 0..1; all of nothing."""
    return f"{min(Decimal(1), part / whole) if whole else Decimal(1):.3f}"


def bytes_words(size: int) -> str:
    """Return a size in the unit that reads best."""
    if size < _KIB:
        return f"{size} bytes"
    if size < _KIB * _KIB:
        return f"{size / _KIB:.0f} KB"
    return quotas.words(size)


def moment(value: datetime) -> str:
    """Return a moment in full: the server knows no reader's time zone, so it says UTC."""
    return f"{value.astimezone(UTC):%d %b %Y, %H:%M} UTC".lstrip("0")


def ago(value: datetime, now: datetime) -> str:
    """Return how long ago it was, in the unit that matters; the date after a month."""
    seconds = max(0.0, (now - value).total_seconds())
    for size, unit in ((_DAY, "day"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= _MONTH:
            break
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''} ago"
    if seconds < _MINUTE:
        return "just now"
    return f"{value.astimezone(UTC):%d %b %Y}".lstrip("0")


def day(value: datetime, now: datetime) -> str:
    """Return `22 Nov`, with the year when it is not this one; in UTC."""
    at = value.astimezone(UTC)
    year = "" if at.year == now.year else f" {at.year}"
    return f"{at:%d %b}{year}".lstrip("0")


def plural(count: int, one: str, many: str = "") -> str:
    """Return `1 scene` or `3 scenes`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def rights(scopes: Sequence[str]) -> str:
    """Return what a token may, in words: `read, change and spend`."""
    said = [_RIGHTS[scope] for scope in scopes]
    if len(said) == len(_RIGHTS):
        return "everything"
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def some_names(names: Sequence[str]) -> str:
    """Return `Mara`, `Mara and Tom`, or `Mara, Tom and 3 more`."""
    if len(names) > _NAMES_SHOWN:
        shown = names[: _NAMES_SHOWN - 1]
        return f"{', '.join(shown)} and {len(names) - len(shown)} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def scene_badges(numbers: Sequence[int]) -> tuple[list[int], int]:
    """Return the numbers to show, and how many more there are."""
    fits = len(numbers) <= _SHOWN_SCENES + 1
    shown = list(numbers) if fits else list(numbers[:_SHOWN_SCENES])
    return shown, len(numbers) - len(shown)


def marked(text: str, names: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a quoted line at the names it has; True marks the pieces that are one."""
    wanted = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    if not wanted:
        return [(text, False)]
    pattern = re.compile(f"({'|'.join(map(re.escape, wanted))})", re.IGNORECASE)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pattern.split(text)) if piece]


def library_field(field: str) -> str:
    """Return the name of what an asset and a library asset have in common."""
    return _LIBRARY_FIELDS[field]


def written(why: str) -> str:
    """Say how a version of a library asset came to be."""
    return _WRITTEN[why]


def met(*, changed_here: bool, changed_there: bool) -> str:
    """Say on which side a field changed since the two last met."""
    if changed_here and changed_there:
        return "Changed on both sides"
    return "Changed in this film" if changed_here else "Changed in the library"


def type_choices() -> list[tuple[str, str]]:
    """Return every type with its plural, after the choice of all of them."""
    return [("", "All"), *((kind, type_plural(kind)) for kind in SECTIONS)]
