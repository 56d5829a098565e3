"""ComfyUI as its clients see it: queue, history, jobs, interrupts, uploads and the websocket.

Shapes as in server.py, execution.py and comfy_execution/jobs.py of ComfyUI; the pictures are
plain squares of one colour.
"""

import base64
import contextlib
import hashlib
import json
import threading
import time
import uuid
from collections import deque

from fixtures.pictures import a_png

from providers.local_server import Engine

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KNOWN = {
    "CheckpointLoaderSimple",
    "CLIPTextEncode",
    "EmptyLatentImage",
    "KSampler",
    "VAEDecode",
    "SaveImage",
    "PreviewImage",
    "LoadImage",
}


class FakeComfy(Engine):
    """`outcomes` says what becomes of the next prompts: draw, oom, error, nothing, temp or junk.

    `jobs`: whether it has /api/jobs, `cancels` whether it can cancel there; `targeted`: whether
    /interrupt heeds a prompt_id; `renames`: whether it names prompts itself, as old ones do;
    `sockets`: whether there is a websocket. While `held` nothing that is queued is begun, and
    `paused` stops what runs between two steps.
    """

    def __init__(self, *, steps=4, step_seconds=0.01, **facts):
        self.jobs, self.cancels, self.targeted = True, True, True
        self.renames, self.sockets = False, True
        self.version = "0.9.1"
        self.outcomes, self.node_errors = deque(), {}
        self.checkpoints = ["first.safetensors", "second.safetensors"]
        self.steps, self.step_seconds = steps, step_seconds
        self.drawn, self.uploads, self.interrupts = [], {}, []
        self._open, self._running_free = threading.Event(), threading.Event()
        self._open.set()
        self._running_free.set()
        self._lines = {}
        self._forget()
        super().__init__(**facts)
        threading.Thread(target=self._work, daemon=True).start()

    def _forget(self):
        self.pending, self.running, self.history, self.files = deque(), None, {}, {}
        self._before, self._interrupted, self._run = None, False, object()

    def close(self):
        super().close()
        self.let_go()
        self._hang_up()

    def hold(self):
        self._open.clear()

    def pause(self):
        self._running_free.clear()

    def let_go(self):
        self._open.set()
        self._running_free.set()

    def restart(self):
        """Everything it had in memory is gone, what it was drawing too."""
        with self.lock:
            self._forget()
            self._hang_up()

    def _hang_up(self):
        for line in list(self._lines.values()):
            with contextlib.suppress(OSError):
                line.close()
        self._lines.clear()

    def queue_of_somebody_else(self):
        """Another client's prompt; returns its id."""
        return self._put(
            {"1": {"class_type": "SaveImage", "inputs": {}}}, "other", str(uuid.uuid4())
        )

    # --- routes

    def route(self, asked):
        path = asked.path
        if path.startswith("/api/jobs/"):
            return self._job(asked)
        if path.startswith("/history/"):
            with self.lock:
                known = self.history.get(path.removeprefix("/history/"))
                return 200, {path.removeprefix("/history/"): known} if known else {}
        if asked.method == "GET":
            return self._get(asked)
        return {
            "/prompt": self._prompt,
            "/queue": self._queue,
            "/interrupt": self._interrupt,
            "/upload/image": self._upload,
        }.get(path, lambda _: (405, b"405: Method Not Allowed"))(asked)

    def _get(self, asked):
        if asked.path == "/system_stats":
            return 200, {"system": {"comfyui_version": self.version}, "devices": []}
        if asked.path == "/queue":
            with self.lock:
                return 200, {
                    "queue_running": [self.running] if self.running else [],
                    "queue_pending": list(self.pending),
                }
        if asked.path == "/object_info/CheckpointLoaderSimple":
            names = {"required": {"ckpt_name": [self.checkpoints, {}]}}
            return 200, {"CheckpointLoaderSimple": {"input": names}}
        if asked.path == "/view":
            file = self.files.get((asked.query.get("filename"), asked.query.get("subfolder", "")))
            return (200, file) if file is not None else (404, b"")
        return 404, b"404: Not Found"

    def _job(self, asked):
        prompt_id = asked.path.split("/")[3]
        if not self.jobs or (asked.path.endswith("/cancel") and not self.cancels):
            return (405 if asked.method == "POST" else 404), b"404: Not Found"
        with self.lock:
            if asked.path.endswith("/cancel"):
                return 200, {"cancelled": self._cancel(prompt_id)}
            if prompt_id in self.history:
                return 200, {"id": prompt_id, "status": "completed"}
            if self.running and self.running[1] == prompt_id:
                return 200, {"id": prompt_id, "status": "in_progress"}
            if any(one[1] == prompt_id for one in self.pending):
                return 200, {"id": prompt_id, "status": "pending"}
        return 404, {"error": "Job not found"}

    def _cancel(self, prompt_id):
        if self._delete(prompt_id):
            return True
        if self.running and self.running[1] == prompt_id:
            self._interrupted = True
            return True
        return False

    def _prompt(self, asked):
        said = asked.json
        graph = said["prompt"]
        errors = {**self._wrong_with(graph), **self.node_errors}
        saves = {node for node, facts in graph.items() if facts["class_type"].startswith("Save")}
        bad = {one for facts in errors.values() for one in facts["dependent_outputs"]}
        if errors and saves <= bad:
            problem = {
                "type": "prompt_outputs_failed_validation",
                "message": "Prompt outputs failed validation",
                "details": "",
                "extra_info": {},
            }
            return 400, {"error": problem, "node_errors": errors}
        prompt_id = str(uuid.uuid4()) if self.renames else said["prompt_id"]
        self._put(graph, said.get("client_id"), prompt_id)
        return 200, {"prompt_id": prompt_id, "number": 1, "node_errors": errors}

    def _wrong_with(self, graph):
        found = {}
        for node, facts in graph.items():
            if facts["class_type"] == "LoadImage" and facts["inputs"]["image"] not in self.uploads:
                found[node] = node_error("LoadImage", "image", "Invalid image file", list(graph))
        return found

    def _put(self, graph, client, prompt_id):
        with self.lock:
            self.pending.append([1, prompt_id, graph, {"client_id": client}, []])
        return prompt_id

    def _queue(self, asked):
        with self.lock:
            for prompt_id in asked.json.get("delete", []):
                self._delete(prompt_id)
        return 200, b""

    def _delete(self, prompt_id):
        kept = [one for one in self.pending if one[1] != prompt_id]
        gone = len(kept) < len(self.pending)
        self.pending = deque(kept)
        return gone

    def _interrupt(self, asked):
        named = json.loads(asked.body or b"{}").get("prompt_id")
        with self.lock:
            self.interrupts.append(named)
            runs = self.running and self.running[1]
            if not (self.targeted and named) or named == runs:
                self._interrupted = True
        return 200, b""

    def _upload(self, asked):
        name, data = asked.parts()["image"]
        self.uploads[name] = data
        return 200, {"name": name, "subfolder": "", "type": "input"}

    # --- the executor

    def _work(self):
        while not self.over.is_set():
            self._open.wait()
            with self.lock:
                run = self._run
                self.running = self.pending.popleft() if self.pending else None
                self._interrupted = False
            if self.running is None:
                time.sleep(0.005)
                continue
            made = self._draw(self.running, run)
            with self.lock:
                if run is self._run:
                    self.history[self.running[1]] = made
                    self.running = None

    def _draw(self, item, run):
        _, prompt_id, graph, extra, _ = item
        self.drawn.append(graph)
        outcome = self.outcomes.popleft() if self.outcomes else "draw"
        events = [["execution_start", {"prompt_id": prompt_id, "timestamp": 1000}]]
        cached = list(graph) if graph == self._before else []
        events.append(["execution_cached", {"nodes": cached, "prompt_id": prompt_id}])
        outputs = {} if cached else self._outputs(item, outcome, run)
        with self.lock:
            stopped = self._interrupted
            if run is self._run:
                self._before = graph
        if stopped:
            events.append(["execution_interrupted", {"prompt_id": prompt_id}])
            outputs = {}
        elif outcome in {"oom", "error"}:
            kind = "torch.OutOfMemoryError" if outcome == "oom" else "RuntimeError"
            told = {"exception_type": kind, "exception_message": "Allocation\n failed"}
            where = {"prompt_id": prompt_id, "node_id": "drawing", "node_type": "KSampler"}
            events.append(["execution_error", where | told])
            outputs = {}
        else:
            events.append(["execution_success", {"prompt_id": prompt_id, "timestamp": 3500}])
        good = events[-1][0] == "execution_success"
        self._tell(extra.get("client_id"), events[-1][0], {"prompt_id": prompt_id})
        status = {
            "status_str": "success" if good else "error",
            "completed": good,
            "messages": events,
        }
        return {"prompt": item, "outputs": outputs, "status": status, "meta": {}}

    def _outputs(self, item, outcome, run):
        _, prompt_id, graph, extra, _ = item
        client = extra.get("client_id")
        self._tell(client, "progress", {"prompt_id": "another", "node": "1", "value": 9, "max": 9})
        for step in range(1, self.steps + 1):
            self._running_free.wait()
            time.sleep(self.step_seconds)
            if self._interrupted or run is not self._run or self.over.is_set():
                return {}
            facts = {"value": step, "max": self.steps, "state": "running"}
            self._tell(client, "progress", {"prompt_id": prompt_id, "node": "drawing", **facts})
            nodes = {"model": {"value": 1, "max": 1, "state": "finished"}, "drawing": facts}
            self._tell(client, "progress_state", {"prompt_id": prompt_id, "nodes": nodes})
        if outcome in {"oom", "error", "nothing"}:
            return {}
        kind = "temp" if outcome == "temp" else "output"
        return {
            node: {"images": [self._save(node, graph, kind, outcome)]}
            for node, facts in graph.items()
            if facts["class_type"] in {"SaveImage", "PreviewImage"}
        }

    def _save(self, node, graph, kind, outcome):
        shade = hashlib.sha256(json.dumps([node, graph]).encode()).digest()
        data = a_png(int.from_bytes(shade[:3], "big"))
        name = f"picture_{len(self.files):05}_.png"
        self.files[name, "day one"] = b"<html>busy</html>" if outcome == "junk" else data
        return {"filename": name, "subfolder": "day one", "type": kind}

    # --- the websocket, as far as a server talks

    def websocket(self, handler, asked):
        if not self.sockets or asked.path != "/ws":
            handler.answer(404, b"")
            return
        key = asked.headers["Sec-WebSocket-Key"].encode()
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest()).decode()  # noqa: S324 - the protocol's
        handler.send_response(101)
        handler.send_header("Upgrade", "websocket")
        handler.send_header("Connection", "Upgrade")
        handler.send_header("Sec-WebSocket-Accept", accept)
        handler.end_headers()
        handler.close_connection = True
        line = Talker(handler)
        with self.lock:
            self._lines[asked.query["clientId"]] = line
            if self.over.is_set():
                return
        line.say("status", {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "x"})
        line.listen()

    def _tell(self, client, kind, data):
        with self.lock:
            line = self._lines.get(client)
        if line is not None:
            with contextlib.suppress(OSError, ValueError):
                line.say(kind, data)

    def listens(self, client):
        with self.lock:
            return client in self._lines


class Talker:
    """A websocket that sends text frames, and hears only that the other side goes."""

    def __init__(self, handler):
        self._handler = handler

    def say(self, kind, data):
        body = json.dumps({"type": kind, "data": data}).encode()
        size = bytes([len(body)]) if len(body) < 126 else b"\x7e" + len(body).to_bytes(2, "big")
        self._handler.wfile.write(b"\x81" + size + body)
        self._handler.wfile.flush()

    def listen(self):
        with contextlib.suppress(OSError, ValueError):
            head = self._handler.rfile.read(1)
            if head and head[0] & 0x0F == 8:  # closing: say the same and go
                self._handler.wfile.write(b"\x88\x00")

    def close(self):
        self._handler.connection.shutdown(2)


def node_error(kind, name, message, outputs):
    error = {
        "type": "value_not_in_list",
        "message": message,
        "details": f"{name}: 'x'",
        "extra_info": {"input_name": name},
    }
    return {"errors": [error], "dependent_outputs": outputs, "class_type": kind}
