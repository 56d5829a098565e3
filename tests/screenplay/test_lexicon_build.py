"""The lexicon is built from WordNet's files; here from a few lines in their format."""

import gzip

import pytest

from asset_service.screenplay.data import build

DATA = """\
  1 a line of the licence, which begins with a space
00000001 06 n 02 artifact 0 artefact 0 000 | made
00000002 06 n 02 conveyance 0 transport 0 001 @ 00000001 n 0000 | carries
00000003 06 n 01 car 0 001 @ 00000002 n 0000 | four wheels
00000004 06 n 02 instrumentality 0 instrumentation 0 001 @ 00000001 n 0000 | of use
00000005 06 n 02 oil_lamp 0 kerosene_lamp 0 001 @ 00000004 n 0000 | burns
00000006 18 n 01 Shakespeare 0 001 @i 00000007 n 0000 | a name
00000007 18 n 01 poet 0 000 | writes
00000008 07 n 01 charm 0 000 | an attribute
"""
INDEX = """\
  1 a line of the licence
car n 1 1 @ 1 1 00000003
charm n 1 1 @ 1 1 00000008
conveyance n 1 1 @ 1 1 00000002
artifact n 1 1 @ 1 1 00000001
oil_lamp n 1 1 @ 1 0 00000005
poet n 1 1 @ 1 1 00000007
shakespeare n 1 1 @ 1 1 00000006
1-dodecanol n 1 1 @ 1 0 00000001
"""
SENSES = """\
car%1:06:00:: 00000003 1 9
charm%1:07:00:: 00000008 1 1
charm%2:37:00:: 00000009 1 8
poet%1:18:00:: 00000007 1 1
poet%2:18:00:: 00000007 1 1
rare%3:00:00:: 00000010 1 0
shakespeare%1:18:00:: 00000006 1 4
"""


@pytest.fixture
def built(tmp_path, monkeypatch):
    for name, text in (("data.noun", DATA), ("index.noun", INDEX), ("index.sense", SENSES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(build, "TARGET", tmp_path / "nouns.txt.gz")
    build.main(tmp_path)
    return gzip.decompress((tmp_path / "nouns.txt.gz").read_bytes()).decode().splitlines()


def test_words_get_the_class_that_stands_above_their_first_sense(built):
    assert "car\tvehicle\tN" in built
    assert "oil lamp\tprop\tn" in built
    assert "artifact\tartifact\tn" in built


def test_the_use_names_the_part_of_speech_met_most(built):
    assert "charm\t-\tnV" in built
    assert "poet\tperson\tnv" in built


def test_names_codes_and_words_that_are_never_met_are_left_out(built):
    assert not [row for row in built if row.startswith(("shakespeare", "1-", "rare"))]


def test_the_same_files_give_the_same_bytes(built, tmp_path):
    before = (tmp_path / "nouns.txt.gz").read_bytes()
    build.main(tmp_path)
    assert (tmp_path / "nouns.txt.gz").read_bytes() == before
