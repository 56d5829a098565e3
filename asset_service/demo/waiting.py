"""Waiting for a batch with a progress bar."""

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from asset_service.demo.client import Client

_PATIENCE = 300  # seconds without any news
_OVER = {"succeeded", "failed", "refused", "canceled", "unknown_outcome"}


class JobsFailed(Exception):
    """A job of the batch ended without a picture; the message says which and why."""


def wait_for_jobs(client: Client, path: str, console: Console) -> None:
    """Return when every job of the list at `path` has succeeded.

    Raises JobsFailed when one ended otherwise, TimeoutError when nothing moves any more.
    """
    columns = (
        TextColumn("   "),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
    )
    news = time.monotonic()
    seen = -1.0
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", note="")
        while True:
            jobs = list(client.everything(path))
            over = [job for job in jobs if job["status"] in _OVER]
            running = sum(job["status"] == "running" for job in jobs)
            progress.update(bar, total=len(jobs), completed=len(over), note=f"{running} running")
            bad = [job for job in over if job["status"] != "succeeded"]
            if bad:
                raise JobsFailed(f"{bad[0]['status']}: {bad[0]['error_message']}")
            if len(over) == len(jobs):
                return
            moved = len(over) + sum(job["progress"] for job in jobs)
            if moved != seen:
                news, seen = time.monotonic(), moved
            if time.monotonic() - news > _PATIENCE:
                raise TimeoutError(f"no job moved for {_PATIENCE} seconds")
            time.sleep(0.2)
