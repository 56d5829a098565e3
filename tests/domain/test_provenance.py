import pytest

from asset_service.domain.claims import Action, Claims, Credentials, Recipe
from asset_service.domain.provenance import (
    SaidType,
    SourceType,
    is_ai,
    of_generated,
    of_upload,
    read,
)

AI = SourceType.AI


@pytest.mark.parametrize("scheme", ["http://", "https://", ""])
def test_an_address_of_the_vocabulary_is_its_code(scheme):
    address = f"{scheme}cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert read(address) == AI


@pytest.mark.parametrize("kind", SourceType)
def test_what_is_written_is_read_again(kind):
    assert read(kind.uri) == kind


@pytest.mark.parametrize(
    ("old", "now"), [("digitalArt", "digitalCreation"), ("minorHumanEdits", "humanEdits")]
)
def test_a_retired_code_means_what_took_its_place(old, now):
    assert read(f"http://cv.iptc.org/newscodes/digitalsourcetype/{old}") == now


@pytest.mark.parametrize("text", ["", "http://c2pa.org/digitalsourcetype/empty", "AI"])
def test_other_words_mean_nothing(text):
    assert read(text) is None


def test_a_placeholder_is_no_ai_and_every_other_provider_is():
    assert (of_generated("placeholder"), is_ai("algorithmicMedia")) == ("algorithmicMedia", False)
    assert (of_generated("openai"), is_ai(of_generated(None))) == (AI, True)


def test_where_nobody_knows_nobody_says():
    assert (of_upload(None, None), is_ai(None)) == (None, None)


def test_what_a_person_says_puts_the_file_right_but_never_talks_ai_away():
    assert of_upload(SaidType.HUMAN_EDITS, SourceType.DIGITAL_CAPTURE) == SourceType.HUMAN_EDITS
    assert of_upload(SaidType.DIGITAL_CAPTURE, AI) == AI
    assert of_upload(SaidType.AI, SourceType.DIGITAL_CAPTURE) == AI


def credentials(state, kind=AI):
    return Credentials(state, actions=(Action("c2pa.created", kind.uri),))


def test_a_file_claims_ai_wherever_it_says_so():
    assert Claims(source_type=AI.uri).claimed == AI
    assert Claims(recipe=Recipe("ComfyUI")).claimed == AI
    assert Claims(ai_system="a model").claimed == AI
    assert Claims(credentials("valid"), source_type=SourceType.DIGITAL_CAPTURE.uri).claimed == AI
    assert Claims(source_type=SourceType.PRINT.uri).claimed == SourceType.PRINT


def test_credentials_that_do_not_match_the_picture_claim_nothing():
    assert Claims(credentials("invalid")).claimed is None
    assert Claims(credentials("unchecked")).claimed == AI
