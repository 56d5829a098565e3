"""What a file claims, as it is stored: plain JSON, bounded, and read back from any."""

import pytest

from asset_service.domain import claims
from asset_service.domain.claims import (
    Action,
    Claims,
    Credentials,
    Ingredient,
    Recipe,
    as_json,
    from_json,
    number_of,
    whole_of,
    with_credentials,
)


def test_what_is_stored_comes_back():
    told = Claims(source_type="trainedAlgorithmicMedia", ai_system="Studio", ai_prompt="a lamp")
    assert from_json(as_json(told)) == told


def test_recipes_and_credentials_come_back_too():
    told = Claims(
        credentials=Credentials(
            "valid",
            signer="A studio",
            problems=("signingCredential.untrusted",),
            actions=(Action("c2pa.created", "trainedAlgorithmicMedia"),),
            ingredients=(Ingredient("lamp.png", "parentOf"),),
        ),
        recipe=Recipe("ComfyUI", "a lamp", steps=20, guidance=6.5, seed=2**63, workflow=True),
    )
    assert from_json(as_json(told)) == told


def test_what_is_checked_later_takes_the_place_of_what_was_found():
    found = Claims(ai_system="Studio", credentials=Credentials("unchecked"))
    checked = with_credentials(found, Credentials("invalid", why="changed"))
    assert checked == Claims(ai_system="Studio", credentials=Credentials("invalid", why="changed"))


def test_a_state_that_nobody_gives_is_unchecked_and_strange_items_are_left_out():
    kept = {"credentials": {"state": "blessed", "actions": [7, {"action": "c2pa.edited"}]}}
    found = from_json(kept).credentials
    assert (found.state, found.actions) == ("unchecked", (Action("c2pa.edited"),))


def test_long_texts_are_cut_until_all_of_it_fits(monkeypatch):
    monkeypatch.setattr(claims, "MOST_BYTES", 1200)
    kept = as_json(Claims(ai_system="Studio", ai_prompt="x" * 4000))
    assert kept["ai_system"] == "Studio"
    assert 0 < len(kept["ai_prompt"]) < 1200


def test_what_never_fits_is_not_stored(monkeypatch):
    monkeypatch.setattr(claims, "MOST_BYTES", 10)
    assert as_json(Claims(ai_system="Studio")) == {}


@pytest.mark.parametrize("found", [None, [], "words", 7, {"recipe": 1, "credentials": []}])
def test_what_is_no_claim_is_none(found):
    assert from_json(found) == Claims()


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7.0),
        ("6.5", 6.5),
        ("six", None),
        (True, None),
        (None, None),
        ("9" * 40, None),
        (float("nan"), None),
        ("inf", None),
        (1e12, None),
    ],
)
def test_a_number_is_one_that_json_can_say(value, number):
    assert number_of(value) == number


@pytest.mark.parametrize(
    ("value", "whole"),
    [(7, 7), ("-7", -7), ("7.5", None), ("-", None), ("²", None), (True, None), (2**64, None)],
)
def test_a_whole_number_has_64_bits_at_most(value, whole):
    assert whole_of(value) == whole
