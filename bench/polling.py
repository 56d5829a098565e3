"""What a page costs that asks again and again: a board of 300 assets, changed or not.

`./dev bench polling`
"""

import os
import statistics
import time
from collections.abc import Callable

import structlog
from flask.testing import FlaskClient

from asset_service.app import create_app
from asset_service.config import Settings
from asset_service.domain.vocabulary import AssetType
from asset_service.embedded.environment import running_once
from asset_service.services.curation import NewAsset
from asset_service.services.tokens import Wanted
from asset_service.store.migrations import upgrade
from asset_service.web.revalidation import POLL

ASSETS = 300
ROUNDS = 200
COSTLY = 20


def spent(ask: Callable[[], int], rounds: int) -> tuple[float, float, float]:
    """Return the median and the 95th percentile of the time, and the processor, in ms."""
    took = []
    cpu = time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1e3)
    used = (time.process_time() - cpu) / rounds * 1e3
    return statistics.median(took), statistics.quantiles(took, n=20)[18], used


def compare(client: FlaskClient, what: str, path: str, headers: dict[str, str]) -> None:
    def ask(**more: str) -> int:
        return client.get(path, headers={**headers, POLL: "1", **more}).status_code

    def tag() -> str:
        return client.get(path, headers={**headers, POLL: "1"}).headers["ETag"]

    full = spent(ask, COSTLY)
    for _ in range(3):  # the tag of a page is of one minute
        known = {"If-None-Match": tag()}
        if ask(**known) == 304:  # noqa: PLR2004 - Not Modified
            break
    same = spent(lambda: ask(**known), ROUNDS)
    for name, (p50, p95, cpu) in (("200", full), ("304", same)):
        print(f"{what:<14} {name}   p50 {p50:7.2f} ms   p95 {p95:7.2f} ms   CPU {cpu:7.2f} ms")


def main() -> None:
    structlog.configure(
        [structlog.processors.KeyValueRenderer()], logger_factory=structlog.ReturnLoggerFactory()
    )
    with running_once(dict(os.environ)) as stack:
        upgrade(stack.owner_url)
        app = create_app(Settings.from_env(stack.env))
        services = app.extensions["asset_service"].services
        user = services.accounts.add_user("a@film.example", "Ada", "correct horse battery")
        token = services.tokens.create(user.id, Wanted("bench")).secret
        project = services.projects.create(user.id, "The Long Tide")
        for number in range(ASSETS):
            new = NewAsset(f"Asset {number}", AssetType.PROP, "A thing of brass, dented.", [])
            services.curation.add(user.id, project.id, new)
        client = app.test_client(use_cookies=False)
        bearer = {"Authorization": f"Bearer {token}"}
        api = f"/api/v1/projects/{project.id}"
        compare(client, "board (page)", f"/projects/{project.id}", bearer)
        compare(client, "assets (API)", f"{api}/assets?limit=200", bearer)
        compare(client, "gate (API)", f"{api}/gate", bearer)
        compare(client, "jobs (API)", f"{api}/jobs", bearer)
        services.close()


if __name__ == "__main__":
    main()
