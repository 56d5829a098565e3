"""What is told of where a picture comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from asset_service.domain.claims import Claims
from asset_service.services.views.pictures import AttemptView


@dataclass(frozen=True)
class FollowedView:
    """A picture that the new one was to follow; `role` is `identity` or `style`."""

    sha256: str
    role: str
    name: str


@dataclass(frozen=True)
class MadeView:
    """How a generated picture was asked for; sizes are pixels, None for the provider's usual one.

    `warnings` say what of the request the provider did not heed.
    """

    aspect: str
    width: int | None
    height: int | None
    negative: str
    options: Mapping[str, str]
    references: list[FollowedView]
    warnings: list[str]
    request_id: str
    asked_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class MarkingView:
    """What a marked copy has: where it comes from in its metadata, and a signature.

    `why` it has neither: `signed` (it carries credentials that a mark would break) or
    `nothing_known`; "" for one that is marked.
    """

    metadata: bool
    signed: bool
    why: str


@dataclass(frozen=True)
class OriginView:
    """`said_source_type` is what the uploader says; `claims` are None when nobody read them."""

    attempt: AttemptView
    said_source_type: str | None
    made: MadeView | None
    marking: MarkingView
    claims: Claims | None


@dataclass(frozen=True)
class MarkedFile:
    """A copy to hand out; `why` it is the original as it came, "" for a marked one."""

    data: bytes
    mime: str
    file_name: str
    signed: bool
    why: str
