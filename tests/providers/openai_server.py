"""A loopback server that speaks as OpenAI's image API does (openai-openapi, `openapi.yaml`).

It is strict: what the real one refuses with 400 or 401 it refuses too, so that a test that passes
here has sent what the real one takes.
"""

import base64
import json

from providers.scripted_server import ScriptedServer, answers

KEY = "sk-test-4711-not-a-real-key"
MODEL = "gpt-image-2.6-flare"
REQUEST_ID = "req_8f14e45f"
USAGE = {
    "input_tokens": 1012,
    "input_tokens_details": {"text_tokens": 12, "image_tokens": 1000},
    "output_tokens": 1584,
    "total_tokens": 2596,
}
_FIELDS = {
    "model", "prompt", "n", "size", "quality", "output_format", "output_compression",
    "background", "moderation", "complexity", "safety_identifier", "stream", "partial_images",
    "user", "input_fidelity",
}  # fmt: skip


def error(message, *, kind="invalid_request_error", code=None, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def good(picture, **told):
    """The body of a success."""
    body = {
        "created": 1_795_000_000,
        "data": [{"b64_json": base64.b64encode(picture).decode()}],
        "background": "opaque",
        "output_format": "png",
        "quality": "medium",
        "size": "1024x1536",
        "usage": USAGE,
    }
    return body | told


def draws(picture, **told):
    """The act of a success."""

    def act(line):
        line.take()
        line.answer(200, good(picture, **told), x_request_id=REQUEST_ID)

    return act


def refuses(status, message, **told):
    """The act of an error; nothing is paid for."""
    return answers(status, error(message, **told), x_request_id=REQUEST_ID)


def streams(*events):
    """The act of an answer in parts; a `bytes` among the events is sent as it is."""

    def act(line):
        line.take()
        sent = [event if isinstance(event, bytes) else _event(event) for event in events]
        data = b"".join(sent)
        headers = {"content_type": "text/event-stream; charset=utf-8"}
        line.head(200, len(data), x_request_id=REQUEST_ID, **headers)
        line.send(data)

    return act


def _event(event):
    kind = event.get("type", "error")
    return f"event: {kind}\ndata: {json.dumps(event)}\n\n".encode()


def partial(picture, index, kind="image_generation"):
    encoded = base64.b64encode(picture).decode()
    return {
        "type": f"{kind}.partial_image",
        "b64_json": encoded,
        "partial_image_index": index,
        "created_at": 1_795_000_000,
        "size": "1024x1536",
    }


def completed(picture, kind="image_generation"):
    encoded = base64.b64encode(picture).decode()
    return {
        "type": f"{kind}.completed",
        "b64_json": encoded,
        "created_at": 1_795_000_001,
        "size": "1024x1536",
        "quality": "medium",
        "output_format": "png",
        "background": "opaque",
        "usage": USAGE,
    }


class OpenAIServer(ScriptedServer):
    """`lenient` plays a compatible server: no key, any field, and no list of models."""

    def __init__(self, *, lenient=False):
        self._lenient = lenient
        self.files = {}
        super().__init__()

    @property
    def base_url(self):
        return f"{self.origin}/v1"

    def usual(self, line):
        if line.asked.method == "GET" and line.asked.path in self.files:
            line.answer(200, self.files[line.asked.path], content_type="image/png")
        elif line.asked.method == "GET" and not self._lenient:
            listed = [{"id": MODEL, "object": "model", "created": 1, "owned_by": "openai"}]
            line.answer(200, {"object": "list", "data": listed})
        else:
            line.answer(404, b"404 page not found", content_type="text/plain")

    def refuse(self, asked):
        if asked.method == "GET" and asked.path in self.files:
            return None
        known = {"POST": ("/v1/images/generations", "/v1/images/edits"), "GET": ("/v1/models",)}
        if asked.path not in known[asked.method]:
            return refuses(404, f"Unknown request URL: {asked.method} {asked.path}.")
        if self._lenient:
            return None
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return refuses(401, "Incorrect API key provided.", code="invalid_api_key")
        return self._malformed(asked) if asked.method == "POST" else None

    def _malformed(self, asked):
        told = fields_of(asked)
        if asked.path.endswith("/edits"):
            names = [part[0] for part in asked.form if part[1] is not None]
            if not names or set(names) > {"image", "image[]", "mask"} or len(names) > 16:
                return refuses(400, "Missing required parameter: 'image'.", param="image")
        unknown = set(told) - _FIELDS
        if unknown:
            return refuses(400, f"Unknown parameter: {sorted(unknown)}.", code="unknown_parameter")
        if not told.get("prompt") or told.get("model") is None:
            return refuses(400, "Missing required parameter: 'prompt'.", param="prompt")
        return None


def fields_of(asked):
    """The fields of a request, whichever way they came."""
    if asked.path.endswith("/edits"):
        return {name: data.decode() for name, file, _, data in asked.form if file is None}
    return asked.json
