"""The states of things, in words: closed sets in, plain English out. No HTML here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from asset_service.domain.vocabulary import AssetType, JobStatus
from asset_service.services.job_views import JobView
from asset_service.services.views import AttemptView, ImageView

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
}
_CHANGES = {
    "text": "its text was edited",
    "image": "another image is in use",
    "deferred": "it was deferred",
    "restored": "it was restored",
    "deleted": "it was deleted",
    "missing": "it belongs here by now",
}
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
_MINUTE, _HOUR, _DAY, _MONTH = 60, 3600, 86_400, 30 * 86_400
_KIB = 1024
_SHOWN_SCENES = 5


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
    return picture.provider == "placeholder"


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


def change_words(what: str) -> str:
    return _CHANGES.get(what, what)


def job_line(job: JobView) -> JobLine:
    """Say how a job stands and, when it ended badly, why and what it cost."""
    title, tone = _STATUSES[JobStatus(job.status)]
    percent = None
    if job.status == JobStatus.RUNNING:
        percent = round(min(1.0, max(0.0, job.progress)) * 100)
        title = _STAGES.get(job.stage, title)
    if job.cancel_requested and tone in {"wait", "run"}:
        title = "Cancelling"
    elif job.status == JobStatus.QUEUED and job.tries:
        title = "Queued again"
    return JobLine(job, title, _reason(job), tone, percent)


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


def bytes_words(size: int) -> str:
    """Return a size in the unit that reads best."""
    if size < _KIB:
        return f"{size} bytes"
    if size < _KIB * _KIB:
        return f"{size / _KIB:.0f} KB"
    return f"{size / _KIB / _KIB:.1f}".removesuffix(".0") + " MB"


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


def plural(count: int, one: str, many: str = "") -> str:
    """Return `1 scene` or `3 scenes`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


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
