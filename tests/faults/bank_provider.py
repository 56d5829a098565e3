"""The workers' side of the bank: an adapter as any other, for three kinds of providers."""

import http.client
import json
import os
import signal
from dataclasses import dataclass
from decimal import Decimal

from bank import HANDLES

from asset_service.domain.money import Money
from asset_service.ports.providers import (
    Capabilities,
    Done,
    GeneratedImage,
    OutcomeUnknown,
    ProviderDown,
    Refused,
    Running,
    Submitted,
)

PAID, FREE = "bank", "free"
POISON = "poison"
"""The name of an asset that no worker survives."""
SIZES = {"2:3": ((40, 60),), "1:1": ((40, 60),), "16:9": ((40, 60),)}
CENTS = Money(Decimal("0.04"), "EUR")


def order_of(name: str, seed: int) -> str:
    """What tells one job from every other: names are made once, and seeds by chance."""
    return f"{name}/{seed}"


@dataclass(frozen=True)
class BankProvider:
    id: str
    address: str

    @property
    def paid(self) -> bool:
        return self.id != FREE

    def capabilities(self, model):
        return Capabilities(sizes=SIZES, paid=self.paid, seed=True, cancel=self.id == HANDLES)

    def check(self):
        return None

    def estimate(self, request):
        return CENTS if self.paid else None

    def submit(self, request, ctx):
        if request.subject.name == POISON:
            os.kill(os.getpid(), signal.SIGKILL)
        order = order_of(request.subject.name, request.seed)
        status, body = self._call("POST", f"/{self.id}", ctx.deadline_seconds, {"order": order})
        if status == http.client.UNPROCESSABLE_ENTITY:
            raise Refused("The bank would not.", stage="prompt")
        if status == http.client.SERVICE_UNAVAILABLE:
            raise ProviderDown("The bank is closed.")
        if status == http.client.ACCEPTED:
            return Submitted(body.decode())
        return self._done(body)

    def poll(self, handle, ctx):
        status, body = self._call("GET", f"/{self.id}/{handle}", 5)
        return self._done(body) if status == http.client.OK else Running()

    def cancel(self, handle):
        status, _ = self._call("DELETE", f"/{self.id}/{handle}", 5)
        return status == http.client.OK

    def _done(self, body):
        cost = CENTS if self.paid else None
        return Done(images=(GeneratedImage(body, "image/png"),), cost=cost)

    def _call(self, method, path, timeout, sent=None):
        line = http.client.HTTPConnection(self.address, timeout=timeout)
        try:
            line.connect()
        except OSError as error:
            raise ProviderDown("The bank cannot be reached.") from error
        try:
            line.request(method, path, json.dumps(sent) if sent else None)
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            if method == "POST" and self.paid:
                raise OutcomeUnknown("Nobody knows whether the bank took it.") from error
            raise ProviderDown("The bank does not answer.") from error
        finally:
            line.close()


def providers(address: str) -> dict[str, BankProvider]:
    return {name: BankProvider(name, address) for name in (PAID, HANDLES, FREE)}
