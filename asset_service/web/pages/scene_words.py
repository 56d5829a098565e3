"""What was done in scenes, and what the matrix shows, in words. No HTML here."""

from collections.abc import Sequence

from asset_service.services.views.scenes import RefreshedAsset, UsedMaster
from asset_service.web.pages.words import plural

_DID = {
    "text": "text taken over",
    "image": "new image",
    "picture_kept": "keeps its own picture",
    "filled": "has an image again",
    "image_removed": "deferred, without an image",
    "added": "added",
    "dropped": "taken out, it was deleted",
}
_UNUSED = {
    "asset_deferred": "deferred",
    "no_image": "without an image",
    "not_in_scene": "not in the scene any more",
}


def refreshed_words(assets: Sequence[RefreshedAsset]) -> str:
    """Say what a refresh did in a scene."""
    if not assets:
        return "The scene has what the assets have."
    said = [f"{one.name}: {', '.join(_DID[word] for word in one.did)}" for one in assets[:4]]
    more = len(assets) - len(said)
    return f"Refreshed. {'; '.join([*said, f'{more} more'] if more else said)}."


def used_words(results: Sequence[UsedMaster]) -> str:
    """Say how many pictures of the project are shown now, and why others are not."""
    used = sum(one.result == "used" for one in results)
    said = [f"{plural(used, 'asset')} as in the project now."]
    for code, why in _UNUSED.items():
        count = sum(one.result == code for one in results)
        if count:
            said.append(f"{count} {why}.")
    return " ".join(said)


def cell_words(state: str, *, outdated: bool) -> str:
    """Say in a word or two what a cell of the matrix means."""
    said = {
        "out": "Not in",
        "belongs": "Belongs, not populated",
        "master": "Master",
        "inherited": "Inherited",
        "own": "Own picture",
        "empty": "No image",
    }[state]
    return f"{said}, outdated" if outdated else said
