"""What the list of jobs is narrowed to, as its address says it. Pure but for the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

from asset_service.domain.vocabulary import JobStatus
from asset_service.services.activity import Filters
from asset_service.web.pages import words

STATUSES = {status.value: words.status_name(status) for status in JobStatus}
SINCES = {
    "hour": ("The last hour", timedelta(hours=1)),
    "day": ("The last day", timedelta(days=1)),
    "week": ("The last 7 days", timedelta(days=7)),
    "month": ("The last 30 days", timedelta(days=30)),
}
_MOST = 200


@dataclass(frozen=True)
class Narrowed:
    """What makes no sense in an address is as good as not said; true when anything was."""

    status: str = ""
    name: str = ""
    provider: str = ""
    since: str = ""
    batch: UUID | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        status, since = args.get("status", ""), args.get("since", "")
        return cls(
            status=status if status in STATUSES else "",
            name=args.get("q", "").strip()[:_MOST],
            provider=args.get("provider", "").replace("\0", "")[:_MOST],
            since=since if since in SINCES else "",
            batch=_id(args.get("batch", "")),
        )

    def filters(self) -> Filters:
        return Filters(
            status=self.status or None,
            name=self.name.replace("\0", ""),
            provider=self.provider,
            since=datetime.now(UTC) - SINCES[self.since][1] if self.since else None,
            batch_id=self.batch,
        )

    def said(self) -> dict[str, str]:
        """Return what an address says of it, for a link to the next page."""
        said = {
            "status": self.status,
            "q": self.name,
            "provider": self.provider,
            "since": self.since,
            "batch": str(self.batch or ""),
        }
        return {name: value for name, value in said.items() if value}

    def __bool__(self) -> bool:
        return bool(self.said())


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
