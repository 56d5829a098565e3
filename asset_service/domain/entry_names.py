"""Names of files in an archive: readable, safe on every system, and each once."""

import unicodedata

MOST_CHARACTERS = 120
_MOST_BYTES = 200
"""A name in Chinese has three bytes a letter; file systems take 255."""
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)


def slug(name: str) -> str:
    """Return `mara-voss` for *Mara  Voss!*; letters of every script stay as they are.

    Never empty, never a name that Windows keeps for itself, never more than fits.
    """
    kept = "".join(
        letter if unicodedata.category(letter)[0] in "LMN" else "-"
        for letter in unicodedata.normalize("NFC", name).lower()
    )
    words = "-".join(filter(None, kept.split("-")))
    while len(words) > MOST_CHARACTERS // 2 or len(words.encode()) > _MOST_BYTES // 2:
        words = words[:-1]
    words = words.strip("-") or "unnamed"
    return f"{words}-" if words in _RESERVED else words


class EntryNames:
    """Hands out the names of one archive; no two of them differ by case alone."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, folder: str, name: str, number: int, extension: str) -> str:
        """Return `characters/mara-voss_2.png`, or the like for one that is taken already."""
        stem, again = slug(name), 1
        while True:
            more = "" if again == 1 else f"-{again}"
            found = f"{folder}/{stem}{more}_{number}.{extension}"
            key = unicodedata.normalize("NFKC", found).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return found
            again += 1
