"""How a request reaches ComfyUI: its workflow filled, its references uploaded, posted once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from asset_service.adapters.providers import comfyui_workflow
from asset_service.adapters.providers.comfyui_answers import node_words, rejection, spoiled
from asset_service.adapters.providers.comfyui_client import Comfy, Stand
from asset_service.adapters.providers.comfyui_handle import Handle
from asset_service.adapters.providers.comfyui_workflow import CHECKPOINT, Filling, Graph, Workflow
from asset_service.adapters.providers.entry import Entry, Model
from asset_service.adapters.providers.local_http import Answer, Clock, Cut, Late, LocalServer
from asset_service.adapters.providers.local_json import at, text
from asset_service.adapters.providers.local_picture import mime_of
from asset_service.ports.providers import (
    BadRequest,
    CallContext,
    Cancelled,
    ImageRequest,
    NotConfigured,
    ProviderError,
    Reference,
    StartOver,
    Unsupported,
)

DATA = Path(__file__).parent / "data"
USUAL_WORKFLOW = "comfyui_workflow.json"
SEEDS = 2**32
POST_SECONDS = 60.0
_SETTINGS = frozenset({"workflow", "workflow_env", "checkpoint"})


@dataclass(frozen=True)
class Prepared:
    """Ready to be posted. `savers` are the nodes from which a picture is expected."""

    handle: Handle
    graph: Graph
    savers: Sequence[str]


class Sending:
    def __init__(self, entry: Entry, server: LocalServer, comfy: Comfy) -> None:
        self._entry = entry
        self._server = server
        self._comfy = comfy

    def workflow(self, model: Model) -> Workflow:
        """Return the model's workflow; raises NotConfigured.

        It is read each time, so that an edited file counts without a restart.
        """
        unknown = sorted(set(model.settings) - _SETTINGS)
        if unknown:
            raise NotConfigured(f"The model {model.name} has the unknown setting {unknown[0]}.")
        folder = Path(str(self._entry.settings.get("folder", DATA)))
        named = str(model.settings.get("workflow") or "")
        path = folder / named if named else DATA / USUAL_WORKFLOW
        return comfyui_workflow.read(path, tuple(model.capabilities.options))

    def prepare(self, request: ImageRequest, ctx: CallContext, clock: Clock) -> Prepared:
        """Fill the workflow and upload what it refers to; raises ProviderError."""
        model = self._entry.model(request.model)
        workflow = self.workflow(model)
        takes = min(model.capabilities.max_refs, workflow.max_refs)
        if len(request.refs) > takes:
            raise Unsupported(
                f"This workflow takes {takes} reference pictures, not {len(request.refs)}."
            )
        seed = secrets.randbelow(SEEDS) if request.seed is None else request.seed
        filled = workflow.fill(
            Filling(
                prompt=request.prompt,
                negative=request.negative,
                seed=seed,
                size=request.size,
                options=request.options,
                checkpoint=self._checkpoint(model, workflow, clock),
                refs=[self._upload(one, clock, ctx) for one in request.refs],
            )
        )
        _stop_if_wanted(ctx)
        handle = Handle(
            prompt_id=str(uuid4()),
            model=request.model,
            size=request.size,
            seed=seed if filled.seeded else None,
            steps=workflow.steps,
            outputs=workflow.outputs,
            warnings=filled.warnings,
        )
        return Prepared(handle, filled.graph, workflow.savers)

    def post(self, prepared: Prepared, clock: Clock) -> Handle:
        """Return what the request is known by: old servers name it themselves.

        Raises StartOver where it certainly was not taken and may be later, and what no later
        try would change. When nobody can tell it returns the handle, to be asked after.
        """
        handle = prepared.handle
        body = {
            "prompt": prepared.graph,
            "client_id": handle.prompt_id,
            "prompt_id": handle.prompt_id,
        }
        try:
            answer = self._comfy.post_prompt(body, clock.left(POST_SECONDS))
        except (Late, Cut):
            return handle
        except ProviderError as error:
            raise _not_taken(error) from None
        if answer.good:
            return self._taken(prepared, answer)
        refusal = rejection(self._server, answer)
        if refusal.retryable and self._knows(handle):
            return handle
        raise _not_taken(refusal)

    def _checkpoint(self, model: Model, workflow: Workflow, clock: Clock) -> str:
        chosen = text(model.settings.get("checkpoint"))
        if chosen or not workflow.wants_checkpoint:
            return chosen
        names = self._comfy.checkpoints(clock.left())
        if not names:
            raise NotConfigured(f"{self._server.label} has no checkpoint for %{CHECKPOINT}%.")
        return names[0]

    def _upload(self, reference: Reference, clock: Clock, ctx: CallContext) -> str:
        _stop_if_wanted(ctx)
        mime = mime_of(reference.data, "the asset service")
        digest = hashlib.sha256(reference.data).hexdigest()[:32]
        name = f"asset-service-{digest}.{mime.rpartition('/')[2]}"
        return self._comfy.upload(name, reference.data, mime, clock.left())

    def _knows(self, handle: Handle) -> bool:
        """Return whether a server that failed over a request may have taken it all the same."""
        try:
            stand = self._comfy.stand(handle.prompt_id)
            return stand is not Stand.UNKNOWN or self._comfy.history(handle.prompt_id) is not None
        except ProviderError:
            return True

    def _taken(self, prepared: Prepared, answer: Answer) -> Handle:
        said = answer.json()
        handle = replace(
            prepared.handle, prompt_id=text(at(said, "prompt_id")) or prepared.handle.prompt_id
        )
        bad = spoiled(at(said, "node_errors"))
        if not bad:
            return handle
        words = self._server.said("; ".join(node_words(at(said, "node_errors"))), most=400)
        if set(prepared.savers) - bad:
            warning = f"A part of the workflow was left out: {words}"
            return replace(handle, warnings=(*handle.warnings, warning))
        self._drop(handle)
        raise BadRequest(f"{self._server.label} cannot make the picture: {words}")

    def _drop(self, handle: Handle) -> None:
        """Call off what was taken to no use, if that is possible."""
        try:
            self._comfy.cancel(handle.prompt_id)
        except ProviderError:
            return


def _not_taken(error: ProviderError) -> ProviderError:
    return StartOver(error.message) if error.retryable else error


def _stop_if_wanted(ctx: CallContext) -> None:
    if ctx.cancelled():
        raise Cancelled("Nothing was sent yet: the job was cancelled.")
