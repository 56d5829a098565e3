"""Hostile pictures through the HTTP API of the service as the Procfile runs it.

For each file: what was said and whether it is what it should be, how long it took, and the most
memory of the process that decoded it. Afterwards every web process takes a good picture, senders
who drip hold nobody up, and nobody died. Exit status 1 where anything is otherwise.
`./dev bench hostile`
"""

import os
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import requests

HOME = Path(__file__).parents[1]
sys.path[:0] = [str(HOME / "tests" / "imaging")]

import hostile_corpus  # noqa: E402 - it is beside the tests
import picture_corpus  # noqa: E402

from asset_service.config import Settings  # noqa: E402
from asset_service.container import build_services  # noqa: E402
from asset_service.demo.client import wait_until_ready  # noqa: E402
from asset_service.domain.vocabulary import AssetType  # noqa: E402
from asset_service.embedded.environment import running_once  # noqa: E402
from asset_service.services.curation import NewAsset  # noqa: E402
from asset_service.store.migrations import upgrade  # noqa: E402

EMAIL, PASSWORD = "hostile@film.example", "correct horse battery"
DRIPPING = 40
"""Senders at once, more than the web tier has threads."""
LONGEST = 120.0
CREATED = 201


class Decoders:
    """Watches the processes that decode for the web tier, for the most memory any of them had."""

    def __init__(self, port: int) -> None:
        every = web_workers(port)
        self._web = {one for one in every if not every & set(children(one))}
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def take(self) -> int:
        """Return the most bytes since the last time."""
        most, self._most = self._most, 0
        return most

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.002):
            helpers = [one for worker in self._web for one in children(worker)]
            decoding = [child for helper in helpers for child in children(helper)]
            self._most = max([self._most, *map(peak, decoding)])


def children(pid: int) -> list[int]:
    with suppress(OSError):
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    return []


def peak(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        told = Path(f"/proc/{pid}/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0]) * 1024
    return 0


def web_workers(port: int) -> set[int]:
    """Return the processes that serve the web tier's port, with the one that started them."""
    found = set()
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                words = (place / "cmdline").read_bytes()
                if b"wsgi:app" in words and f":{port}".encode() in words:
                    found.add(int(place.name))
    return found


class Sender:
    def __init__(self, address: str, path: str, token: str) -> None:
        self.address, self.path = address, path
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, name: str, data: bytes) -> tuple[int, str, float]:
        began = time.perf_counter()
        answer = requests.post(
            self.address + self.path,
            files={"file": (name, data)},
            headers=self.headers,
            timeout=LONGEST,
        )
        code = "" if answer.status_code == CREATED else answer.json()["code"]
        return answer.status_code, code, time.perf_counter() - began


def run_corpus(sender: Sender, decoders: Decoders) -> list[str]:
    wrong = []
    print(f"{'file':26} {'bytes':>10}  {'said':32} {'seconds':>7} {'decoder':>9}")
    for name, sent in hostile_corpus.CORPUS.items():
        data = sent.make()
        decoders.take()
        status, code, seconds = sender.send(name, data)
        most = decoders.take()
        good = (status, code) in sent.allowed
        if not good:
            wrong.append(f"{name}: {status} {code}")
        memory = f"{most / 2**20:.0f} MiB" if most else "-"
        mark = "" if good else "  WRONG"
        print(f"{name:26} {len(data):10,}  {status} {code:28} {seconds:7.2f} {memory:>9}{mark}")
    return wrong


def drip(sender: Sender, over: threading.Event) -> str:
    """Send a byte now and then of an upload; return the first line of what is answered."""
    place = urlsplit(sender.address)
    head = f"POST {sender.path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: image/png\r\n"
    head += f"Authorization: {sender.headers['Authorization']}\r\nContent-Length: 100000\r\n\r\n"
    with socket.create_connection((place.hostname or "", place.port or 80)) as line:
        line.sendall(head.encode())
        line.settimeout(0.5)
        while not over.is_set():
            with suppress(TimeoutError):
                return line.recv(100).partition(b"\r\n")[0].decode()
            with suppress(OSError):
                line.sendall(b"x")
    return "nothing"


def run_drips(sender: Sender) -> list[str]:
    over = threading.Event()
    with ThreadPoolExecutor(DRIPPING) as pool:
        slow = [pool.submit(drip, sender, over) for _ in range(DRIPPING)]
        time.sleep(2)
        status, code, seconds = sender.send("good.png", picture_corpus.plain("PNG"))
        timer = threading.Timer(LONGEST, over.set)
        timer.start()
        said = sorted({one.result() for one in slow})
        timer.cancel()
    print(f"beside {DRIPPING} who drip, a good picture: {status} {code} in {seconds:.1f} s")
    print(f"those who drip are told: {', '.join(said)}")
    ok = status == CREATED and said == ["HTTP/1.1 408 REQUEST TIMEOUT"]
    return [] if ok else [f"dripping: {status} {said}"]


def main() -> int:
    with running_once(dict(os.environ)) as stack:
        upgrade(stack.owner_url)
        stack.start(HOME / "Procfile")
        settings = Settings.from_env(stack.env)
        services = build_services(settings)
        decoders = None
        try:
            wait_until_ready(settings.public_url, 60, alive=lambda: None)
            user = services.accounts.add_user(EMAIL, "Ada", PASSWORD).id
            token = services.accounts.create_token(user, "bench").secret
            project = services.projects.create(user, "The Long Tide").id
            new = NewAsset("Lamp", AssetType.PROP, "Brass.", [])
            asset = services.curation.add(user, project, new)
            path = f"/api/v1/projects/{project}/assets/{asset.id}/attempts"
            sender = Sender(settings.public_url, path, token)
            port = urlsplit(settings.public_url).port or 80
            before = web_workers(port)
            decoders = Decoders(port)
            for number in range(8):
                sender.send(f"warm-{number}.png", picture_corpus.plain("PNG"))
            wrong = run_corpus(sender, decoders)
            after = [sender.send("good.png", picture_corpus.plain("PNG"))[0] for _ in range(16)]
            wrong += [] if set(after) == {CREATED} else [f"good pictures afterwards: {after}"]
            wrong += run_drips(sender)
            same = before == web_workers(port)
            print(f"{len(before)} web processes, all of them alive: {same}")
            wrong += [] if same else ["a web process died"]
        finally:
            if decoders is not None:
                decoders.close()
            services.close()
    print("\n".join([f"WRONG {one}" for one in wrong] or ["every verdict is as it should be"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
