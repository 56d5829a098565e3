"""Word lists, read once when first asked for."""

from functools import cache
from importlib.resources import files

_DATA = "asset_service.screenplay.data"


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `data/<name>.txt`: separated by commas or line ends, "#" opens a remark."""
    text = files(_DATA).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for entry in line.split(",") if (word := entry.strip()))
