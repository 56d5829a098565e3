"""How much may be stored, and whether there is room for more."""

from collections.abc import Sequence
from dataclasses import dataclass

from asset_service.domain.errors import Conflict


@dataclass(frozen=True)
class Space:
    """`whose` is `project`, or `user`: all films and the library of one owner. In bytes.

    `most` 0 is no limit. What was paid for is stored all the same, so that more may be used.
    """

    whose: str
    used: int
    most: int

    @property
    def left(self) -> int | None:
        """None where there is no limit; never below zero."""
        return max(0, self.most - self.used) if self.most else None

    @property
    def is_full(self) -> bool:
        return self.left == 0


def check(spaces: Sequence[Space], adds: int) -> None:
    """Raise Conflict `quota_exceeded` unless every space has room for so many bytes more.

    It names the space that has least left, with its numbers.
    """
    short = [one for one in spaces if one.left is not None and (one.left < adds or one.is_full)]
    if not short:
        return
    tightest = min(short, key=lambda one: one.left or 0)
    whose = "This film" if tightest.whose == "project" else "The owner of this film"
    raise Conflict(
        f"{whose} has used {words(tightest.used)} of {words(tightest.most)}: "
        + (f"no room for {words(adds)} more." if adds else "there is no room for more pictures.")
        + " What is deleted gives its space back when it leaves the bin.",
        code="quota_exceeded",
        quota=tightest.whose,
        used=tightest.used,
        most=tightest.most,
    )


def words(size: int) -> str:
    """Return a size in the unit that reads best."""
    unit = "bytes"
    amount = float(size)
    for larger in ("KB", "MB", "GB", "TB"):
        if amount < _KIB:
            break
        amount, unit = amount / _KIB, larger
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"


_KIB = 1024
