"""Several assets become one."""

import pytest
from fixtures.factories import make_attempt as attempt_of
from fixtures.factories import make_job, make_member, make_scene, make_scene_asset, make_user
from fixtures.film import SCRIPT
from fixtures.statements import counted

from asset_service.domain.decisions import EntityChoice
from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.reshaping import Describing
from asset_service.domain.vocabulary import AssetType
from asset_service.services.extraction import Extraction
from asset_service.services.idempotency import Idempotency, Replayed
from asset_service.services.merging import NewMerge
from asset_service.services.scripts import Scripts


def merge(world, survivor, *absorbed, **facts):
    ids = [asset.id for asset in absorbed]
    return world.merging.merge(*world.ids, NewMerge(survivor.id, ids, **facts))


def code_of(error, act):
    with pytest.raises(error) as caught:
        act()
    return caught.value.code


def in_scenes(world, asset):
    """What the asset is in the scenes it is in, by scene."""
    rows = world.sql(
        """select s.scene_number, a.override_text, a.status_tags, a.carry_forward,
             a.image_attempt_id, a.id, a.inherited_from
           from scene_assets a join scenes s on s.id = a.scene_id
           where a.asset_id = :asset and a.unlinked_at is null order by 1""",
        asset=asset.id,
    )
    return {row[0]: row for row in rows}


def test_the_survivor_has_the_scenes_of_all_and_the_others_wait_in_the_bin(world):
    mara, voss = (
        world.asset("Mara", scene_numbers=[1, 3]),
        world.asset("Voss", scene_numbers=[2, 3]),
    )
    made = merge(world, mara, voss)
    assert made.asset.scene_numbers == [1, 2, 3]
    assert world.see(mara).scene_numbers == [1, 2, 3]
    absorbed = world.see(voss)
    assert (absorbed.state, absorbed.merged_with) == ("binned", made.reshape.id)
    assert absorbed.binned_by == world.user.id
    assert [one.name for one in made.reshape.absorbed] == ["Voss"]


@pytest.mark.parametrize(
    ("others", "expected", "lost"),
    [
        ([{}], [], False),
        ([{"scenes_lost": True}], [4], False),
        ([{"scene_numbers": [2]}, {"scenes_lost": True}], [2, 4], False),
    ],
)
def test_every_scene_wins_and_lost_scenes_bring_none(world, others, expected, lost):
    survivor = world.asset("Mara", scene_numbers=[4])
    made = merge(world, survivor, *(world.asset(**facts) for facts in others))
    assert (made.asset.scene_numbers, made.asset.scenes_lost) == (expected, lost)


def test_assets_that_all_lost_their_scenes_are_in_none_together(world):
    one, other = world.asset("Mara", scenes_lost=True), world.asset("Voss", scenes_lost=True)
    assert merge(world, one, other).asset.scenes_lost


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "Tall."),
        ({"describing": Describing.APPENDED}, "Tall.\n\nGrey coat."),
        ({"describing": Describing.TYPED, "description": "Both."}, "Both."),
    ],
)
def test_the_description_is_the_survivors_or_all_or_typed(world, facts, expected):
    mara = world.asset("Mara", description="Tall.")
    others = [world.asset(description=text) for text in ("Grey coat.", "Tall.")]
    assert merge(world, mara, *others, **facts).asset.description == expected


def test_descriptions_that_are_too_long_together_are_refused_and_nothing_is_changed(world):
    one, other = world.asset(description="a" * 3000), world.asset(description="b" * 3000)
    before = world.everything()
    with pytest.raises(Invalid) as caught:
        merge(world, one, other, describing=Describing.APPENDED)
    assert "description" in caught.value.extra["errors"]
    assert world.everything() == before


def test_the_survivor_may_take_the_name_of_an_absorbed_one(world):
    mara, voss = world.asset("Mara"), world.asset("Mara Voss")
    assert merge(world, mara, voss, name=" mara  VOSS ").asset.name == "mara VOSS"
    assert [one.name for one in world.history(mara)] == ["Mara"]


