"""What can be said of a request before it is sent: nothing that a model cannot do is dropped."""

from asset_service.adapters.providers.picture_bytes import mime_of
from asset_service.ports.providers import BadRequest, Capabilities, ImageRequest, Unsupported


def check(request: ImageRequest, able: Capabilities, label: str) -> None:
    """Raise Unsupported or BadRequest for what the model cannot do; `label` names the provider."""
    if request.size not in able.sizes.get(request.aspect, ()):
        width, height = request.size
        raise Unsupported(
            f"{label} draws no {request.aspect} pictures of {width}x{height} with {request.model}."
        )
    for name, word in request.options.items():
        words = able.options.get(name)
        if words is None:
            raise Unsupported(f"{label} has no option {name!r} with {request.model}.")
        if word not in words:
            raise BadRequest(f"The option {name!r} is one of {', '.join(words)}.")
    if len(request.refs) > able.max_refs:
        raise Unsupported(
            f"{label} takes {able.max_refs} references with {request.model},"
            f" and these are {len(request.refs)}."
        )
    for number, reference in enumerate(request.refs, start=1):
        if mime_of(reference.data) is None:
            raise BadRequest(f"Reference {number} is no PNG, JPEG or WebP picture.")


def unheeded(request: ImageRequest, able: Capabilities, label: str) -> tuple[str, ...]:
    """Return what of the request is not sent because the model takes no such thing."""
    told = []
    if request.seed is not None and not able.seed:
        told.append(f"{label} takes no seed with {request.model}: it was not sent.")
    if request.negative and not able.negative:
        told.append(f"{label} takes no negative prompt with {request.model}: it was not sent.")
    return tuple(told)
