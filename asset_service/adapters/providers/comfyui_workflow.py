"""A ComfyUI workflow in API format, and how the titles of its nodes say what goes where.

A title holds any number of marks, with any words around them: `%PROMPT%` fills the first usual
input for a prompt that its node has, `%PROMPT:text_g%` the input of that name. Values are put
in as values, so that nothing a prompt says can become part of the workflow.
"""

import copy
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asset_service.ports.providers import NotConfigured, Unsupported

FILE_MOST = 4 * 1024 * 1024
NODES_MOST = 2000
PROMPT, NEGATIVE, SEED, WIDTH, HEIGHT = "PROMPT", "NEGATIVE", "SEED", "WIDTH", "HEIGHT"
CHECKPOINT, OUTPUT = "CHECKPOINT", "OUTPUT"

_MARK = re.compile(r"%([A-Z][A-Z0-9_]*)(?::([^%:]+))?%")
_REFERENCE = re.compile(r"REF([1-9][0-9]?)")
_TEXTS = ("text", "value", "string", "prompt")
_USUAL: Mapping[str, Sequence[str]] = {
    PROMPT: _TEXTS,
    NEGATIVE: (*_TEXTS, "negative_prompt"),
    SEED: ("seed", "noise_seed", "value"),
    WIDTH: ("width", "value"),
    HEIGHT: ("height", "value"),
    CHECKPOINT: ("ckpt_name", "value"),
}
"""The inputs that a mark fills when it names none, the first that the node has."""
_CHOOSE = f"%{CHECKPOINT}%"
"""An input that holds this gets the first checkpoint that the server has."""
_SAVES = frozenset({"SaveImage", "SaveAnimatedWEBP", "SaveImageWebsocket"})

Graph = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """One input of one node."""

    node: str
    input: str


@dataclass(frozen=True)
class Filling:
    """What goes into a workflow. `refs` are names of uploaded files, `options` chosen words."""

    prompt: str
    seed: int
    size: tuple[int, int]
    negative: str = ""
    refs: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    checkpoint: str = ""


@dataclass(frozen=True)
class Filled:
    """`warnings` name what the workflow has no place for; `seeded` whether it took the seed."""

    graph: Graph
    warnings: tuple[str, ...]
    seeded: bool


@dataclass(frozen=True)
class Workflow:
    """A checked one. `outputs` are the nodes whose pictures count; none named means any."""

    graph: Graph
    places: Mapping[str, tuple[Place, ...]]
    outputs: tuple[str, ...]

    @property
    def max_refs(self) -> int:
        """How many references it takes: `%REF1%` up to the first that is missing."""
        count = 0
        while f"REF{count + 1}" in self.places:
            count += 1
        return count

    @property
    def wants_checkpoint(self) -> bool:
        """Whether a checkpoint is still to be chosen: an input holds the mark itself."""
        held = (
            self.graph[one.node]["inputs"][one.input] for one in self.places.get(CHECKPOINT, ())
        )
        return any(value == _CHOOSE for value in held)

    @property
    def savers(self) -> tuple[str, ...]:
        """The nodes from which a picture is expected."""
        return self.outputs or tuple(
            node for node, said in self.graph.items() if said["class_type"] in _SAVES
        )

    @property
    def steps(self) -> int:
        """How many sampling steps it says it makes, 0 when it does not say."""
        said = (node["inputs"].get("steps") for node in self.graph.values())
        return sum(one for one in said if type(one) is int and 0 < one <= 10_000)  # noqa: PLR2004 - sense

    def fill(self, filling: Filling) -> Filled:
        """Return a graph of its own for one picture.

        Raises Unsupported for references it has no place for, and where it needs one.
        """
        self._check_references(filling.refs)
        values: dict[str, str | int] = {
            PROMPT: filling.prompt,
            NEGATIVE: filling.negative,
            SEED: filling.seed,
            WIDTH: filling.size[0],
            HEIGHT: filling.size[1],
            **{name.upper(): word for name, word in filling.options.items()},
            **{f"REF{number}": name for number, name in enumerate(filling.refs, 1)},
        }
        if filling.checkpoint:
            values[CHECKPOINT] = filling.checkpoint
        graph = copy.deepcopy(self.graph)
        for mark, value in values.items():
            for place in self.places.get(mark, ()):
                inputs = graph[place.node]["inputs"]
                inputs[place.input] = _like(inputs[place.input], value)
        return Filled(graph, self._unheard(filling), seeded=SEED in self.places)

    def _check_references(self, names: Sequence[str]) -> None:
        if len(names) > self.max_refs:
            raise Unsupported(
                f"The workflow takes {self.max_refs} reference pictures, not {len(names)}: "
                "title the LoadImage nodes %REF1%, %REF2%."
            )
        for number in range(len(names) + 1, self.max_refs + 1):
            for place in self.places[f"REF{number}"]:
                if not self.graph[place.node]["inputs"][place.input]:
                    raise Unsupported(f"The workflow draws nothing without reference {number}.")

    def _unheard(self, filling: Filling) -> tuple[str, ...]:
        told = []
        if filling.negative and NEGATIVE not in self.places:
            told.append("The workflow has no %NEGATIVE%: what shall not be seen was not told.")
        if SEED not in self.places:
            told.append("The workflow has no %SEED%: its own seed was used.")
        if not {WIDTH, HEIGHT} <= self.places.keys():
            told.append("The workflow has no %WIDTH% and %HEIGHT%: the size is its own.")
        missing = (name for name in filling.options if name.upper() not in self.places)
        told += [
            f"The workflow has no %{name.upper()}%: {name} was not heeded." for name in missing
        ]
        return tuple(told)


