"""A board of 500 assets with pictures in a browser: until it is seen, and what it is made of.

The servers and every process run as the Procfile says, Debian's Chromium looks. Beside it stands
the limit: the same bytes of the page, its style and its scripts, from a server that does nothing
else. `./dev bench board`
"""

import gzip
import http.server
import io
import os
import random
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import requests
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.demo.client import wait_until_ready
from asset_service.domain.vocabulary import AssetType
from asset_service.embedded.environment import running_once
from asset_service.services.curation import NewAsset
from asset_service.store.migrations import upgrade

ASSETS = 500
ROUNDS = 9
PATIENCE = 120_000
"""Milliseconds that a page may take before the measurement is given up."""
HOME = Path(__file__).parents[1]
PASSWORD = "correct horse battery"  # noqa: S105 - of a person who lives for a minute
EMAIL = "board@film.example"
SCREEN: Any = {"width": 1440, "height": 1000}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const seen = list.getEntriesByName("first-contentful-paint")[0];
  if (seen) done(seen.startTime);
}).observe({ type: "paint", buffered: true }))"""
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 1000);
})"""
SCROLLED = """() => new Promise((done) => {
  const gaps = [];
  let last = performance.now();
  function step(now) {
    gaps.push(now - last);
    last = now;
    scrollBy(0, 120);
    if (scrollY + innerHeight < document.documentElement.scrollHeight - 2 && gaps.length < 600)
      requestAnimationFrame(step);
    else done(gaps.slice(1).sort((a, b) => a - b));
  }
  requestAnimationFrame(step);
})"""


def say(what: str, figure: str) -> None:
    print(f"{what:<58} {figure}", flush=True)


def spread(values: list[float], unit: str = "ms") -> str:
    ordered = sorted(values)
    return (
        f"p50 {statistics.median(ordered):.0f}  min {ordered[0]:.0f}  max {ordered[-1]:.0f} {unit}"
    )


def pictures(count: int) -> Iterator[bytes]:
    """Pictures that differ, of the sizes that assets have."""
    chance = random.Random(1)
    for number in range(count):
        size = chance.choice([(512, 768), (768, 768), (1024, 576)])
        picture = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
        drawing = ImageDraw.Draw(picture)
        for _ in range(12):
            at = [chance.randrange(side) for side in (*size, *size)]
            box = (min(at[0], at[2]), min(at[1], at[3]), max(at[0], at[2]), max(at[1], at[3]))
            drawing.ellipse(box, fill=tuple(chance.randrange(256) for _ in range(3)))
        drawing.text((10, 10), str(number))
        held = io.BytesIO()
        picture.save(held, "JPEG", quality=85)
        yield held.getvalue()


def fill(services: Services) -> UUID:
    user = services.accounts.add_user(EMAIL, "Ada", PASSWORD).id
    project = services.projects.create(user, "The Long Tide").id
    services.styles.put(user, project, "Grainy noir")
    services.styles.lock(user, project)
    kinds = list(AssetType)
    for number, data in enumerate(pictures(ASSETS)):
        new = NewAsset(
            f"Asset {number}", kinds[number % len(kinds)], f"Number {number}, weathered.", []
        )
        asset = services.curation.add(user, project, new)
        services.uploads.receive(user, project, asset.id, data, f"{number}.jpg")
    return project


@contextmanager
def fixed(body: bytes, address: str) -> Iterator[str]:
    """The same bytes from a server that does nothing else: what a page of this size can be.

    What the page asks for under /static it has from `address`, each once; there are no pictures.
    """
    kept: dict[str, tuple[str, bytes]] = {"/": ("text/html; charset=utf-8", body)}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/static/") and self.path not in kept:
                found = requests.get(address + self.path, timeout=60)
                kept[self.path] = (found.headers["Content-Type"], found.content)
            kind, data = kept.get(self.path, ("text/plain", b""))
            self.send_response(200 if data else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if self.path != "/":
                self.send_header("Cache-Control", "max-age=31536000, immutable")
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def measure(address: str, path: str, browser: Browser) -> None:
    context = browser.new_context(base_url=address, viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/projects")
    cookies = {one["name"]: one["value"] for one in context.cookies()}
    board = f"{address}{path}"
    times, body = [], b""
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = requests.get(board, cookies=cookies, headers={"Accept": "text/html"}, timeout=60)
        times.append((time.perf_counter() - began) * 1000)
        body = answer.content
    say("the board's answer, one client", spread(times))
    say("its bytes", f"{len(body) / 1024:.0f} KiB, {len(gzip.compress(body)) / 1024:.0f} gzipped")
    with fixed(body, address) as same:
        state = context.storage_state()
        beside = context.new_page()
        painted(page, board), painted(beside, same)  # what is kept is there from now on
        for visit, one, other in (
            ("again", lambda: painted(page, board), lambda: painted(beside, same)),
            (
                "for the first time",
                lambda: painted_anew(browser, state, board),
                lambda: painted_anew(browser, state, same),
            ),
        ):
            ours, limit = alternate(one, other)
            say(f"first contentful paint, who comes {visit}", spread(ours))
            say("  the same bytes from a server that does nothing else", spread(limit))
            say(
                "  ratio of the medians",
                f"{statistics.median(ours) / statistics.median(limit):.2f}",
            )
        beside.close()
    page.goto(board)
    say("layout shift in the first second", f"{page.evaluate(SHIFTED):.4f}")
    wanted = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'img')"
        ".length"
    )
    say("pictures asked for before anybody scrolls", str(wanted))
    gaps = page.evaluate(SCROLLED)
    say(
        "frames while it is scrolled through",
        f"{len(gaps)}; gap p50 {statistics.median(gaps):.0f}  p95"
        f" {gaps[int(len(gaps) * 0.95)]:.0f}  max {gaps[-1]:.0f} ms",
    )


def painted(page: Page, address: str) -> float:
    page.goto(address, wait_until="commit")
    found = float(page.evaluate(PAINTED))
    page.wait_for_load_state("load")  # or the next one would be measured with this one's end
    return found


def painted_anew(browser: Browser, state: Any, address: str) -> float:
    """As `painted`, in a browser that has nothing of the site yet but who is signed in."""
    context = browser.new_context(storage_state=state, viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    found = painted(context.new_page(), address)
    context.close()
    return found


def alternate(
    one: Callable[[], float], other: Callable[[], float]
) -> tuple[list[float], list[float]]:
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        found[0].append(one())
        found[1].append(other())
    return found


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        say("no Chromium on this machine", "apt install chromium")
        return
    with running_once(dict(os.environ)) as stack:
        upgrade(stack.owner_url)
        stack.start(HOME / "Procfile")
        settings = Settings.from_env(stack.env)
        services = build_services(settings)
        try:
            wait_until_ready(settings.public_url, 60, alive=lambda: None)
            began = time.perf_counter()
            project = fill(services)
            say(
                f"{ASSETS} assets with a picture each, made in",
                f"{time.perf_counter() - began:.0f} s",
            )
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                measure(settings.public_url, f"/projects/{project}", browser)
                browser.close()
        finally:
            services.close()


if __name__ == "__main__":
    main()
