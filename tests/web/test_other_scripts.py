"""Scripts of other programs, whatever they are called, and Fountain that means harm."""

import io
import json
import zipfile

import pytest
from providers.scripted_server import ScriptedServer

FINAL_DRAFT = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
    b'<FinalDraft DocumentType="Script" Template="No" Version="5"><Content>'
    b'<Paragraph Type="Scene Heading"><Text>INT. HOUSE - DAY</Text></Paragraph>'
    b"</Content></FinalDraft>"
)


def zipped(name, data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


def others(trap):
    outside = f"http://127.0.0.1:{trap.port}/x.dtd".encode()
    laughs = b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n, n - 1, n - 1) for n in range(1, 30))
    return {
        "plain.fdx": FINAL_DRAFT,
        "marked.fdx": b"\xef\xbb\xbf" + FINAL_DRAFT,
        "wide.fdx": FINAL_DRAFT.decode().encode("utf-16"),
        "spaced.fdx": b"\n \t" + FINAL_DRAFT,
        "bare.fdx": FINAL_DRAFT.partition(b"\n")[2],
        "outside.fdx": b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "%s"><x/>' % outside,
        "doctype.fdx": b'<!DOCTYPE x [<!ENTITY e SYSTEM "%s">]><x>&e;</x>' % outside,
        "laughs.fdx": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">%s]><x>&a29;</x>'
        % laughs,
        "deep.fdx": b'<?xml version="1.0"?>' + b"<a>" * 100_000,
        "paper.pdf": b"%%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(%s)>>>>" % outside,
        "words.docx": zipped("word/document.xml", FINAL_DRAFT),
        "bomb.docx": zipped("word/document.xml", bytes(50 << 20)),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        "rich.rtf": b"{\\rtf1\\ansi INT. HOUSE - DAY}",
        "open.odt": zipped("content.xml", FINAL_DRAFT),
        "page.html": b"<!DOCTYPE html><html><body>INT. HOUSE - DAY</body></html>",
    }


class Trap(ScriptedServer):
    def usual(self, line):
        line.answer(200, b"<!ELEMENT x ANY>")


@pytest.fixture(scope="module")
def trap():
    with Trap() as trap:
        yield trap
        assert trap.asked == []


@pytest.fixture
def preview(api, project):
    def preview(data, name):
        form = {"file": (io.BytesIO(data), name)}
        return api.post(f"{project}/script/preview", data=form)

    return preview


NAMES = sorted(others(type("Nowhere", (), {"port": 9})))


@pytest.mark.promise("A60")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["", ".fountain", ".txt", ".md", "-no-ending"])
def test_files_of_other_programs_are_415_whatever_they_are_called(trap, preview, name, ending):
    refused = preview(others(trap)[name], name.replace(".", "-") + ending if ending else name)
    assert (refused.status_code, refused.json["code"]) == (415, "unsupported_script_format")
    assert "Export the script as Fountain or plain text" in refused.json["detail"]
    assert ".fountain" in refused.json["readable"]


@pytest.mark.promise("A60")
@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith((".fdx", ".rtf"))])
def test_what_is_in_them_is_no_script_when_it_is_pasted(trap, api, project, name):
    data = others(trap)[name]
    text = data.decode("utf-16" if name.startswith("wide") else "utf-8")
    refused = api.post(f"{project}/script/preview", {"text": text})
    assert (refused.status_code, refused.json["code"]) == (415, "unsupported_script_format")


@pytest.mark.promise("A60")
def test_words_that_only_speak_of_such_files_are_a_script(preview):
    text = b"INT. OFFICE - DAY\n\nThe file begins with <?xml and %PDF-1.7 and {\\rtf.\n"
    assert preview(text, "a.fountain").status_code == 200


@pytest.mark.promise("A61")
@pytest.mark.parametrize(
    "text",
    ["INT. A\ud800 - DAY\n\nx", "\udfff\ud800", "*" * 30_000, "INT. A - DAY\n\n" + "*a" * 15_000],
)
def test_half_characters_and_stars_are_never_an_error_of_ours(api, project, text):
    body = json.dumps({"text": text})
    answer = api.post(f"{project}/script/preview", data=body, content_type="application/json")
    assert answer.status_code in {200, 422}, answer.text


@pytest.mark.promise("A61")
@pytest.mark.parametrize(
    "body", [b"INT. A\0 - DAY\n\nx", b"\0", b"\xff\xfe\x00\xd8x\x00", b"\xed\xa0\x80"]
)
def test_nul_and_broken_bytes_are_refused_or_read(preview, body):
    assert preview(body, "a.fountain").status_code in {200, 422}


HOSTILE = [
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', '=HYPERLINK("http://x","y")',
    "+1", "-2+3", "@SUM(A1)", "\u202etxt.exe", "{{7*7}}", "a\u2066b", "../../../etc/passwd",
]  # fmt: skip


@pytest.mark.promise("B62")
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_runs_nowhere_that_it_comes_out(api, client, services, person, text):
    """In HTML, in a table, in a PDF, and in the names of files."""
    title = api.post("/projects", {"title": text}).json["title"]
    project = f"/projects/{api.get('/projects').json['items'][0]['id']}"
    script = f"INT. {text} - DAY\n\nMARA\n{text}\n"
    draft = api.post(f"{project}/script/preview", {"text": script}).json
    api.post(f"{project}/script/confirm", {"draft_id": draft["draft_id"]})
    asset = {"name": text, "type": "prop", "description": text, "scene_numbers": [1]}
    assert api.post(f"{project}/assets", asset).status_code == 201
    for path in ("", "/script", "/scenes", "/bin", "/exports", "/scenes/matrix"):
        page = client.get(project + path).text
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert ">49<" not in page
    assert title == text
