"""A request in Gemini's words: one turn of a conversation, its references before its text.

Imported where `google-genai` is installed, or used by those who have imported it.
"""

from typing import Any

from asset_service.adapters.providers.gemini_settings import THINKING
from asset_service.adapters.providers.picture_bytes import mime_of
from asset_service.ports.providers import ImageRequest


def arguments(request: ImageRequest, seed: int | None, image_size: str | None) -> dict[str, Any]:
    """Return what the library's `generate_content` is called with; `image_size` is like `1K`.

    The answer is asked for as it came: else the library would post again where an answer ends
    in a continuation token (google-genai 3.6, `_generate_content_with_continuation`), and that
    is paid for twice.
    """
    from google.genai import types  # noqa: PLC0415 - see above

    level = request.options.get(THINKING)
    parts = [
        types.Part.from_bytes(data=ref.data, mime_type=mime_of(ref.data) or ref.mime)
        for ref in request.refs
    ]
    parts.append(types.Part.from_text(text=request.prompt))
    return {
        "model": request.model,
        "contents": [types.Content(role="user", parts=parts)],
        "config": types.GenerateContentConfig(
            response_modalities=["IMAGE"],
            seed=seed,
            image_config=types.ImageConfig(aspect_ratio=request.aspect, image_size=image_size),
            thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel(level.upper()))
            if level
            else None,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            should_return_http_response=True,
        ),
    }
