"""A film with something of everything, made through the API as its owner would."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from fixtures.app import Api
from fixtures.pictures import a_png

CANARY = "Quetzalcoatlus"
SCRIPT = f"""INT. {CANARY.upper()} HOUSE - DAY

MARA lights the {CANARY} lamp.

MARA
Nobody comes here.

EXT. SEA - NIGHT

MARA
Almost nobody.
"""


@dataclass
class Film:
    """`ids` has what every path parameter of the API may name."""

    api: Api
    ids: dict[str, str]
    etag: str

    def path(self, template: str) -> str:
        """Fill in the ids; raises KeyError for a parameter that nobody listed here."""
        return template.removeprefix("/api/v1").format(**self.ids)

    def ask(self, api: Api, method: str, template: str, **options: Any) -> Any:
        return api.open(method, self.path(template), **options)

    def seen(self) -> list[Any]:
        """What the owner reads of it, to see that nothing was changed."""
        reads = ("", "/style", "/assets?state=all", "/scenes", "/jobs", "/gate")
        one = ("", "/attempts?state=all", "/revisions")
        project, asset = "/projects/{project_id}", "/projects/{project_id}/assets/{asset_id}"
        return [self.ask(self.api, "GET", project + read).json for read in reads] + [
            self.ask(self.api, "GET", asset + read).json for read in one
        ]


def make_film(api: Api, *, style_locked: bool = True) -> Film:
    project_id = _json(api.post("/projects", {"title": f"The {CANARY}"}))["id"]
    project = f"/projects/{project_id}"
    draft = _json(api.post(f"{project}/script/preview", {"text": SCRIPT}))
    _json(api.post(f"{project}/script/confirm", {"draft_id": draft["draft_id"]}))
    draft = _json(api.post(f"{project}/script/preview", {"text": SCRIPT}))
    scene = _json(api.get(f"{project}/scenes"))["items"][1]
    _json(api.put(f"{project}/style", {"text": f"{CANARY} noir"}))
    if style_locked:
        _json(api.post(f"{project}/style/lock"))
    added = {"name": CANARY, "type": "prop", "description": f"A {CANARY} of brass."}
    asset = _json(api.post(f"{project}/assets", {**added, "scene_numbers": [1, 2]}))
    path = f"{project}/assets/{asset['id']}"
    first, _ = (upload(api, path, shade) for shade in (1, 2))
    job_id = ""
    if style_locked:
        job_id = _json(api.post(f"{path}/generate", {"candidates": 1}))["jobs"][0]["id"]
    (token, *_) = _json(api.get("/tokens"))["items"]
    return Film(
        api,
        {
            "project_id": project_id,
            "draft_id": draft["draft_id"],
            "scene_id": scene["id"],
            "asset_id": asset["id"],
            "attempt_id": first["attempt"]["id"],
            "job_id": job_id,
            "token_id": token["id"],
            "sha256": first["attempt"]["sha256"],
            "width": "768",
        },
        etag=f'"v{asset["version"]}"',
    )


def upload(api: Api, asset: str, shade: int, name: str = f"{CANARY}.png") -> Any:
    """Upload a picture of one colour to the asset of this path."""
    return _json(api.post(f"{asset}/attempts", data={"file": (BytesIO(a_png(shade)), name)}))


def _json(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json
