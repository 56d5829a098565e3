"""Pictures as answers: nothing of them runs, and a download gets a name that harms nobody."""

import unicodedata
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import dump_options_header

from asset_service.domain.texts import clean_file_name
from asset_service.services.views import ImageFile, OriginalFile
from asset_service.web.headers import PICTURE_POLICY

_CHUNK = 64 * 1024
_YEAR = 365 * 24 * 3600


def rendition_response(image: ImageFile, width: int) -> Response:
    """Show a re-encoded picture, from the reader's own cache if it is there.

    Its address has the hash, so it never changes: except that a size which is not made yet is
    answered with another, and that answer must not be kept.
    """
    known = request.if_none_match.contains_weak(image.etag)
    response = Response(status=304) if known else Response(image.data, mimetype=image.mime)
    response.set_etag(image.etag)
    if image.etag.endswith(f"-{width}"):
        response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response


def original_response(file: OriginalFile) -> Response:
    """Send the bytes as they came, as a download."""
    response = Response(_chunks(file.stream), mimetype=file.mime)
    response.call_on_close(file.stream.close)  # also when nobody reads it: HEAD, a hang-up
    response.content_length = file.size
    response.headers["Content-Disposition"] = attachment(file.file_name)
    response.set_etag(file.sha256)
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


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
