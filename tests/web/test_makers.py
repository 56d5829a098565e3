"""What draws what, what would be sent and what it costs, over the API, with a paid engine."""

from dataclasses import replace
from decimal import Decimal

import pytest
from fixtures.app import Api

from asset_service.app import create_app
from asset_service.container import build_services

PROVIDERS = """
[[providers]]
id = "studio"
kind = "openai"
label = "Studio"
base_url = "http://127.0.0.1:9/v1"
key_env = "STUDIO_API_KEY"
[[providers.models]]
name = "fast"
label = "Fast"
paid = true
max_refs = 2
sizes = { "2:3" = ["1024x1536", "512x768"], "1:1" = ["1024x1024"], "16:9" = ["1536x864"] }
options = { quality = ["low", "high"] }
price = { kind = "images", currency = "USD", per_image = 0.04, by = { high = 0.16 } }
"""
CHOICE = {"provider": "studio", "model": "fast", "options": {"quality": "high"}}


@pytest.fixture(scope="module")
def paid_app(app_settings, engine, queue, tmp_path_factory):
    path = tmp_path_factory.mktemp("providers") / "providers.toml"
    path.write_text(PROVIDERS)
    settings = replace(
        app_settings, providers_file=path, variables={"STUDIO_API_KEY": "sk-very-secret"}
    )
    services = build_services(settings, engine, queue=queue)
    yield create_app(settings, services)
    services.pictures.close()


@pytest.fixture
def api(paid_app, person):
    return Api(paid_app, person.token)


@pytest.fixture
def project(api):
    path = f"/projects/{api.post('/projects', {'title': 'Night Ferry'}).json['id']}"
    api.put(f"{path}/style", {"text": "Ink"})
    api.post(f"{path}/style/lock")
    return path


@pytest.fixture
def lamp(api, project):
    new = {"name": "Lamp", "type": "prop", "description": "A brass lamp."}
    return f"{project}/assets/{api.post(f'{project}/assets', new).json['id']}"


def choose(api, project, kind="prop", **choice):
    return api.put(f"{project}/makers/{kind}", CHOICE | choice)


def test_providers_are_listed_with_what_they_can_do_and_without_their_keys(api):
    answer = api.get("/providers")
    names = [provider["id"] for provider in answer.json["items"]]
    (fast,) = answer.json["items"][names.index("studio")]["models"]
    assert names[-1] == "placeholder"
    assert (fast["label"], fast["paid"], fast["max_references"]) == ("Fast", True, 2)
    assert fast["sizes"]["2:3"] == ["1024x1536", "512x768"]
    assert fast["options"] == {"quality": ["low", "high"]}
    assert "sk-very-secret" not in answer.text
    assert "127.0.0.1:9" not in answer.text


def test_a_choice_is_complete_and_comes_back(api, project):
    chosen = choose(api, project, candidates=2)
    assert (chosen.status_code, chosen.json["is_usual"]) == (200, False)
    assert (chosen.json["aspect"], chosen.json["width"]) == ("1:1", 1024)
    listed = {one["asset_type"]: one for one in api.get(f"{project}/makers").json["items"]}
    assert listed["prop"] == chosen.json
    assert listed["location"]["is_usual"] is True
    reset = api.delete(f"{project}/makers/prop")
    assert (reset.json["provider"], reset.json["is_usual"]) == ("placeholder", True)


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"model": "slow"}, "model"),
        ({"size": "640x480"}, "size"),
        ({"size": "big"}, "size"),
        ({"options": {"quality": "best"}}, "options.quality"),
        ({"options": "high"}, "options"),
        ({"candidates": 9}, "candidates"),
        ({"seed": 1}, "seed"),
        ({"negative": "people"}, "negative"),
        ({"negative": "x" * 3000}, "negative"),
        ({"sparkle": True}, "sparkle"),
    ],
)
def test_what_is_not_offered_is_named(api, project, choice, field):
    refused = choose(api, project, **choice)
    assert refused.status_code == 422
    assert field in refused.json["errors"]


def test_no_other_word_is_a_type(api, project):
    assert choose(api, project, "vehicle").status_code == 404
    assert api.delete(f"{project}/makers/vehicle").status_code == 404


def test_the_preview_says_what_would_be_sent_and_what_it_costs(api, project, lamp):
    choose(api, project)
    seen = api.get(f"{lamp}/generate/preview?candidates=2").json
    assert seen["prompt"].startswith("A brass lamp.\n\nInk")
    assert (seen["provider"], seen["options"]) == ("studio", {"quality": "high"})
    assert Decimal(seen["estimate"]["amount"]) == Decimal("0.32")
    assert (seen["takes_seed"], seen["most_references"], seen["refused_code"]) == (False, 2, None)
    assert api.get(f"{project}/jobs").json["items"] == []


def test_a_request_is_made_by_the_choice_and_its_cost_is_held(api, project, lamp):
    choose(api, project, candidates=2)
    batch = api.post(f"{lamp}/generate", {}).json
    assert [job["provider"] for job in batch["jobs"]] == ["studio", "studio"]
    assert batch["jobs"][0]["options"] == {"quality": "high"}
    (line,) = api.get(f"{project}/costs").json["totals"]
    assert (line["currency"], Decimal(line["held"])) == ("USD", Decimal("0.32"))


def test_a_budget_stops_it_with_a_clear_error(api, project, lamp):
    choose(api, project)
    budget = api.put(f"{project}/budgets/usd", {"monthly": "0.20", "total": None})
    assert budget.json["items"] == [{"currency": "USD", "monthly": "0.200000", "total": None}]
    refused = api.post(f"{lamp}/generate", {"candidates": 2})
    assert (refused.status_code, refused.json["code"]) == (409, "budget_exceeded")
    assert refused.json["detail"] == (
        "This costs about 0.32 USD, and the project's monthly budget has 0.20 USD left."
    )
    assert api.get(f"{lamp}/generate/preview?candidates=2").json["refused_code"] == (
        "budget_exceeded"
    )
    assert api.post(f"{lamp}/generate", {"candidates": 1}).status_code == 202
    assert api.put(f"{project}/budgets/USD", {"monthly": None, "total": None}).json["items"] == []


@pytest.mark.parametrize(
    ("currency", "sent"),
    [
        ("dollars", {"monthly": "1", "total": None}),
        ("USD", {"monthly": "-1", "total": None}),
        ("USD", {"monthly": "NaN", "total": None}),
        ("USD", {"monthly": "1e99", "total": None}),
        ("USD", {"monthly": "a lot", "total": None}),
        ("USD", {"monthly": "1"}),
    ],
)
def test_nonsense_is_no_budget(api, project, currency, sent):
    assert api.put(f"{project}/budgets/{currency}", sent).status_code == 422
    assert api.get(f"{project}/costs").json["budgets"] == []


def test_only_pictures_of_the_asset_itself_can_be_followed(api, project, lamp):
    choose(api, project)
    nobody = "7a8a2d9e-0f43-4be2-b8ef-b8a4f2b0a7a5"
    assert api.post(f"{lamp}/generate", {"like": [nobody]}).status_code == 404
    assert api.get(f"{lamp}/generate/preview?like={nobody}").status_code == 404


def test_costs_of_as_many_days_as_wanted(api, project):
    assert api.get(f"{project}/costs?days=366").status_code == 200
    assert api.get(f"{project}/costs?days=0").status_code == 422
