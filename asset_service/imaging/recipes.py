"""The settings that generators write beside their pictures, each in a way of its own.

AUTOMATIC1111: lines of text. SwarmUI: JSON in the same place. InvokeAI: JSON under a name of its
own. ComfyUI: the whole graph, in which the sampler is looked up and its inputs are followed.
"""

import json
from collections.abc import Mapping
from typing import Any

from asset_service.domain.claims import Recipe, number_of, text_of, whole_of

KEYWORDS = frozenset({"parameters", "invokeai_metadata", "prompt", "workflow"})

_NEGATIVE, _STEPS = "Negative prompt: ", "Steps: "
_MOST_NODES = 400
_MOST_HOPS = 24


def find(texts: Mapping[str, str], comment: str) -> Recipe | None:
    """Return the settings that a PNG's texts, or the comment in EXIF, hold; never raises."""
    parameters = texts.get("parameters", "")
    invoked = _json(texts.get("invokeai_metadata", ""))
    graph = _json(texts.get("prompt", ""))
    for held in (parameters, comment):
        swarm = _swarm(_json(held))
        if swarm is not None:
            return swarm
    if parameters.strip():
        return _lines(parameters)
    if _STEPS in comment:
        return _lines(comment)
    if invoked:
        return _invoke(invoked)
    if graph or _json(texts.get("workflow", "")):
        return _comfy(graph)
    return None


def _json(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lines(text: str) -> Recipe:
    lines = text.strip().splitlines()
    at = next((n for n in reversed(range(len(lines))) if lines[n].startswith(_STEPS)), len(lines))
    settings = _settings("".join(lines[at : at + 1]))
    words = lines[:at]
    cut = next((n for n, line in enumerate(words) if line.startswith(_NEGATIVE)), len(words))
    width, _, height = settings.get("Size", "").partition("x")
    return Recipe(
        tool="AUTOMATIC1111",
        prompt=text_of("\n".join(words[:cut])),
        negative=text_of("\n".join(words[cut:]).removeprefix(_NEGATIVE)),
        model=text_of(settings.get("Model"), 200),
        model_hash=text_of(settings.get("Model hash"), 200),
        sampler=text_of(settings.get("Sampler"), 200),
        steps=whole_of(settings.get("Steps")),
        guidance=number_of(settings.get("CFG scale")),
        seed=whole_of(settings.get("Seed")),
        width=whole_of(width),
        height=whole_of(height),
    )


def _settings(line: str) -> dict[str, str]:
    """Cut `Steps: 20, Model: "a, b"` at the commas that stand in no quotes."""
    parts, quoted, start = [], False, 0
    for at, character in enumerate(line):
        if character == '"' and line[at - 1 : at] != "\\":
            quoted = not quoted
        elif character == "," and not quoted:
            parts.append(line[start:at])
            start = at + 1
    found: dict[str, str] = {}
    for part in [*parts, line[start:]]:
        name, _, value = part.partition(":")
        found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def _swarm(found: Mapping[str, Any]) -> Recipe | None:
    said = found.get("sui_image_params")
    if not isinstance(said, Mapping):
        return None
    return Recipe(
        tool="SwarmUI",
        prompt=text_of(said.get("prompt")),
        negative=text_of(said.get("negativeprompt")),
        model=text_of(said.get("model"), 200),
        sampler=text_of(said.get("sampler"), 200),
        steps=whole_of(said.get("steps")),
        guidance=number_of(said.get("cfgscale")),
        seed=whole_of(said.get("seed")),
        width=whole_of(said.get("width")),
        height=whole_of(said.get("height")),
    )


def _invoke(said: Mapping[str, Any]) -> Recipe:
    model = said.get("model")
    named = model if isinstance(model, Mapping) else {}
    return Recipe(
        tool="InvokeAI",
        prompt=text_of(said.get("positive_prompt")),
        negative=text_of(said.get("negative_prompt")),
        model=text_of(named.get("name") or named.get("model_name") or model, 200),
        model_hash=text_of(named.get("hash"), 200),
        sampler=text_of(said.get("scheduler"), 200),
        steps=whole_of(said.get("steps")),
        guidance=number_of(said.get("cfg_scale")),
        seed=whole_of(said.get("seed")),
        width=whole_of(said.get("width")),
        height=whole_of(said.get("height")),
    )


def _comfy(graph: Mapping[str, Any]) -> Recipe:
    """Of a graph with several samplers the first that has words to go by."""
    nodes = _Graph(graph)
    samplers = [one for one in nodes.all if {"positive", "negative", "model"} & one.keys()]
    sampler = next((one for one in samplers if nodes.text(one.get("positive"))), {})
    size = nodes.holder(sampler.get("latent_image"), "width") or {}
    return Recipe(
        tool="ComfyUI",
        prompt=text_of(nodes.text(sampler.get("positive"))),
        negative=text_of(nodes.text(sampler.get("negative"))),
        model=text_of(nodes.value(sampler.get("model"), "ckpt_name", "unet_name"), 200),
        sampler=text_of(sampler.get("sampler_name"), 200),
        steps=whole_of(sampler.get("steps")),
        guidance=number_of(sampler.get("cfg")),
        seed=whole_of(sampler.get("seed", sampler.get("noise_seed"))),
        width=whole_of(size.get("width")),
        height=whole_of(size.get("height")),
        workflow=True,
    )


class _Graph:
    """Nodes by their id, as their inputs; an input that is a list points at another node."""

    def __init__(self, graph: Mapping[str, Any]) -> None:
        self._inputs = {
            name: node["inputs"]
            for name, node in list(graph.items())[:_MOST_NODES]
            if isinstance(node, Mapping) and isinstance(node.get("inputs"), Mapping)
        }

    @property
    def all(self) -> list[Mapping[str, Any]]:
        return list(self._inputs.values())

    def text(self, link: Any) -> str:
        return self.value(link, "text", "text_g", "prompt", "string", "value")

    def value(self, link: Any, *names: str) -> str:
        """Return the first text under one of `names` on the way back from `link`."""
        for inputs in self._way(link):
            for name in names:
                if isinstance(inputs.get(name), str) and inputs[name].strip():
                    return str(inputs[name])
        return ""

    def holder(self, link: Any, name: str) -> Mapping[str, Any] | None:
        return next((inputs for inputs in self._way(link) if whole_of(inputs.get(name))), None)

    def _way(self, link: Any) -> list[Mapping[str, Any]]:
        """The nodes that `link` comes from, nearest first, each once."""
        ahead, seen = [link], list[Mapping[str, Any]]()
        names: set[str] = set()
        while ahead and len(seen) < _MOST_HOPS:
            one = ahead.pop(0)
            name = str(one[0])[:64] if isinstance(one, list) and one else ""
            if name in names or name not in self._inputs:
                continue
            names.add(name)
            seen.append(self._inputs[name])
            ahead += [value for value in self._inputs[name].values() if isinstance(value, list)]
        return seen
