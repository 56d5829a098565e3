"""Debian's Chromium in front of the whole service; skipped, saying why, where there is none.

All of it ends with the last test of the folder: its processes would take from those that follow.
"""

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures.app import PASSWORD, Person
from fixtures.film import Film

from browser.engines import Engines, the_engines
from browser.stack import Stack, a_stack

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1440, "height": 1000}
SHOWN_WITHIN = 15_000
"""Milliseconds that a page may take to show something, on a machine that runs much else."""
SCRIPTED = 'html:has(script[src$="/page.js"])'
READY = "[data-ui-ready]"


@pytest.fixture(scope="package")
def engines() -> Iterator[Engines]:
    """What the stack can draw with beside its placeholder, on loopback."""
    with the_engines() as running:
        yield running


@pytest.fixture(scope="package")
def stack(
    new_database: Any, standing_valkey: Any, tmp_path_factory: Any, engines: Engines
) -> Iterator[Stack]:
    with new_database() as urls:
        facts = {
            "DATABASE_URL": urls.app,
            "DATABASE_MAINTENANCE_URL": urls.maintenance,
            "DATABASE_OWNER_URL": urls.owner,
            "REDIS_URL": standing_valkey.url,
            "SECRET_KEY": secrets.token_hex(),
            **engines.variables(),
        }
        with a_stack(Path(tmp_path_factory.mktemp("stack")), facts) as running:
            yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: apt install chromium")
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - 160 MB for one room

    expect.set_options(timeout=SHOWN_WITHIN)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def user(stack: Stack) -> Person:
    return somebody(stack)


@pytest.fixture
def film(stack: Stack, user: Person) -> Film:
    """A project of `user` that is empty; its methods fill it without the browser."""
    project = stack.services.projects.create(user.id, "The Long Tide")
    return Film(stack.services, user, None, project.id, stack.settings.owner_url)


@pytest.fixture
def new_page(stack: Stack, chromium: Any, user: Person) -> Iterator[Callable[..., Any]]:
    """`new_page()` is one more tab in a browser of `user`'s own; options are the context's.

    A test fails that leaves an error of a script, or a breach of the content policy, behind.
    """
    opened, wrong = [], []

    def make(person: Person | None = user, **options: Any) -> Any:
        context = chromium.new_context(
            base_url=stack.address, **{"viewport": WIDE, "reduced_motion": "reduce", **options}
        )
        opened.append(context)
        context.set_default_timeout(SHOWN_WITHIN)
        if person is not None:
            cookie = {"name": "session", "value": stack.cookie(person.session)}
            context.add_cookies([{**cookie, "url": stack.address}])
        page = context.new_page()
        if options.get("java_script_enabled", True):
            _wait_for_scripts(page)
        # Asked for early: a dialog that opens before Chromium has heard of it is never told.
        page.on("filechooser", lambda _: None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
        return page

    yield make
    for context in opened:
        context.close()
    assert wrong == [], stack.told()


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page()


@pytest.fixture
def other(stack: Stack) -> Person:
    """Somebody else, who has no part in the film."""
    return somebody(stack)


def somebody(stack: Stack) -> Person:
    """Make an account, and a browser session of it."""
    email = f"{secrets.token_hex(8)}@film.example"
    made = stack.services.accounts.add_user(email, "Ada", PASSWORD)
    session = stack.services.sessions.sign_in(email, PASSWORD).secret
    return Person(made.id, email, "", session)


def _wait_for_scripts(page: Any) -> None:
    """Let nothing be pressed before the scripts listen.

    Until then a link is a link: it leads to the page that would have opened above this one. That
    is how it should be, and a press that follows a link at once, on a busy machine, comes so early.
    """
    page.add_locator_handler(
        page.locator(f"{SCRIPTED}:not({READY})"),
        lambda: page.locator(f"{SCRIPTED}{READY}").wait_for(state="attached"),
        no_wait_after=True,
    )


def _is_wrong(said: Any) -> bool:
    # An answer that is no 2xx, or none, is a line of the console; the test itself looks at it.
    return said.type == "error" and not re.search("Failed to (load resource|fetch)", said.text)
