import tomllib

import pytest

from asset_service.adapters.providers import a1111_request
from asset_service.adapters.providers.comfyui_sending import DATA
from asset_service.adapters.providers.comfyui_workflow import read
from asset_service.adapters.providers.entry import Model
from asset_service.ports.providers import Capabilities


def said(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text())


@pytest.mark.parametrize("name", ["comfyui", "a1111"])
def test_a_local_engine_is_free_one_at_a_time_and_offered_by_one_variable(name):
    facts = said(name)
    (model,) = facts["models"]
    assert (facts["id"], facts["concurrency"], facts["key_optional"]) == (name, 1, True)
    assert facts["base_url_env"] == f"{name.upper()}_URL"
    assert not model["paid"]
    assert model["sizes"].keys() == {"2:3", "1:1", "16:9"}


def test_the_settings_of_the_data_are_known_to_the_adapter():
    facts = said("a1111")["models"][0]
    a1111_request.check(
        Model(facts["name"], "", Capabilities(sizes={}, paid=False), facts["settings"])
    )


def test_the_workflow_that_the_data_names_is_there():
    assert read(DATA / said("comfyui")["models"][0]["settings"]["workflow"]).outputs
