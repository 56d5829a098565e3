"""Pictures: the one in use, attempts, and files of the object store."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True)
class ImageView:
    """The picture in use; `thumbhash` is base64, sizes are pixels."""

    key: str
    attempt_id: UUID
    sha256: str
    width: int
    height: int
    thumbhash: str
    source: str
    provider: str | None
    digital_source_type: str | None
    ai_generated: bool | None


@dataclass(frozen=True)
class AttemptView:
    """`state` is `live` or `binned`; sizes are pixels and bytes.

    One of a scene has a `scene_asset_id`, and is selected where the scene is asked what it shows.

    `digital_source_type` is a code of the IPTC, `ai_generated` whether that means AI: None where
    nobody knows.
    """

    id: UUID
    asset_id: UUID
    number: int
    is_selected: bool
    state: str
    source: str
    sha256: str
    width: int
    height: int
    size: int
    mime: str
    original_name: str
    thumbhash: str
    job_id: UUID | None
    prompt: str | None
    provider: str | None
    model: str | None
    seed: int | None
    style_version: int | None
    cost_amount: Decimal | None
    cost_currency: str | None
    digital_source_type: str | None
    ai_generated: bool | None
    created_at: datetime
    binned_at: datetime | None
    binned_because: str | None
    image_key: str
    scene_asset_id: UUID | None = None
    copy_of: UUID | None = None
    binned_by: UUID | None = None


@dataclass(frozen=True)
class AddedAttempt:
    attempt: AttemptView
    evicted: AttemptView | None


@dataclass(frozen=True)
class PictureWarning:
    """A live attempt whose picture has not the shape of its asset's type; sizes are pixels."""

    attempt_id: UUID
    number: int
    is_selected: bool
    width: int
    height: int
    shape: str
    wanted: str
    image_key: str


@dataclass(frozen=True)
class ImageFile:
    """A picture in the object store; `etag` is without quotes.

    `size` in bytes is None where the store alone knows it, `file_name` where nobody is to keep
    the file.
    """

    key: str
    mime: str
    etag: str
    size: int | None = None
    file_name: str | None = None
