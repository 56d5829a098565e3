"""Finding many names in a text at once, each word of it looked at a bounded number of times."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asset_service.screenplay.passages import Token, words_of

_MOST_WORDS = 8  # of a name; the words after them do not help to tell it
_LONGEST_RUN = 200  # letters of a word of an alphabet without spaces that are searched


@dataclass(frozen=True, slots=True)
class Hit:
    """The name with `key` stands at `tokens[start:end]`."""

    key: str
    start: int
    end: int


class NameIndex:
    """Names by their words; the longest name at a place wins."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` are pairs of a name and the key that stands for it; the first one counts."""
        self._by_words: dict[tuple[str, ...], str] = {}
        self._unspaced: dict[str, str] = {}
        for name, key in names:
            words = words_of(name)[:_MOST_WORDS]
            if words:
                self._by_words.setdefault(words, key)
            if len(words) == 1 and _is_unspaced(words[0]):
                self._unspaced.setdefault(words[0], key)
        self._longest = max(map(len, self._by_words), default=0)
        self._longest_unspaced = max(map(len, self._unspaced), default=0)

    def find(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        index = 0
        while index < len(tokens):
            hit = self._at(tokens, index)
            if hit:
                yield hit
                index = hit.end
                continue
            if self._unspaced and _is_unspaced(tokens[index].base):
                yield from self._inside(tokens[index].base, index)
            index += 1

    def _at(self, tokens: Sequence[Token], index: int) -> Hit | None:
        window = tokens[index : index + self._longest]
        reach = next((k for k, token in enumerate(window) if k and token.broken), len(window))
        for length in range(reach, 0, -1):
            key = self._by_words.get(tuple(token.base for token in window[:length]))
            if key is not None:
                return Hit(key, index, index + length)
        return None

    def _inside(self, word: str, index: int) -> Iterator[Hit]:
        """Names inside a run of letters that are written without spaces."""
        word = word[:_LONGEST_RUN]
        position = 0
        while position < len(word):
            longest = min(self._longest_unspaced, len(word) - position)
            for length in range(longest, 0, -1):
                key = self._unspaced.get(word[position : position + length])
                if key is not None:
                    yield Hit(key, index, index + 1)
                    position += length - 1
                    break
            position += 1


def _is_unspaced(word: str) -> bool:
    """Whether `word` is of kana, ideographs or Thai, which are written without spaces."""
    return any("\u0e00" <= letter <= "\u0e7f" or "\u3040" <= letter <= "\u9fff" for letter in word)
