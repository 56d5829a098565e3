"""Forms that a page sends in place, with htmx: where the answer leads, when it is another page.

Every form handler answers with a redirect. To the page that is shown, a script follows it and
shows what changed there. To another one the browser goes itself, so that the address, the way
back and what is told belong to the page that is seen.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from asset_service.web.targets import HOME, local_target

IN_PLACE = "HX-Request"
SHOWN = "HX-Current-URL"
LEAD = "HX-Redirect"
DIALOG = "X-Dialog"
"""What a form above a page says: its answer is the page beneath, wherever else it would lead."""
SEE_OTHER = 303
NO_CONTENT = 204


def register(app: Flask) -> None:
    app.after_request(_lead)


def _lead(response: Response) -> Response:
    if response.status_code != SEE_OTHER or IN_PLACE not in request.headers:
        return response
    shown = _local(request.headers.get(SHOWN, ""))
    wanted = response.headers["Location"]
    if DIALOG in request.headers and shown != HOME:
        response.headers["Location"] = shown
    elif urlsplit(wanted).path != urlsplit(shown).path:
        answer = Response(status=NO_CONTENT, headers={LEAD: wanted})
        for cookie in response.headers.getlist("Set-Cookie"):
            answer.headers.add("Set-Cookie", cookie)
        return answer
    return response


def _local(address: str) -> str:
    """Return an address of this site as a path, HOME for any other."""
    parts = urlsplit(address)
    if parts.netloc != request.host:
        return HOME
    return local_target(f"{parts.path}?{parts.query}" if parts.query else parts.path)
