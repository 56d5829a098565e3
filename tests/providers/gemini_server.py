"""A loopback server that speaks as Gemini's `generateContent` does (ai.google.dev/api).

It serves `/v1` and `/v1beta`, takes either case of names and either alphabet of base64, and
refuses a key that is not in the header.
"""

import base64
import re

from providers.scripted_server import ScriptedServer, answers

KEY = "AIza-test-4711-not-a-real-key"
MODEL = "gemini-nano-banana-2.1"
RESPONSE_ID = "resp_0cc175b9"
USAGE = {
    "promptTokenCount": 1132,
    "promptTokensDetails": [
        {"modality": "TEXT", "tokenCount": 12},
        {"modality": "IMAGE", "tokenCount": 1120},
    ],
    "candidatesTokenCount": 1130,
    "candidatesTokensDetails": [
        {"modality": "IMAGE", "tokenCount": 1120},
        {"modality": "TEXT", "tokenCount": 10},
    ],
    "thoughtsTokenCount": 300,
    "totalTokenCount": 2562,
}
_PATH = re.compile(r"/(v1|v1beta)/models/([\w.\-]+)(:generateContent)?")
_RATIOS = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"}


def error(code, status, message, *details):
    told = {"code": code, "message": message, "status": status}
    return {"error": told | ({"details": list(details)} if details else {})}


def retry_info(delay):
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


def quota(identity, **told):
    violation = {"quotaMetric": "generate_content_requests", "quotaId": identity, **told}
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]}


def reason(word):
    told = {"reason": word, "domain": "googleapis.com"}
    return {"@type": "type.googleapis.com/google.rpc.ErrorInfo", **told}


def picture_part(picture, mime="image/png", **told):
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(picture).decode()}, **told}


def good(*parts, finish="STOP", **told):
    candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    body = {
        "candidates": [candidate | {"finishReason": finish}],
        "usageMetadata": USAGE,
        "modelVersion": MODEL,
        "responseId": RESPONSE_ID,
    }
    return body | told


def draws(picture, **told):
    """The act of a success."""
    parts = ({"text": "Here it is."}, picture_part(picture, thoughtSignature="c2ln"))
    return gives(good(*parts, **told))


def gives(body):
    def act(line):
        line.take()
        line.answer(200, body)

    return act


def blocked(word, **told):
    """The body of a refused prompt: there are no candidates."""
    feedback = {"blockReason": word, **told}
    return {"promptFeedback": feedback, "usageMetadata": {}, "responseId": RESPONSE_ID}


def ended(finish, **told):
    """The body of an answer whose one candidate has no content."""
    candidate = {"finishReason": finish, "index": 0, **told}
    return {"candidates": [candidate], "usageMetadata": USAGE, "responseId": RESPONSE_ID}


def refuses(code, status, message, *details, **headers):
    """The act of an error; nothing is paid for."""
    return answers(code, error(code, status, message, *details), **headers)


class GeminiServer(ScriptedServer):
    models = (MODEL,)

    def usual(self, line):
        name = _PATH.fullmatch(line.asked.path).group(2)
        told = {"name": f"models/{name}", "displayName": name}
        line.answer(200, told | {"supportedGenerationMethods": ["generateContent"]})

    def refuse(self, asked):
        found = _PATH.fullmatch(asked.path)
        if found is None or (asked.method == "POST") != bool(found.group(3)):
            return refuses(404, "NOT_FOUND", "Not found.")
        if "key" in asked.query or asked.headers.get("x-goog-api-key") != KEY:
            invalid = "API key not valid. Please pass a valid API key."
            return refuses(400, "INVALID_ARGUMENT", invalid, reason("API_KEY_INVALID"))
        if found.group(2) not in self.models:
            return refuses(404, "NOT_FOUND", f"models/{found.group(2)} is not found.")
        return _malformed(asked.json) if asked.method == "POST" else None


def _malformed(body):
    told = either(body, "generationConfig")
    shape = either(either(told, "imageConfig"), "aspectRatio")
    unknown = set(body) - {"contents", "systemInstruction", "generationConfig", "safetySettings"}
    if unknown or not parts_of(body) or shape not in _RATIOS:
        return refuses(400, "INVALID_ARGUMENT", f"Invalid JSON payload: {sorted(unknown)}.")
    if "IMAGE" not in either(told, "responseModalities"):
        return refuses(400, "INVALID_ARGUMENT", "This model draws only pictures.")
    return None


def either(told, name):
    """The field `someName`, which may be written `some_name`."""
    snake = re.sub(r"[A-Z]", lambda found: f"_{found.group().lower()}", name)
    return told[name] if name in told else told.get(snake, {})


def parts_of(body):
    """The parts of the one turn: text, or (MIME type, bytes)."""
    (turn,) = body["contents"]
    return [_part(part) for part in turn["parts"]]


def _part(part):
    if "text" in part:
        return part["text"]
    blob = either(part, "inlineData")
    plain = either(blob, "data").replace("-", "+").replace("_", "/")
    return either(blob, "mimeType"), base64.b64decode(plain)
