"""Every file that a page names may be kept for ever, and no page gets one of another release."""

import re
import shutil
from html.parser import HTMLParser
from posixpath import join, normpath

import pytest
from fixtures.statements import counted

from asset_service.web.static_files import FOLDER, JOINED, SHEETS, StaticFiles

IMPORT = re.compile(r'(?:from|import) "(\./[\w-]+\.js)";')
FOR_EVER = "public, max-age=31536000, immutable"


class Named(HTMLParser):
    """The addresses of files that a page names, and which of them it wants before it needs them."""

    def __init__(self, page):
        super().__init__()
        self.addresses, self.preloaded, self.sheets = set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        address = found.get("src") if tag == "script" else found.get("href", "")
        if tag in {"script", "link"}:
            self.addresses.add(address)
        if found.get("rel") == "modulepreload":
            self.preloaded.append(address)
        if found.get("rel") == "stylesheet":
            self.sheets.append(address)


@pytest.fixture
def named(client):
    return Named(client.get("/projects", headers={"Accept": "text/html"}).text)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "static")


@pytest.mark.parametrize("path", ["/sign-in", "/projects", "/settings", "/api/v1/docs"])
def test_every_file_that_a_page_names_is_there_and_is_kept_for_ever(app, client, path):
    reader = app.test_client() if path == "/sign-in" else client
    addresses = Named(reader.get(path, headers={"Accept": "text/html"}).text).addresses
    assert addresses
    for address in addresses:
        assert re.match(r"/static/v-[0-9a-f]{16}/", address)
        with client.get(address) as file:
            assert (file.status_code, file.headers["Cache-Control"]) == (200, FOR_EVER)
            assert file.data


def test_all_of_the_style_is_one_file_in_its_order(client, named):
    (sheet,) = named.sheets
    told = client.get(sheet).text
    places = [told.index((FOLDER / f"css/{name}.css").read_text()) for name in SHEETS]
    assert places == sorted(places)


def test_no_sheet_is_left_out():
    assert sorted(SHEETS) == sorted(path.stem for path in (FOLDER / "css").glob("*.css"))


def test_what_the_scripts_import_is_what_is_loaded_ahead_and_of_the_same_version(client, named):
    (page,) = (one for one in named.addresses if one.endswith("/js/page.js"))
    found, left = set(), [page]
    while left:
        at = left.pop()
        if at not in found:
            found.add(at)
            told = client.get(at).text
            left += [normpath(join(at, "..", other)) for other in IMPORT.findall(told)]
    assert len(found) > 40
    assert found == set(named.preloaded)


@pytest.mark.parametrize("at", ["/static/", "/static/v-0123456789abcdef/"])
def test_another_version_and_none_get_what_there_is_and_are_asked_again(client, at):
    answer = client.get(f"{at}js/page.js")
    assert answer.text == (FOLDER / "js/page.js").read_text()
    assert answer.headers["Cache-Control"] == "no-cache"
    unchanged = client.get(f"{at}js/page.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_what_is_no_file_is_not_there(client):
    for address in ("/static/js/none.js", "/static/v-0/../app.py", "/static/%2e%2e/app.py"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (JOINED, "text/css; charset=utf-8"),
        ("js/page.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_a_browser_is_told_what_it_is(client, name, kind):
    assert client.get(f"/static/{name}").headers["Content-Type"] == kind


def test_the_version_is_another_when_any_file_is(folder):
    before = StaticFiles.read(folder).version
    assert StaticFiles.read(folder).version == before
    changed = folder / "js" / "zoom.js"
    changed.write_text(changed.read_text() + "\n")
    assert StaticFiles.read(folder).version != before


def test_the_version_is_another_when_a_file_has_another_name(folder):
    before = StaticFiles.read(folder).version
    (folder / "js/zoom.js").rename(folder / "js/zooms.js")
    assert StaticFiles.read(folder).version != before


def test_a_file_is_the_same_for_everybody_and_nobody_is_looked_up_for_it(client, services):
    def read():
        answer = client.get("/static/js/page.js")
        assert answer.status_code == 200
        assert "Vary" not in answer.headers
        assert "Set-Cookie" not in answer.headers

    assert counted(services.engine, read) == 0
