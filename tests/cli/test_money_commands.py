"""What operators see of providers, and what they let people spend."""

import json

import pytest
from click.testing import CliRunner
from providers import openai_server
from providers.openai_server import OpenAIServer

from asset_service.cli.main import commands
from asset_service.config import SettingsError

PROVIDER_VARIABLES = (
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "GEMINI_API_KEY",
    "COMFYUI_URL",
    "A1111_URL",
    "PROVIDERS_FILE",
    "DATABASE_URL",
)


@pytest.fixture
def alone(monkeypatch):
    """A command on a machine where nothing is set up."""
    for name in PROVIDER_VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments, **variables):
        return CliRunner(env=variables).invoke(commands, arguments, catch_exceptions=False)

    return call


def test_the_built_in_provider_is_always_listed(alone):
    listed = json.loads(alone("providers", "list", "--json").output)
    assert [(one["provider"], one["price"], one["seed"]) for one in listed] == [
        ("placeholder", "free", True)
    ]


def test_one_variable_lists_a_vendors_models_with_their_prices(alone):
    lines = alone("providers", "list", OPENAI_API_KEY="sk-secret").output
    assert "openai/gpt-image-2\tUSD by tokens, as of 2026-11\trefs 16" in lines
    assert "sk-secret" not in lines


def test_a_model_without_a_price_says_so(alone, tmp_path):
    path = tmp_path / "providers.toml"
    path.write_text(
        '[[providers]]\nid = "ours"\nkind = "openai"\nbase_url = "http://127.0.0.1:9"\n'
        'key_optional = true\n[[providers.models]]\nname = "m"\npaid = true\n'
        'sizes = { "1:1" = ["64x64"] }\n'
    )
    assert "ours/m\tprice unknown" in alone("providers", "list", PROVIDERS_FILE=str(path)).output


def test_a_wrong_file_is_named(alone, tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml"):
        alone("providers", "list", PROVIDERS_FILE=str(tmp_path / "none.toml"))


def test_what_can_be_reached_is_ok_and_costs_nothing(alone):
    with OpenAIServer() as server:
        told = alone(
            "providers",
            "check",
            OPENAI_API_KEY=openai_server.KEY,
            OPENAI_BASE_URL=server.base_url,
        )
    assert (told.exit_code, told.output) == (0, "placeholder: ok\nopenai: ok\n")
    assert server.paid == 0


def test_what_cannot_be_reached_is_said_with_its_code_and_ends_with_1(alone):
    away = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    told = alone("providers", "check", **away)
    assert told.exit_code == 1
    assert "openai: provider_down: " in told.output
    assert "sk-secret" not in told.output


def test_one_provider_may_be_checked_by_its_name(alone):
    away = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    assert alone("providers", "check", "placeholder", **away).output == "placeholder: ok\n"
    assert alone("providers", "check", "dalle").exit_code == 2


def test_an_operator_sets_shows_and_takes_away_what_somebody_may_spend(run, film):
    (email,) = film.sql("select email from users where id = :id", id=film.user_id)[0]
    assert run("budgets", "show", email).output == "no limit\n"
    assert run("budgets", "set", email, "50", "usd").output == f"{email}: 50 USD a month\n"
    assert run("budgets", "show", email).output == "50 USD a month\n"
    run("budgets", "set", email, "none", "USD")
    assert run("budgets", "show", email).output == "no limit\n"


def test_what_is_no_amount_is_refused(run, film):
    (email,) = film.sql("select email from users where id = :id", id=film.user_id)[0]
    assert run("budgets", "set", email, "much", "USD").exit_code == 2
