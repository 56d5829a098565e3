"""A film with something of everything, made through the API as its owner would."""

import secrets
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from fixtures.app import PASSWORD, Api
from fixtures.pictures import a_png

from asset_service.domain.scopes import Scope
from asset_service.services.tokens import Wanted

ADDRESSED = {
    "sha256": "0" * 64,
    "width": "256",
    "asset_type": "prop",
    "currency": "USD",
    "version": "1",
}
"""What addresses name beside ids, as somebody who has nothing would."""
CANARY = "Quetzalcoatlus"


def script_of(words: str) -> str:
    return f"""INT. {words.upper()} HOUSE - DAY

MARA lights the {words} lamp.

MARA
Nobody comes here.

EXT. SEA - NIGHT

MARA
Almost nobody.
"""


SCRIPT = script_of(CANARY)


@dataclass
class Film:
    """`ids` has what every path parameter of the API may name; the tags are of their versions."""

    api: Api
    ids: dict[str, str]
    etag: str
    library_etag: str

    def path(self, template: str) -> str:
        """Fill in the ids; raises KeyError for a parameter that nobody listed here."""
        ids = self.ids
        if "/scenes/{scene_id}" in template:
            ids = ids | {"attempt_id": ids["scene_attempt_id"]}
        return template.removeprefix("/api/v1").format(**ids)

    def ask(self, api: Api, method: str, template: str, **options: Any) -> Any:
        return api.open(method, self.path(template), **options)

    def seen(self) -> list[Any]:
        """What the owner reads of it, to see that nothing was changed."""
        lists = ("/scenes", "/jobs", "/batches", "/gate", "/exports", "/reshapes", "/bin")
        lists += ("/members", "/invitations")
        reads = ("", "/style", "/assets?state=all", *lists)
        one = ("", "/attempts?state=all", "/revisions")
        project, asset = "/projects/{project_id}", "/projects/{project_id}/assets/{asset_id}"
        scene = "/projects/{project_id}/scenes/{scene_id}/assets"
        reads += ("/matrix",)
        addresses = [project + read for read in reads] + [asset + read for read in one]
        addresses += [scene + read for read in ("", "/{asset_id}/attempts?state=all")]
        return [self._told(address) for address in addresses]

    def _told(self, address: str) -> Any:
        """The answer; of a refusal what it says, and not which request it was."""
        told = self.ask(self.api, "GET", address).json
        told.pop("request_id", None)
        return told


