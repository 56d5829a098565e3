"""Who changed what: in a film, for its members; and of one's own account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

from flask import Blueprint, render_template, request

from asset_service.services.audit import Filters
from asset_service.web.context import services, user_id
from asset_service.web.pages import log_words
from asset_service.web.pages.shell import shell

SHOWN = 100
SINCES = {
    "day": ("The last day", timedelta(days=1)),
    "week": ("The last 7 days", timedelta(days=7)),
    "month": ("The last 30 days", timedelta(days=30)),
}

blueprint = Blueprint("log", __name__)


@dataclass(frozen=True)
class Narrowed:
    """What makes no sense in an address is as good as not said; true when anything was."""

    person: UUID | None = None
    kind: str = ""
    asset: UUID | None = None
    since: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        kind, since = args.get("kind", ""), args.get("since", "")
        return cls(
            person=_id(args.get("person", "")),
            kind=kind if kind in log_words.KINDS else "",
            asset=_id(args.get("asset", "")),
            since=since if since in SINCES else "",
        )

    def filters(self) -> Filters:
        return Filters(
            user_id=self.person,
            kind=self.kind or None,
            asset_id=self.asset,
            since=datetime.now(UTC) - SINCES[self.since][1] if self.since else None,
        )

    def said(self) -> dict[str, str]:
        """Return what an address says of it, for a link to the next page."""
        said = {
            "person": str(self.person or ""),
            "kind": self.kind,
            "asset": str(self.asset or ""),
            "since": self.since,
        }
        return {name: value for name, value in said.items() if value}

    def __bool__(self) -> bool:
        return bool(self.said())


@blueprint.get("/projects/<id:project_id>/log")
def show(project_id: UUID) -> str:
    """List what was done in the film, the newest first, by day."""
    asked, around = services(), shell(project_id, "activity")
    narrowed = Narrowed.of(request.args)
    page = asked.audit.of_project(
        user_id(),
        project_id,
        narrowed.filters(),
        limit=SHOWN,
        cursor=request.args.get("after") or None,
    )
    asset = None
    if narrowed.asset is not None:
        asset = asked.curation.get(user_id(), project_id, narrowed.asset)
    return render_template(
        "log/log.html",
        shell=around,
        days=log_words.days(page.items, user_id()),
        next_cursor=page.next_cursor,
        narrowed=narrowed,
        asset=asset,
        people=asked.audit.people(user_id(), project_id),
        kinds=log_words.KINDS,
        sinces=SINCES,
    )


@blueprint.get("/settings/log")
def account() -> str:
    """List what happened to the reader's account and in their library."""
    page = services().audit.of_account(
        user_id(), limit=SHOWN, cursor=request.args.get("after") or None
    )
    return render_template(
        "log/account.html",
        days=log_words.days(page.items, user_id()),
        next_cursor=page.next_cursor,
    )


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
