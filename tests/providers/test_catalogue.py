"""Provider files: what is offered, how an operator changes it, and every mistake by its name."""

from dataclasses import replace
from decimal import Decimal

import pytest

from asset_service.adapters.providers import catalogue, registry
from asset_service.config import Settings, SettingsError
from asset_service.domain.pricing import PriceKind

FILE = """
[[providers]]
id = "studio"
kind = "openai"
label = "Our gateway"
base_url = "http://127.0.0.1:9/v1"
key_env = "STUDIO_API_KEY"
concurrency = 3
images_per_minute = 12.5

[[providers.models]]
name = "fast"
paid = true
max_refs = 2
sizes = { "2:3" = ["1024x1536", "512x768"], "1:1" = ["1024x1024"] }
options = { quality = ["low", "high"] }

[providers.models.price]
kind = "images"
currency = "USD"
as_of = "2026-11"
per_image = 0.04
by = { high = 0.16 }
"""
KEY = {"STUDIO_API_KEY": "sk-secret"}
NOWHERE = Settings.for_commands({})


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "providers.toml"
        path.write_text(text)
        return path

    return write


def one(path, variables=KEY, name="studio"):
    return next(entry for entry in catalogue.load(path, variables) if entry.id == name)


def wrong(path, variables=KEY):
    with pytest.raises(SettingsError) as refused:
        catalogue.load(path, variables)
    return str(refused.value)


def test_without_a_variable_nothing_is_offered():
    assert catalogue.load(None, {}) == []


def test_one_variable_offers_a_provider_that_comes_along():
    offered = [entry.id for entry in catalogue.load(None, {"OPENAI_API_KEY": "sk-1"})]
    assert offered == ["openai"]


def test_numbers_of_settings_are_plain_ones(file):
    text = FILE.replace("max_refs = 2", "settings = { cfg_scale = 6.5, steps = 20 }")
    settings = one(file(text)).models["fast"].settings
    assert (settings, type(settings["cfg_scale"])) == ({"cfg_scale": 6.5, "steps": 20}, float)


def test_every_provider_that_comes_along_can_be_read():
    variables = {
        "OPENAI_API_KEY": "sk-1",
        "GEMINI_API_KEY": "g-1",
        "COMFYUI_URL": "http://127.0.0.1:8188",
        "A1111_URL": "127.0.0.1:7860",
    }
    found = {entry.id: entry for entry in catalogue.load(None, variables)}
    assert set(found) == {"openai", "gemini", "comfyui", "a1111"}
    for entry in found.values():
        for model in entry.models.values():
            assert {"2:3", "1:1", "16:9"} <= set(model.capabilities.sizes), model.name
    assert found["a1111"].base_url == "http://127.0.0.1:7860"


def test_an_operators_entry_is_read_whole(file):
    entry = one(file(FILE))
    model = entry.models["fast"]
    assert (entry.label, entry.key, entry.concurrency) == ("Our gateway", "sk-secret", 3)
    assert entry.images_per_minute == 12.5
    assert model.label == "fast"
    assert model.capabilities.sizes["2:3"] == ((1024, 1536), (512, 768))
    assert model.capabilities.options == {"quality": ("low", "high")}
    assert model.capabilities.price.kind is PriceKind.IMAGES
    assert model.capabilities.price.by == {"high": Decimal("0.16")}


def test_a_key_is_in_no_representation(file):
    assert "sk-secret" not in repr(one(file(FILE)))


def test_an_operator_changes_what_comes_along(file):
    path = file("""
[[providers]]
id = "openai"
base_url = "http://127.0.0.1:9/v1"
hide = ["gone"]
[[providers.models]]
name = "ours"
paid = true
sizes = { "1:1" = ["64x64"] }
""")
    entry = one(path, {"OPENAI_API_KEY": "sk-1"}, "openai")
    assert entry.base_url == "http://127.0.0.1:9/v1"
    assert entry.models["ours"].capabilities.price is None
    assert len(entry.models) > 1


def test_a_variable_may_say_the_address(file):
    text = FILE.replace("concurrency = 3", 'base_url_env = "STUDIO_URL"')
    assert one(file(text), {**KEY, "STUDIO_URL": "https://gate/v1/"}).base_url == "https://gate/v1"


