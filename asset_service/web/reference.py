"""The API's document as JSON, and as a page that needs no script and no other server."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from asset_service.web.addresses import API
from asset_service.web.document import document, operations, parameters

blueprint = Blueprint("openapi", __name__, url_prefix=API)


@blueprint.get("/openapi.json")
def openapi_json() -> Response:
    return jsonify(document(current_app))


@blueprint.get("/docs")
def docs() -> Response:
    made = document(current_app)
    groups: dict[str, list[dict[str, object]]] = {tag["name"]: [] for tag in made["tags"]}
    for path, method, operation in operations(made):
        groups[operation["tags"][0]].append(
            {
                "path": path,
                "method": method.upper(),
                "operation": operation,
                "parameters": parameters(made, operation),
            }
        )
    page = render_template("api_docs.html", document=made, groups=groups)
    response = Response(page, mimetype="text/html")
    # a page below /api/: it may have our stylesheet, and still no script
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
