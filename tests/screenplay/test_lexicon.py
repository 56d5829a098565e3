import pytest

from asset_service.screenplay.lexicon import is_known, noun, nouns, singular, verb_forms, words


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("books", "book"),
        ("boxes", "box"),
        ("knives", "knife"),
        ("wolves", "wolf"),
        ("ladies", "lady"),
        ("policemen", "policeman"),
        ("children", "child"),
        ("crosses", "cross"),
        ("houses", "house"),
        ("senses", "sense"),
        ("glasses", "glasses"),
        ("glass", "glass"),
        ("lantern", "lantern"),
        ("zorgs", "zorgs"),
    ],
)
def test_a_plural_is_folded_when_the_lexicon_has_the_singular(word, lemma):
    assert singular(word) == lemma


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("phone", "everyday"),
        ("truck", "vehicle"),
        ("coat", "wardrobe"),
        ("table", "set_dressing"),
        ("castle", "building"),
        ("barometer", "prop"),
        ("postman", "person"),
        ("man", "person"),
        ("horse", "animal"),
        ("screen", ""),
    ],
)
def test_a_noun_has_the_kind_it_has_on_a_film_set(word, kind):
    assert noun(word).kind == kind


def test_names_and_words_of_grammar_are_no_nouns():
    assert noun("shakespeare") is None
    assert noun("as") is None
    assert is_known("as")
    assert not is_known("yorblef")


def test_use_tells_nouns_from_verbs():
    assert nouns()["knife"].use == "Nv"
    assert nouns()["watch"].rarely_noun
    assert noun("quickly").never_noun


def test_lists_have_no_remarks_in_them():
    assert "cell phone" in words("everyday")
    assert not any("#" in word for word in words("everyday"))


def test_verbs_come_in_all_their_forms():
    forms = verb_forms("handling_verbs")
    assert {"grab", "grabs", "grabbed", "grabbing", "carries", "waved", "tosses"} <= forms