def test_the_name_of_a_third_one_is_taken(world):
    mara, voss = world.asset("Mara"), world.asset("Voss")
    world.asset("Tom")
    before = world.everything()
    assert code_of(Conflict, lambda: merge(world, mara, voss, name="TOM")) == "name_taken"
    assert world.everything() == before


def test_no_scan_brings_a_merged_name_back(film_world):
    world, extraction = film_world
    confirm(world, extraction, "Mara", "Old Tom")
    found = {one.name: one for one in world.curation.list(*world.ids).items}
    merge(world, found["Mara"], found["Old Tom"], name="The keeper")
    proposed = {one.name for one in extraction.preview(*world.ids).entities}
    assert not {"Mara", "Old Tom"} & proposed
    again = confirm(world, extraction, "Mara", "Old Tom")
    assert (again.created, len(again.skipped)) == ([], 2)


def test_pictures_come_along_as_copies_that_cost_nothing_and_say_the_same(world):
    mara, voss = world.asset("Mara", attempts=1), world.asset("Voss")
    job = make_job(world.owner, voss, status="succeeded")
    drawn = attempt_of(world.owner, voss, job=job)
    world.sql(
        """update attempts set prompt = 'Voss', provider = 'openai', seed = 7, cost_amount = 1,
           cost_currency = 'USD', claims = '{"a": 1}' where id = :id""",
        id=drawn.id,
    )
    made = merge(world, mara, voss, attempt_ids=[drawn.id])
    copy = world.live(mara)[1]
    assert (made.attempts, copy.copy_of, copy.job_id, copy.cost_amount) == (1, drawn.id, None, None)
    assert (copy.source, copy.prompt, copy.seed, copy.claims) == ("generated", "Voss", 7, {"a": 1})
    assert (copy.sha256, copy.style_version) == (drawn.sha256, drawn.style_version)
    assert world.live(voss)[0].cost_amount == 1


def test_the_survivors_picture_stays_in_use_unless_another_is_chosen(world):
    mara, voss = world.asset("Mara", attempts=2), world.asset("Voss", attempts=2)
    coming = [one.id for one in world.live(voss)]
    merge(world, mara, voss, attempt_ids=coming, selected_id=coming[1])
    assert [one.copy_of for one in world.live(mara) if one.is_selected] == [coming[1]]
    tom, other = world.asset("Tom", attempts=2), world.asset(attempts=1)
    merge(world, tom, other, attempt_ids=[world.live(other)[0].id])
    assert [one.number for one in world.live(tom) if one.is_selected] == [1]


def test_a_survivor_without_pictures_shows_what_was_in_use_before(world):
    mara, voss = world.asset("Mara"), world.asset("Voss", attempts=3)
    ids = [one.id for one in world.live(voss)]
    merge(world, mara, voss, attempt_ids=[ids[2], ids[0]])
    assert [(one.number, one.copy_of, one.is_selected) for one in world.live(mara)] == [
        (1, ids[2], False),
        (2, ids[0], True),
    ]


def test_another_of_the_survivors_own_may_be_chosen(world):
    mara, voss = world.asset("Mara", attempts=2), world.asset("Voss")
    other = world.live(mara)[1].id
    merge(world, mara, voss, selected_id=other)
    assert [one.id for one in world.live(mara) if one.is_selected] == [other]


def test_there_is_room_for_four_and_nothing_leaves_for_what_comes(world):
    mara, voss = world.asset("Mara", attempts=3), world.asset("Voss", attempts=2)
    before = world.everything()
    ids = [one.id for one in world.live(voss)]
    assert (
        code_of(Invalid, lambda: merge(world, mara, voss, attempt_ids=ids)) == "too_many_attempts"
    )
    assert world.everything() == before
    merge(world, mara, voss, attempt_ids=ids[:1])
    assert [one.slot for one in world.live(mara)] == [1, 2, 3, 4]


