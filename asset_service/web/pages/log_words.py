"""What is in the log, as sentences: who, what they did, and what changed. No HTML here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asset_service.services.audit import AuditView
from asset_service.web.pages import words

NAMED = 3
KINDS = {
    "asset": "Assets",
    "attempt": "Pictures",
    "job": "Pictures asked for",
    "scene": "Scenes populated",
    "scene_asset": "Assets in scenes",
    "style": "Style",
    "stage": "Lock",
    "script": "Script",
    "member": "Members",
    "maker": "Engines",
    "budget": "Budgets",
    "export": "Exports",
    "project": "Project",
}
_VIA = {
    "token": "with a token",
    "jwt": "with a token of the identity provider",
    "worker": "by a worker",
    "operator": "by the operator",
}
_FIELDS = {
    "override_text": "text in the scene",
    "plain_background": "plain background",
    "said_source_type": "origin",
    "original_name": "file",
    "retry_of": "",
}


# Whoever wants in: nobody knows yet who it is.
_NOBODYS = frozenset({"refused", "reset_asked"})


@dataclass(frozen=True)
class Line:
    """An entry for people: `who` did `what`; `changes` are what was before and is now.

    `asset_id` is where it leads to, where it is about one asset alone.
    """

    entry: AuditView
    who: str
    what: str
    via: str
    changes: Sequence[tuple[str, str, str]]
    asset_id: UUID | None


@dataclass(frozen=True)
class Day:
    """The lines of one day in UTC, the newest first."""

    at: datetime
    lines: list[Line]


def days(entries: Sequence[AuditView], reader_id: UUID) -> list[Day]:
    """Return the entries as lines by day, in their order."""
    found: list[Day] = []
    for entry in entries:
        if not found or found[-1].at.date() != entry.at.date():
            found.append(Day(entry.at, []))
        found[-1].lines.append(line(entry, reader_id))
    return found


def line(entry: AuditView, reader_id: UUID) -> Line:
    is_of_assets = entry.kind in {"asset", "attempt", "job", "scene_asset"}
    return Line(
        entry=entry,
        who=_who(entry, reader_id),
        what=_SAID.get((entry.kind, entry.action), _plainly)(entry),
        via=_VIA.get(entry.via, ""),
        changes=_changes(entry.detail),
        asset_id=entry.subject_ids[0] if is_of_assets and len(entry.subject_ids) == 1 else None,
    )


def _who(entry: AuditView, reader_id: UUID) -> str:
    if entry.action in _NOBODYS:
        return "Somebody"
    if entry.user_id is None:
        return "The service"
    return "You" if entry.user_id == reader_id else entry.user_name


def _names(entry: AuditView) -> str:
    """Return `Mara, Tom and 3 more`: of all subjects, of which a few are named."""
    names = [name for name in entry.subject_names if name]
    count = len(entry.subject_ids)
    if not names:
        return ""
    if count <= NAMED and len(names) == count:
        return words.some_names(names)
    shown = names[: NAMED - 1]
    return f"{', '.join(shown)} and {count - len(shown):,} more"


def _of(entry: AuditView) -> str:
    """Name assets, or the one asset in its scene."""
    scene = entry.detail.get("scene")
    return f"{_names(entry)} in scene {scene}" if scene else _names(entry)


def _scenes(entry: AuditView) -> str:
    return f"scene{'s' if len(entry.subject_ids) > 1 else ''} {_names(entry)}"


def _attempt(entry: AuditView) -> str:
    if entry.count > 1:
        return f"{words.plural(entry.count, 'picture')} of {_of(entry)}"
    return f"attempt {entry.detail.get('number', '')} of {_of(entry)}"


def _pictures(entry: AuditView) -> str:
    return "a picture" if entry.count == 1 else words.plural(entry.count, "picture")


def _asked(entry: AuditView) -> str:
    again = " again" if entry.detail.get("retry_of") else ""
    return f"asked{again} for {_pictures(entry)} of {_of(entry)}"


def _engine(entry: AuditView) -> str:
    kind = words.type_plural(str(entry.detail.get("asset_type", ""))).lower()
    provider, model = (_now(entry.detail.get(name)) for name in ("provider", "model"))
    return f"chose what draws {kind}: {provider} {model}".rstrip(": ")


def _budget(entry: AuditView) -> str:
    return f"set the budget in {entry.detail.get('currency', '')}"


def _member(entry: AuditView) -> str:
    role = entry.detail.get("role", "member")
    return f"joined as {role}" if _is_own(entry) else f"added {_names(entry)} as {role}"


def _invited(entry: AuditView) -> str:
    return f"invited {_names(entry)} as {_now(entry.detail.get('role'))}"


def _left(entry: AuditView) -> str:
    return "left the film" if _is_own(entry) else f"removed {_names(entry)} from the film"


def _is_own(entry: AuditView) -> bool:
    return entry.user_id is not None and list(entry.subject_ids) == [entry.user_id]


def _role(entry: AuditView) -> str:
    return f"made {_names(entry)} {_now(entry.detail.get('role'))}"


def _shown(entry: AuditView) -> str:
    return f"changed the picture of {_of(entry) if entry.count == 1 else _many(entry)}"


def _many(entry: AuditView) -> str:
    return f"{_names(entry)}, {words.plural(entry.count, 'place')} in all"


def _linked(entry: AuditView) -> str:
    if entry.count == 1:
        scene = entry.detail.get("scene")
        return f"put {_names(entry)} in {f'scene {scene}' if scene else 'a scene'}"
    return f"put {_many(entry)}, in scenes"


def _unlinked(entry: AuditView) -> str:
    scene = entry.detail.get("scene")
    return f"took {_names(entry)} out of {f'scene {scene}' if scene else 'scenes'}"


def _refused(entry: AuditView) -> str:
    return (
        "tried to sign in with a wrong password"
        if entry.count == 1
        else f"tried to sign in with a wrong password {entry.count:,} times within an hour"
    )


def _edited(entry: AuditView) -> str:
    name = entry.detail.get("name")
    if isinstance(name, list) and len(entry.subject_ids) == 1:
        return f"renamed {name[0]} to {name[1]}"
    return f"edited {_names(entry)}"


def _titled(entry: AuditView) -> str:
    return "renamed the film" if "title" in entry.detail else "changed how pictures are asked for"


def _told(text: str, subject: Callable[[AuditView], str] = _names) -> Callable[[AuditView], str]:
    """Make a sentence of a text that has `{}` where its subject belongs."""
    return lambda entry: text.format(subject(entry))


def _plainly(entry: AuditView) -> str:
    did = entry.action.replace("_", " ")
    return f"{did} {entry.kind.replace('_', ' ')} {_names(entry)}".strip()


_SAID: Mapping[tuple[str, str], Callable[[AuditView], str]] = {
    ("project", "made"): _told("made the film"),
    ("project", "edited"): _titled,
    ("stage", "locked"): _told("locked the assets"),
    ("stage", "unlocked"): _told("unlocked the assets"),
    ("script", "read"): _told(
        "read in the script, version {}", lambda e: str(_now(e.detail.get("version")))
    ),
    ("member", "added"): _member,
    ("member", "edited"): _role,
    ("member", "removed"): _left,
    ("member", "given"): _told("gave the film to {}"),
    ("member", "invited"): _invited,
    ("member", "invited_again"): _told("invited {} again"),
    ("member", "uninvited"): _told("took back the invitation of {}"),
    ("maker", "chosen"): _engine,
    ("maker", "reset"): _told(
        "chose the usual engine for {}",
        lambda e: words.type_plural(str(e.detail.get("asset_type", ""))).lower(),
    ),
    ("budget", "set"): _budget,
    ("budget", "removed"): _told(
        "took away the budget in {}", lambda e: str(e.detail.get("currency", ""))
    ),
    ("style", "edited"): _told("wrote the style"),
    ("style", "locked"): _told(
        "locked version {} of the style", lambda e: str(_now(e.detail.get("version")))
    ),
    ("style", "pictured"): _told("changed the pictures that the style follows"),
    ("asset", "added"): _told("added {}"),
    ("asset", "edited"): _edited,
    ("asset", "deferred"): _told("deferred {}"),
    ("asset", "restored"): _told("restored {}"),
    ("asset", "deleted"): _told("moved {} to the bin"),
    ("asset", "brought_back"): _told("brought {} back from the bin"),
    ("asset", "followed"): _told("linked {} with the library"),
    ("asset", "merged"): _told("merged others into {}"),
    ("asset", "split"): _told("split {}"),
    ("asset", "reshape_undone"): _told("took back a merge or split of {}"),
    ("attempt", "uploaded"): _told("uploaded {}", _attempt),
    ("attempt", "generated"): _told("got {}", _attempt),
    ("attempt", "copied"): _told("copied {}", _attempt),
    ("attempt", "selected"): _told("selected {}", _attempt),
    ("attempt", "evicted"): _told("made room: {} went to the bin", _attempt),
    ("attempt", "deleted"): _told("moved {} to the bin", _attempt),
    ("attempt", "cleared"): _told("cleared away {} with a change of style", _attempt),
    ("attempt", "restored"): _told("restored {} from the bin", _attempt),
    ("attempt", "described"): _told("said where {} comes from", _attempt),
    ("scene", "populated"): _told("populated {}", _scenes),
    ("scene_asset", "linked"): _linked,
    ("scene_asset", "unlinked"): _unlinked,
    ("scene_asset", "edited"): _told("changed how {} is", _of),
    ("scene_asset", "shown"): _shown,
    ("job", "asked"): _asked,
    ("job", "canceled"): _told("called off {}", lambda e: f"{_pictures(e)} of {_of(e)}"),
    ("export", "asked"): _told(
        "asked for an export: {}", lambda e: str(_now(e.detail.get("kind"))).replace("_", " ")
    ),
    ("export", "canceled"): _told("called off an export"),
    ("library", "written"): _told("kept {} in the library"),
    ("library", "deleted"): _told("moved {} of the library to its bin"),
    ("library", "brought_back"): _told("brought {} back to the library"),
    ("account", "made"): _told("made the account"),
    ("account", "edited"): _edited,
    ("account", "password"): _told("changed the password"),
    ("account", "disabled"): _told("disabled the account"),
    ("account", "enabled"): _told("enabled the account"),
    ("account", "identified"): _told(
        "linked the account with {}", lambda e: str(e.detail.get("issuer", ""))
    ),
    ("account", "reset_asked"): _told("asked for a link to a new password"),
    ("session", "started"): _told("signed in"),
    ("session", "ended"): lambda e: "signed out" if e.count == 1 else f"ended {e.count:,} sessions",
    ("session", "refused"): _refused,
    ("token", "made"): _told("made the API token {}"),
    ("token", "revoked"): _told("revoked the API token {}"),
    ("allowance", "set"): _told("set what may be spent in a month"),
    ("allowance", "removed"): _told("took away the limit of what may be spent"),
    ("quota", "set"): _told("set what may be stored"),
    ("quota", "removed"): _told("took away an own limit of what may be stored"),
}


def _changes(detail: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return each change as the field, what it was and what it is, in words."""
    return [
        (_FIELDS.get(name, name.replace("_", " ")), _value(value[0]), _value(value[1]))
        for name, value in detail.items()
        if isinstance(value, list) and len(value) == _PAIR and name not in {"role", "version"}
    ]


_PAIR = 2


def _now(value: Any) -> Any:
    """Return a fact as it is now, whether it changed or not."""
    now = value[1] if isinstance(value, list) and len(value) == _PAIR else value
    return "" if now is None else now


def _value(value: Any) -> str:
    if value is None or value in ("", [], "0 characters", "0 entries"):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