def make_film(api: Api, *, style_locked: bool = True, words: str = CANARY, shade: int = 1) -> Film:
    """Everything that is typed and every file's name has `words` in it."""
    project_id = _json(api.post("/projects", {"title": f"The {words}"}))["id"]
    project = f"/projects/{project_id}"
    draft = _json(api.post(f"{project}/script/preview", {"text": script_of(words)}))
    _json(api.post(f"{project}/script/confirm", {"draft_id": draft["draft_id"]}))
    draft = _json(api.post(f"{project}/script/preview", {"text": script_of(words)}))
    scene = _json(api.get(f"{project}/scenes"))["items"][1]
    _json(api.put(f"{project}/style", {"text": f"{words} noir"}))
    if style_locked:
        _json(api.post(f"{project}/style/lock"))
    added = {"name": words, "type": "prop", "description": f"A {words} of brass."}
    asset = _json(api.post(f"{project}/assets", {**added, "scene_numbers": [1, 2]}))
    path = f"{project}/assets/{asset['id']}"
    asset = _edit(api, path, asset, words)
    other, reshape_id = _split(api, project, added, words)
    first, _ = (upload(api, path, shade + more, f"{words}.png") for more in (0, 1))
    attempt = first["attempt"]
    picked = {"asset_id": asset["id"], "attempt_id": attempt["id"]}
    _json(api.post(f"{project}/style/references", picked))
    there = f"{project}/scenes/{scene['id']}/assets"
    _json(api.post(there, {"asset_id": asset["id"]}))
    of_scene, _ = (
        upload(api, f"{there}/{asset['id']}", shade + more, f"{words}.png") for more in (2, 3)
    )
    (in_scene,) = _json(api.get(there))["assets"]
    export_id = _json(api.post(f"{project}/exports", {"kind": "matrix"}))["id"]
    batch_id = job_id = ""
    if style_locked:
        batch = _json(api.post(f"{path}/generate", {"candidates": 1}))
        batch_id, job_id = batch["id"], batch["jobs"][0]["id"]
    kept = _json(api.post(f"{path}/promote"))["library_asset"]
    (token, *_) = _json(api.get("/tokens"))["items"]
    (session, *_) = _json(api.get("/sessions"))["items"]
    return Film(
        api,
        {
            "project_id": project_id,
            "draft_id": draft["draft_id"],
            "scene_id": scene["id"],
            "asset_id": asset["id"],
            "attempt_id": attempt["id"],
            "scene_asset_updated_at": in_scene["updated_at"],
            "scene_attempt_id": of_scene["attempt"]["id"],
            "job_id": job_id,
            "other_id": other,
            "reshape_id": reshape_id,
            "batch_id": batch_id,
            "export_id": export_id,
            "token_id": token["id"],
            "session_id": session["id"],
            "library_asset_id": kept["id"],
            "member_id": join(api, project, f"{words} Smith", "editor").id,
            "invitation_id": _invite(api, project, words),
            "sha256": attempt["sha256"],
            "width": "768",
            "asset_type": "prop",
            "currency": "USD",
            "version": "1",
        },
        etag=f'"v{asset["version"]}"',
        library_etag=f'"v{kept["version"]}"',
    )


@dataclass(frozen=True)
class Joined:
    """Who joined a film, and as whom they speak."""

    id: str
    email: str
    api: Api


def join(api: Api, project: str, name: str, role: str) -> Joined:
    """Make an account and have the owner of the project, as who `api` speaks, take it in."""
    services = api.app.extensions["asset_service"].services
    email = f"{secrets.token_hex(8)}@film.example"
    made = services.accounts.add_user(email, name, PASSWORD)
    token = services.tokens.create(made.id, Wanted("tests", scopes=list(Scope))).secret
    link = _json(api.post(f"{project}/invitations", {"email": email, "role": role}))["link"]
    services.invitations.accept(made.id, link.rpartition("/")[2])
    return Joined(str(made.id), email, Api(api.app, token))


def _invite(api: Api, project: str, words: str) -> str:
    asked = {"email": f"{'-'.join(words.lower().split())}@film.example", "role": "viewer"}
    made = _json(api.post(f"{project}/invitations", asked))
    return str(made["invitation"]["id"])


def _edit(api: Api, path: str, asset: Any, words: str) -> Any:
    """So that there is an earlier text: that of version 1."""
    tag = {"If-Match": f'"v{asset["version"]}"'}
    changed = {"description": f"A {words} of old brass."}
    return _json(api.open("PATCH", path, json=changed, headers=tag))


def _split(api: Api, project: str, like: Any, words: str) -> tuple[str, str]:
    """Another asset of the same type, and the split that took a scene from it.

    Both are deferred: they have no image, and need none for the gate.
    """
    other = {**like, "name": f"Young {words}", "scene_numbers": [1, 2]}
    asset = _json(api.post(f"{project}/assets", other))
    _json(api.post(f"{project}/assets/{asset['id']}/defer"))
    new = {"name": f"Old {words}", "scene_numbers": [2]}
    made = _json(api.post(f"{project}/assets/{asset['id']}/split", new))
    return asset["id"], made["reshape"]["id"]


def upload(api: Api, asset: str, shade: int, name: str = f"{CANARY}.png") -> Any:
    """Upload a picture of one colour to the asset of this path."""
    return _json(api.post(f"{asset}/attempts", data={"file": (BytesIO(a_png(shade)), name)}))


def _json(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json