def test_where_only_an_absorbed_one_was_the_survivor_is_with_all_it_had(world):
    mara, voss = world.asset("Mara", attempts=1), world.asset("Voss", attempts=2)
    scenes = [make_scene(world.owner, world.project, number) for number in (1, 2, 3)]
    shown, other = world.live(voss)
    mine = make_scene_asset(world.owner, scenes[0], mara, override_text="Mine")
    make_scene_asset(world.owner, scenes[0], voss, override_text="Theirs")
    told = {"override_text": "Wet", "status_tags": ["wet"], "carry_forward": False}
    first = make_scene_asset(world.owner, scenes[1], voss, **told, image_attempt_id=shown.id)
    make_scene_asset(
        world.owner, scenes[2], voss, inherited_from=first.id, image_attempt_id=other.id
    )
    made = merge(world, mara, voss, attempt_ids=[shown.id])
    found = in_scenes(world, mara)
    copy = world.live(mara)[1].id
    assert made.scene_assets == 2
    assert (found[1].override_text, found[1].id) == ("Mine", mine.id)
    assert found[2][1:5] == ("Wet", ["wet"], False, copy)
    assert (found[3].inherited_from, found[3].image_attempt_id) == (
        found[2].id,
        world.live(mara)[0].id,
    )
    assert in_scenes(world, voss) == {}


def test_pictures_of_a_scene_come_along_with_it(world):
    mara, voss = world.asset("Mara"), world.asset("Voss", attempts=1)
    scene = make_scene(world.owner, world.project, 1)
    there = make_scene_asset(world.owner, scene, voss)
    own = own_attempt(world, there)
    world.sql("update scene_assets set image_attempt_id = :a", a=own)
    merge(world, mara, voss)
    ((copy_of, copied, shown),) = world.sql(
        """select a.copy_of, a.id, s.image_attempt_id from attempts a
           join scene_assets s on s.id = a.scene_asset_id where a.asset_id = :m""",
        m=mara.id,
    )
    assert (copy_of, shown) == (own, copied)


def test_of_two_absorbed_ones_in_one_scene_the_first_named_wins(world):
    mara, voss, tom = (world.asset(name) for name in ("Mara", "Voss", "Tom"))
    scene = make_scene(world.owner, world.project, 1)
    for asset in (voss, tom):
        make_scene_asset(world.owner, scene, asset, override_text=asset.name)
    merge(world, mara, tom, voss)
    assert in_scenes(world, mara)[1].override_text == "Tom"


def test_what_was_taken_out_of_a_scene_is_back_as_it_was(world):
    mara, voss = world.asset("Mara"), world.asset("Voss")
    scene = make_scene(world.owner, world.project, 1)
    old = make_scene_asset(
        world.owner, scene, mara, override_text="Mine", unlinked_at="2026-01-01T00:00:00Z"
    )
    make_scene_asset(world.owner, scene, voss, override_text="Theirs")
    merge(world, mara, voss)
    assert (in_scenes(world, mara)[1].id, in_scenes(world, mara)[1].override_text) == (
        old.id,
        "Mine",
    )


def test_another_type_and_what_is_not_there_are_refused(world):
    mara, lamp, gone = (
        world.asset("Mara"),
        world.asset("Lamp", type="prop"),
        world.asset(binned_at="2026-01-01T00:00:00Z"),
    )
    before = world.everything()
    assert code_of(Invalid, lambda: merge(world, mara, lamp)) == "types_differ"
    assert code_of(NotFound, lambda: merge(world, mara, gone)) == "not_found"
    for absorbed in ([], [mara], [lamp, lamp]):
        assert code_of(Invalid, lambda chosen=absorbed: merge(world, mara, *chosen)) == "invalid"
    assert world.everything() == before


