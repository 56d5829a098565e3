"""A studio at work while everything around it breaks: `./dev chaos --seed 1 --minutes 10`.

Real servers, workers, web processes and a provider that keeps books. Prints what was asked,
what broke, how it all ended and what is not as promised; exit status 1 if anything is. What
people want and what breaks comes from the seed; when exactly, from the machine.
"""

import argparse
import logging
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import seaweed
import structlog
from bank_provider import FREE, HANDLES, PAID, order_of
from mishaps import Mishaps
from people import Browser, Ledger, Person, Stranger
from rig import PREFORK, THREADS, Rig, a_rig

from asset_service.maintenance import build_housekeeping

AFTERWARDS = 90.0
"""Seconds after the last mishap in which every job must have ended: a lease, the four tries
of a job with their pauses, and the patience of a worker that has a picture and no store."""
FILMS = 3
_WATCH_BIN = """
    create table emptied (id uuid, slot int, binned_at timestamptz, at timestamptz);
    create function note_emptied() returns trigger language plpgsql security definer as $$
    begin
      insert into public.emptied values (old.id, old.slot, old.binned_at, clock_timestamp());
      return null;
    end $$;
    create trigger note_emptied after delete on attempts
      for each row execute function note_emptied()"""


@dataclass
class Report:
    seed: int
    minutes: float
    ledger: Ledger = field(default_factory=Ledger)
    mishaps: Counter = field(default_factory=Counter)
    ended: Counter = field(default_factory=Counter)
    paid_calls: int = 0
    violations: list[str] = field(default_factory=list)
    logs: str = ""

    def __str__(self) -> str:
        answers = [
            f"{count:6}  {what} {status}"
            for (what, status), count in sorted(self.ledger.answers.items())
        ]
        return "\n".join(
            [
                self.logs,
                f"seed {self.seed}, {self.minutes:g} minutes",
                "",
                f"answers: {self.ledger.answers.total()}",
                *answers,
                "",
                f"repeated because of a mishap: {self.ledger.repeats.total()}",
                *_lines(self.ledger.repeats),
                "",
                f"mishaps: {self.mishaps.total()}",
                *_lines(self.mishaps),
                "",
                f"accepted: {len(self.ledger.jobs)} jobs, {len(self.ledger.uploads)} uploads",
                *_lines(self.ended),
                f"{self.paid_calls:6}  paid calls taken by the provider",
                "",
                f"violations: {len(self.violations)}",
                *(f"  {one}" for one in self.violations),
            ]
        )


def run(seed: int, minutes: float, *, log=print) -> Report:
    """Run it and return what came of it; `log` is told how far it is."""
    report = Report(seed, minutes)
    with _a_store() as s3, a_rig(s3, COLLECT_GRACE_SECONDS="1", WEB_WORKERS="1") as rig:
        rig.database_server.ask(_WATCH_BIN)
        over = threading.Event()
        processes = {
            "threads": rig.worker(THREADS, threads=6),
            "prefork": rig.worker(PREFORK, threads=2),
            "relay": rig.relay(),
        }
        webs = {}
        for maker in (PAID, HANDLES, FREE):
            processes[f"web {maker}"], webs[maker] = rig.web(FAULTS_MAKER=maker, WEB_THREADS="4")
        people = _people(rig, seed, webs, report.ledger, over)
        mishaps = Mishaps(rig, processes, report.ledger, seed, over)
        for thread in (*people, mishaps):
            thread.start()
        began = time.monotonic()
        with _tidying(rig, over):
            while (left := began + minutes * 60 - time.monotonic()) > 0:
                time.sleep(min(30, left))
                log(f"{time.monotonic() - began:5.0f} s, {len(report.ledger.jobs)} jobs accepted")
            over.set()
            mishaps.join()
            for thread in people:
                thread.join()
        report.mishaps = mishaps.happened
        _judge(rig, report)
    return report


def _people(rig: Rig, seed, webs, ledger: Ledger, over) -> list[threading.Thread]:
    """Two people at work on each film, each in front of another web process; and a stranger."""
    films = [rig.film() for _ in range(FILMS)]
    addresses = list(webs.values())
    made: list[threading.Thread] = []
    for number, film in enumerate(films):
        for second in range(2):
            token = rig.token(film)
            browsers = [
                Browser(addresses[(number + second + more) % len(addresses)], token, ledger, over)
                for more in range(2)
            ]
            name = f"film {number} person {second}"
            made.append(Person(name, seed, film.project_id, browsers, over))
    stranger = Browser(addresses[0], rig.token(rig.film()), ledger, over)
    made.append(Stranger(seed, [film.project_id for film in films], stranger, over))
    return made


