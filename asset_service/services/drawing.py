"""One call to a provider: sent once, asked after, and always known how far it went."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from asset_service.models.asset import Asset
from asset_service.ports.providers import (
    CallContext,
    Cancelled,
    Capabilities,
    Done,
    ImageProvider,
    ImageRequest,
    NoImage,
    ProviderDown,
    ProviderError,
    Running,
    Subject,
    Submitted,
    Unsupported,
)
from asset_service.services.heartbeat import Heartbeat

FIRST_POLL = 0.5
SLOWEST_POLL = 5.0


class ClaimLost(Exception):
    """The job is somebody else's now: whatever was made, nothing may be written."""


@dataclass
class Call:
    """What is known of the call, for whoever has to decide after an error.

    `submitted`: the provider may have taken the request. `on_submit` and `on_handle` commit
    these facts before the next step, and raise ClaimLost.
    """

    request: ImageRequest
    paid: bool
    handle: str | None
    on_submit: Callable[[], None]
    on_handle: Callable[[str], None]
    submitted: bool = field(init=False)
    done: Done | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.submitted = self.handle is not None


def image_request(  # noqa: PLR0913 - the parts of one request
    asset: Asset,
    capabilities: Capabilities,
    *,
    model: str,
    prompt: str,
    aspect: str,
    seed: int | None = None,
    label: str = "",
) -> ImageRequest:
    """Return what a provider is sent; raises Unsupported for a shape the model cannot draw."""
    size = capabilities.sizes.get(aspect)
    if size is None:
        raise Unsupported(f"The model {model} makes no pictures of shape {aspect}.")
    subject = Subject(
        name=asset.name,
        asset_type=asset.type,
        description=asset.description,
        scene_numbers=tuple(asset.scene_numbers),
        attempt_label=label,
    )
    return ImageRequest(
        prompt=prompt, aspect=aspect, size=size, model=model, subject=subject, seed=seed
    )


class Drawing:
    """One run of a call: `deadline` in seconds bounds how long it is waited for."""

    def __init__(
        self, provider: ImageProvider, call: Call, beat: Heartbeat, deadline: float
    ) -> None:
        self._provider = provider
        self._call = call
        self._beat = beat
        self._give_up_at = time.monotonic() + deadline
        self._pause = FIRST_POLL
        self._cancel_asked = False
        self._context = CallContext(
            on_progress=beat.progress,
            cancelled=beat.stop_wanted,
            record_handle=self._record,
            deadline_seconds=deadline,
        )

    def run(self) -> Done:
        """Return the picture, also of a call that an earlier run sent.

        Raises ProviderError (Cancelled when a stop was wanted and nothing will come), ClaimLost.
        """
        done = self._submit() if self._call.handle is None else None
        while done is None:
            done = self._ask_after(self._call.handle or "")
        self._call.done = done
        if not done.images:
            raise NoImage("The provider sent no picture.", request_id=done.request_id)
        return done

    def _submit(self) -> Done | None:
        if self._beat.stop_wanted():
            raise Cancelled("Nothing was sent yet.")
        if self._call.paid:
            self._call.on_submit()
        self._call.submitted = True
        try:
            answer = self._provider.submit(self._call.request, self._context)
        except ProviderError as error:
            if error.retryable and self._call.handle is None:
                self._call.submitted = False  # that is what these errors promise
            raise
        if isinstance(answer, Submitted):
            self._record(answer.handle)
            return None
        return answer

    def _ask_after(self, handle: str) -> Done | None:
        if self._beat.lost:
            raise ClaimLost
        if self._beat.cancelled and not self._cancel_asked:
            self._cancel_asked = True
            # A paid picture that cannot be called off is waited for: it goes to the bin (R14).
            if self._called_off(handle) or not self._call.paid:
                raise Cancelled("The provider was told to stop.")
        answer = self._provider.poll(handle, self._context)
        if isinstance(answer, Running):
            if answer.progress is not None:
                self._beat.progress(answer.progress)
            if time.monotonic() > self._give_up_at:
                raise ProviderDown("The provider took too long.")
            self._beat.wait(self._pause)
            self._pause = min(self._pause * 1.5, SLOWEST_POLL)
            return None
        return answer

    def _called_off(self, handle: str) -> bool:
        try:
            return self._provider.cancel(handle)
        except ProviderError:
            return False

    def _record(self, handle: str) -> None:
        if handle != self._call.handle:
            self._call.on_handle(handle)
            self._call.handle = handle
