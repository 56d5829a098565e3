"""The words of the product, as closed sets."""

from enum import StrEnum


class AssetType(StrEnum):
    CHARACTER = "character"
    PROP = "prop"
    LOCATION = "location"
    EXTRA_ARCHETYPE = "extra_archetype"


class AssetSource(StrEnum):
    EXTRACTED = "extracted"
    MANUAL = "manual"
    CLONED = "cloned"


class Decision(StrEnum):
    """What the user says of an extracted entity."""

    KEEP = "keep"
    DEFER = "defer"
    DELETE = "delete"


class AttemptSource(StrEnum):
    GENERATED = "generated"
    UPLOADED = "uploaded"


class BinReason(StrEnum):
    EVICTED = "evicted"
    DELETED = "deleted"
    CANCELED = "canceled"
    CLEARED = "cleared"  # by a change of style, with all of its asset


class BinKind(StrEnum):
    """What waits in the bin: an asset, an attempt, or what was done to several at once."""

    ASSET = "asset"
    ATTEMPT = "attempt"
    CLEARING = "clearing"
    MERGE = "merge"
    SPLIT = "split"


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELED = "canceled"
    UNKNOWN_OUTCOME = "unknown_outcome"


class ProjectKind(StrEnum):
    FILM = "film"
    LIBRARY = "library"


class StageState(StrEnum):
    """`OUTDATED` is a locked stage whose script changed since: computed, never stored."""

    OPEN = "open"
    LOCKED = "locked"
    OUTDATED = "outdated"


class Role(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
