from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.inheritance import Earlier, Master, SceneState, changes, derive

OLD, NEW, EARLIER = uuid4(), uuid4(), uuid4()


def master(attempt_id=NEW, text_version=1, *, deferred=False):
    return Master(deferred, attempt_id, text_version)


def earlier(image=OLD, **facts):
    state = SceneState(image_attempt_id=image, master_attempt_id=image, **facts)
    return Earlier(EARLIER, state)


def test_without_an_earlier_scene_the_master_is_shown():
    state = derive(master(text_version=3), None)
    assert state == SceneState(image_attempt_id=NEW, master_attempt_id=NEW, master_text_version=3)


def test_override_tags_and_image_carry_forward_from_the_latest_scene():
    state = derive(master(), earlier(override_text="wet", status_tags=["hurt"]))
    assert (state.override_text, state.status_tags) == ("wet", ["hurt"])
    assert (state.image_attempt_id, state.inherited_from) == (OLD, EARLIER)


def test_what_is_inherited_is_as_old_as_where_it_came_from():
    state = derive(master(text_version=5), earlier(master_text_version=2))
    assert (state.master_attempt_id, state.master_text_version) == (OLD, 2)


def test_tags_are_copied_not_shared():
    before = earlier(status_tags=["hurt"])
    derive(master(), before).status_tags.append("dead")
    assert before.state.status_tags == ["hurt"]


def test_a_scene_that_does_not_carry_forward_resets_to_the_master():
    state = derive(master(), earlier(override_text="wet", carry_forward=False))
    assert (state.override_text, state.image_attempt_id) == ("", NEW)
    assert (state.inherited_from, state.carry_forward) == (None, True)


def test_a_deferred_asset_comes_without_an_image():
    assert derive(master(deferred=True), None).image_attempt_id is None
    assert derive(master(deferred=True), earlier()).image_attempt_id is None


def test_an_earlier_scene_without_an_image_leaves_it_to_the_master():
    state = derive(master(), earlier(image=None))
    assert (state.image_attempt_id, state.master_attempt_id) == (NEW, NEW)


def test_nothing_changed_since_it_was_taken_from_the_master():
    assert changes(derive(master(), None), master(), binned=False) == []


def test_a_deferred_asset_that_stays_deferred_has_not_changed():
    state = derive(master(deferred=True), None)
    assert changes(state, master(deferred=True), binned=False) == []


def test_text_and_image_that_changed_are_named():
    state = derive(master(OLD, 1), None)
    assert changes(state, master(NEW, 2), binned=False) == ["text", "image"]


def test_deferring_is_a_change():
    assert changes(derive(master(), None), master(deferred=True), binned=False) == ["deferred"]


def test_restoring_is_a_change_once_there_is_an_image():
    state = derive(master(deferred=True), None)
    assert changes(state, master(), binned=False) == ["restored"]
    assert changes(state, master(None), binned=False) == []


def test_an_image_that_went_is_a_change():
    assert changes(derive(master(), None), master(None), binned=False) == ["image"]


def test_deleting_hides_every_other_change():
    assert changes(derive(master(OLD), None), master(NEW, 7), binned=True) == ["deleted"]


attempts = st.none() | st.sampled_from([OLD, NEW])
masters = st.builds(Master, st.booleans(), attempts, st.integers(1, 3))


@given(one=masters, image=attempts, carry=st.booleans())
def test_an_image_is_shown_exactly_when_it_is_known_what_it_was_made_from(one, image, carry):
    state = derive(one, earlier(image, carry_forward=carry))
    assert (state.image_attempt_id is None) is (state.master_attempt_id is None)


@given(one=masters)
def test_what_comes_from_the_master_is_never_outdated_at_once(one):
    assert changes(derive(one, None), one, binned=False) == []
