"""The people of a chaos run: they upload, ask, choose, delete, change their minds, and look.

Each has a random source of his own, so that what they want comes from the seed alone. A request
whose answer was lost is sent again under its key until it is answered, as a careful client does.
"""

import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import requests
from fixtures.pictures import a_png

PATIENCE = 20.0
PICTURES = [a_png(shade) for shade in range(0, 240, 20)]
"""Few, so that the same bytes come and go, and come again while they are being deleted."""
ABSENT = 404
REPEATED = {429, 503}


class GaveUp(Exception):
    """The run is over, and this request was never answered."""


@dataclass
class Ledger:
    """What was answered. `jobs` and `uploads` are what was accepted and may not be lost."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    answers: Counter = field(default_factory=Counter)
    repeats: Counter = field(default_factory=Counter)
    jobs: set[UUID] = field(default_factory=set)
    uploads: dict[UUID, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str, status: int) -> None:
        with self.lock:
            self.answers[what, status] += 1

    def repeat(self, why: str) -> None:
        with self.lock:
            self.repeats[why] += 1

    def accept(self, *jobs: str) -> None:
        with self.lock:
            self.jobs.update(map(UUID, jobs))

    def blame(self, said: str) -> None:
        with self.lock:
            self.wrong.append(said)


class Browser:
    """One person's connection to one web process, through whatever happens to it."""

    def __init__(self, address: str, token: str, ledger: Ledger, over: threading.Event) -> None:
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._base, self.ledger, self._over = f"{address}/api/v1", ledger, over

    def ask(self, what, method, path, *, key=None, expect=(), **sent):
        """Send it until it is answered; returns the answer, or raises GaveUp at the end."""
        headers = dict(sent.pop("headers", {}))
        if key:
            headers["Idempotency-Key"] = key
        while True:
            try:
                answer = self._session.request(
                    method, self._base + path, headers=headers, timeout=PATIENCE, **sent
                )
                status = answer.status_code
                if status not in REPEATED:
                    self.ledger.count(what, status)
                    if status >= 500 or (expect and status not in expect):
                        self.ledger.blame(f"{what}: {status} {answer.text[:300]}")
                    return answer
                self.ledger.repeat(f"answered {status}")
            except requests.ConnectionError:
                self.ledger.repeat("not connected, or cut off")
            except requests.Timeout:
                self.ledger.repeat("not answered in time")
            except requests.RequestException as error:  # an answer that was cut short
                self.ledger.repeat(type(error).__name__)
            if self._over.is_set():
                raise GaveUp
            time.sleep(0.2)


