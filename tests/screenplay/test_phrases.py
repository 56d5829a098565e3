import pytest

from asset_service.screenplay.elements import Element
from asset_service.screenplay.passages import Passage
from asset_service.screenplay.phrases import is_handled, is_noun


def at(sentence):
    """The words of `sentence` and the index of the one marked by a star."""
    marked = next(k for k, word in enumerate(sentence.split()) if word.startswith("*"))
    tokens = Passage(1, Element("action", sentence.replace("*", ""), 1, 1)).tokens
    return tokens, marked


@pytest.mark.parametrize(
    "sentence",
    [
        "He lights the *lamp now",
        "She picks up a small brass *watch",
        "They arrive with *books",
        "Ruth's *phone buzzes",
        "3 *guns gleam",
        "He carries *books",
        "*Phones ring",
        "The car *keys dangle",
        "a big *box no bigger than a shoe",
        "the *lantern",
        "She lifts her *remote",
        "a *can of soup",
    ],
)
def test_the_words_around_it_show_a_noun(sentence):
    assert is_noun(*at(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "The men *watch the door",
        "She *lights the room",
        "They *guard him",
        "a phone *rings somewhere",
        "He is *cross",
        "no one *saw that",
        "a *tender little push",
        "*Watch the door",
        "the moon hangs, *casting shadows",
        "it *quickly",
        "a *yorblef",
        "to *phone home",
        "Some noises *can be heard",
    ],
)
def test_the_words_around_it_show_a_verb_or_adjective(sentence):
    assert not is_noun(*at(sentence))


def test_a_verb_stands_behind_a_name():
    tokens, index = at("Then Yorblef *books a room")
    assert not is_noun(tokens, index, names={"yorblef"})


def test_a_hand_is_on_it_when_a_verb_says_so():
    assert is_handled(*at("He picks up the small brass *key"))
    assert not is_handled(*at("He picks daisies, the *key"))
    assert not is_handled(*at("There is a *key"))
