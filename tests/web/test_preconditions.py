from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.promise("A52")


def edit(api, asset, tag, name="Changed"):
    headers = {} if tag is None else {"If-Match": tag}
    return api.patch(asset, {"name": name}, headers=headers)


def test_the_answer_says_which_version_it_is(api, asset):
    assert api.get(asset).headers["ETag"] == '"v1"'
    edited = edit(api, asset, '"v1"')
    assert (edited.headers["ETag"], edited.json["version"]) == ('"v2"', 2)


@pytest.mark.parametrize(
    "tag", ['"v1"', "*", " * ", '"v7", "v1"', '"v1","v2"', ' "v1" ', 'W/"v1", "v1"', '"x,y", "v1"']
)
def test_a_tag_of_this_version_changes_it(api, asset, tag):
    assert edit(api, asset, tag).status_code == 200


@pytest.mark.parametrize(
    "tag",
    [
        '"v2"',
        '"v0"',
        '"v01"',
        '"1"',
        'W/"v1"',
        '"v2", "v3"',
        'W/"v1", "v2"',
        "v1",
        '"v1',
        "",
        ",",
        '"v99999999999999999999"',
        '"v2147483648"',
        '"v2147483647"',
        '"\u00e9"',
        '"v1" nonsense "v1"' * 1000,
    ],
)
def test_any_other_tag_changes_nothing(api, asset, tag):
    refused = edit(api, asset, tag.encode("latin-1").decode("latin-1"))
    assert (refused.status_code, refused.json["code"]) == (412, "stale")
    assert api.get(asset).json["name"] == "Lantern"


def test_a_change_without_a_tag_is_refused(api, asset):
    refused = edit(api, asset, None)
    assert (refused.status_code, refused.json["code"]) == (428, "precondition_required")
    assert api.get(asset).json["version"] == 1


def test_the_second_editor_loses_nothing_but_has_to_look_again(api, asset):
    assert edit(api, asset, '"v1"', "First").status_code == 200
    assert edit(api, asset, '"v1"', "Second").status_code == 412
    assert api.get(asset).json["name"] == "First"


def test_of_many_editors_at_once_exactly_one_wins(api, asset):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: edit(api, asset, '"v1"', f"Name {n}"), range(100)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 99
    assert api.get(asset).json["version"] == 2


@pytest.mark.parametrize("tag", ['"v1"', "*", '"v1", "v2"', None])
def test_a_stranger_learns_nothing_from_a_tag(other_api, asset, tag):
    absent = asset[:-12] + "000000000000"
    answers = [edit(other_api, path, tag) for path in (asset, absent)]
    assert [answer.status_code for answer in answers] == [404, 404] or tag is None
    assert answers[0].json["code"] == answers[1].json["code"]
