import pytest

from asset_service.domain.errors import Invalid, TooLarge, UnsupportedType
from asset_service.screenplay.reading import read, read_text

SCRIPT = "INT. CAFÉ - DAY\n\nÉLODIE\nOui."


@pytest.mark.parametrize("name", ["a.fountain", "A.FOUNTAIN", "a.spmd", "a.md", "a.txt", "script"])
def test_readable_endings_are_read(name):
    assert read(SCRIPT.encode(), name).elements[0].text == "INT. CAFÉ - DAY"


@pytest.mark.parametrize(
    "name", ["a.fdx", "a.pdf", "a.docx", "a.celtx", "a.fadein", "a.highland", "a.trelby", "a.exe"]
)
def test_other_formats_are_refused_with_a_way_out(name):
    with pytest.raises(UnsupportedType, match="Export the script as Fountain") as refused:
        read(b"anything", name)
    assert refused.value.code == "unsupported_script_format"


def test_the_name_decides_and_not_its_folders():
    assert read(SCRIPT.encode(), r"C:\my.pdf\script.txt").elements


@pytest.mark.parametrize(
    "data",
    [
        SCRIPT.encode(),
        SCRIPT.encode("utf-8-sig"),
        SCRIPT.encode("utf-16"),
        b"\xfe\xff" + SCRIPT.encode("utf-16-be"),
        SCRIPT.encode("cp1252"),
    ],
)
def test_every_encoding_gives_the_same_text(data):
    assert [e.text for e in read(data, "a.fountain").elements][1] == "ÉLODIE"


def test_a_guessed_encoding_is_said():
    warnings = read(SCRIPT.encode("cp1252"), "a.fountain").warnings
    assert [w.code for w in warnings] == ["encoding_guessed"]


@pytest.mark.parametrize("data", [b"INT. A\x00", SCRIPT.encode("utf-16-le"), b"\x00\xff\xfe"])
def test_bytes_with_nul_are_no_script(data):
    with pytest.raises(Invalid) as refused:
        read(data, "a.fountain")
    assert refused.value.code == "script_not_text"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\x01\x02"])
def test_nothing_is_no_script(data):
    with pytest.raises(Invalid) as refused:
        read(data, "a.txt")
    assert refused.value.code == "script_empty"


def test_the_limit_counts_bytes():
    assert read(b"x" * 10, "a.txt", max_bytes=10)
    with pytest.raises(TooLarge) as refused:
        read(b"x" * 11, "a.txt", max_bytes=10)
    assert refused.value.code == "script_too_large"


def test_pasted_text_has_the_same_limit():
    with pytest.raises(TooLarge):
        read_text("é" * 6, max_bytes=10)


def test_half_characters_are_replaced_and_said():
    script = read_text("INT. A\n\nx\ud800y")
    assert script.elements[1].text == "x\N{REPLACEMENT CHARACTER}y"
    assert [(w.line, w.code) for w in script.warnings] == [(3, "characters_replaced")]


def test_stray_control_characters_are_dropped():
    assert read_text("INT. A\x07\u200b - \ufeffDAY\n\nx").elements[0].text == "INT. A - DAY"


def test_heading_words_reach_every_reader():
    text = "BINNEN. HUIS\n\nx"
    for script in (
        read(text.encode(), "a.fountain", heading_words=("BINNEN",)),
        read_text(text, heading_words=("BINNEN",)),
    ):
        assert script.elements[0].kind == "scene_heading"


def test_decomposed_letters_are_composed():
    assert read_text("E\u0301LODIE enters.").elements[0].text == "ÉLODIE enters."
