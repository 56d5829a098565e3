"""Who is seen but never speaks: people that descriptions introduce in capitals."""

from collections import Counter
from collections.abc import Iterable

from asset_service.screenplay.capitals import Run
from asset_service.screenplay.cast import Cast, Person
from asset_service.screenplay.lexicon import THINGS, is_known, noun, singular, words
from asset_service.screenplay.naming import name_key, without_article
from asset_service.screenplay.passages import Passage

_WITH_AGE, _NAME = 0.8, 0.5
_SURE = {"person": 0.6, "animal": 0.45}


def title_words(found: Iterable[Passage]) -> Counter[str]:
    """How often each word stands with a capital in the middle of a sentence: names do."""
    counts: Counter[str] = Counter()
    for passage in found:
        for token in passage.tokens[1:]:
            if not token.broken and token.text.istitle():
                counts[token.base] += 1
    return counts


def introduce(runs: Iterable[Run], cast: Cast, titles: Counter[str]) -> list[Run]:
    """Add to `cast` the people that `runs` introduce; returns the runs that are nobody."""
    return [
        run
        for run in runs
        if not (_is_known(run, cast) or _is_longer_name(run, cast) or _is_new(run, cast, titles))
    ]


def _is_known(run: Run, cast: Cast) -> bool:
    return name_key(run.text) in cast.people


def _is_longer_name(run: Run, cast: Cast) -> bool:
    """Take "MARA VOSS" for MARA, who has a cue, and "CUTE DOG" for DOG."""
    if len(run.bases) == 1 or run.quantity or _is_thing(run.passage.tokens[run.head].base):
        return False
    if any(word in words("ages") for word in run.bases):
        return False
    ends = f"{run.bases[0]} {run.bases[-1]}"  # DR. BENNETT for DR. JULIUS BENNETT
    for owner in (ends, run.bases[0], run.bases[-1]):
        person = cast.by_words.get(owner)
        generic = owner in words("generic_people") and owner != run.bases[0]
        if person and person.source == "cue" and not generic:
            person.call(without_article(run.text))
            return True
    return False


def _is_new(run: Run, cast: Cast, titles: Counter[str]) -> bool:
    confidence, kind = _judge(run, titles)
    if not confidence:
        return False
    key = name_key(run.text)
    person = cast.people.setdefault(key, Person(key, "capitals", confidence, kind=kind))
    person.sightings.forms[run.text] += 1
    person.call(run.text)
    return True


def _judge(run: Run, titles: Counter[str]) -> tuple[float, str]:
    """How sure it is that the run is somebody (0: it is not), and what sub-kind."""
    last = run.passage.tokens[run.head].base
    entry = noun(last)
    kind = entry.kind if entry and not entry.rarely_noun else ""
    confidence = 0.0
    if run.quantity or singular(last) != last or last in words("collectives"):
        pass
    elif run.has_age:
        confidence = _WITH_AGE
    elif kind in _SURE:
        confidence = _SURE[kind]
    elif not _is_thing(last) and _is_named(run, titles):
        confidence = _NAME
    return confidence, kind if kind == "animal" else ""


def _is_named(run: Run, titles: Counter[str]) -> bool:
    """Two words or more of no language, or one that other sentences write with a capital."""
    unknown = [base for base in run.bases if not is_known(base)]
    called = any(titles[base] > 0 for base in run.bases)
    return bool(unknown) and (called or 1 < len(run.bases) == len(unknown))


def _is_thing(word: str) -> bool:
    entry = noun(word)
    return entry is not None and (entry.kind in THINGS or entry.kind == "building")
