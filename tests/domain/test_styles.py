import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.errors import Invalid
from asset_service.domain.styles import (
    PILLAR_MOST,
    PILLARS_MOST,
    Said,
    clean_pillars,
    clean_strength,
    is_outdated,
    mark,
    style_words,
)


def test_the_words_of_a_style_are_its_text_and_then_its_pillars_in_their_order():
    words = style_words(" Grainy 35 mm. \n", ["Muted blues.", "one amber lamp;", " 40 mm "])
    assert words == "Grainy 35 mm.\n\nKeep to: Muted blues; one amber lamp; 40 mm."


def test_what_is_not_said_leaves_no_trace_in_the_prompt():
    assert style_words("Noir", []) == "Noir"
    assert style_words(" ", ["Brass"]) == "Keep to: Brass."
    assert style_words("", [" ", "."]) == ""


def test_pillars_are_on_one_line_and_each_once_whatever_its_capitals():
    assert clean_pillars([" One\namber ", "", "ONE AMBER", "Slate"]) == ["One amber", "Slate"]


@pytest.mark.parametrize(
    "pillars",
    [[str(one) for one in range(PILLARS_MOST + 1)], ["x" * (PILLAR_MOST + 1)], ["a\0b"]],
)
def test_pillars_that_are_too_many_or_too_long_are_refused(pillars):
    with pytest.raises(Invalid) as caught:
        clean_pillars(pillars)
    assert list(caught.value.extra["errors"]) == ["pillars"]


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=PILLAR_MOST), max_size=8))
def test_what_is_clean_stays_as_it_is_when_it_is_cleaned_again(pillars):
    try:
        clean = clean_pillars(pillars)
    except Invalid:
        return
    assert clean_pillars(clean) == clean


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_strength_outside_of_nothing_and_everything_is_refused(value):
    with pytest.raises(Invalid):
        clean_strength(value)


def test_a_strength_is_kept_to_two_digits_and_may_be_left_to_the_provider():
    assert (clean_strength(0.123), clean_strength(1), clean_strength(None)) == (0.12, 1.0, None)


@pytest.mark.parametrize(
    "other", [Said("b"), Said("a", ("c",)), Said("a", strength=0.0), Said("a", strength=1.0)]
)
def test_other_words_have_another_mark_and_other_pictures_the_same(other):
    assert mark(other) != mark(Said("a"))
    assert mark(Said("a", references=("0" * 64,))) == mark(Said("a"))


def test_only_what_was_made_with_an_older_version_is_outdated():
    made_with = (None, 1, 2, 3)
    assert [is_outdated(one, 2) for one in made_with] == [False, True, False, False]


def test_a_style_is_empty_until_a_word_of_it_reaches_a_prompt():
    assert Said().is_empty
    assert Said("  ", strength=0.5, references=("0" * 64,)).is_empty
    assert not Said("Noir").is_empty
    assert not Said(pillars=("wet streets",)).is_empty
