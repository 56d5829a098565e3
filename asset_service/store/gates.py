"""When a provider may be asked next: what all workers and the relay know of it together."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TEXT
from sqlalchemy.orm import Session

from asset_service.models.provider_gate import ProviderGate

LEAST_PAUSE = 2.0
"""Seconds, where a provider that is asked too often does not say for how long."""


def pause(session: Session, provider: str, seconds: float, why: str) -> None:
    """Let nobody start anything there for so long; a longer pause that is on stays."""
    session.execute(
        text("select app.pause_provider(:provider, :seconds, :why)"),
        {"provider": provider, "seconds": max(seconds, LEAST_PAUSE), "why": why},
    )


def paused(session: Session) -> dict[str, datetime]:
    """Return the providers that wait, and until when."""
    found = session.execute(
        select(ProviderGate.provider, ProviderGate.paused_until).where(
            ProviderGate.paused_until > func.clock_timestamp()
        )
    )
    return {provider: until for provider, until in found if until is not None}


def fill(session: Session, rates: Mapping[str, float]) -> dict[str, int]:
    """Return how many requests may start now at providers with so many a minute.

    A bucket fills with time, up to a tenth of a minute's worth and at least one.
    """
    if not rates:
        return {}
    found = session.execute(_FILL, {"names": list(rates), "rates": list(rates.values())})
    return {row.provider: int(row.tokens) for row in found}


def take(session: Session, started: Mapping[str, int]) -> None:
    """Take what was started out of the buckets of providers that have one."""
    for provider, count in started.items():
        session.execute(_TAKE, {"provider": provider, "count": count})


_FILL = text("""
insert into provider_gates as g (provider, tokens, counted_at)
  select name, greatest(1, rate / 10), clock_timestamp() from unnest(:names, :rates) r (name, rate)
on conflict (provider) do update set
  tokens = (select least(greatest(1, rate / 10), coalesce(g.tokens, greatest(1, rate / 10))
      + rate * greatest(0, extract(epoch from clock_timestamp()
          - coalesce(g.counted_at, clock_timestamp()))) / 60)
    from unnest(:names, :rates) r (name, rate) where name = g.provider),
  counted_at = clock_timestamp()
returning provider, tokens
""").bindparams(bindparam("names", type_=ARRAY(TEXT)), bindparam("rates", type_=ARRAY(REAL)))
_TAKE = text(
    "update provider_gates set tokens = greatest(0, tokens - :count)"
    " where provider = :provider and tokens is not null"
)
