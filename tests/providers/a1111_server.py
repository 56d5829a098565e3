"""AUTOMATIC1111's API as its clients see it: one picture at a time, progress of whatever runs.

Shapes as in modules/api/api.py, modules/progress.py and modules/shared_state.py of the web UI.
"""

import base64
import contextlib
import json
import threading
import time
from collections import deque

from fixtures.pictures import a_png

from providers.local_server import Engine

UNFINISHED = a_png(0x101010)


class FakeA1111(Engine):
    """`variant` is `webui`, `nowebui` (no /internal/progress) or `sd-server` (no progress at all).

    `outcomes` says what becomes of the next pictures: draw, oom, sampler, script, pydantic, grid,
    cut_off, junk or none. `paused` stops what runs between two steps.
    """

    def __init__(self, *, steps=4, step_seconds=0.01, variant="webui", **facts):
        self.variant = variant
        self.steps, self.step_seconds = steps, step_seconds
        self.outcomes = deque()
        self.models = ["dream.safetensors [abc123]", "ink.ckpt"]
        self.loaded = "dream"
        self.drawn, self.interrupts = [], []
        self.state = dict.fromkeys(("skipped", "interrupted", "stopping_generation"), False)
        self.state |= {"job": "", "job_count": 0, "job_timestamp": "0", "job_no": 0}
        self.state |= {"sampling_step": 0, "sampling_steps": 0}
        self._stamps = 20261130000000
        self._task, self._waiting, self._finished = None, set(), []
        self._worker = threading.Lock()
        self._free = threading.Event()
        self._free.set()
        super().__init__(**facts)

    def close(self):
        super().close()
        self._free.set()

    def pause(self):
        self._free.clear()

    def let_go(self):
        self._free.set()

    def somebody_else_draws(self):
        """Another client's picture, which is begun when this returns."""
        body = {"prompt": "theirs", "seed": 1, "width": 64, "height": 64}
        thread = threading.Thread(target=self._generate, args=(body,), daemon=True)
        thread.start()
        while self.state["job"] == "":
            time.sleep(0.005)
        return thread

    def route(self, asked):
        routes = {
            ("POST", "/sdapi/v1/txt2img"): self._picture,
            ("POST", "/sdapi/v1/img2img"): self._picture,
            ("GET", "/sdapi/v1/sd-models"): self._models,
            ("GET", "/sdapi/v1/options"): lambda _: (200, {}),
        }
        if self.variant != "sd-server":
            routes["GET", "/sdapi/v1/progress"] = self._progress
            routes["POST", "/sdapi/v1/interrupt"] = self._interrupt
        if self.variant == "webui":
            routes["POST", "/internal/progress"] = self._internal
        found = routes.get((asked.method, asked.path))
        return found(asked) if found else (404, {"detail": "Not Found"})

    def _models(self, _):
        return 200, [{"title": name, "model_name": name.partition(".")[0]} for name in self.models]

    def _progress(self, _):
        with self.lock:
            steps = self.state["sampling_steps"]
            share = self.state["sampling_step"] / steps if self.state["job_count"] else 0
            return 200, {
                "progress": min(0.01 + share, 1) if self.state["job_count"] else 0,
                "eta_relative": 1.0,
                "state": dict(self.state),
                "current_image": None,
                "textinfo": None,
            }

    def _internal(self, asked):
        task = asked.json["id_task"]
        with self.lock:
            active = task == self._task
            share = self.state["sampling_step"] / self.steps if active else None
            return 200, {
                "active": active,
                "queued": task in self._waiting,
                "paused": False,
                "completed": task in self._finished,
                "progress": share,
            }

    def _interrupt(self, _):
        with self.lock:
            self.interrupts.append(self._task)
            self.state["interrupted"] = True
        return 200, {}

    def _picture(self, asked):
        return self._generate(asked.json)

    def _generate(self, body):
        outcome = self.outcomes.popleft() if self.outcomes else "draw"
        wrong = {
            "sampler": (404, http_error("Sampler not found")),
            "script": (422, http_error("Script 'x' not found")),
            "pydantic": (422, {"detail": [{"loc": ["body", "steps"], "msg": "not an int"}]}),
        }
        if outcome in wrong:
            return wrong[outcome]
        task = body.get("force_task_id")
        with self.lock:
            self._waiting.add(task)
        with self._worker:
            return self._work(body, task, outcome)

    def _work(self, body, task, outcome):
        self._begin(body, task)
        whole = True
        for step in range(1, self.steps + 1):
            self._free.wait()
            time.sleep(self.step_seconds)
            with self.lock:
                if self.state["interrupted"] or self.over.is_set():
                    whole = False
                    break
                self.state["sampling_step"] = step
        info = self._info(body)
        with self.lock:
            self.state |= {"job": "", "job_count": 0}
            self._task = None
            self._finished.append(task)
        if outcome == "oom":
            return 500, {"error": "OutOfMemoryError", "detail": "", "errors": "CUDA out of memory"}
        images = [self._image(body) if whole else UNFINISHED]
        if outcome == "grid":
            images, info["index_of_first_image"] = [a_png(0xFFFFFF), *images], 1
        return 200, self._answer(images, info, body, outcome)

    def _begin(self, body, task):
        with self.lock:
            self._stamps += 1
            self._waiting.discard(task)
            self._task = task
            self.drawn.append(body)
            self.state |= {"interrupted": False, "skipped": False, "sampling_step": 0}
            self.state |= {"job": "Batch 1 out of 1", "job_count": 1, "sampling_steps": self.steps}
            self.state["job_timestamp"] = str(self._stamps)

    def _image(self, body):
        return a_png(body["seed"] % 2**24)

    def _info(self, body):
        wanted = body.get("override_settings", {}).get("sd_model_checkpoint")
        if any(wanted and name.startswith(wanted) for name in self.models):
            self.loaded = wanted  # an unknown one is ignored
        return {
            "prompt": body["prompt"],
            "seed": body["seed"],
            "all_seeds": [body["seed"]],
            "sampler_name": body.get("sampler_name", "Euler"),
            "steps": body.get("steps", 20),
            "sd_model_name": self.loaded,
            "infotexts": [f"{body['prompt']}\nSteps: {self.steps}, Seed: {body['seed']}"],
            "index_of_first_image": 0,
            "job_timestamp": self.state["job_timestamp"],
            "version": "v1.10.1",
        }

    def _answer(self, images, info, body, outcome):
        encoded = [base64.b64encode(image).decode() for image in images]
        if outcome == "cut_off":
            encoded = [one[:-3] for one in encoded]
        elif outcome == "junk":
            encoded = [base64.b64encode(b"<html>busy</html>").decode()]
        elif outcome == "none":
            encoded = []
        told = "" if self.variant == "sd-server" else json.dumps(info)
        return {"images": encoded, "parameters": body, "info": told}


def http_error(detail):
    return {"error": "HTTPException", "detail": detail, "body": "", "errors": ""}


@contextlib.contextmanager
def running(**facts):
    with FakeA1111(**facts) as server:
        yield server
