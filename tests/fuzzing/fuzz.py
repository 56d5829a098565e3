"""A fuzzing session: `./dev fuzz --minutes 10 --seed 1`; exit status 1 if it found something.

Damaged pictures go through all that looks at bytes outside of the sandbox, or writes them anew, and
through all that handles names. The same seed and count make the same session. What is found is
kept as a file in `--keep`, which `./dev fuzz FILE` tries again.
"""

import argparse
import hashlib
import random
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import picture_corpus as corpus
from fixtures import claiming
from mutations import mutated
from PIL import Image
from promises import TARGETS

LONGEST = 3.0
"""Seconds of processor time for one megabyte at most: what is not linear takes far longer."""
_MEMORY = 3 << 30


@dataclass(frozen=True)
class Finding:
    what: str
    data: bytes


@dataclass
class Session:
    seed: int
    runs: Counter = field(default_factory=Counter)
    passed: int = 0
    slowest: dict = field(default_factory=dict)
    found: dict[str, Finding] = field(default_factory=dict)

    def __str__(self) -> str:
        rows = [f"seed {self.seed}: {sum(self.runs.values()):,} executions"]
        rows += [
            f"  {name:10} {count:9,}   slowest {self.slowest[name] * 1000:7.1f} ms"
            for name, count in self.runs.items()
        ]
        rows += [f"  {self.passed:,} damaged files passed the gate"]
        rows += [f"FOUND {where}: {found.what}" for where, found in self.found.items()]
        return "\n".join([*rows, f"{len(self.found)} findings"])


def seeds() -> list[bytes]:
    """Return small files of every kind that is read, and some of those that are not."""
    plain = [corpus.plain(kind, size=(24, 16)) for kind in ("PNG", "JPEG", "WEBP")]
    odd = [corpus.mpo(), corpus.many_scans(12), corpus.animated("PNG"), corpus.animated("WEBP")]
    odd += [corpus.turned(6, kind) for kind in ("PNG", "JPEG", "WEBP")]
    odd += [corpus.with_canaries(kind) for kind in ("PNG", "JPEG", "WEBP")]
    odd += [corpus.saved(corpus.corners(24, 16), "WEBP", lossless=True), corpus.grey_ramp_16()]
    said = [claiming.with_xmp(kind, claiming.packet()) for kind in ("PNG", "JPEG", "WEBP")]
    said += [claiming.with_texts(parameters=claiming.PARAMETERS, prompt=claiming.GRAPH)]
    said += [claiming.with_texts(packed=True, invokeai_metadata=claiming.INVOKE)]
    said += [claiming.with_comment(kind, claiming.PARAMETERS) for kind in ("JPEG", "WEBP")]
    return plain * 3 + odd + said + list(corpus.other_kinds().values())


def try_all(session: Session, data: bytes) -> None:
    for name, promise in TARGETS.items():
        began = time.process_time()
        try:
            passed = promise(data)
        except Exception as error:  # noqa: BLE001 - whatever comes out is a finding
            _note(session, name, data, error)
            passed = None
        took = time.process_time() - began
        session.runs[name] += 1
        session.passed += name == "gate" and passed is not None
        session.slowest[name] = max(session.slowest.get(name, 0.0), took)
        if took > LONGEST:
            _note(session, name, data, TimeoutError(f"{took:.1f} s for {len(data)} bytes"))


def _note(session: Session, name: str, data: bytes, error: Exception) -> None:
    """One finding for each place in the code, with the first file that showed it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{name} {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else name
    what = f"{type(error).__name__}: {error} [{len(data)} bytes]"
    session.found.setdefault(where, Finding(what, data))


def run(seed: int, *, count: int = 0, minutes: float = 0.0) -> Session:
    """Make `count` damaged files, or go on for `minutes`, and try every promise with each."""
    # what the decoder does as well, see its `warm`
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    session, dice, files = Session(seed), random.Random(seed), seeds()
    until = time.monotonic() + 60 * minutes
    made = 0
    while made < count or time.monotonic() < until:
        try_all(session, mutated(dice, files))
        made += 1
    return session


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("files", nargs="*", type=Path, help="findings to try again")
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    words.add_argument("--keep", type=Path, default=Path(".data/fuzz"))
    asked = words.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    if asked.files:
        session = Session(asked.seed)
        for path in asked.files:
            try_all(session, path.read_bytes())
    else:
        session = run(asked.seed, minutes=asked.minutes)
    print(session)  # noqa: T201 - what the command is for
    for found in session.found.values():
        asked.keep.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(found.data).hexdigest()[:16]
        (asked.keep / name).write_bytes(found.data)
    return 1 if session.found else 0


if __name__ == "__main__":
    sys.exit(main())
