import pytest

from asset_service.screenplay.elements import Element
from asset_service.screenplay.mentions import NameIndex
from asset_service.screenplay.passages import Passage


def passage(text, line=1):
    return Passage(1, Element("action", text, line, line + text.count("\n")))


def found(text, *names):
    tokens = passage(text).tokens
    index = NameIndex((name, name) for name in names)
    return [
        (hit.key, " ".join(t.text for t in tokens[hit.start : hit.end]))
        for hit in index.find(tokens)
    ]


def test_the_longest_name_wins():
    assert found("Old Tom sees Tom.", "TOM", "OLD TOM") == [("OLD TOM", "Old Tom"), ("TOM", "Tom")]


def test_a_name_is_whole_words_only():
    assert found("Annabel and Hannah.", "ANNA") == []


def test_possessives_are_mentions():
    assert [key for key, _ in found("Ruth's and James' cars.", "RUTH", "JAMES")] == [
        "RUTH",
        "JAMES",
    ]


def test_a_name_does_not_run_over_a_comma():
    assert found("He sees old, Tom.", "OLD TOM") == []


def test_a_title_keeps_its_full_stop():
    assert found("Then Dr. Fox leaves.", "DR. FOX") == [("DR. FOX", "Dr Fox")]


def test_names_without_spaces_around_them_are_found_inside_words():
    assert [key for key, _ in found("ジョンは沈黙。マリとジョン", "ジョン", "マリ")] == [
        "ジョン",
        "マリ",
        "ジョン",
    ]


def test_an_index_without_names_finds_nothing():
    assert found("Anna.") == []
    assert found("Anna.", "...") == []


def test_a_quote_has_the_line_and_sentence_of_its_word():
    here = passage("One.\nTwo Anna\nthree. Four.", line=10)
    quote = here.quote(here.tokens[2].start)
    assert (quote.line, quote.text) == (11, "Two Anna three.")


@pytest.mark.parametrize("sentence", ["Dr. Fox leaves.", "He meets J. R. Fox today."])
def test_an_abbreviation_does_not_end_a_sentence(sentence):
    here = passage(f"Before. {sentence} After.")
    word = next(token for token in here.tokens if token.text == "Fox")
    assert here.sentence(word.start) == sentence


def test_a_long_sentence_is_cut_at_a_word():
    here = passage("word " * 200 + "ANNA " + "word " * 200)
    text = here.sentence(here.tokens[200].start)
    assert len(text) <= 300
    assert text.startswith("word")
    assert "ANNA" in text
    assert text.endswith("\N{HORIZONTAL ELLIPSIS}")


def test_what_is_read_aloud_names_nobody():
    assert found('A card reads "Anna forever". Tom reads it.', "ANNA", "TOM") == [("TOM", "Tom")]


def test_the_word_before_a_position_is_known():
    here = passage("Anna (the nurse)")
    assert here.token_before(5).text == "Anna"
    assert here.token_before(0) is None
