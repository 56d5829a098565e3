"""Bytes of a text file to clean text: encodings, byte order marks and stray control characters."""

import codecs
import re
import unicodedata

from asset_service.domain.errors import Invalid, TooLarge
from asset_service.screenplay.elements import ScriptWarning

MAX_BYTES = 2 * 1024 * 1024

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# C0 and C1 controls without tab, line feed, carriage return, form feed and next line; zero-width
# space and byte order marks inside the text.
_STRAY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[str, list[ScriptWarning]]:
    """Text of `data`: UTF-8, UTF-16 with its mark, else Windows-1252 with a warning.

    Raises TooLarge over `max_bytes`, Invalid `script_not_text` for bytes that are no text and
    Invalid `script_empty` when nothing is left.
    """
    if len(data) > max_bytes:
        raise TooLarge(_too_large(max_bytes), code="script_too_large", limit=max_bytes)
    warnings: list[ScriptWarning] = []
    if data.startswith(_UTF16):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            _refuse_nul(data.decode("latin-1"))
            text = data.decode("cp1252", errors="replace")
            message = "The file is not UTF-8; it was read as Windows-1252. Check the accents."
            warnings.append(ScriptWarning(1, "encoding_guessed", message))
    text, more = clean(text, max_bytes=max_bytes)
    return text, warnings + more


def clean(text: str, *, max_bytes: int = MAX_BYTES) -> tuple[str, list[ScriptWarning]]:
    """`text` in NFC without stray control characters; a warning where some were dropped.

    `max_bytes` counts UTF-8. Raises as `decode` does.
    """
    if len(text.encode("utf-8", errors="surrogatepass")) > max_bytes:
        raise TooLarge(_too_large(max_bytes), code="script_too_large", limit=max_bytes)
    _refuse_nul(text)
    warnings: list[ScriptWarning] = []
    found = _SURROGATE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = "Characters that are half of a pair were replaced by \N{REPLACEMENT CHARACTER}."
        warnings.append(ScriptWarning(line, "characters_replaced", message))
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    text = unicodedata.normalize("NFC", _STRAY.sub("", text))
    if not text.strip():
        raise Invalid("The script is empty.", code="script_empty")
    return text, warnings


def _refuse_nul(text: str) -> None:
    if "\x00" in text:
        raise Invalid("This is not a text file.", code="script_not_text")


def _too_large(max_bytes: int) -> str:
    return f"The script is larger than {max_bytes / (1024 * 1024):g} MB."