def read(path: Path, options: Sequence[str] = ()) -> Workflow:
    """Return the workflow in a file; `options` are names that marks may also have.

    Raises NotConfigured, in words for the operator.
    """
    try:
        if path.stat().st_size > FILE_MOST or not path.is_file():
            raise NotConfigured(
                f"The workflow {path.name} is no file of at most {FILE_MOST:,} bytes."
            )
        return parse(path.read_bytes(), path.name, options)
    except OSError as error:
        why = error.strerror or "unreadable"
        raise NotConfigured(f"The workflow {path.name} cannot be read: {why}.") from None


def parse(data: bytes, name: str, options: Sequence[str] = ()) -> Workflow:
    """Return the workflow that `data` is; raises NotConfigured, see `read`."""
    try:
        said = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotConfigured(f"The workflow {name} is no JSON.") from None
    graph = _graph(said, name)
    known = {*_USUAL, OUTPUT, *(option.upper() for option in options)}
    places: dict[str, list[Place]] = {}
    outputs = []
    for node, facts in graph.items():
        chosen = [Place(node, one) for one, value in facts["inputs"].items() if value == _CHOOSE]
        if chosen:
            places.setdefault(CHECKPOINT, []).extend(chosen)
        for mark, wanted in _MARK.findall(_title(facts)):
            if mark == OUTPUT:
                outputs.append(node)
            elif mark not in known and not _REFERENCE.fullmatch(mark):
                raise NotConfigured(
                    f"The workflow {name} has the unknown mark %{mark}%, node {node}."
                )
            else:
                places.setdefault(mark, []).append(_place(node, facts, mark, wanted, name))
    if PROMPT not in places:
        raise NotConfigured(f"The workflow {name} has no node with %PROMPT% in its title.")
    return Workflow(graph, {mark: tuple(found) for mark, found in places.items()}, tuple(outputs))


def _graph(said: Any, name: str) -> Graph:
    if isinstance(said, dict) and isinstance(said.get("nodes"), list):
        raise NotConfigured(f"The workflow {name} is of the editor: export it for the API instead.")
    if not isinstance(said, dict) or not 0 < len(said) <= NODES_MOST:
        raise NotConfigured(f"The workflow {name} is no object of 1 to {NODES_MOST:,} nodes.")
    for node, facts in said.items():
        fits = isinstance(facts, dict) and isinstance(facts.get("inputs"), dict)
        if not fits or not isinstance(facts.get("class_type"), str):
            raise NotConfigured(f"Node {node} of the workflow {name} lacks class_type or inputs.")
    return said


def _title(facts: Mapping[str, Any]) -> str:
    meta = facts.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    return title if isinstance(title, str) else ""


def _place(node: str, facts: Mapping[str, Any], mark: str, wanted: str, name: str) -> Place:
    inputs = facts["inputs"]
    usual = _USUAL.get(mark) or (
        ("image",) if _REFERENCE.fullmatch(mark) else (mark.lower(), "value")
    )
    found = next((one for one in ((wanted,) if wanted else usual) if one in inputs), None)
    if found is None:
        lacks = wanted or " or ".join(usual)
        raise NotConfigured(
            f"Node {node} of the workflow {name} has no input {lacks} for %{mark}%."
        )
    if isinstance(inputs[found], list | dict):
        raise NotConfigured(
            f"The input {found} of node {node} in the workflow {name} comes from another node: "
            f"put %{mark}% there."
        )
    return Place(node, found)


def _like(held: object, value: str | int) -> str | int | float:
    """Return `value` as what the input holds: an option's words may stand for a number."""
    if isinstance(held, str):
        return str(value)
    if isinstance(held, bool) or not isinstance(held, int | float):
        return value
    try:
        return type(held)(value)
    except ValueError:
        return value


def _no_number(said: str) -> None:
    raise ValueError(said)
