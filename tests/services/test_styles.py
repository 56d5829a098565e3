import pytest
from fixtures.factories import make_attempt, make_job, make_member, make_user

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound


def code_of(caught):
    return caught.value.code


def test_before_there_is_a_style_it_is_version_zero(world):
    style = world.styles.get(*world.ids)
    assert (style.version, style.text, style.locked, style.locked_at) == (0, "", False, None)


def test_a_style_is_written_again_until_it_is_locked(world):
    world.styles.put(*world.ids, "Noir")
    style = world.styles.put(*world.ids, " Film noir \r\n")
    assert (style.version, style.text, style.locked) == (1, "Film noir", False)


def test_a_locked_style_is_not_written_over(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    with pytest.raises(Conflict) as caught:
        world.styles.put(*world.ids, "Bright")
    assert code_of(caught) == "style_locked"
    assert world.styles.get(*world.ids).text == "Noir"


def test_locking_again_keeps_the_time_of_the_first(world):
    world.styles.put(*world.ids, "Noir")
    first = world.styles.lock(*world.ids)
    assert first.locked_at is not None
    assert world.styles.lock(*world.ids) == first


@pytest.mark.parametrize("text", [None, "  "])
def test_there_must_be_something_to_lock(world, text):
    if text is not None:
        world.styles.put(*world.ids, text)
    with pytest.raises(Invalid) as caught:
        world.styles.lock(*world.ids)
    assert code_of(caught) == "style_empty"


def test_changing_a_locked_style_makes_a_new_version_that_is_locked_at_once(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    style = world.styles.change(*world.ids, "Bright")
    assert (style.version, style.text, style.locked) == (2, "Bright", True)


def test_the_same_text_makes_no_new_version(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    assert world.styles.change(*world.ids, "Noir ").version == 1


def test_only_a_locked_style_is_changed(world):
    world.styles.put(*world.ids, "Noir")
    with pytest.raises(Conflict) as caught:
        world.styles.change(*world.ids, "Bright")
    assert code_of(caught) == "style_not_locked"


def test_a_style_is_not_changed_to_nothing(world):
    with pytest.raises(Invalid):
        world.styles.change(*world.ids, " ")


def test_images_made_with_an_older_style_stay_and_show_as_outdated(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    drawn, uploaded = world.asset(), world.asset(attempts=1)
    make_attempt(world.owner, drawn, job=make_job(world.owner, drawn, status="succeeded"))
    assert not world.see(drawn).style_outdated
    world.styles.change(*world.ids, "Bright")
    assert world.see(drawn).style_outdated
    assert world.see(drawn).image is not None
    assert not world.see(uploaded).style_outdated


VERBS = {
    "put": lambda styles, *ids: styles.put(*ids, "Noir"),
    "lock": lambda styles, *ids: styles.lock(*ids),
    "change": lambda styles, *ids: styles.change(*ids, "Noir"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_locked_stage_holds_its_style(world, verb):
    world.asset(attempts=1)
    world.lock()
    with pytest.raises(Conflict) as caught:
        VERBS[verb](world.styles, *world.ids)
    assert code_of(caught) == "stage_locked"


@pytest.mark.parametrize("verb", VERBS)
def test_strangers_find_nothing_and_viewers_change_nothing(world, verb):
    with pytest.raises(NotFound):
        VERBS[verb](world.styles, make_user(world.owner).id, world.project.id)
    viewer = make_member(world.owner, world.project, "viewer")
    with pytest.raises(Forbidden):
        VERBS[verb](world.styles, viewer.id, world.project.id)


def test_a_viewer_may_read_the_style_but_a_stranger_not(world):
    viewer = make_member(world.owner, world.project, "viewer")
    assert world.styles.get(viewer.id, world.project.id).version == 0
    with pytest.raises(NotFound):
        world.styles.get(make_user(world.owner).id, world.project.id)
