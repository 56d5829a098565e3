"""How much of a request is read, and how: never more than its route allows, never silently less.

Werkzeug 3.1 cuts a chunked body at MAX_CONTENT_LENGTH without an error when it is read in one
go (`get_data`, `stream.read()`, a urlencoded form). Here a body that is too long is refused
however it is sent and read.
"""

import io
import json
import shutil
from collections.abc import Callable
from enum import Enum
from functools import cached_property
from typing import IO, Any, NoReturn, TypeVar, cast

from flask import Flask, Request, current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream

from asset_service.config import Settings
from asset_service.domain.errors import Invalid, TooLarge, UnsupportedType
from asset_service.web.context import parts
from asset_service.web.patience import PatientInput, patient

View = TypeVar("View", bound=Callable[..., Any])

_FRAME = 64 * 1024  # what multipart boundaries, headers and small fields may take
_ORDINARY = 4 * 1024 * 1024  # the longest list of entities that anybody confirms
_ATTRIBUTE = "body_kind"


class Body(Enum):
    """What a route takes; ORDINARY unless it says otherwise."""

    ORDINARY = "ordinary"
    SCRIPT = "script"
    UPLOAD = "upload"

    def limit(self, settings: Settings) -> int:
        """The most bytes of such a body."""
        if self is Body.SCRIPT:
            # JSON may write every byte of a text as \\u0041, forms as %41
            return 6 * settings.max_script_bytes + _FRAME
        if self is Body.UPLOAD:
            return settings.max_upload_bytes + _FRAME
        return _ORDINARY


def takes(kind: Body) -> Callable[[View], View]:
    """Mark a view as one that takes such a body."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, kind)
        return view

    return mark


def largest_body(settings: Settings) -> int:
    return max(kind.limit(settings) for kind in Body)


def register(app: Flask) -> None:
    app.before_request(limit_body)


def limit_body() -> None:
    """Run before anything reads the body. Raises UnsupportedType for a compressed one."""
    settings = parts().settings
    view = current_app.view_functions.get(request.endpoint or "")
    kind: Body = getattr(view, _ATTRIBUTE, Body.ORDINARY)
    request.max_content_length = kind.limit(settings)
    request.max_form_memory_size = kind.limit(settings)
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedType("Send the body without compression.")


class WholeBody(LimitedStream):
    """A chunked body: the byte after the last one that is allowed is an error, never cut."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        super().__init__(stream, most + 1, is_max=True)
        self._most = most

    def readinto(self, b: bytearray) -> int | None:  # type: ignore[override] # as its parent has it
        count = super().readinto(b)
        if self._pos > self._most:
            raise RequestEntityTooLarge
        return count


class BoundedRequest(Request):
    """A request whose body is read as it was sent, or refused."""

    @cached_property
    def stream(self) -> IO[bytes]:
        most = self.max_content_length or _ORDINARY
        sent = cast("IO[bytes]", self._patient)  # it is asked for `read` alone
        if self.content_length is not None:
            if self.content_length > most:
                raise RequestEntityTooLarge
            # not the parent's stream: that one takes an early end for the end
            return cast("IO[bytes]", LimitedStream(sent, self.content_length))
        if "wsgi.input_terminated" in self.environ:
            return cast("IO[bytes]", WholeBody(sent, most))
        return io.BytesIO()

    @cached_property
    def _patient(self) -> PatientInput:
        return patient(self.environ)

    @cached_property
    def _spooled(self) -> list[IO[bytes]]:
        """The files of a form, also of one that broke off: nobody else has those."""
        return []

    def _get_file_stream(self, *args: Any, **options: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **options)
        self._spooled.append(stream)
        return stream

    def close(self) -> None:
        super().close()
        if "_patient" in self.__dict__:
            self._patient.close()
        for stream in self._spooled:
            stream.close()


def read_json() -> Any:
    """Return the JSON of the body, None when there is no body at all.

    Raises UnsupportedType for another kind of body, BadRequest for what is not JSON: RFC 8259
    knows no NaN, and a number or a nesting beyond Python's limits is nobody's data. Invalid for
    `null`, which is a body, and no object.
    """
    data = request.get_data()
    if not data:
        return None
    if not request.is_json:
        raise UnsupportedType("Send JSON, with `Content-Type: application/json`.")
    try:
        found = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.") from None
    if found is None:
        raise Invalid("Send a JSON object.", fields={"_schema": ["Invalid input type."]})
    return found


def read_raw(most: int, what: str) -> bytes:
    """Return the body as it was sent; raises TooLarge above `most` bytes."""
    held = io.BytesIO()
    shutil.copyfileobj(request.stream, held, _FRAME)  # `get_data` holds all of it twice
    return check_size(held.getvalue(), most, what)


def read_file(most: int, what: str) -> tuple[bytes, str]:
    """Return the bytes and the name of the one file that a multipart form has, as `file`.

    Raises Invalid for any other field (but the form's CSRF token), TooLarge.
    """
    wrong = {
        name: ["Unknown field."]
        for name in (*request.files, *request.form)
        if name not in {"file", "csrf_token"}
    }
    files = request.files.getlist("file")
    if len(files) != 1:
        wrong["file"] = ["Send exactly one file."]
    if wrong:
        raise Invalid("Send one file as the field `file`.", fields=wrong)
    return check_size(files[0].read(), most, what), files[0].filename or ""


def check_size(data: bytes, most: int, what: str) -> bytes:
    """Return the data; raises TooLarge above `most` bytes."""
    if len(data) > most:
        raise TooLarge(f"{what} may have {most} bytes at most.", limit=most)
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
