"""Exports in words: how each stands, and what was asked for."""

from dataclasses import dataclass

from asset_service.domain.exports import ExportKind, ExportState
from asset_service.services.export_views import ExportView
from asset_service.web.pages.words import bytes_words, type_plural

KINDS = {
    ExportKind.ORIGINALS: "The zip of originals",
    ExportKind.LOOK_BOOK: "The look book",
    ExportKind.MATRIX: "The table of scenes",
}
_TITLES = {
    ExportKind.ORIGINALS: "Originals",
    ExportKind.LOOK_BOOK: "Look book",
    ExportKind.MATRIX: "Scenes table",
}
_STATES = {
    ExportState.QUEUED: ("Queued", "wait"),
    ExportState.RUNNING: ("Being made", "run"),
    ExportState.SUCCEEDED: ("Ready", "good"),
    ExportState.FAILED: ("Failed", "bad"),
    ExportState.CANCELED: ("Cancelled", "off"),
}
_GIB = 1024**3


@dataclass(frozen=True)
class ExportLine:
    """An export as one line: `tone` is `wait`, `run`, `good`, `bad` or `off`; `percent` of a run.

    `name` is the file's, else what it will be; `asked` says how it was asked for.
    """

    export: ExportView
    title: str
    name: str
    asked: str
    tone: str
    percent: int | None
    reason: str


def line(export: ExportView) -> ExportLine:
    """Say how an export stands."""
    state = ExportState(export.state)
    title, tone = _STATES[state]
    percent = None
    if state is ExportState.RUNNING:
        # All pieces may be done while the file is still on its way to its place.
        percent = round(99 * export.done / export.total) if export.total else 0
    if export.cancel_requested and tone in {"wait", "run"}:
        title = "Cancelling"
    if state is ExportState.SUCCEEDED and not export.available:
        title, tone = "Expired", "off"
    return ExportLine(
        export=export,
        title=title,
        name=export.file_name or _TITLES[ExportKind(export.kind)],
        asked=_asked(export),
        tone=tone,
        percent=percent,
        reason=" ".join(f"{one}." for one in export.warnings) or (export.error_message or ""),
    )


def size_words(size: int) -> str:
    """Return a size up to many gigabytes."""
    if size < _GIB:
        return bytes_words(size)
    return f"{size / _GIB:.1f} GB"


def _asked(export: ExportView) -> str:
    options = export.options
    said = [_TITLES[ExportKind(export.kind)]] if export.file_name else []
    if options.get("types"):
        said.append(", ".join(type_plural(one).lower() for one in options["types"]))
    if options.get("attempts") == "live":
        said.append("all candidates")
    if options.get("files"):
        said.append("marked copies" if options["files"] == "marked" else "as received")
    if options.get("prompts") is False:
        said.append("without prompts")
    if options.get("paper"):
        said.append("US Letter" if options["paper"] == "letter" else "A4")
    if options.get("candidates") is False:
        said.append("without candidates")
    if export.kind != ExportKind.MATRIX and options.get("deferred"):
        said.append("with deferred")
    if export.kind == ExportKind.MATRIX and options.get("deferred") is False:
        said.append("without deferred")
    return " \N{MIDDLE DOT} ".join(said)
