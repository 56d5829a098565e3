import pytest
from fixtures.factories import make_attempt, make_job, make_member, make_user

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale


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
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    with pytest.raises(Invalid) as caught:
        world.styles.change(*world.ids, " ")
    assert code_of(caught) == "style_empty"
    assert world.styles.get(*world.ids).draft is None


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
    "write ahead": lambda styles, *ids: styles.put(*ids, "Noir", ahead=True),
    "discard": lambda styles, *ids: styles.discard(*ids),
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


def test_a_style_that_was_read_before_another_wrote_is_not_stored(world):
    before = world.styles.get(*world.ids).mark
    mark = world.styles.put(*world.ids, "Ink").mark
    with pytest.raises(Stale):
        world.styles.put(*world.ids, "Mine", was=before)
    assert world.styles.get(*world.ids).text == "Ink"
    assert world.styles.put(*world.ids, "Ink and wash", was=mark).text == "Ink and wash"
    # two who mean the same are no argument
    assert world.styles.put(*world.ids, "Ink and wash", was=before).text == "Ink and wash"


@pytest.mark.parametrize("more", [{"pillars": ["Brass"]}, {"strength": 0.5}])
def test_pillars_and_strength_are_read_and_written_with_the_text(world, more):
    before = world.styles.put(*world.ids, "Ink").mark
    style = world.styles.put(*world.ids, **more)
    assert (style.text, style.pillars, style.strength) == (
        "Ink",
        more.get("pillars", []),
        more.get("strength"),
    )
    with pytest.raises(Stale):
        world.styles.put(*world.ids, "Mine", was=before)


def test_a_style_of_pillars_alone_can_be_locked(world):
    world.styles.put(*world.ids, "", pillars=["One amber lamp"])
    assert world.styles.lock(*world.ids).locked


def test_what_is_written_ahead_of_a_locked_style_is_nothing_until_it_is_changed(world):
    world.styles.put(*world.ids, "Noir", pillars=["Brass"])
    world.styles.lock(*world.ids)
    ahead = world.styles.put(*world.ids, "Bright", strength=0.25, ahead=True)
    assert (ahead.version, ahead.text, ahead.locked) == (1, "Noir", True)
    assert (ahead.draft.version, ahead.draft.text, ahead.draft.pillars) == (2, "Bright", ["Brass"])
    style = world.styles.change(*world.ids)
    assert (style.version, style.text, style.strength, style.draft) == (2, "Bright", 0.25, None)


def test_what_was_written_ahead_can_be_thrown_away(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    world.styles.put(*world.ids, "Bright", ahead=True)
    assert world.styles.discard(*world.ids).draft is None
    assert world.styles.change(*world.ids).version == 1


@pytest.mark.parametrize(
    "change", [{"text": "Bright"}, {"pillars": ["Slate"]}, {"strength": 0.1}, {"strength": None}]
)
def test_whatever_is_changed_makes_a_new_version_and_the_same_again_none(world, change):
    world.styles.put(*world.ids, "Noir", pillars=["Brass"], strength=0.8)
    world.styles.lock(*world.ids)
    assert world.styles.change(*world.ids, **change).version == 2
    assert world.styles.change(*world.ids, **change).version == 2


def test_a_change_that_somebody_made_before_is_not_written_over_unseen(world):
    world.styles.put(*world.ids, "Noir")
    read = world.styles.lock(*world.ids).mark
    world.styles.change(*world.ids, "Theirs")
    with pytest.raises(Stale):
        world.styles.change(*world.ids, "Mine", was=read)
    assert world.styles.get(*world.ids).text == "Theirs"


def test_a_change_tells_before_what_it_will_outdate(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    two, binned = world.asset("Two"), world.asset("Gone", binned_at="2026-01-01T00:00:00Z")
    for asset in (two, two, binned):
        job = make_job(world.owner, asset, status="succeeded")
        make_attempt(world.owner, asset, job=job)
    make_attempt(world.owner, world.asset("Uploaded"))
    impact = world.styles.change_impact(*world.ids)
    assert (impact.attempts, impact.assets) == (2, 1)
    world.styles.change(*world.ids, "Bright")
    assert world.styles.change_impact(*world.ids).attempts == 0