def test_settings_may_come_from_variables_and_paths_lie_beside_the_file(file, tmp_path):
    given = 'settings = { workflow_env = "FLOW", workflow = "a.json", other_env = "NONE" }'
    text = FILE.replace("max_refs = 2", given)
    assert one(file(text)).models["fast"].settings == {"workflow": str(tmp_path / "a.json")}
    named = one(file(text), {**KEY, "FLOW": "/flows/b.json"}).models["fast"].settings
    assert named == {"workflow": "/flows/b.json"}


def test_a_free_model_has_no_price_to_pay(file):
    text = FILE[: FILE.index("[providers.models.price]")].replace("paid = true", "paid = false")
    assert one(file(text)).models["fast"].capabilities.price.kind is PriceKind.FREE


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "openai"', 'kind = "dalle"', "studio: kind"),
        ('id = "studio"', 'id = "Studio!"', "id"),
        ("concurrency = 3", "concurrency = 0", "studio: concurrency"),
        ("concurrency = 3", "cuncurrency = 3", "studio: cuncurrency: Unknown field."),
        ("1024x1536", "1024*1536", "Must be like 1024x1536"),
        ("1024x1536", "0x1536", "A side has"),
        ("paid = true", 'paid = "perhaps"', "paid"),
        ('kind = "images"', 'kind = "free"', "price"),
        ("per_image = 0.04", "per_image = -1", "per_image"),
        ('currency = "USD"', 'currency = "dollars"', "currency"),
        ("http://127.0.0.1:9/v1", "ftp://host", "needs an address"),
        ("http://127.0.0.1:9/v1", "http://user:pw@host", "needs an address"),
        ('id = "studio"', 'id = "placeholder"', "is built in"),
        ("[[providers]]", "[[provider]]", "nothing but [[providers]]"),
        ('id = "studio"', "id = ", "is not TOML"),
        ("per_image = 0.04", "per_image = 1e999999999999999999999", "is not TOML"),
        ("concurrency = 3", "concurrency = " + "9" * 5000, "is not TOML"),
        ("concurrency = 3", "concurrency = " + "[" * 5000, "is not TOML"),
        ("concurrency = 3", "models = 3", "models must be [[providers.models]]"),
        ("concurrency = 3", "models = ['fast']", "models must be [[providers.models]]"),
        ("concurrency = 3", "hide = 3", "hide must be a list of names"),
        ("1024x1536", "9" * 5000 + "x1", "Must be like 1024x1536"),
        ("http://127.0.0.1:9/v1", "http://[::1", "base_url: the provider studio needs"),
        ("http://127.0.0.1:9/v1", "http://host:port", "base_url: the provider studio needs"),
        ("http://127.0.0.1:9/v1", "http://host:99999", "base_url: the provider studio needs"),
        ("http://127.0.0.1:9/v1", "http://our host", "base_url: the provider studio needs"),
        ("http://127.0.0.1:9/v1", "http://ho\\nst", "base_url: the provider studio needs"),
    ],
)
def test_every_mistake_is_named(file, before, after, said):
    text = FILE.replace(before, after)
    if after.startswith("models"):
        text = text.partition("[[providers.models]]")[0]
    assert said in wrong(file(text))


def test_what_is_listed_needs_its_key(file):
    assert "STUDIO_API_KEY is not set" in wrong(file(FILE), {})


def test_nobody_is_listed_twice(file):
    assert "twice" in wrong(file(FILE + FILE))


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "cannot be read" in wrong(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "data", [FILE.encode("utf-16"), FILE.replace("Our", "Ö").encode("latin-1")]
)
def test_a_file_that_is_not_utf_8_is_said(tmp_path, data):
    path = tmp_path / "providers.toml"
    path.write_bytes(data)
    assert f"PROVIDERS_FILE {path} is not UTF-8" in wrong(path)


def test_a_path_that_no_file_can_have_is_said(tmp_path):
    assert "PROVIDERS_FILE cannot be read" in wrong(tmp_path / "a\0b")


@pytest.mark.parametrize("address", ["http://[::1", "host:port", "our host", "http://user@host"])
def test_a_variable_with_a_wrong_address_is_named(address):
    assert "A1111_URL: " in wrong(None, {"A1111_URL": address})


def test_a_setting_that_the_adapter_does_not_know_is_said_at_the_start(file):
    path = file(FILE.replace("max_refs = 2", 'max_refs = 2\nsettings = { quick = "yes" }'))
    settings = replace(NOWHERE, providers_file=path, variables=KEY)
    with pytest.raises(SettingsError, match="the provider studio: fast: the setting quick"):
        registry.build(settings)