def _judge(rig: Rig, report: Report) -> None:
    """Wait for the end of every job, tidy up, and look at everything."""
    rig.accepted |= report.ledger.jobs
    blame = report.violations.append
    try:
        rig.until_final(within=AFTERWARDS)
        rig.until(lambda: not _waiting(rig), AFTERWARDS, "a job that nobody was told of waits")
    except AssertionError as error:
        said, _, report.logs = str(error).partition("\n")
        blame(said)
    report.ended = Counter(rig.statuses().values())
    report.paid_calls = rig.bank.calls(PAID) + rig.bank.calls(HANDLES)
    housekeeping = build_housekeeping(rig.settings, rig.maintenance)
    time.sleep(2)
    for _ in range(3):
        housekeeping.once(everything=True)
    for said in (*report.ledger.wrong, *rig.violations(), *_lost_uploads(rig, report.ledger)):
        blame(said)
    for said in (*_emptied_early(rig), *_unpaid(rig), *_left_behind(rig)):
        blame(said)


def _waiting(rig: Rig) -> bool:
    return bool(rig.database_server.ask("select from jobs where finished_at is null limit 1"))


def _lost_uploads(rig: Rig, ledger: Ledger) -> list[str]:
    kept = dict(rig.database_server.ask("select id, sha256 from attempts"))
    emptied = {row[0] for row in rig.database_server.ask("select id from emptied")}
    return [
        f"an upload was accepted and is lost: {attempt}"
        for attempt, sha256 in ledger.uploads.items()
        if attempt not in emptied and kept.get(attempt) != sha256
    ]


def _emptied_early(rig: Rig) -> list[str]:
    early = rig.database_server.ask(
        "select id from emptied where slot is not null or binned_at is null"
        " or binned_at > at - interval '30 days'"
    )
    return [f"emptied too early: {attempt}" for (attempt,) in early]


def _unpaid(rig: Rig) -> list[str]:
    """Every charge has its call in the provider's books."""
    charged = Counter(
        order_of(name, seed)
        for name, seed in rig.database_server.ask(
            "select a.name, j.seed from jobs j join assets a on a.id = j.asset_id"
            " where j.cost_amount is not null"
        )
    )
    taken: Counter = Counter()
    for (_, order), count in rig.bank.taken.items():
        taken[order] += count
    return [
        f"charged {count} times, called {taken[order]} times: {order}"
        for order, count in charged.items()
        if count > taken[order]
    ]


def _left_behind(rig: Rig) -> list[str]:
    """Rows that nothing refers to are gone, and the originals with them.

    A rendition that came after its file was deleted is found when store and rows are compared,
    which is days later.
    """
    left = rig.database_server.ask(
        "select project_id, sha256 from objects o where removed_at is null and not exists"
        " (select from attempts a where a.project_id = o.project_id and a.sha256 = o.sha256)"
    )
    gone = rig.database_server.ask(
        "select project_id, sha256 from objects where files_gone_at is not null"
    )
    return [f"nothing refers to it, and it stays: {project}/{sha}" for project, sha in left] + [
        f"said to be gone, and still there: {found.key}"
        for project, sha in gone
        for found in rig.true_store.list(f"{project}/{sha}")
        if found.key == f"{project}/{sha}"
    ]


@contextmanager
def _tidying(rig: Rig, over: threading.Event) -> Iterator[None]:
    """A second housekeeper, who does nothing else."""
    housekeeping = build_housekeeping(rig.settings, rig.maintenance)
    thread = threading.Thread(target=housekeeping.run, args=(over,), kwargs={"every": 1.0})
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _a_store() -> Iterator[dict[str, str]]:
    """A real S3 server where there is one for this machine, else nothing: the disk."""
    with ExitStack() as held:
        if seaweed.program() is None:
            yield {}
            return
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="assets-weed-")))
        settings = held.enter_context(seaweed.running(folder))
        yield {
            "S3_ENDPOINT": settings.endpoint,
            "S3_ACCESS_KEY": settings.access_key,
            "S3_SECRET_KEY": settings.secret_key,
            "S3_BUCKET": "chaos",
            "S3_SECURE": "no",
        }


def _lines(counted: Counter) -> list[str]:
    return [f"{count:6}  {what}" for what, count in sorted(counted.items())]


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    asked = parser.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )  # the housekeeper's own lines would hide what is printed here
    report = run(asked.seed, asked.minutes)
    print(report)  # noqa: T201 - this is a command
    sys.exit(1 if report.violations else 0)


if __name__ == "__main__":
    main()
