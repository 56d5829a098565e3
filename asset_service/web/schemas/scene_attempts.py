from marshmallow import fields
from marshmallow.validate import Length

from asset_service.web.schemas.fields import Sent, Shown, listed

PAIRS_MOST = 500


class PopulatedSceneSchema(Shown):
    """How many assets came into the scene, and how many that were there got an image."""

    scene_id = fields.UUID(required=True)
    scene_number = fields.Integer(required=True)
    added = fields.Integer(required=True)
    filled = fields.Integer(required=True)


class RefreshedAssetSchema(Shown):
    """`did` has what was done.

    `text`: the master's text is taken as seen; `image`: its new image is shown;
    `picture_kept`: it has another, the scene keeps one of its own; `filled`: it had none and has
    one now; `image_removed`: the asset is deferred; `added`; `dropped`: the asset was deleted.
    """

    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    did = fields.List(
        fields.String(
            metadata={
                "enum": [
                    "text",
                    "image",
                    "picture_kept",
                    "filled",
                    "image_removed",
                    "added",
                    "dropped",
                ]
            }
        ),
        required=True,
    )


class RefreshedSceneSchema(Shown):
    scene_id = fields.UUID(required=True)
    scene_number = fields.Integer(required=True)
    assets = fields.List(fields.Nested(RefreshedAssetSchema), required=True)


class UsedMasterSchema(Shown):
    scene_id = fields.UUID(required=True)
    asset_id = fields.UUID(required=True)
    result = fields.String(
        required=True,
        metadata={"enum": ["used", "asset_deferred", "no_image", "not_in_scene"]},
    )


class ScenePairSchema(Sent):
    scene_id = fields.UUID(required=True)
    asset_id = fields.UUID(required=True)


class UseMastersSchema(Sent):
    items = fields.List(
        fields.Nested(ScenePairSchema), required=True, validate=Length(1, PAIRS_MOST)
    )


class SuggestionSchema(Shown):
    """An asset that the scene's text names; `quote` is the first line that does."""

    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    deferred = fields.Boolean(required=True)
    quote = fields.String(required=True)
    kind = fields.String(required=True)
    mentions = fields.Integer(required=True)


class CellSchema(Shown):
    """`override`: something is written for the scene; `outdated`: the asset changed since."""

    state = fields.String(
        required=True,
        metadata={"enum": ["out", "belongs", "master", "inherited", "own", "empty"]},
    )
    outdated = fields.Boolean(required=True)
    override = fields.Boolean(required=True)
    tags = fields.List(fields.String(), required=True)


class MatrixSceneSchema(Shown):
    id = fields.UUID(required=True)
    scene_number = fields.Integer(required=True)
    label = fields.String(required=True)
    heading = fields.String(required=True)
    populated = fields.Boolean(required=True)


class MatrixRowSchema(Shown):
    """`cells` are in the order of the scenes."""

    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    deferred = fields.Boolean(required=True)
    everywhere = fields.Boolean(required=True)
    image_key = fields.String(required=True, allow_none=True)
    cells = fields.List(fields.Nested(CellSchema), required=True)


class MatrixSchema(Shown):
    scenes = fields.List(fields.Nested(MatrixSceneSchema), required=True)
    rows = fields.List(fields.Nested(MatrixRowSchema), required=True)


PopulatedSceneListSchema = listed(PopulatedSceneSchema)
RefreshedSceneListSchema = listed(RefreshedSceneSchema)
UsedMasterListSchema = listed(UsedMasterSchema)
SuggestionListSchema = listed(SuggestionSchema)
