"""Word lists and the noun lexicon, read once when first asked for."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_DATA = "asset_service.screenplay.data"
_LONG_PLURAL = ("ss", "x", "zz", "ch", "sh", "o")  # these take "-es"
_IRREGULAR: Mapping[str, str] = {
    "children": "child",
    "feet": "foot",
    "geese": "goose",
    "mice": "mouse",
    "oxen": "ox",
    "people": "person",
    "teeth": "tooth",
    "dice": "dice",
    "glasses": "glasses",
}

LIVING = frozenset({"person", "animal"})
THINGS = frozenset({"everyday", "prop", "food", "vehicle", "wardrobe", "set_dressing", "artifact"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What a word stands for and how it is used.

    `kind` is one of THINGS, "person", "animal", "building" or "" for anything else. `use` has a
    letter for each part of speech WordNet knows (n, v, a, r), a capital for the usual one.
    """

    kind: str
    use: str

    @property
    def never_noun(self) -> bool:
        return "n" not in self.use.lower()

    @property
    def rarely_noun(self) -> bool:
        """True when it is mostly a verb or adjective: "watch", "light"."""
        return any(letter in self.use for letter in "VAR")


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `data/<name>.txt`: separated by commas or line ends, "#" opens a remark."""
    text = files(_DATA).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for entry in line.split(",") if (word := entry.strip()))


@cache
def nouns() -> Mapping[str, Noun]:
    """The lexicon by lower-case lemma: WordNet's nouns by first sense, under our own lists."""
    packed = files(_DATA).joinpath("nouns.txt.gz").read_bytes()
    lexicon: dict[str, Noun] = {}
    shared: dict[str, Noun] = {}
    for row in gzip.decompress(packed).decode().splitlines():
        word, _, rest = row.partition("\t")
        noun = shared.get(rest)
        if noun is None:
            kind, _, use = rest.partition("\t")
            noun = shared[rest] = Noun("" if kind == "-" else kind, use)
        lexicon[word] = noun
    for word in words("function_words"):
        lexicon.pop(word, None)
    for word, kind in _own_words():
        known = lexicon.get(word) or lexicon.get(word.removesuffix("s"))
        living = known is not None and known.kind in LIVING
        if kind or not living:
            lexicon[word] = Noun(kind, known.use if known else "n")
    return lexicon


@cache
def _own() -> frozenset[str]:
    return frozenset(word for word, _ in _own_words())


def _own_words() -> Iterator[tuple[str, str]]:
    lists = (
        ("clothing", "wardrobe"),
        ("set_dressing", "set_dressing"),
        ("everyday", "everyday"),
        ("vehicles", "vehicle"),
        ("not_props", ""),
    )
    for name, kind in lists:
        for word in words(name):
            yield word, kind


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """The lemma the lexicon has for `word` (lower case), or `word` itself."""
    known = nouns()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    candidates = [lemma for lemma in _singulars(word) if lemma in known]
    useful = [lemma for lemma in candidates if known[lemma].kind or lemma in _own()]
    if word in known and (word in _own() or not useful):
        return word
    return next(iter(useful or candidates), word)


def _singulars(word: str) -> Iterator[str]:
    if word.endswith("men"):
        yield f"{word[:-2]}an"
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("ves"):
        yield f"{word[:-3]}f"
        yield f"{word[:-3]}fe"
    if word.endswith("es") and word[:-2].endswith(_LONG_PLURAL):
        yield word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
    if word.endswith("ses"):
        yield word[:-2]


def noun(word: str) -> Noun | None:
    """What the lexicon says of `word` in either number; None when it does not know it."""
    return nouns().get(singular(word))


def is_known(word: str) -> bool:
    """Whether `word` (lower case) is a word of the language and not only a name."""
    return singular(word) in nouns() or word in words("function_words")


@cache
def verb_forms(name: str) -> frozenset[str]:
    """Every regular and common irregular form of the verbs in `data/<name>.txt`."""
    forms: set[str] = set()
    for verb in words(name):
        stem = verb.removesuffix("e")
        doubled = verb + verb[-1]
        forms |= {verb, f"{verb}s", f"{verb}es", f"{stem}ing", f"{stem}ed"}
        forms |= {f"{doubled}ing", f"{doubled}ed"}
        if verb.endswith("y"):
            forms |= {f"{verb[:-1]}ies", f"{verb[:-1]}ied"}
    return frozenset(forms)