def test_attempts_that_are_not_theirs_are_not_there(world):
    mara, voss, tom = world.asset("Mara"), world.asset("Voss"), world.asset("Tom", attempts=1)
    strange = world.live(tom)[0].id
    with pytest.raises(NotFound):
        merge(world, mara, voss, attempt_ids=[strange])
    with pytest.raises(Invalid):
        merge(world, mara, voss, selected_id=strange)


def test_a_dry_run_says_what_a_merge_would_do_and_changes_nothing(world):
    mara, voss = world.asset("Mara", scene_numbers=[1]), world.asset("Voss", attempts=1)
    before = world.everything()
    new = NewMerge(mara.id, [voss.id], attempt_ids=[world.live(voss)[0].id])
    told = world.merging.merge(*world.ids, new, dry_run=True)
    assert (told.dry_run, told.attempts, told.asset.attempts) == (True, 1, 1)
    assert world.everything() == before
    assert world.reshapes.list(*world.ids).items == []


def test_the_same_request_again_merges_nothing_again(world):
    mara, voss = world.asset("Mara"), world.asset("Voss")
    key = Idempotency("k", "POST", "/", b"", lambda view: {"id": str(view.reshape.id)})
    made = world.merging.merge(*world.ids, NewMerge(mara.id, [voss.id]), key)
    with pytest.raises(Replayed) as again:
        world.merging.merge(*world.ids, NewMerge(mara.id, [voss.id]), key)
    assert again.value.answer.body == {"id": str(made.reshape.id)}


def test_a_locked_stage_holds_merges_and_their_undo(world):
    mara, voss = world.asset("Mara", attempts=1), world.asset("Voss", attempts=1)
    made = merge(world, mara, voss)
    tom, other = world.asset("Tom", attempts=1), world.asset(attempts=1)
    world.lock()
    assert code_of(Conflict, lambda: merge(world, tom, other)) == "stage_locked"
    undo = lambda: world.reshapes.undo(*world.ids, made.reshape.id)  # noqa: E731 - said twice
    assert code_of(Conflict, undo) == "stage_locked"


def test_strangers_find_nothing_and_viewers_merge_nothing(world):
    mara, voss = world.asset("Mara"), world.asset("Voss")
    stranger, viewer = make_user(world.owner), make_member(world.owner, world.project, "viewer")
    for user, error in ((stranger, NotFound), (viewer, Forbidden)):
        with pytest.raises(error):
            world.merging.merge(user.id, world.project.id, NewMerge(mara.id, [voss.id]))


def test_the_number_of_statements_depends_on_no_number_of_scenes_or_attempts(world):
    def cost(scenes, attempts):
        mara, voss = world.asset(), world.asset(attempts=attempts)
        for number in scenes:
            scene = make_scene(world.owner, world.project, number)
            make_scene_asset(world.owner, scene, voss, image_attempt_id=world.live(voss)[0].id)
        ids = [one.id for one in world.live(voss)]
        return counted(world.engine, lambda: merge(world, mara, voss, attempt_ids=ids))

    assert cost(range(1, 3), 1) == cost(range(3, 30), 4)


def own_attempt(world, scene_asset):
    """A picture of an asset in one scene."""
    rows = world.sql(
        """insert into attempts (id, project_id, asset_id, scene_asset_id, number, slot, source,
             sha256, created_by)
           select gen_random_uuid(), project_id, asset_id, :there, 1, 1, 'uploaded', sha256,
             created_by from attempts where asset_id = :asset limit 1 returning id""",
        there=scene_asset.id,
        asset=scene_asset.asset_id,
    )
    return rows[0][0]


def confirm(world, extraction, *names):
    choices = [EntityChoice(AssetType.CHARACTER, name) for name in names]
    return extraction.confirm(*world.ids, choices)


@pytest.fixture
def film_world(world):
    scripts = Scripts(world.database, world.clock, 10**6)
    draft = scripts.preview(*world.ids, SCRIPT, "tide.fountain")
    scripts.confirm(*world.ids, draft.draft_id)
    return world, Extraction(world.database)
