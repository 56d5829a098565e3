"""Names are equal when people would say so: one folding, used wherever names are compared."""

import unicodedata


def fold(name: str) -> str:
    """The form under which names are compared and kept unique.

    NFKC, casefold, single spaces, stripped: "Mara  VOSS" and "mara voss" are one name.
    Normalised again at the end, since casefold can undo it, so folding twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
