"""One call to a provider: sent once, asked after, and always known how far it went."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from asset_service import failpoints
from asset_service.ports.providers import (
    CallContext,
    Cancelled,
    Done,
    ImageProvider,
    ImageRequest,
    NoImage,
    NotConfigured,
    OutcomeUnknown,
    ProviderDown,
    ProviderError,
    Running,
    StartOver,
    Subject,
    Submitted,
    Unsupported,
)
from asset_service.services.heartbeat import Heartbeat

FIRST_POLL = 0.5
SLOWEST_POLL = 5.0
NOT_TO_BE_ASKED = (NotConfigured, Unsupported)
"""What says nothing of a request that was taken, only that nobody here can ask after it."""


class ClaimLost(Exception):
    """The job is somebody else's now: whatever was made, nothing may be written."""


@dataclass
class Call:
    """What is known of the call, for whoever has to decide after an error.

    `submitted`: the provider may have taken the request. `on_submit` and `on_handle` commit
    these facts before the next step, and raise ClaimLost; `on_handle(None)` forgets a handle
    that nothing comes of.
    """

    request: ImageRequest
    paid: bool
    handle: str | None
    on_submit: Callable[[], None]
    on_handle: Callable[[str | None], None]
    submitted: bool = field(init=False)
    done: Done | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.submitted = self.handle is not None


def nobody_knows(error: ProviderError) -> OutcomeUnknown:
    """Return what becomes of NOT_TO_BE_ASKED where a request is out that costs money."""
    words = f"{error.message} What was sent before may have been billed."
    return OutcomeUnknown(words, request_id=error.request_id)


class Thing(Protocol):
    """What is to be drawn: an asset, or what a claim says of it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def scene_numbers(self) -> Sequence[int]: ...


def subject_of(thing: Thing, label: str = "") -> Subject:
    return Subject(
        name=thing.name,
        asset_type=thing.type,
        description=thing.description,
        scene_numbers=tuple(thing.scene_numbers),
        attempt_label=label,
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
            if isinstance(error, StartOver):
                self._forget()
            if error.retryable and self._call.handle is None:
                self._call.submitted = False  # that is what these errors promise
            raise
        failpoints.reach("runner.accepted")
        if isinstance(answer, Submitted):
            self._record(answer.handle)
        failpoints.reach("runner.submitted")
        return None if isinstance(answer, Submitted) else answer

    def _ask_after(self, handle: str) -> Done | None:
        if self._beat.lost:
            raise ClaimLost
        if self._beat.cancelled and not self._cancel_asked:
            self._cancel_asked = True
            # A paid picture that cannot be called off is waited for: it goes to the bin (R14).
            if self._called_off(handle) or not self._call.paid:
                raise Cancelled("The provider was told to stop.")
        answer = self._poll(handle)
        if isinstance(answer, Running):
            if answer.progress is not None:
                self._beat.progress(answer.progress)
            if time.monotonic() > self._give_up_at:
                raise ProviderDown("The provider took too long.")
            self._beat.wait(self._pause)
            self._pause = min(self._pause * 1.5, SLOWEST_POLL)
            return None
        return answer

    def _poll(self, handle: str) -> Running | Done:
        try:
            return self._provider.poll(handle, self._context)
        except StartOver:
            if not self._call.paid:
                self._forget()
                self._call.submitted = False
            raise
        except NOT_TO_BE_ASKED as error:
            if self._call.paid:
                raise nobody_knows(error) from error
            raise

    def _called_off(self, handle: str) -> bool:
        try:
            return self._provider.cancel(handle)
        except ProviderError:
            return False

    def _record(self, handle: str) -> None:
        if handle != self._call.handle:
            self._call.on_handle(handle)
            self._call.handle = handle

    def _forget(self) -> None:
        if self._call.handle is not None:
            self._call.on_handle(None)
            self._call.handle = None
