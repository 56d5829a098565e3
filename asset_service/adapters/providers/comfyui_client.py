"""ComfyUI's routes, one a method; where an answer can be anything, it is looked at here.

Source of the protocol: server.py, execution.py and comfy_execution/jobs.py of ComfyUI.
"""

import re
import time
from enum import StrEnum
from typing import Any

from asset_service.adapters.providers.local_errors import MISSING, error_of, unreadable
from asset_service.adapters.providers.local_http import (
    ANSWER_MOST,
    PICTURE_MOST,
    Answer,
    Clock,
    LocalServer,
)
from asset_service.adapters.providers.local_json import at, items, table, text
from asset_service.ports.providers import NoImage

QUICK = 10.0
"""Seconds for an answer that needs no work."""
UPLOAD = 60.0
QUEUE_MOST = 64 * 1024 * 1024
"""A queue and a history name whole workflows, prompts and all."""
NO_ROUTE = frozenset({MISSING, 405, 501})
TARGETED_SINCE = (0, 3, 60)
"""From here on /interrupt heeds `prompt_id` (pull request 9607); before, it stops whoever runs."""
CONFIRM_SECONDS = 3.0
_CONFIRM_PAUSE = 0.2


class Stand(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    OVER = "over"
    UNKNOWN = "unknown"


class Comfy:
    """`answer_seconds` bounds every answer; those that need no work get less."""

    def __init__(self, server: LocalServer, answer_seconds: float) -> None:
        self._server = server
        self._quick = min(QUICK, answer_seconds)
        self._answer_seconds = answer_seconds

    def check(self) -> None:
        """Raise ProviderError unless a ComfyUI answers."""
        answer = self._get("/system_stats")
        if answer.status == MISSING:
            answer = self._get("/queue")
        if not isinstance(self._good(answer), dict):
            raise unreadable(self._server)

    def post_prompt(self, body: dict[str, Any], seconds: float) -> Answer:
        return self._server.ask("POST", "/prompt", seconds=seconds, json=body)

    def upload(self, name: str, data: bytes, mime: str, seconds: float) -> str:
        """Return how a LoadImage node names the file. The same name is the same picture."""
        answer = self._server.ask(
            "POST",
            "/upload/image",
            seconds=min(seconds, UPLOAD),
            files={"image": (name, data, mime)},
            data={"type": "input", "overwrite": "true"},
        )
        said = self._good(answer)
        stored, folder = text(at(said, "name")), text(at(said, "subfolder"))
        if not stored:
            raise unreadable(self._server)
        return f"{folder}/{stored}" if folder else stored

    def checkpoints(self, seconds: float) -> list[str]:
        path = "/object_info/CheckpointLoaderSimple"
        said = self._good(self._get(path, seconds=min(seconds, self._quick)))
        known = at(said, "CheckpointLoaderSimple", "input", "required", "ckpt_name")
        # newer servers list the names among a combo's options, older ones in its place
        names = at(known, 1, "options") or at(known, 0)
        return [name for name in items(names) if isinstance(name, str)]

    def history(self, prompt_id: str) -> dict[str, Any] | None:
        """Return what became of it; None while nothing did, and for what it never heard of."""
        said = self._good(self._get(f"/history/{prompt_id}", most=QUEUE_MOST))
        if not isinstance(said, dict):
            raise unreadable(self._server)
        return table(said[prompt_id]) if prompt_id in said else None

    def stand(self, prompt_id: str) -> Stand:
        """Return where a request is that the history did not have.

        It moves from the queue into the history at one moment: who looks there first, then
        here, and then there again, cannot miss it.
        """
        answer = self._get(f"/api/jobs/{prompt_id}")
        status = at(answer.json(), "status") if answer.good else None
        if status == "pending":
            return Stand.QUEUED
        if status == "in_progress":
            return Stand.RUNNING
        return Stand.OVER if isinstance(status, str) else self._in_queue(prompt_id)

    def picture(self, place: dict[str, Any]) -> Answer:
        """Return a file that a node saved; raises NoImage when the server has it no more."""
        named = {name: text(place.get(name)) for name in ("filename", "subfolder", "type")}
        answer = self._server.ask(
            "GET", "/view", params=named, seconds=self._answer_seconds, most=PICTURE_MOST
        )
        if answer.status in {400, MISSING}:
            raise NoImage(f"{self._server.label} no longer has the picture that it made.")
        if not answer.good:
            raise error_of(self._server, answer)
        return answer

    def cancel(self, prompt_id: str) -> bool:
        """Call off this request and no other; True only when that is sure."""
        answer = self._server.ask("POST", f"/api/jobs/{prompt_id}/cancel", seconds=self._quick)
        if answer.status not in NO_ROUTE:
            return at(self._good(answer), "cancelled") is True
        return self._cancel_the_old_way(prompt_id)

    def _cancel_the_old_way(self, prompt_id: str) -> bool:
        stand = self._in_queue(prompt_id)
        if stand is Stand.QUEUED:
            self._post("/queue", {"delete": [prompt_id]})
            stand = self._in_queue(prompt_id)
            if stand is Stand.UNKNOWN:
                return self.history(prompt_id) is None
        if stand is not Stand.RUNNING or not self._interrupts_only_what_is_named(prompt_id):
            return False
        self._post("/interrupt", {"prompt_id": prompt_id})
        return self._ends(prompt_id)

    def _interrupts_only_what_is_named(self, prompt_id: str) -> bool:
        # Whatever knows /api/jobs is younger than that.
        if isinstance(self._get(f"/api/jobs/{prompt_id}").json(), dict):
            return True
        version = text(at(self._get("/system_stats").json(), "system", "comfyui_version"))
        found = re.match(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})", version)
        return found is not None and tuple(map(int, found.groups())) >= TARGETED_SINCE

    def _ends(self, prompt_id: str) -> bool:
        clock = Clock(CONFIRM_SECONDS)
        while (made := self.history(prompt_id)) is None and clock.left() > 0:
            time.sleep(_CONFIRM_PAUSE)
        messages = items(at(made, "status", "messages"))
        return any(at(message, 0) == "execution_interrupted" for message in messages)

    def _in_queue(self, prompt_id: str) -> Stand:
        said = self._good(self._get("/queue", most=QUEUE_MOST))
        if not isinstance(said, dict):
            raise unreadable(self._server)
        for stand, name in ((Stand.RUNNING, "queue_running"), (Stand.QUEUED, "queue_pending")):
            if any(at(one, 1) == prompt_id for one in items(said.get(name))):
                return stand
        return Stand.UNKNOWN

    def _get(self, path: str, *, seconds: float | None = None, most: int = ANSWER_MOST) -> Answer:
        return self._server.ask("GET", path, seconds=seconds or self._quick, most=most)

    def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = self._server.ask("POST", path, seconds=self._quick, json=body)
        if not answer.good:
            raise error_of(self._server, answer)

    def _good(self, answer: Answer) -> Any:
        """Return the JSON of an answer; raises what its status says."""
        if not answer.good:
            raise error_of(self._server, answer)
        said = answer.json()
        if said is None:
            raise unreadable(self._server)
        return said
