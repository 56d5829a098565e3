"""Choices that look random and are the same for the same words, on every machine and version."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

_Choice = TypeVar("_Choice")


def number_for(*words: object) -> int:
    """Return a number below 2**64 for `words`."""
    joined = "\x1f".join(map(str, words)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big")


class Dice:
    """A sequence of choices that depends on nothing but `words`."""

    def __init__(self, *words: object) -> None:
        self._words = words
        self._thrown = 0

    def share(self) -> float:
        """Return the next number in 0..1 (1 left out)."""
        self._thrown += 1
        return number_for(self._thrown, *self._words) / 2**64

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.share()

    def chance(self, probability: float) -> bool:
        return self.share() < probability

    def pick(self, choices: Sequence[_Choice]) -> _Choice:
        return choices[int(self.share() * len(choices))]
