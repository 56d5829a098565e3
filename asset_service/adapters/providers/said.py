"""What a provider said, as a person may read it: short, one line, and without the key."""

import re

MOST = 300
_LOOKS_LIKE_A_KEY = re.compile(r"\b(?:sk-|AIza)[\w*.\-]{6,}")
_LEAST_OF_A_SECRET = 4


def readable(words: str, key: str) -> str:
    """Return `words` without `key`, with which some servers answer, and without half of it.

    OpenAI quotes a refused key with stars in its middle.
    """
    if len(key) >= _LEAST_OF_A_SECRET:
        words = words.replace(key, "[key]")
    words = " ".join(_LOOKS_LIKE_A_KEY.sub("[key]", words).split())
    return words if len(words) <= MOST else words[: MOST - 1] + "…"