class Person(threading.Thread):
    """Somebody at work on one project."""

    def __init__(self, name, seed, project, browsers, over) -> None:
        super().__init__(name=name, daemon=True)
        self._chance = random.Random(f"{seed} {name}")
        self._base, self._over = f"/projects/{project}", over
        self._web, self._again = browsers
        self._ledger = self._web.ledger
        self._assets: list[str] = []
        self._acts = {
            self.upload: 6,
            self.generate: 7,
            self.generate_twice: 2,
            self.generate_missing: 1,
            self.select: 4,
            self.delete: 4,
            self.restore: 2,
            self.set_aside: 2,
            self.cancel: 4,
            self.cancel_batch: 1,
            self.retry: 3,
            self.retry_batch: 1,
            self.add: 2,
            self.look: 2,
        }

    def run(self) -> None:
        try:
            while not self._over.is_set():
                (act,) = self._chance.choices(list(self._acts), list(self._acts.values()))
                if not self._assets:
                    act = self.add
                act()
                self._over.wait(self._chance.uniform(0, 0.4))
        except GaveUp:
            pass
        except Exception as error:  # noqa: BLE001 - a thread that dies unseen tests nothing
            self._ledger.blame(f"{self.name} stumbled: {error!r}")

    # --- acts --------------------------------------------------------------------------------

    def add(self) -> None:
        kind = self._chance.choice(["character", "prop", "location"])
        name = f"{self.name} {self._chance.getrandbits(64):x}"
        sent = {"name": name, "type": kind, "description": "Seen at sea."}
        answer = self._post("add", "/assets", json=sent)
        if answer.ok:
            self._assets.append(answer.json()["id"])

    def upload(self) -> None:
        answer = self._post(
            "upload",
            f"{self._asset()}/attempts",
            data=self._chance.choice(PICTURES),
            headers={"Content-Type": "image/png"},
        )
        if answer.ok:
            made = answer.json()["attempt"]
            with self._ledger.lock:
                self._ledger.uploads[UUID(made["id"])] = made["sha256"]

    def generate(self) -> None:
        self._accepted(self._post("generate", f"{self._asset()}/generate", json=self._wanted()))

    def generate_twice(self) -> None:
        """The same request at once under one key: one of them works, and both say the same."""
        path = f"{self._asset()}/generate"
        same = {"json": self._wanted(), "key": self._key()}
        other: list = []

        def second() -> None:
            with suppress(GaveUp):
                other.append(self._again.ask("twice", "POST", self._base + path, **same))

        thread = threading.Thread(target=second)
        thread.start()
        try:
            first = self._web.ask("twice", "POST", self._base + path, **same)
        finally:
            thread.join()
        for answer in (first, *other):
            self._accepted(answer)
        told = {
            tuple(job["id"] for job in answer.json()["jobs"])
            for answer in (first, *other)
            if answer.ok
        }
        if len(told) > 1:
            self._ledger.blame(f"one key made several batches: {told}")

    def generate_missing(self) -> None:
        self._accepted(self._post("generate missing", "/generate-missing"))

    def select(self) -> None:
        if picked := self._attempt("live"):
            answer = self._post("select", f"{picked}/select", expect=(200, 404, 409))
            if answer.ok and not answer.json()["is_selected"]:
                self._ledger.blame(f"selected and not selected: {picked}")

    def delete(self) -> None:
        if picked := self._attempt("live"):
            self._web.ask("delete", "DELETE", self._base + picked, expect=(200, 404, 409))

    def restore(self) -> None:
        if picked := self._attempt("binned"):
            self._post("restore", f"{picked}/restore", expect=(200, 404, 409))

    def set_aside(self) -> None:
        act = self._chance.choice(["defer", "restore", "restore"])
        self._post(act, f"{self._asset()}/{act}", expect=(200, 404, 409), json={})

    def cancel(self) -> None:
        if job := self._job():
            self._post("cancel", f"/jobs/{job['id']}/cancel", expect=(200,))

    def cancel_batch(self) -> None:
        if job := self._job():
            self._post("cancel batch", f"/batches/{job['batch_id']}/cancel", expect=(200,))

    def retry(self) -> None:
        if job := self._job():
            answer = self._post("retry", f"/jobs/{job['id']}/retry", expect=(200, 202, 404, 409))
            if answer.ok:
                self._ledger.accept(answer.json()["id"])

    def retry_batch(self) -> None:
        if job := self._job():
            answer = self._post("retry batch", f"/batches/{job['batch_id']}/retry")
            if answer.ok:
                self._ledger.accept(*(made["id"] for made in answer.json()["jobs"]))

    def look(self) -> None:
        for path in ("/assets", "/gate", "/jobs"):
            self._web.ask("look", "GET", self._base + path, expect=(200,))

    # --- inside ------------------------------------------------------------------------------

    def _post(self, what, path, **sent):
        return self._web.ask(what, "POST", self._base + path, key=self._key(), **sent)

    def _key(self) -> str:
        return f"{self.name}-{self._chance.getrandbits(128):x}"

    def _wanted(self):
        return {"candidates": self._chance.choice([1, 1, 1, 2, 4])}

    def _accepted(self, answer) -> None:
        if answer.ok:
            self._ledger.accept(*(job["id"] for job in answer.json()["jobs"]))

    def _asset(self) -> str:
        return f"/assets/{self._chance.choice(self._assets)}"

    def _attempt(self, state) -> str | None:
        asset = self._asset()
        found = self._web.ask(
            "look", "GET", f"{self._base}{asset}/attempts?state={state}", expect=(200,)
        ).json()["items"]
        return f"{asset}/attempts/{self._chance.choice(found)['id']}" if found else None

    def _job(self):
        found = self._web.ask("look", "GET", f"{self._base}/jobs?limit=30", expect=(200,)).json()[
            "items"
        ]
        return self._chance.choice(found) if found else None


class Stranger(threading.Thread):
    """Somebody who knows every address and has no part in anything."""

    def __init__(self, seed, projects, browser, over) -> None:
        super().__init__(name="stranger", daemon=True)
        self._chance = random.Random(f"{seed} stranger")
        self._projects, self._web, self._over = projects, browser, over
        self._ledger = browser.ledger

    def run(self) -> None:
        try:
            while not self._over.is_set():
                base = f"/projects/{self._chance.choice(self._projects)}"
                with self._ledger.lock:
                    jobs = sorted(map(str, self._ledger.jobs))
                path = self._chance.choice(["", "/assets", "/jobs", "/gate", "/batches", "/scenes"])
                self._web.ask("stranger", "GET", base + path, expect=(ABSENT,))
                if jobs:
                    job = f"{base}/jobs/{self._chance.choice(jobs)}"
                    self._web.ask("stranger", "POST", f"{job}/cancel", expect=(ABSENT,))
                    self._web.ask("stranger", "POST", f"{job}/retry", expect=(ABSENT,))
                self._over.wait(0.5)
        except GaveUp:
            pass
        except Exception as error:  # noqa: BLE001 - a thread that dies unseen tests nothing
            self._ledger.blame(f"the stranger stumbled: {error!r}")
