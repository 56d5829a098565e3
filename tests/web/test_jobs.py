import pytest

KEY = {"Idempotency-Key": "3f1c"}


@pytest.fixture
def ready(api, project, asset):
    """The path of an asset whose project has a locked style."""
    api.put(f"{project}/style", {"text": "Noir"})
    api.post(f"{project}/style/lock")
    return asset


def jobs_of(api, project, query=""):
    return api.get(f"{project}/jobs{query}").json["items"]


def test_asking_for_images_names_the_jobs_and_where_to_look(api, project, ready):
    asked = api.post(f"{ready}/generate", {"candidates": 2, "seed": 7})
    assert asked.status_code == 202
    assert [job["seed"] for job in asked.json["jobs"]] == [7, 8]
    assert asked.json["counts"] == {"queued": 2}
    listed = api.get(asked.headers["Location"].removeprefix("/api/v1")).json["items"]
    assert {job["id"] for job in listed} == {job["id"] for job in asked.json["jobs"]}


def test_the_same_key_makes_no_second_job(api, project, ready):
    first, second = (api.post(f"{ready}/generate", {}, headers=KEY) for _ in range(2))
    assert second.status_code == first.status_code == 202
    assert second.json == first.json
    assert second.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(jobs_of(api, project)) == 1


def test_the_same_key_for_something_else_is_refused(api, project, ready):
    api.post(f"{ready}/generate", {}, headers=KEY)
    for other in (
        api.post(f"{ready}/generate", {"candidates": 2}, headers=KEY),
        api.post(f"{project}/generate-missing", headers=KEY),
    ):
        assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert len(jobs_of(api, project)) == 1


def test_two_requests_without_a_key_are_two(api, project, ready):
    for _ in range(2):
        assert api.post(f"{ready}/generate").status_code == 202
    assert len(jobs_of(api, project)) == 2


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_cannot_be_used_is_refused(api, ready, key):
    refused = api.post(f"{ready}/generate", {}, headers={"Idempotency-Key": key})
    assert refused.status_code == 422


def test_what_is_missing_is_asked_for_once(api, project, ready):
    assert api.post(f"{project}/generate-missing").status_code == 202
    again = api.post(f"{project}/generate-missing")
    assert (again.status_code, again.json["jobs"]) == (200, [])


def test_nothing_is_made_before_the_style_is_locked(api, asset):
    refused = api.post(f"{asset}/generate", {})
    assert (refused.status_code, refused.json["code"]) == (409, "style_not_locked")


@pytest.mark.parametrize(
    "body", [{"candidates": 0}, {"candidates": 5}, {"seed": -1}, {"seed": 2**31}, {"model": "x"}]
)
def test_what_cannot_be_asked_for_is_refused(api, project, ready, body):
    assert api.post(f"{ready}/generate", body).status_code == 422
    assert jobs_of(api, project) == []


def test_the_cost_comes_before_the_spend(api, project, ready):
    estimate = api.get(f"{ready}/estimate?candidates=3").json
    assert (estimate["images"], estimate["providers"]) == (3, ["placeholder"])
    assert api.get(f"{project}/generate-missing/estimate").json["images"] == 1
    assert jobs_of(api, project) == []


def test_a_queued_job_is_cancelled_at_once(api, project, ready):
    (job,) = api.post(f"{ready}/generate", {}).json["jobs"]
    first, again = (api.post(f"{project}/jobs/{job['id']}/cancel").json for _ in range(2))
    assert (first["job"]["status"], first["changed"]) == ("canceled", True)
    assert again["changed"] is False


def test_every_filter_of_the_list_holds(api, project, ready):
    batch = api.post(f"{ready}/generate", {"candidates": 2}).json
    api.post(f"{project}/jobs/{batch['jobs'][0]['id']}/cancel")
    assert len(jobs_of(api, project, f"?status=queued&batch_id={batch['id']}")) == 1
    assert jobs_of(api, project, "?status=failed") == []
    page = api.get(f"{project}/jobs?limit=1").json
    rest = api.get(f"{project}/jobs?limit=1&cursor={page['next_cursor']}").json
    assert {page["items"][0]["id"], rest["items"][0]["id"]} == {job["id"] for job in batch["jobs"]}
