"""flask-smorest's blueprint, with our way of reading requests and of documenting errors."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar, cast

import flask_smorest
import marshmallow as ma
from flask import Request, Response
from webargs import core
from webargs.flaskparser import FlaskParser

from asset_service.domain.errors import Invalid
from asset_service.web.addresses import API
from asset_service.web.bodies import read_json

View = TypeVar("View", bound=Callable[..., Any])

PROBLEMS = "x-problems"


class Parser(FlaskParser):
    """Bodies as JSON only, unknown fields refused everywhere, errors in our words."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - webargs' own type
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": ma.RAISE,
        "query": ma.RAISE,
    }

    def load_json(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ARG002 - webargs' own
        body = read_json()
        return core.missing if body is None else body

    def handle_error(self, error: ma.ValidationError, *_: Any, **__: Any) -> NoReturn:
        by_location = cast("Mapping[str, Mapping[str, Any]]", error.messages)
        fields = {name: said for part in by_location.values() for name, said in part.items()}
        raise Invalid("Some of it cannot be used; `errors` names each field.", fields=fields)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # flask_smorest has no types
    """A group of operations below /api/v1."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, module: str, description: str) -> None:
        super().__init__(name, module, url_prefix=API, description=description)


def problems(status: int, *codes: str) -> Callable[[View], View]:
    """Document an error of the operation and its codes.

    `openapi.py` adds those that every operation of its kind has.
    """
    said: Callable[[View], View] = Blueprint.doc(**{PROBLEMS: {status: list(codes)}})
    return said


def public(view: View) -> View:
    """Document that the operation needs no credentials; `auth.PUBLIC` is what decides."""
    marked: View = Blueprint.doc(security=[])(view)
    return marked


def no_content() -> Response:
    """Answer that it is done, and that there is nothing to say."""
    return Response(status=204)
