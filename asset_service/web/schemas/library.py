from enum import StrEnum
from functools import partial

from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain import library, texts
from asset_service.domain.vocabulary import AssetType
from asset_service.services.cloning import MOST
from asset_service.web import addresses
from asset_service.web.schemas.assets import TYPES, AssetSchema
from asset_service.web.schemas.fields import (
    Cleaned,
    Count,
    Flag,
    LongText,
    MadeByAi,
    Name,
    Sent,
    Shown,
    SourceCode,
    Whole,
    Word,
    listed,
    scene_numbers,
)

FIELDS = {"enum": [one.value for one in library.Field]}
_URLS = {"description": "WebP by the pixels of the longest side (`256`, `768`, `1600`)"}


class LibraryState(StrEnum):
    LIVE = "live"
    BINNED = "binned"


class LibraryImageSchema(Shown):
    """The picture of a version; `thumbhash` is base64, sizes are pixels."""

    key = fields.String(required=True)
    sha256 = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    thumbhash = fields.String(required=True)
    source = fields.String(required=True, metadata={"enum": ["generated", "uploaded"]})
    provider = fields.String(required=True, allow_none=True)
    digital_source_type = SourceCode()
    ai_generated = MadeByAi()
    urls = fields.Function(
        lambda image: addresses.renditions(image.key), metadata={"type": "object", **_URLS}
    )


class LibraryAssetSchema(Shown):
    """`version` is what the ETag names; `uses` counts assets in the films that you see."""

    id = fields.UUID(required=True)
    type = fields.String(required=True, metadata=TYPES)
    name = fields.String(required=True)
    description = fields.String(required=True)
    image_prompt = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, metadata={"enum": ["live", "binned"]})
    image = fields.Nested(LibraryImageSchema, required=True, allow_none=True)
    uses = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    binned_at = fields.AwareDateTime(required=True, allow_none=True)


class LibraryQuerySchema(Sent):
    """Every word of `q` is in the name, the description or a tag."""

    q = Cleaned(partial(texts.clean_text, field="q"), load_default="", validate=Length(max=200))
    type = Word(AssetType, load_default=None)
    state = Word(LibraryState, load_default=LibraryState.LIVE)
    limit = Count(1, 200, load_default=60)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class LibraryEditSchema(Sent):
    name = Name()
    description = LongText()
    image_prompt = LongText()
    tags = fields.List(
        fields.String(validate=Length(1, texts.TAG_MOST)), validate=Length(max=texts.TAGS_MOST)
    )


class LibraryRestoreSchema(Sent):
    name = Name(allow_none=True, load_default=None)


class LibraryVersionSchema(Shown):
    """What it said at `version`; of `why` `restored` it is what `restored_from` said."""

    version = fields.Integer(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    image_prompt = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    why = fields.String(required=True, metadata={"enum": ["promoted", "edited", "restored"]})
    restored_from = fields.Integer(required=True, allow_none=True)
    image = fields.Nested(LibraryImageSchema, required=True, allow_none=True)
    from_project_id = fields.UUID(required=True, allow_none=True)
    from_asset_id = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class LibraryUseSchema(Shown):
    """An asset that follows it; `version` is what the two last shared."""

    project_id = fields.UUID(required=True)
    project_title = fields.String(required=True)
    asset_id = fields.UUID(required=True)
    asset_name = fields.String(required=True)
    version = fields.Integer(required=True)


class LibraryLinkSchema(Shown):
    """What an asset follows. `newer`: the library says something else since they last met."""

    asset_id = fields.UUID(required=True)
    library_asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)
    synced_version = fields.Integer(required=True)
    newer = fields.Boolean(required=True)


class PromoteSchema(Sent):
    """`library_asset_id` is the one to update, `name` the name that it gets in the library."""

    library_asset_id = fields.UUID(load_default=None, allow_none=True)
    name = Name(load_default=None, allow_none=True)


class PromotedSchema(Shown):
    outcome = fields.String(required=True, metadata={"enum": ["created", "updated", "unchanged"]})
    library_asset = fields.Nested(LibraryAssetSchema, required=True)


class CloneItemSchema(Sent):
    """Without `asset_id` a new asset is made, under `name` if given.

    `link_same_name` updates the asset that has its name already, if there is one.
    """

    library_asset_id = fields.UUID(required=True)
    asset_id = fields.UUID(load_default=None, allow_none=True)
    link_same_name = Flag(load_default=False)
    name = Name(load_default=None, allow_none=True)
    name_strategy = Word(library.Name, load_default=library.Name.KEEP)
    description_strategy = Word(library.Description, load_default=library.Description.KEEP)
    image = Word(library.Picture, load_default=library.Picture.SELECTED)
    scene_numbers = scene_numbers(load_default=list)


class CloneSchema(Sent):
    items = fields.List(
        fields.Nested(CloneItemSchema), required=True, validate=Length(min=1, max=MOST)
    )


class CloneResultSchema(Shown):
    """`asset_id` is what it became, or of `name_taken` the asset that has its name."""

    library_asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    outcome = fields.String(required=True, metadata={"enum": ["created", "updated", "left_out"]})
    code = fields.String(required=True, allow_none=True)
    asset_id = fields.UUID(required=True, allow_none=True)
    evicted = fields.UUID(required=True, allow_none=True)


class ClonedSchema(Shown):
    items = fields.List(fields.Nested(CloneResultSchema), required=True)


class SyncFieldSchema(Shown):
    """`ours` in the film, `theirs` in the library, `last` when they met; of `image` file keys."""

    field = fields.String(required=True, metadata=FIELDS)
    ours = fields.String(required=True, allow_none=True)
    theirs = fields.String(required=True, allow_none=True)
    last = fields.String(required=True, allow_none=True)
    changed_here = fields.Boolean(required=True)
    changed_there = fields.Boolean(required=True)
    differs = fields.Boolean(required=True)
    incoming = fields.Boolean(required=True)


class SyncPreviewSchema(Shown):
    """`version` is what the library asset has now; a picture displaces attempt `evicts`."""

    asset_id = fields.UUID(required=True)
    asset_version = fields.Integer(required=True)
    library_asset_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    synced_version = fields.Integer(required=True)
    compared = fields.List(fields.Nested(SyncFieldSchema), required=True)
    evicts = fields.Integer(required=True, allow_none=True)


class SyncSchema(Sent):
    """`library_version` is the one that was read; without `take` overridden fields are kept."""

    library_version = Whole(least=1, required=True)
    take = fields.List(Word(library.Field), load_default=None, allow_none=True)


class SyncedSchema(Shown):
    asset = fields.Nested(AssetSchema, required=True)
    taken = fields.List(fields.String(metadata=FIELDS), required=True)
    evicted = fields.UUID(required=True, allow_none=True)


LibraryListSchema = listed(LibraryAssetSchema)
LibraryVersionListSchema = listed(LibraryVersionSchema)
LibraryUseListSchema = listed(LibraryUseSchema)
LibraryLinkListSchema = listed(LibraryLinkSchema)
