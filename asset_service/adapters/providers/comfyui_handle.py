"""What is to be known of a request by the worker that asks after it, which may be another one."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from asset_service.adapters.providers.local_json import at, items, table, text
from asset_service.ports.providers import BadRequest


@dataclass(frozen=True)
class Handle:
    """`prompt_id` is ComfyUI's name for it, `seed` None where the workflow used its own.

    `outputs` are the nodes whose pictures count, `steps` how many sampling steps there are.
    """

    prompt_id: str
    model: str
    size: tuple[int, int]
    seed: int | None = None
    steps: int = 0
    outputs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def read(written: str) -> Handle:
    """Raise BadRequest for what is no handle of this adapter."""
    try:
        said = table(json.loads(written))
        return Handle(
            prompt_id=str(UUID(text(said.get("prompt_id")))),
            model=text(said.get("model")),
            size=(int(at(said, "size", 0)), int(at(said, "size", 1))),
            seed=None if said.get("seed") is None else int(said["seed"]),
            steps=int(said.get("steps", 0)),
            outputs=tuple(str(one) for one in items(said.get("outputs"))),
            warnings=tuple(str(one) for one in items(said.get("warnings"))),
        )
    except (ValueError, TypeError, RecursionError):
        raise BadRequest("This request was not sent by the ComfyUI adapter.") from None
