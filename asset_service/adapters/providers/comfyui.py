"""ComfyUI: a workflow of the operator's, filled in, queued and asked after.

The request's name is made here and recorded before it is sent, so that a worker that comes
later can ask after it. The server keeps queue and history in memory: what it does not know was
never taken, or was forgotten in a restart, and can be sent anew.
"""

from collections import deque
from typing import Any

from asset_service.adapters.providers.comfyui_answers import Interrupted, pictures, seconds_of
from asset_service.adapters.providers.comfyui_client import Comfy, Stand
from asset_service.adapters.providers.comfyui_handle import Handle
from asset_service.adapters.providers.comfyui_handle import read as read_handle
from asset_service.adapters.providers.comfyui_progress import Listeners
from asset_service.adapters.providers.comfyui_sending import Sending
from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.local_http import Clock, LocalServer
from asset_service.adapters.providers.local_json import text
from asset_service.adapters.providers.local_picture import mime_of
from asset_service.domain import pricing
from asset_service.domain.money import Money
from asset_service.domain.pricing import Order, Usage
from asset_service.ports.providers import (
    CallContext,
    Cancelled,
    Capabilities,
    Done,
    GeneratedImage,
    ImageRequest,
    ProviderError,
    Running,
    StartOver,
    Submitted,
)

REMEMBERED = 256


class ComfyUIProvider:
    """One server. A model is a workflow: `settings.workflow` is its file.

    The file is named absolutely, or beside the provider's own, whose folder is
    `entry.settings["folder"]` (without it the folder `data` here). `settings.checkpoint` goes
    where the workflow says %CHECKPOINT%.
    """

    def __init__(self, entry: Entry) -> None:
        self.id = entry.id
        self._entry = entry
        self._server = LocalServer(entry)
        self._comfy = Comfy(self._server, entry.answer_seconds)
        self._sending = Sending(entry, self._server, self._comfy)
        self._listeners = Listeners(self._server, entry.connect_seconds)
        self._called_off: deque[str] = deque(maxlen=REMEMBERED)

    def capabilities(self, model: str) -> Capabilities:
        return self._entry.capabilities(model)

    def check(self) -> None:
        """Read every workflow, then reach the server; raises ProviderError."""
        for model in self._entry.models.values():
            self._sending.workflow(model)
        self._comfy.check()

    def estimate(self, request: ImageRequest) -> Money | None:
        return self._entry.estimate(request)

    def submit(self, request: ImageRequest, ctx: CallContext) -> Submitted:
        """Upload the references and queue the workflow; raises ProviderError.

        Without a seed one is chosen: the same graph twice gives no second picture.
        """
        clock = Clock(min(ctx.deadline_seconds, self._entry.answer_seconds))
        prepared = self._sending.prepare(request, ctx, clock)
        ctx.record_handle(str(prepared.handle))
        self._listeners.share(prepared.handle)  # from the first step on
        try:
            known = self._sending.post(prepared, clock)
        except ProviderError:
            self._listeners.forget(prepared.handle)
            raise
        if known.prompt_id != prepared.handle.prompt_id:
            self._listeners.forget(prepared.handle)
        return Submitted(str(known))

    def poll(self, handle: str, ctx: CallContext) -> Running | Done:
        """Ask after it; raises ProviderError, StartOver where nothing will come of it."""
        known = read_handle(handle)
        made = self._comfy.history(known.prompt_id)
        if made is None:
            stand = self._comfy.stand(known.prompt_id)
            if stand in {Stand.QUEUED, Stand.RUNNING}:
                heard = self._listeners.share(known)
                return Running(heard if stand is Stand.RUNNING else None)
            made = self._comfy.history(known.prompt_id)  # it may have ended between the two
        self._listeners.forget(known)
        if made is None:
            raise StartOver(
                f"{self._server.label} does not know this request: it never got there, was "
                "deleted from the queue, or the server was restarted."
            )
        return self._done(known, made, ctx)

    def cancel(self, handle: str) -> bool:
        """Call off this request and no other; True only when the server says that it did."""
        known = read_handle(handle)
        self._called_off.append(known.prompt_id)
        self._listeners.forget(known)
        return self._comfy.cancel(known.prompt_id)

    def _done(self, known: Handle, made: dict[str, Any], ctx: CallContext) -> Done:
        label = self._server.label
        try:
            found = pictures(self._server, made, known.outputs)
        except Interrupted:
            if known.prompt_id in self._called_off or ctx.cancelled():
                raise Cancelled(f"{label} stopped: the job was cancelled.") from None
            raise StartOver(f"Somebody stopped the request at {label}.") from None
        file = self._comfy.picture(found[0])
        image = GeneratedImage(file.body, mime_of(file.body, label), seed=known.seed)
        more = (f"The workflow made {len(found)} pictures; the first was taken.",)
        seconds = seconds_of(made)
        usage = None if seconds is None else Usage(seconds=seconds)
        return Done(
            images=(image,),
            cost=self._cost(known, usage),
            request_id=known.prompt_id,
            warnings=known.warnings + (more if len(found) > 1 else ()),
            usage=usage,
            meta={
                "prompt_id": known.prompt_id,
                "seed": known.seed,
                "filename": text(found[0].get("filename")),
                "subfolder": text(found[0].get("subfolder")),
            },
        )

    def _cost(self, known: Handle, usage: Usage | None) -> Money | None:
        model = self._entry.models.get(known.model)
        order = Order(prompt="", size=known.size)
        return None if model is None else pricing.actual(model.capabilities.price, order, usage)
