"""The main job from a script to populated scenes, told step by step through the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from asset_service.demo.client import ApiError, Client
from asset_service.demo.picture import night_sea
from asset_service.demo.waiting import wait_for_jobs

STYLE = (
    "Hand-painted maritime noir: low lantern light, wet slate and brass, muted teal and amber, "
    "soft grain, quiet compositions with room around the subject."
)
# How many of the props, best first, a first reading keeps, and how many it sets aside.
_KEPT_PROPS = 8
_DEFERRED_PROPS = 4


class StoryError(Exception):
    """The service did something the rules do not allow; the demo ends with a failure."""


@dataclass
class Story:
    """One telling of the main job for the signed-in user of `client`."""

    client: Client
    console: Console
    step: int = 0
    project: str = ""

    def tell(self, script: bytes, file_name: str) -> str:
        """Run everything and return the project's id. Raises ApiError or StoryError."""
        self._import(script, file_name)
        self._decide()
        self._add_by_hand()
        self._style()
        uploaded = self._upload()
        self._generate_missing()
        self._candidates(uploaded)
        self._defer_and_lock()
        self._populate()
        self._unlock()
        return self.project

    def _say(self, title: str, *lines: str) -> None:
        self.step += 1
        self.console.print(f"[bold]{self.step:>2}  {title}[/bold]")
        for line in lines:
            self.console.print(f"    {line}", highlight=False)

    def _path(self, rest: str = "") -> str:
        return f"/projects/{self.project}{rest}"

    def _assets(self, state: str = "active") -> list[dict[str, Any]]:
        return list(self.client.everything(self._path("/assets"), state=state))

    def _import(self, script: bytes, file_name: str) -> None:
        # The title is known after the preview; a project needs one before it.
        made = self.client.post("/projects", {"title": file_name.rsplit(".", 1)[0][:200] or "Film"})
        self.project = made["id"]
        preview = self.client.upload(self._path("/script/preview"), file_name, script)
        if preview["title"]:
            self.client.patch(self._path(), {"title": preview["title"][:200]})
        counts = preview["counts"]
        confirmed = self.client.post(
            self._path("/script/confirm"), {"draft_id": preview["draft_id"]}
        )
        self._say(
            f"Imported {preview['title'] or file_name}",
            f"{counts['scenes']} scenes, {counts['cues']} cues, {counts['speakers']} speakers, "
            f"{len(preview['warnings'])} warnings; confirmed as version {confirmed['version']}",
        )

    def _decide(self) -> None:
        found = self.client.post(self._path("/extract-preview"))["entities"]
        choices = [
            {"type": entity["type"], "name": entity["name"], "decision": decision}
            for entity, decision in zip(found, decisions(found), strict=True)
        ]
        result = self.client.post(self._path("/extract-confirm"), {"entities": choices})
        created = result["created"]
        deferred = sum(asset["deferred"] for asset in created)
        again = self.client.post(self._path("/extract-confirm"), {"entities": choices})
        if again["created"]:
            raise StoryError("the same confirmation created assets twice")
        self._say(
            f"Found {len(found)} candidates and decided",
            f"kept {len(created) - deferred}, deferred {deferred}, deleted {result['deleted']}; "
            "the same confirmation again created nothing",
        )

    def _add_by_hand(self) -> None:
        scenes = list(self.client.everything(self._path("/scenes")))
        asset = self.client.post(
            self._path("/assets"),
            {
                "name": "Weather log",
                "type": "prop",
                "description": "A salt-stained ledger, pencil entries in two hands, the last "
                "page torn out.",
                "scene_numbers": [scene["scene_number"] for scene in scenes[:2]],
            },
        )
        self._say(f"Added {asset['name']} by hand", f"in scenes {asset['scene_numbers']}")

    def _style(self) -> None:
        self.client.put(self._path("/style"), {"text": STYLE})
        try:
            self.client.post(self._path("/generate-missing"), once=True)
        except ApiError as error:
            if error.code != "style_not_locked":
                raise
        else:
            raise StoryError("pictures were generated before the style was locked")
        self.client.post(self._path("/style/lock"))
        self._say("Wrote and locked the style", STYLE.split(":", maxsplit=1)[0])

    def _upload(self) -> dict[str, Any]:
        location = next(
            (asset for asset in self._assets() if asset["type"] == "location"), self._assets()[0]
        )
        added = self.client.upload(
            self._path(f"/assets/{location['id']}/attempts"), "night-sea.png", night_sea()
        )
        if not added["attempt"]["is_selected"]:
            raise StoryError("an upload was not selected")
        self._say(f"Uploaded a picture for {location['name']}", "it is the selected attempt")
        return location

    def _generate_missing(self) -> None:
        gate = self.client.get(self._path("/gate"))
        batch = self.client.post(self._path("/generate-missing"), once=True)
        self._say(
            f"Generating {len(batch['jobs'])} missing images",
            f"{gate['with_images']}/{gate['active']} active assets have images",
        )
        wait_for_jobs(self.client, self._path(f"/jobs?batch_id={batch['id']}"), self.console)

    def _candidates(self, uploaded: dict[str, Any]) -> None:
        path = self._path(f"/assets/{uploaded['id']}")
        batch = self.client.post(path + "/generate", {"candidates": 3}, once=True)
        wait_for_jobs(self.client, self._path(f"/jobs?batch_id={batch['id']}"), self.console)
        attempts = self.client.get(path + "/attempts")["items"]
        first = min(attempts, key=lambda attempt: attempt["number"])
        self.client.post(path + f"/attempts/{first['id']}/select")
        batch = self.client.post(path + "/generate", {"candidates": 1}, once=True)
        wait_for_jobs(self.client, self._path(f"/jobs?batch_id={batch['id']}"), self.console)
        attempts = self.client.get(path + "/attempts")["items"]
        binned = self.client.get(path + "/attempts", state="binned")["items"]
        selected = [attempt for attempt in attempts if attempt["is_selected"]]
        if len(attempts) != 4 or len(selected) != 1 or len(binned) != 1:  # noqa: PLR2004 - the cap
            raise StoryError("four attempts and one selected were expected")
        self._say(
            f"Three candidates and a fifth attempt for {uploaded['name']}",
            f"went back to the upload, then attempt {selected[0]['number']} arrived and was "
            f"selected; attempt {binned[0]['number']} went to the bin",
        )

    def _defer_and_lock(self) -> None:
        last = self._assets()[-1]
        self.client.post(self._path(f"/assets/{last['id']}/defer"))
        gate = self.client.post(self._path("/lock-all"))
        if gate["stage"] != "locked" or gate["unlocked"]:
            raise StoryError("lock-all left something unlocked")
        try:
            self.client.post(self._path("/style/change"), {"text": "Something else."})
        except ApiError as error:
            if error.code != "stage_locked":
                raise
        else:
            raise StoryError("a locked stage let its style change")
        self._say(
            f"Deferred {last['name']} and locked the stage",
            f"{gate['with_images']}/{gate['active']} active assets have images | "
            f"{gate['deferred']} deferred",
        )

    def _populate(self) -> None:
        scenes = list(self.client.everything(self._path("/scenes")))
        total = with_images = 0
        for scene in scenes:
            shown = self.client.post(self._path(f"/scenes/{scene['id']}/populate"))["assets"]
            total += len(shown)
            with_images += sum(one["image"] is not None for one in shown)
            if any(one["image"] for one in shown if one["asset"]["deferred"]):
                raise StoryError("a deferred asset carries an image in a scene")
        self._say(
            f"Populated {len(scenes)} scenes",
            f"{total} scene assets, {with_images} with an image; deferred ones carry none",
        )

    def _unlock(self) -> None:
        impact = self.client.get(self._path("/unlock"))
        gate = self.client.post(self._path("/unlock"), {"confirm": True})
        if gate["stage"] != "open":
            raise StoryError("the stage stayed locked")
        self._say(
            "Unlocked the stage again",
            f"it was told before: {impact['scenes']} scenes and {impact['images']} images hang "
            "on it",
        )


def decisions(found: Sequence[dict[str, Any]]) -> list[str]:
    """Decide as a first reading would, best candidates first: keep, then defer, then delete.

    The crowd and the next few props can wait; the weakest props are noise.
    """
    made = []
    props = 0
    for entity in found:
        decision = "keep"
        if entity["type"] == "extra_archetype":
            decision = "defer"
        elif entity["type"] == "prop":
            props += 1
            if props > _KEPT_PROPS:
                decision = "defer" if props <= _KEPT_PROPS + _DEFERRED_PROPS else "delete"
        made.append(decision)
    return made
