"""What files say of themselves is read, whatever wrote it, and nothing they hold can do harm."""

import json
import zlib

import picture_corpus as corpus
import pytest
from fixtures import claiming
from fixtures.certificates import signed
from hypothesis import given, settings
from hypothesis import strategies as st

from asset_service.domain.claims import MOST_BYTES, Claims, as_json, from_json
from asset_service.imaging.claims import MOST_METADATA, read_claims
from asset_service.imaging.layout import read_layout
from asset_service.imaging.pictures import Pictures


@pytest.fixture(scope="module")
def pictures():
    made = Pictures()
    yield made
    made.close()


KINDS = ("PNG", "JPEG", "WEBP")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("element", [False, True])
def test_the_source_type_is_read_from_the_xmp_of_every_format(kind, element):
    data = claiming.with_xmp(kind, claiming.packet("digitalCapture", element=element))
    claims = read_claims(data, kind)
    assert claims.source_type == f"{claiming.VOCABULARY}digitalCapture"
    assert claims.claimed == "digitalCapture"


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_picture_claims_nothing(kind):
    assert read_claims(corpus.plain(kind), kind) == Claims()


@pytest.mark.parametrize("packed", [False, True])
def test_settings_of_automatic1111_are_read_from_a_png(packed):
    recipe = read_claims(
        claiming.with_texts(parameters=claiming.PARAMETERS, packed=packed), "PNG"
    ).recipe
    assert recipe.prompt == "a lighthouse, (storm:1.2)\nat night"
    assert (recipe.negative, recipe.sampler, recipe.steps) == ("people, text", "DPM++ 2M", 28)
    assert (recipe.guidance, recipe.seed, recipe.width, recipe.height) == (
        6.5,
        1234567890,
        832,
        1216,
    )
    assert (recipe.model, recipe.model_hash, recipe.tool) == (
        "sd_xl",
        "31e35c80fc",
        "AUTOMATIC1111",
    )


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_settings_of_automatic1111_are_read_from_the_comment_of_exif(kind, encoding):
    data = claiming.with_comment(kind, claiming.PARAMETERS, encoding=encoding)
    assert read_claims(data, kind).recipe.seed == 1234567890


def test_a_comment_that_a_camera_wrote_is_no_recipe():
    data = claiming.with_comment("JPEG", "Canon EOS", code=b"ASCII\0\0\0", encoding="ascii")
    assert read_claims(data, "JPEG").recipe is None


def test_a_graph_of_comfyui_is_followed_from_the_sampler_to_the_words():
    recipe = read_claims(claiming.with_texts(prompt=claiming.GRAPH, workflow={}), "PNG").recipe
    assert (recipe.tool, recipe.prompt, recipe.negative) == ("ComfyUI", "a pilot boat", "blurry")
    assert (recipe.model, recipe.seed, recipe.steps) == ("flux.safetensors", 42, 20)
    assert (recipe.width, recipe.height, recipe.workflow) == (768, 1024, True)


def test_a_graph_that_runs_in_circles_ends():
    graph = {str(n): {"inputs": {"positive": [str((n + 1) % 9), 0]}} for n in range(9)}
    assert read_claims(claiming.with_texts(prompt=graph), "PNG").recipe.prompt == ""


def test_settings_of_invokeai_are_read():
    recipe = read_claims(claiming.with_texts(invokeai_metadata=claiming.INVOKE), "PNG").recipe
    assert (recipe.tool, recipe.prompt, recipe.model) == ("InvokeAI", "a rope", "juggernaut")
    assert (recipe.sampler, recipe.guidance, recipe.seed) == ("euler_a", 7.5, 7)


