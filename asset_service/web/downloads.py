"""Pictures as answers: nothing of them runs, and a download gets a name that harms nobody."""

import unicodedata
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import dump_options_header, quote_etag

from asset_service.domain.texts import clean_file_name
from asset_service.services.origin_views import MarkedFile
from asset_service.services.views.pictures import ImageFile
from asset_service.web.context import parts, services
from asset_service.web.headers import PICTURE_POLICY
from asset_service.web.ranges import is_one_part, part_of

_CHUNK = 64 * 1024
_YEAR = 365 * 24 * 3600


def rendition_response(image: ImageFile, width: int) -> Response:
    """Show a re-encoded picture, from the reader's own cache if it is there.

    Its address has the hash, so it never changes: except that a size which is not made yet is
    answered with another, and that answer must not be kept.
    """
    response = _response(image)
    if image.etag.endswith(f"-{width}"):
        response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response


def original_response(file: ImageFile) -> Response:
    """Send the bytes as they came, as a download."""
    response = _response(file)
    response.headers["Content-Disposition"] = attachment(file.file_name or "")
    return response


def marked_response(file: MarkedFile) -> Response:
    """Send a marked copy, as a download that nobody keeps: the next one may be signed."""
    response = Response(file.data, mimetype=file.mime)
    word = "signed" if file.signed else "marked"
    response.headers["X-Provenance"] = f"unchanged; why={file.why}" if file.why else word
    response.headers["Content-Disposition"] = attachment(file.file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def attachment(file_name: str) -> str:
    """The Content-Disposition of a download (RFC 6266), with the name in ASCII and as it is."""
    name = clean_file_name(file_name) or "original"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    options = {"filename": plain.strip() or "original"}
    if plain != name:
        options["filename*"] = f"UTF-8''{quote(name, safe='')}"
    return dump_options_header("attachment", options)


def harden(response: Response) -> Response:
    """Add the policy for pictures, to errors and 304 too."""
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def _response(file: ImageFile) -> Response:
    """Answer with the file, with a part of it, or with the word that the reader has it.

    Raises NotFound, StoreUnavailable, RequestedRangeNotSatisfiable.
    """
    response = Response(mimetype=file.mime)
    response.set_etag(file.etag)
    prefix = parts().settings.accel_redirect
    if request.if_none_match.contains_weak(file.etag):
        response.status_code = HTTPStatus.NOT_MODIFIED
    elif prefix:
        services().images.size(file)  # what is gone is refused here, in our words
        response.headers["X-Accel-Redirect"] = f"{prefix}/{file.key}"
    else:
        response.headers["Accept-Ranges"] = "bytes"
        _fill(response, file)
    return response


def _fill(response: Response, file: ImageFile) -> None:
    """Read no byte that is not sent."""
    images = services().images
    if request.method == "HEAD":
        response.content_length = images.size(file)
    elif asked := _asked_part(file):
        size = images.size(file) if file.size is None else file.size
        offset, length = part_of(size, asked)
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {offset}-{offset + length - 1}/{size}"
        _stream(response, images.open(file, offset, length), length)
    elif file.size is None:
        with images.open(file) as stream:
            response.set_data(stream.read())
    else:
        _stream(response, images.open(file), file.size)


def _asked_part(file: ImageFile) -> str | None:
    """The Range header, when it is to be followed: a reader who has another file wants it all."""
    asked = request.headers.get("Range", "")
    condition = request.headers.get("If-Range", quote_etag(file.etag))
    return asked if is_one_part(asked) and condition == quote_etag(file.etag) else None


def _stream(response: Response, stream: BinaryIO, length: int) -> None:
    response.response = _chunks(stream)
    response.call_on_close(stream.close)  # also when nobody reads it: a hang-up
    response.content_length = length


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
