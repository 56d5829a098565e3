"""AUTOMATIC1111 and what speaks as it does: Forge, reForge, SD.Next, sd-server.

One blocking call makes one picture. The server draws one after another and tells progress of
whatever runs, so one worker a server is the rule. After a cut line nothing can be asked after:
what costs nothing is sent again.
"""

import secrets
from uuid import uuid4

from asset_service.adapters.providers import a1111_request
from asset_service.adapters.providers.a1111_answer import Picture, failure, names_of, picture, stem
from asset_service.adapters.providers.a1111_request import Drawable
from asset_service.adapters.providers.a1111_watch import Watch
from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.local_errors import MISSING, unreadable
from asset_service.adapters.providers.local_http import (
    ANSWER_MOST,
    PICTURE_MOST,
    Answer,
    Late,
    Line,
    LocalServer,
    NotReached,
)
from asset_service.domain.money import Money
from asset_service.ports.providers import (
    CallContext,
    Cancelled,
    Capabilities,
    Done,
    GeneratedImage,
    ImageRequest,
    NotConfigured,
    OutcomeUnknown,
    ProviderDown,
    Running,
    Unsupported,
)

SEEDS = 2**32
QUICK = 10.0
"""Seconds for an answer that needs no work."""
MOST = PICTURE_MOST * 4 // 3 + ANSWER_MOST
"""Bytes of an answer: a picture in base64, and the rest."""
_MODELS = "/sdapi/v1/sd-models"
_REACHED_BY = (_MODELS, "/sdapi/v1/options", "/sdapi/v1/samplers")


class A1111Provider:
    """One server; a model is a set of settings, see `a1111_request`."""

    def __init__(self, entry: Entry) -> None:
        self.id = entry.id
        self._entry = entry
        self._server = LocalServer(entry)

    def capabilities(self, model: str) -> Capabilities:
        return self._entry.capabilities(model)

    def check(self) -> None:
        """Look at the settings, then at the server and whether it has their checkpoints."""
        for model in self._entry.models.values():
            a1111_request.check(model)
        for path in _REACHED_BY:
            answer = self._server.ask("GET", path, seconds=QUICK)
            if answer.status != MISSING:
                break
        if not answer.good:
            raise failure(self._server, answer)
        if answer.json() is None:
            raise unreadable(self._server)
        self._check_checkpoints(names_of(answer) if path == _MODELS else set())

    def estimate(self, request: ImageRequest) -> Money | None:
        return self._entry.estimate(request)

    def submit(self, request: ImageRequest, ctx: CallContext) -> Done:
        """Draw one picture; raises ProviderError.

        Cancelled also where the server answered with what was done until the interrupt.
        """
        model = self._entry.model(request.model)
        seed = secrets.randbelow(SEEDS) if request.seed is None else request.seed
        task = f"task(asset-service-{uuid4().hex})"
        drawable = a1111_request.drawable(request, model, seed=seed, task=task)
        if ctx.cancelled():
            raise Cancelled("Nothing was sent yet: the job was cancelled.")
        made = self._draw(drawable, task, ctx, paid=model.capabilities.paid)
        ctx.on_progress(1.0)
        # The seed is chosen here: a server that does not say which it used was told.
        used = seed if made.seed is None else made.seed
        warning = made.checkpoint_warning(drawable.checkpoint)
        return Done(
            images=(GeneratedImage(made.data, made.mime, seed=used),),
            cost=self._entry.cost(request, None),
            warnings=(warning,) if warning else (),
            meta=made.meta(),
        )

    def poll(self, handle: str, ctx: CallContext) -> Running | Done:  # noqa: ARG002 - see below
        raise Unsupported(f"{self._server.label} answers at once: there is nothing to ask after.")

    def cancel(self, handle: str) -> bool:  # noqa: ARG002 - `submit` itself looks for a cancel
        return False

    def _draw(self, drawable: Drawable, task: str, ctx: CallContext, *, paid: bool) -> Picture:
        seconds, line = min(ctx.deadline_seconds, self._entry.answer_seconds), Line()
        watch = Watch(self._server, task, line, ctx)
        try:
            with watch:
                answer = self._server.ask(
                    "POST", drawable.path, seconds=seconds, most=MOST, line=line, json=drawable.body
                )
            self._stop_if_wanted(watch)
            return self._picture(answer, watch)
        except ProviderDown as error:
            self._stop_if_wanted(watch)
            if isinstance(error, NotReached):
                raise
            if isinstance(error, Late):
                watch.interrupt()  # nobody waits for it any more
            if paid:
                raise OutcomeUnknown(error.message) from None
            raise

    def _picture(self, answer: Answer, watch: Watch) -> Picture:
        if not answer.good:
            raise failure(self._server, answer)
        made = picture(self._server, answer)
        if watch.half_made(made.stamp):
            raise ProviderDown(f"Somebody stopped the picture at {self._server.label}.")
        return made

    def _stop_if_wanted(self, watch: Watch) -> None:
        if watch.stopped:
            raise Cancelled(f"{self._server.label} was left: the job was cancelled.")

    def _check_checkpoints(self, known: set[str]) -> None:
        for model in self._entry.models.values():
            wanted = str(model.settings.get("checkpoint", ""))
            if known and wanted and stem(wanted) not in known:
                raise NotConfigured(f"{self._server.label} has no checkpoint {wanted}.")
