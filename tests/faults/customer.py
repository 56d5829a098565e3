"""Somebody in front of the real web tier; what it says, and how long it takes to say it."""

import threading
import time
from dataclasses import dataclass
from uuid import UUID, uuid4

import requests

LONGEST = 90.0


@dataclass(frozen=True)
class Said:
    """`status` is 0 when the line was cut before any answer."""

    status: int
    seconds: float
    body: dict
    headers: dict


class Customer:
    """Asks for one film; what was accepted is the rig's to look after."""

    def __init__(self, rig, address, film=None):
        self.rig, self.address, self.film = rig, address, film or rig.home
        self._headers = {"Authorization": f"Bearer {rig.token(self.film)}"}

    def generate(self, asset, key=None):
        return self._accepted(self._post(f"/assets/{asset.id}/generate", key, json={}))

    def upload(self, asset, data, key=None):
        headers = {"Content-Type": "image/png"}
        return self._post(f"/assets/{asset.id}/attempts", key, headers, data=data)

    def picture(self, path):
        """The answer for an address that an attempt tells."""
        return requests.get(f"{self.address}{path}", headers=self._headers, timeout=LONGEST)

    def ready(self):
        """What /readyz says of every server."""
        answer = requests.get(f"{self.address}/readyz", timeout=LONGEST)
        return answer.status_code, answer.json()["checks"]

    def until_accepted(self, ask, *about):
        """Send the same under one key until it is not put off; returns all that was said."""
        key, said = uuid4().hex, []
        deadline = time.monotonic() + LONGEST
        while not said or said[-1].status in {0, 503}:
            assert time.monotonic() < deadline, f"never accepted: {said[-1]}\n{self.rig.tell()}"
            said.append(ask(*about, key))
            time.sleep(0.1)
        return said

    def _post(self, path, key, headers=None, **sent):
        headers = self._headers | (headers or {}) | {"Idempotency-Key": key or uuid4().hex}
        url = f"{self.address}/api/v1/projects/{self.film.project_id}{path}"
        began = time.monotonic()
        try:
            answer = requests.post(url, headers=headers, timeout=LONGEST, **sent)
        except requests.RequestException:
            return Said(0, time.monotonic() - began, {}, {})
        return Said(answer.status_code, time.monotonic() - began, answer.json(), answer.headers)

    def _accepted(self, said):
        if said.status == 202:
            self.rig.accepted.update(UUID(job["id"]) for job in said.body["jobs"])
        return said


class Crowd:
    """Customers who ask for one picture after the other, all at once, while in this context.

    Each repeats what was put off, under its key. `said` has everything they were told.
    """

    def __init__(self, rig, address, size=3, pause=0.05):
        self.said, self._over, self._pause = [], threading.Event(), pause
        self._threads = [
            threading.Thread(target=self._ask, args=(Customer(rig, address, rig.film()),))
            for _ in range(size)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        time.sleep(0.5)  # at work
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, customer):
        asset = customer.film.asset()
        while not self._over.wait(self._pause):
            self.said += customer.until_accepted(customer.generate, asset)