@pytest.mark.parametrize("kind", KINDS)
def test_settings_of_swarmui_are_read_where_it_writes_them(kind):
    text = json.dumps(claiming.SWARM)
    data = (
        claiming.with_texts(parameters=text) if kind == "PNG" else claiming.with_comment(kind, text)
    )
    recipe = read_claims(data, kind).recipe
    assert (recipe.tool, recipe.prompt, recipe.negative, recipe.seed) == (
        "SwarmUI",
        "a quay",
        "cars",
        99,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_content_credentials_are_seen_and_not_believed_yet(kind):
    mime = f"image/{kind.lower()}"
    claims = read_claims(signed(corpus.plain(kind), mime), kind)
    assert (claims.credentials.state, claims.credentials.signer) == ("unchecked", "")
    assert claims.claimed is None


def test_xmp_that_declares_entities_is_not_read():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert read_claims(claiming.with_xmp("JPEG", bomb), "JPEG") == Claims()


def test_xmp_of_a_hundred_thousand_levels_is_not_read():
    deep = b"<x>" * 100_000 + b"</x>" * 100_000
    assert read_claims(claiming.with_xmp("PNG", deep), "PNG") == Claims()


def test_a_text_that_unpacks_to_gigabytes_is_read_to_its_bound():
    packed = zlib.compress(b"Steps: 1, Seed: 5, " + b"\0" * (64 * MOST_METADATA), 9)
    data = corpus.with_png_chunk(corpus.plain("PNG"), b"zTXt", b"parameters\0\0" + packed)
    assert read_claims(data, "PNG").recipe.seed == 5


def test_json_of_a_hundred_thousand_levels_is_no_recipe():
    assert read_claims(claiming.with_texts(prompt='{"a":' * 100_000), "PNG").recipe is None


def test_in_the_sandbox_the_same_is_read_as_outside_of_it(pictures):
    for kind, data in WHOLE:
        inside = pictures.read(data).claims
        assert inside == read_claims(data, kind)


def every_kind_of_claim():
    for kind in KINDS:
        yield kind, claiming.with_xmp(kind, claiming.packet())
        yield kind, signed(corpus.plain(kind), f"image/{kind.lower()}")
    yield "JPEG", claiming.with_comment("JPEG", claiming.PARAMETERS)
    yield "JPEG", claiming.with_xmp("JPEG", b"<broken")
    yield "PNG", claiming.with_texts(parameters="naïve — Steps: 3")
    yield "WEBP", claiming.with_comment("WEBP", claiming.PARAMETERS)
    yield "PNG", claiming.with_texts(parameters=claiming.PARAMETERS, prompt=claiming.GRAPH)


def test_no_file_that_ends_early_raises_anything():
    for kind, data in every_kind_of_claim():
        for length in range(0, len(data), max(1, len(data) // 400)):
            assert isinstance(read_claims(data[:length], kind), Claims)


WHOLE = tuple(every_kind_of_claim())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_bytes_raise_anything_and_what_is_read_is_bounded(data):
    kind, whole = data.draw(st.sampled_from(WHOLE))
    mutated = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 30))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at : at + 1] = data.draw(st.binary(max_size=3))
        mutated = mutated or bytearray(b"x")
    found = as_json(read_claims(bytes(mutated), kind))
    assert len(json.dumps(found, ensure_ascii=False).encode()) <= MOST_BYTES


@given(st.binary(max_size=300), st.sampled_from([*KINDS, "GIF"]))
def test_whatever_is_no_picture_claims_what_it_likes_and_breaks_nothing(data, kind):
    starts = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8", "WEBP": b"RIFF\xff\xff\0\0WEBP"}
    assert isinstance(read_claims(starts.get(kind, b"") + data, kind), Claims)


def test_long_claims_are_cut_until_they_fit_the_table():
    long = "\U0001f4a1" * 4000
    claims = from_json(
        {"ai_prompt": long, "recipe": {"tool": "x", "prompt": long, "negative": long}}
    )
    found = as_json(claims)
    assert 1000 < len(json.dumps(found, ensure_ascii=False).encode()) <= MOST_BYTES
    assert found["recipe"]["tool"] == "x"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_claims_from_any_json_are_claims_again(found):
    claims = from_json({"credentials": found, "recipe": found, "source_type": found})
    assert from_json(as_json(claims)) == claims


def test_the_layout_of_the_files_above_is_what_the_gate_lets_through():
    assert all(read_layout(data).whole for _, data in WHOLE)
