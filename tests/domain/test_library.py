"""What is overridden, what comes, and what becomes of two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.errors import Invalid
from asset_service.domain.library import (
    Description,
    Difference,
    Field,
    Name,
    compare,
    incoming,
    merged_texts,
)

VALUES = st.fixed_dictionaries(
    {field: st.sampled_from(["", "one", "two"]) for field in Field if field is not Field.IMAGE}
    | {Field.IMAGE: st.sampled_from([None, "a", "b"])}
)


def saying(description, prompt="", name="Mara"):
    return {Field.NAME: name, Field.DESCRIPTION: description, Field.IMAGE_PROMPT: prompt}


@pytest.mark.parametrize(
    ("ours", "theirs", "last", "here", "there", "comes"),
    [
        ("a", "a", "a", False, False, False),
        ("a", "b", "a", False, True, True),
        ("b", "a", "a", True, False, False),
        ("b", "c", "a", True, True, False),
        ("b", "b", "a", True, True, False),
    ],
)
def test_a_field_comes_when_it_changed_there_alone(ours, theirs, last, here, there, comes):  # noqa: PLR0913, PLR0917 - one row of the table
    one = Difference(Field.NAME, ours, theirs, last)
    assert (one.changed_here, one.changed_there, one.incoming) == (here, there, comes)


def test_a_picture_that_the_library_does_not_have_is_not_taken():
    gone = Difference(Field.IMAGE, "a", None, "a")
    assert (gone.differs, gone.takeable) == (True, False)
    assert incoming([gone]) == frozenset()
    assert Difference(Field.NAME, "a", "", "a").takeable


@given(VALUES, VALUES, VALUES)
def test_after_taking_what_comes_nothing_comes_again(ours, theirs, last):
    taken = incoming(compare(ours, theirs, last))
    after = {field: theirs[field] if field in taken else ours[field] for field in Field}
    assert incoming(compare(after, theirs, theirs)) == frozenset()
    kept = {field for field in Field if ours[field] != last[field]}
    assert all(after[field] == ours[field] for field in kept)


def test_a_description_that_is_below_already_is_not_put_there_again():
    ours, theirs = saying("Old.\n\nOf brass."), saying("Of brass.")
    merged = merged_texts(ours, theirs, Name.KEEP, Description.APPEND)
    assert merged[Field.DESCRIPTION] == "Old.\n\nOf brass."


def test_an_image_prompt_goes_with_a_description_that_is_taken_or_fills_an_empty_one():
    theirs = saying("Of brass.", "A lamp")
    for ours, how, prompt in (
        (saying("Old.", "Mine"), Description.KEEP, "Mine"),
        (saying("Old.", "Mine"), Description.TAKE, "A lamp"),
        (saying("Old.", ""), Description.KEEP, "A lamp"),
    ):
        assert merged_texts(ours, theirs, Name.KEEP, how)[Field.IMAGE_PROMPT] == prompt


def test_two_descriptions_that_are_too_long_together_are_refused():
    with pytest.raises(Invalid):
        merged_texts(saying("x" * 3999), saying("Of brass."), Name.KEEP, Description.APPEND)


@pytest.mark.parametrize(("how", "name"), [(Name.KEEP, "mara"), (Name.TAKE, "Mara")])
def test_a_name_is_kept_or_taken(how, name):
    merged = merged_texts(saying("", name="mara"), saying(""), how, Description.KEEP)
    assert merged[Field.NAME] == name
