import re

import pytest

from asset_service.domain import looks
from asset_service.domain.errors import Invalid
from asset_service.domain.looks import LOOKS
from asset_service.domain.texts import TEXT_MOST, clean_name, clean_text


def test_there_are_eight_looks_and_no_two_share_a_key_a_name_or_a_text():
    assert len(LOOKS) == 8
    for field in ("key", "name", "text", "colours"):
        assert len({getattr(look, field) for look in LOOKS}) == len(LOOKS), field


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.key)
def test_a_look_can_be_a_style_as_it_is(look):
    assert clean_text(look.text, "text") == look.text
    assert clean_name(look.name) == look.name
    assert len(look.text) <= TEXT_MOST // 4
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in look.colours)


def test_a_style_that_is_a_look_has_its_name():
    assert looks.named(LOOKS[0].text) == LOOKS[0].name
    assert looks.named("Grainy noir") == ""
    assert looks.find(LOOKS[1].key) is LOOKS[1]
    assert looks.find("nonsense") is None


def test_a_look_goes_below_what_is_written_unless_that_is_too_long():
    assert looks.added("Mine.\n", LOOKS[0]) == f"Mine.\n\n{LOOKS[0].text}"
    with pytest.raises(Invalid):
        looks.added("x" * TEXT_MOST, LOOKS[0])
