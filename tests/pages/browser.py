"""A browser without pictures and scripts: it reads pages, fills in their forms, presses buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag

from flask.testing import FlaskClient
from werkzeug.test import encode_multipart

_FOR_SCRIPTS = frozenset({"template", "dialog"})
AS_A_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass
class Button:
    """`name` is what a screen reader says; `sends` is its own field."""

    form: int
    action: str
    sends: tuple[str, str]
    disabled: bool
    name: str = ""
    labelled: bool = False


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)


class Reader(HTMLParser):
    """Collects what a test asks a page for: forms, buttons, links, images, text, metas."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, int] = {}
        self.buttons: list[Button] = []
        self.links: list[str] = []
        self.images: list[dict[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._late: list[tuple[Button, str]] = []
        self._form = -1
        self._button: Button | None = None
        self._typing = ""
        self._choosing = ""
        self._unseen = 0  # depth of what only a script shows
        self.feed(text)
        for button, form_id in self._late:
            button.form = self.by_id[form_id]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in _FOR_SCRIPTS:
            self._unseen += 1
        if self._unseen:
            return
        self.tags.append((tag, found))
        starter = getattr(self, f"_start_{tag}", None)
        if starter:
            starter(found)

    def handle_endtag(self, tag: str) -> None:
        if tag in _FOR_SCRIPTS:
            self._unseen -= 1
        elif tag == "form":
            self._form = -1
        elif tag == "button":
            self._button = None
        elif tag == "textarea":
            self._typing = ""
        elif tag == "select":
            self._choosing = ""

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._typing:
            self.forms[self._form].fields[self._typing] += data
            return
        if data.strip():
            self.words.append(data.strip())
            if self._button is not None and not self._button.labelled:
                self._button.name = f"{self._button.name} {data.strip()}".strip()

    def _start_form(self, found: dict[str, str]) -> None:
        self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
        self._form = len(self.forms) - 1
        if "id" in found:
            self.by_id[found["id"]] = self._form

    def _start_input(self, found: dict[str, str]) -> None:
        if self._form < 0 or "name" not in found or found.get("type") == "file":
            return
        if found.get("type") in {"radio", "checkbox"} and "checked" not in found:
            return
        fields, name, value = self.forms[self._form].fields, found["name"], found.get("value", "")
        if found.get("type") == "checkbox" and name in fields:
            # several boxes of one name are all sent
            before = fields[name]
            fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            fields[name] = value

    def _start_textarea(self, found: dict[str, str]) -> None:
        self._typing = found["name"]
        self.forms[self._form].fields[self._typing] = ""

    def _start_select(self, found: dict[str, str]) -> None:
        self._choosing = found["name"]

    def _start_option(self, found: dict[str, str]) -> None:
        fields = self.forms[self._form].fields
        if "selected" in found or self._choosing not in fields:
            fields[self._choosing] = found["value"]

    def _start_button(self, found: dict[str, str]) -> None:
        made = Button(
            form=self._form,
            action=found.get("formaction", ""),
            sends=(found.get("name", ""), found.get("value", "")),
            disabled="disabled" in found or "hidden" in found,
            name=found.get("aria-label", ""),
            labelled="aria-label" in found,
        )
        if "form" in found:
            self._late.append((made, found["form"]))
        self.buttons.append(made)
        self._button = made

    def _start_a(self, found: dict[str, str]) -> None:
        self.links.append(found.get("href", ""))

    def _start_img(self, found: dict[str, str]) -> None:
        self.images.append(found)


@dataclass
class Page:
    """An answer as a browser shows it, with where it came from."""

    browser: "Browser"
    status: int
    path: str
    text: str
    headers: Any

    def __post_init__(self) -> None:
        self.reader = Reader(self.text)
        self.says = " ".join(" ".join(self.reader.words).split())

    def typed(self, field: str) -> str:
        """What stands in the first field of this name."""
        return next(form.fields[field] for form in self.reader.forms if field in form.fields)

    def names(self) -> list[str]:
        """The names of the buttons that can be pressed."""
        return [button.name for button in self.reader.buttons if not button.disabled]

    def press(self, name: str, /, **typed: Any) -> "Page":
        """Press the first button of this name, with its form filled in as typed."""
        pressed = next(
            button for button in self.reader.buttons if button.name == name and not button.disabled
        )
        form = self.reader.forms[pressed.form]
        data = {**form.fields, **typed}
        if pressed.sends[0]:
            data[pressed.sends[0]] = pressed.sends[1]
        return self.browser.post(pressed.action or form.action, data, came_from=self.path)


class Browser:
    """One client with its cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> Page:
        return self._page(self.client.get(path, headers=AS_A_BROWSER, follow_redirects=True))

    def post(self, path: str, data: dict[str, Any], came_from: str = "/") -> Page:
        headers = {**AS_A_BROWSER, "Referer": f"http://localhost{came_from}"}
        kind = {"data": data}
        if any(hasattr(value, "read") for value in data.values()):
            # encoded here, since the client leaves the files open that it writes a body to
            boundary, body = encode_multipart(data)
            kind = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
        answer = self.client.post(
            urldefrag(path).url, headers=headers, follow_redirects=True, **kind
        )
        return self._page(answer)

    def _page(self, answer: Any) -> Page:
        path = answer.request.full_path.rstrip("?")
        return Page(self, answer.status_code, path, answer.text, answer.headers)
