"""The lists of models that come with the service."""

import tomllib
from importlib.resources import files

import pytest

from asset_service.adapters.providers.entry import Entry, Model
from asset_service.adapters.providers.gemini_images import GeminiProvider
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.domain.pricing import PriceKind, PriceSheet
from asset_service.ports.providers import Capabilities

ADAPTERS = {"openai": OpenAIProvider, "gemini": GeminiProvider}


def read(name):
    data = files("asset_service.adapters.providers") / "data" / f"{name}.toml"
    return tomllib.loads(data.read_text("utf-8"))


def pixels(size):
    return tuple(int(side) for side in size.split("x"))


MODELS = [(name, model) for name in ADAPTERS for model in read(name)["models"]]
each_model = pytest.mark.parametrize(
    ("vendor", "model"), MODELS, ids=[model["name"] for _, model in MODELS]
)


@pytest.mark.parametrize("name", ADAPTERS)
def test_the_adapter_takes_every_model_of_its_list(name):
    told = read(name)
    models = {}
    for model in told["models"]:
        sizes = {shape: tuple(map(pixels, many)) for shape, many in model["sizes"].items()}
        options = {option: tuple(words) for option, words in model["options"].items()}
        able = Capabilities(sizes=sizes, paid=True, seed=model["seed"], options=options)
        models[model["name"]] = Model(
            model["name"], model["label"], able, model.get("settings", {})
        )
    entry = Entry(
        id=told["id"], kind=told["kind"], label=told["label"], base_url=told["base_url"],
        models=models,
    )  # fmt: skip
    made = ADAPTERS[told["kind"]](entry)
    assert all(made.capabilities(model).paid for model in models)


@each_model
def test_every_size_has_the_shape_it_is_listed_under(vendor, model):
    assert list(model["sizes"]) == ["2:3", "1:1", "16:9"]
    for shape, sizes in model["sizes"].items():
        across, down = (int(part) for part in shape.split(":"))
        for width, height in map(pixels, sizes):
            assert width / height == pytest.approx(across / down, rel=0.015)
            assert (width % 16, height % 16) == (0, 0)


@each_model
def test_every_price_is_of_a_size_and_words_that_can_be_ordered(vendor, model):
    price = model["price"]
    assert PriceKind(price["kind"]) is PriceKind.TOKENS
    assert set(price) <= set(PriceSheet.__dataclass_fields__)
    sizes = {size for many in model["sizes"].values() for size in many}
    words = {word for many in model["options"].values() for word in many}
    for key in price.get("tokens_a_picture", {}):
        assert set(key.split()) <= sizes | words


@each_model
def test_gemini_is_told_in_its_own_words_of_every_size(vendor, model):
    sizes = {size for many in model["sizes"].values() for size in many}
    told = model.get("settings", {}).get("image_sizes", {})
    assert set(told) == (sizes if vendor == "gemini" else set())
