import pytest

from asset_service.domain.prompts import PLAIN_BACKGROUND, aspect, compose, scene_words
from asset_service.domain.vocabulary import AssetType

FACTS = {
    "image_prompt": "A tall keeper",
    "description": "Keeps the light",
    "name": "Mara",
    "style_text": "Ink wash",
    "asset_type": "character",
    "plain_background": True,
}


def test_the_image_prompt_goes_before_the_description_and_the_name():
    assert compose(**FACTS).startswith("A tall keeper\n\nInk wash")


def test_a_blank_image_prompt_gives_way_to_the_description():
    assert compose(**FACTS | {"image_prompt": " \n"}).startswith("Keeps the light\n\n")


def test_the_name_is_the_subject_when_nothing_else_is_said():
    prompt = compose(**FACTS | {"image_prompt": "", "description": "  "})
    assert prompt.startswith("Mara\n\n")


@pytest.mark.parametrize("asset_type", ["character", "prop", "extra_archetype"])
def test_things_and_people_stand_on_a_plain_background(asset_type):
    assert compose(**FACTS | {"asset_type": asset_type}).endswith(PLAIN_BACKGROUND)


def test_a_location_is_its_own_background():
    assert PLAIN_BACKGROUND not in compose(**FACTS | {"asset_type": "location"})


def test_a_project_can_do_without_the_plain_background():
    assert compose(**FACTS | {"plain_background": False}) == "A tall keeper\n\nInk wash"


def test_every_type_has_the_shape_the_product_gives_it():
    shapes = {kind.value: aspect(kind) for kind in AssetType}
    assert shapes == {
        "character": "2:3",
        "extra_archetype": "2:3",
        "prop": "1:1",
        "location": "16:9",
    }


def test_a_word_that_is_no_type_has_no_shape():
    with pytest.raises(ValueError, match="spaceship"):
        aspect("spaceship")


def test_a_scene_adds_its_text_and_its_tags_between_subject_and_style():
    said = scene_words(" Soaked to the skin. ", ["wet", " ", "torn coat"])
    assert said == "In this scene: Soaked to the skin.\nState: wet; torn coat."
    prompt = compose(
        image_prompt="",
        description="A sailor.",
        name="Mara",
        style_text="Noir.",
        asset_type="character",
        plain_background=True,
        in_scene=said,
    )
    assert prompt == f"A sailor.\n\n{said}\n\nNoir.\n\n{PLAIN_BACKGROUND}"


@pytest.mark.parametrize(
    ("text", "tags", "said"),
    [("", [], ""), ("Older.", [], "In this scene: Older."), ("", ["wet"], "State: wet.")],
)
def test_what_is_not_written_for_a_scene_adds_nothing(text, tags, said):
    assert scene_words(text, tags) == said
