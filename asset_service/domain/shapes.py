"""Whether a picture has the shape that assets of a type have (R17). Pure."""

from math import log

from asset_service.domain.prompts import ASPECTS, aspect, ratio


def shape(width: int, height: int) -> str:
    """Return the aspect that a picture of these pixels is nearest to, of those that types have.

    Providers draw what they can: 3:2 is what some of them make of 16:9.
    """
    own = log(width / height)
    return min(dict.fromkeys(ASPECTS.values()), key=lambda one: abs(log(ratio(one)) - own))


def fits(width: int, height: int, asset_type: str) -> bool:
    """Return whether the picture has the shape of the type; raises ValueError for no type."""
    return shape(width, height) == aspect(asset_type)
