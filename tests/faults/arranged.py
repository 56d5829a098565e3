"""What a process of the rig has that the product's own has not, by environment.

`FAULTS_BANK` is the bank's address, `FAULTS_MAKER` the provider of what is asked for here,
`FAULTS_CLOCK` seconds by which this process's clock is wrong, `FAULTS_PATIENCE` the seconds
between the tries to bring a picture home, `FAULTS_NO_FENCE` drops the conditions that keep a
lost claim from writing.
"""

import datetime as dt
import os
import time
from functools import partial


def arrange():
    """Call it before anything of the product is imported: clocks are bound at import."""
    if wrong := float(os.environ.get("FAULTS_CLOCK", "0")):
        _shift_clocks(wrong)
    if os.environ.get("FAULTS_NO_FENCE"):
        _drop_the_fence()
    from bank_provider import PAID, providers  # noqa: PLC0415 - see above

    from asset_service import container  # noqa: PLC0415 - see above

    address = os.environ["FAULTS_BANK"]
    real = container.registry.build
    container.registry.build = lambda settings: real(settings) | providers(address)
    if patience := os.environ.get("FAULTS_PATIENCE"):
        pauses = tuple(map(float, patience.split(",")))
        container.Runner = partial(container.Runner, patience=pauses)
    os.environ["DEFAULT_MAKER"] = f"{os.environ.get('FAULTS_MAKER', PAID)}/one"


def _shift_clocks(by):
    now, exact = time.time, time.time_ns
    time.time = lambda: now() + by
    time.time_ns = lambda: exact() + int(by * 1e9)
    real = dt.datetime

    class AnyDatetime(type(real)):
        def __instancecheck__(cls, instance):
            return isinstance(instance, real)

    class Shifted(real, metaclass=AnyDatetime):
        @classmethod
        def now(cls, tz=None):
            return real.now(tz) + dt.timedelta(seconds=by)

        @classmethod
        def utcnow(cls):
            return real.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(seconds=by)

    dt.datetime = Shifted


def _drop_the_fence():
    from sqlalchemy import bindparam, select  # noqa: PLC0415 - see above

    from asset_service.models.job import Job  # noqa: PLC0415 - see above
    from asset_service.store import claims  # noqa: PLC0415 - see above

    row = claims._JOBS.c
    claims.HELD = (row.id == bindparam("job"), row.epoch >= bindparam("of_epoch"))
    claims._HOLD = select(Job).where(*claims.HELD).with_for_update()
