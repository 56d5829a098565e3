# ruff: noqa: RUF001 -- other alphabets have letters and signs that look like Latin ones
"""Signs and words of scripts in other languages and alphabets, in one place."""

from collections.abc import Mapping

OPENING = "(（"
CLOSING = ")）"
COLONS = ":："
FULL_STOPS = ".。．"
DASHES = "-–—"
EXCLAIMING = ("!", "?", "…", "...", "--", "！", "？", "。")
APOSTROPHES = "'’"
CASELESS_PUNCTUATION = frozenset("、，,.；;「」『』“”。！？")

# Signs that open a heading without a space or stop of their own.
HEADING_SIGNS: Mapping[str, str] = {
    "内外景": "INT/EXT",
    "内景": "INT",
    "外景": "EXT",
    "內景": "INT",
    "○": "",
    "〇": "",
    "◯": "",
}
HEADING_WORDS: Mapping[str, str] = {
    "ИНТ": "INT",
    "ЭКСТ": "EXT",
    "НАТ": "EXT",
    "ІНТ": "INT",
    "ЕКСТ": "EXT",
}
# Ordinary words of their language: only in capitals do they open a heading.
HEADING_WORDS_IN_CAPITALS: Mapping[str, str] = {
    "INTERNO": "INT",
    "ESTERNO": "EXT",
    "INTÉRIEUR": "INT",
    "EXTÉRIEUR": "EXT",
    "INNEN": "INT",
    "AUSSEN": "EXT",
}
