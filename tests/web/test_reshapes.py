"""Merge, split, the bin and the history of a text over the API."""

from web.films import make_film, upload

KEY = {"Idempotency-Key": "once"}


def add(api, project, name, *scenes, kind="prop"):
    sent = {"name": name, "type": kind, "description": f"{name}.", "scene_numbers": list(scenes)}
    return api.post(f"{project}/assets", sent).json


def test_a_merge_is_made_once_shown_and_undone(api, project):
    lamp, torch = add(api, project, "Lamp", 1), add(api, project, "Torch", 2)
    picture = upload(api, f"{project}/assets/{torch['id']}", 1)["attempt"]
    sent = {
        "survivor_id": lamp["id"],
        "absorbed_ids": [torch["id"]],
        "name": "Oil lamp",
        "describing": "appended",
        "attempt_ids": [picture["id"]],
    }
    told = api.post(f"{project}/assets/merge", {**sent, "dry_run": True})
    assert (told.status_code, told.json["dry_run"]) == (200, True)
    made = api.post(f"{project}/assets/merge", sent, headers=KEY)
    assert (made.status_code, made.json["asset"]["description"]) == (201, "Lamp.\n\nTorch.")
    again = api.post(f"{project}/assets/merge", sent, headers=KEY)
    assert (again.json, again.headers["Idempotent-Replayed"]) == (made.json, "true")
    (one,) = api.get(f"{project}/reshapes").json["items"]
    assert (one["kind"], one["absorbed"][0]["name"]) == ("merge", "Torch")
    undone = api.post(f"{project}/reshapes/{one['id']}/undo").json
    assert (undone["left_out"], undone["undone_at"] is None) == ([], False)
    assert {it["name"] for it in api.get(f"{project}/assets").json["items"]} == {"Lamp", "Torch"}


def test_what_cannot_be_merged_is_named(api, project):
    lamp, mara = add(api, project, "Lamp"), add(api, project, "Mara", kind="character")
    sent = {"survivor_id": lamp["id"], "absorbed_ids": [mara["id"]]}
    answer = api.post(f"{project}/assets/merge", sent)
    assert (answer.status_code, answer.json["code"]) == (422, "types_differ")
    for wrong in ({"absorbed_ids": []}, {"describing": "none"}, {"dry_run": 1}, {"more": 1}):
        answer = api.post(f"{project}/assets/merge", {**sent, **wrong})
        assert answer.status_code == 422
        assert set(wrong) <= set(answer.json["errors"])


def test_an_absorbed_asset_says_with_what_and_is_not_restored_alone(api, project):
    lamp, torch = add(api, project, "Lamp"), add(api, project, "Torch")
    sent = {"survivor_id": lamp["id"], "absorbed_ids": [torch["id"]]}
    made = api.post(f"{project}/assets/merge", sent).json
    absorbed = api.get(f"{project}/assets/{torch['id']}").json
    assert absorbed["merged_with"] == made["reshape"]["id"]
    refused = api.post(f"{project}/assets/{torch['id']}/restore")
    assert (refused.status_code, refused.json["code"]) == (409, "asset_merged")
    assert refused.json["reshape_id"] == made["reshape"]["id"]


def test_a_split_is_made_and_its_variant_says_from_what(api, project):
    lamp = add(api, project, "Lamp", 1, 2)
    path = f"{project}/assets/{lamp['id']}/split"
    assert api.post(path, {"name": "Wet lamp", "scene_numbers": [9]}).json["code"] == (
        "scenes_not_divided"
    )
    made = api.post(path, {"name": "Wet lamp", "scene_numbers": [2]})
    assert (made.status_code, made.json["asset"]["scene_numbers"]) == (201, [1])
    variant = made.json["variant"]
    assert (variant["split_from"], variant["scene_numbers"]) == (lamp["id"], [2])


def test_the_bin_is_one_list_with_all_kinds(api, project):
    lamp, torch = add(api, project, "Lamp"), add(api, project, "Torch")
    for shade in range(5):
        upload(api, f"{project}/assets/{lamp['id']}", shade)
    api.delete(f"{project}/assets/{add(api, project, 'Rope')['id']}")
    api.post(f"{project}/assets/merge", {"survivor_id": lamp["id"], "absorbed_ids": [torch["id"]]})
    found = api.get(f"{project}/bin").json["items"]
    assert [one["kind"] for one in found] == ["merge", "asset", "attempt"]
    me = api.get("/me").json["id"]
    assert {one["by"] for one in found} == {me}
    (one,) = api.get(f"{project}/bin?kind=attempt").json["items"]
    assert (one["attempt"]["attempt"]["binned_because"], one["asset"]) == ("evicted", None)
    first = api.get(f"{project}/bin?limit=2").json
    rest = api.get(f"{project}/bin?limit=2&cursor={first['next_cursor']}").json
    assert [it["kind"] for it in rest["items"]] == ["attempt"]
    assert api.get(f"{project}/bin?name=rop").json["items"][0]["asset"]["name"] == "Rope"


def test_versions_are_compared_and_one_is_taken_back(api):
    film = make_film(api)
    path = f"{film.path('/projects/{project_id}/assets/{asset_id}')}/revisions"
    (one,) = api.get(path).json["items"]
    assert (one["version"], one["changed"]) == (1, ["description"])
    told = api.get(f"{path}/1/compare").json
    assert (told["first"], told["second"]) == (1, 2)
    assert {run["said"] for run in told["differences"][0]["runs"]} == {"both", "second"}
    assert api.get(f"{path}/1/compare?with=7").status_code == 404
    assert api.post(f"{path}/1/restore").status_code == 428
    stale = api.post(f"{path}/1/restore", headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    back = api.post(f"{path}/1/restore", headers={"If-Match": film.etag})
    assert (back.status_code, back.headers["ETag"]) == (200, '"v3"')


def test_a_change_of_type_names_the_pictures_of_another_shape(api, project):
    lamp = add(api, project, "Lamp")
    upload(api, f"{project}/assets/{lamp['id']}", 1)
    path, tag = f"{project}/assets/{lamp['id']}", '"v1"'
    answers = []
    for kind in ("character", "location"):
        answer = api.open("PATCH", path, json={"type": kind}, headers={"If-Match": tag})
        tag = answer.headers["ETag"]
        answers.append([one["number"] for one in answer.json["warnings"]])
    assert [1] in answers
    assert (
        api.open("PATCH", path, json={"name": "Oil lamp"}, headers={"If-Match": tag}).json[
            "warnings"
        ]
        == []
    )
