import copy
import json

import pytest

from asset_service.adapters.providers import comfyui_workflow
from asset_service.adapters.providers.comfyui_sending import DATA, USUAL_WORKFLOW
from asset_service.adapters.providers.comfyui_workflow import Filling, parse, read
from asset_service.ports.providers import NotConfigured, Unsupported


def node(title="", kind="Thing", **inputs):
    return {"class_type": kind, "inputs": inputs, "_meta": {"title": title}}


def workflow(options=(), **nodes):
    return parse(json.dumps(nodes).encode(), "w.json", options)


def text(title="%PROMPT%", **inputs):
    return node(title, **{"text": ""} | inputs)


def filled(found, **changes):
    plain = {"prompt": "a key", "seed": 7, "size": (832, 1216)}
    return found.fill(Filling(**plain | changes))


def test_the_built_in_workflow_takes_everything_but_references():
    found = read(DATA / USUAL_WORKFLOW)
    graph = filled(found, negative="blur", checkpoint="dream.safetensors")
    assert graph.warnings == ()
    values = {name: one["inputs"] for name, one in graph.graph.items()}
    assert (values["wanted"]["text"], values["unwanted"]["text"]) == ("a key", "blur")
    assert (values["canvas"]["width"], values["canvas"]["height"]) == (832, 1216)
    assert (values["drawing"]["seed"], values["model"]["ckpt_name"]) == (7, "dream.safetensors")
    assert (found.outputs, found.max_refs, found.steps) == (("picture",), 0, 28)


def test_filling_leaves_the_workflow_as_it_was():
    found = workflow(a=text())
    before = copy.deepcopy(found.graph)
    filled(found)
    assert found.graph == before


def test_one_title_fills_two_inputs_of_one_node():
    found = workflow(a=text(), b=node("Size %WIDTH% x %HEIGHT%", width=1, height=1))
    assert filled(found).graph["b"]["inputs"] == {"width": 832, "height": 1216}


def test_a_mark_may_name_its_input():
    found = workflow(a=node("%PROMPT:text_g% %PROMPT:text_l%", text_g="", text_l="", text="as is"))
    told = {"text_g": "a key", "text_l": "a key", "text": "as is"}
    assert filled(found).graph["a"]["inputs"] == told


@pytest.mark.parametrize("name", ["seed", "noise_seed", "value"])
def test_the_seed_goes_where_samplers_and_primitives_have_it(name):
    found = workflow(a=text(), b=node("%SEED%", **{name: 0}))
    assert filled(found).graph["b"]["inputs"][name] == 7


@pytest.mark.parametrize("name", ["text", "value", "string"])
def test_the_prompt_goes_where_encoders_and_primitives_have_it(name):
    assert filled(workflow(a=node("%PROMPT%", **{name: ""}))).graph["a"]["inputs"][name] == "a key"


def test_a_mark_at_several_nodes_fills_them_all():
    graph = filled(workflow(a=text(), b=text())).graph
    assert [graph[one]["inputs"]["text"] for one in "ab"] == ["a key", "a key"]


@pytest.mark.parametrize(
    "prompt", ["%NEGATIVE%", '"}}, "x": {', "%PROMPT:seed%\n\0", "{{7*7}}", "back\\slash"]
)
def test_a_prompt_is_only_ever_text(prompt):
    found = workflow(a=text(), b=text("%NEGATIVE%"), c=node("%SEED%", seed=0))
    graph = json.loads(json.dumps(filled(found, prompt=prompt).graph))
    assert graph["a"]["inputs"]["text"] == prompt
    assert graph["b"]["inputs"]["text"] == ""
    assert graph.keys() == {"a", "b", "c"}


def test_what_it_has_no_place_for_is_told():
    told = " ".join(filled(workflow(a=text()), negative="blur", options={"look": "ink"}).warnings)
    assert all(mark in told for mark in ("%NEGATIVE%", "%SEED%", "%WIDTH%", "%LOOK%"))


def test_options_fill_their_marks_as_the_kind_the_input_holds():
    found = workflow(
        ("steps", "look"),
        a=text(),
        b=node("%STEPS%", steps=20),
        c=node("%LOOK:style%", style="ink"),
    )
    graph = filled(found, options={"steps": "30", "look": "oil"}).graph
    assert (graph["b"]["inputs"]["steps"], graph["c"]["inputs"]["style"]) == (30, "oil")


def test_references_fill_the_load_image_nodes_in_their_order():
    found = workflow(a=text(), c=node("%REF2%", image="x"), b=node("%REF1%", image="y"))
    graph = filled(found, refs=["one.png", "two.png"]).graph
    assert (graph["b"]["inputs"]["image"], graph["c"]["inputs"]["image"]) == ("one.png", "two.png")


def test_a_reference_that_is_not_given_leaves_the_workflows_own():
    found = workflow(a=text(), b=node("%REF1%", image="own.png"))
    assert filled(found).graph["b"]["inputs"]["image"] == "own.png"


def test_a_workflow_that_needs_a_reference_says_so():
    with pytest.raises(Unsupported, match="reference 1"):
        filled(workflow(a=text(), b=node("%REF1%", image="")))


def test_more_references_than_it_takes_are_not_dropped():
    with pytest.raises(Unsupported, match="takes 1"):
        filled(workflow(a=text(), b=node("%REF1%", image="x")), refs=["a", "b"])


def test_a_percent_sign_in_a_title_is_no_mark():
    assert filled(workflow(a=text(), b=node("50% or 20%, 100%")))


def test_a_checkpoint_is_chosen_only_where_the_workflow_says_so():
    assert not workflow(a=text(), b=node("%CHECKPOINT%", ckpt_name="own")).wants_checkpoint
    assert workflow(a=text(), b=node(ckpt_name="%CHECKPOINT%")).wants_checkpoint


ODD = {
    "no JSON": b"{",
    "not UTF-8": b"\xff\xfe{}",
    "deep": b"[" * 100_000,
    "no number": b'{"a": NaN}',
    "a list": b"[]",
    "empty": b"{}",
    "of the editor": b'{"nodes": [], "links": []}',
    "a node that is none": b'{"a": 1}',
    "no class": b'{"a": {"inputs": {}}}',
    "odd inputs": b'{"a": {"class_type": "A", "inputs": []}}',
    "no prompt": b'{"a": {"class_type": "A", "inputs": {}, "_meta": []}}',
    "too many": json.dumps({str(one): node() for one in range(2001)}).encode(),
    "unknown mark": json.dumps({"a": text(), "b": text("%PROMT%")}).encode(),
    "no such input": json.dumps({"a": node("%PROMPT%", seed=1)}).encode(),
    "no input of that name": json.dumps({"a": text("%PROMPT:words%")}).encode(),
    "linked input": json.dumps({"a": text(text=["b", 0])}).encode(),
}


@pytest.mark.parametrize("case", ODD)
def test_a_workflow_that_cannot_be_filled_is_not_configured(case):
    with pytest.raises(NotConfigured, match=r"w\.json"):
        parse(ODD[case], "w.json")


def test_a_file_that_is_not_there_or_too_large_is_not_configured(tmp_path, monkeypatch):
    with pytest.raises(NotConfigured, match="cannot be read"):
        read(tmp_path / "gone.json")
    with pytest.raises(NotConfigured, match="no file"):
        read(tmp_path)
    (tmp_path / "big.json").write_bytes(b" " * 100)
    monkeypatch.setattr(comfyui_workflow, "FILE_MOST", 99)
    with pytest.raises(NotConfigured, match="no file"):
        read(tmp_path / "big.json")
