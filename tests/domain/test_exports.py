from datetime import date

import pytest

from asset_service.domain import exports
from asset_service.domain.errors import Invalid
from asset_service.domain.exports import (
    ACCESS_WITHDRAWN,
    CALLED_OFF,
    DELIVERIES,
    OPTIONS,
    POISON,
    Abandoned,
    Attempts,
    ExportKind,
    Paper,
    after_lease,
    file_name,
    read_options,
)
from asset_service.domain.vocabulary import AssetType

DAY = date(2026, 11, 30)


@pytest.mark.parametrize("kind", ExportKind)
def test_what_is_told_of_options_is_read_back_as_the_same(kind):
    usual = read_options(kind, {})
    assert read_options(kind, usual.of(kind)) == usual
    assert set(usual.of(kind)) == set(OPTIONS[kind])


def test_words_become_what_they_mean():
    book = read_options(ExportKind.LOOK_BOOK, {"paper": "letter", "types": ["prop", "character"]})
    assert (book.paper, book.types) == (Paper.LETTER, (AssetType.CHARACTER, AssetType.PROP))
    zipped = read_options(ExportKind.ORIGINALS, {"attempts": "live"})
    assert zipped.attempts is Attempts.LIVE


@pytest.mark.parametrize(
    ("kind", "name"), [("matrix", "paper"), ("originals", "excel"), ("look_book", "files")]
)
def test_an_option_of_another_kind_is_named(kind, name):
    with pytest.raises(Invalid) as refused:
        read_options(ExportKind(kind), {name: "x"})
    assert list(refused.value.extra["errors"]) == [name]


def test_only_the_table_has_deferred_assets_unless_told_otherwise():
    found = {kind: read_options(kind, {}).deferred for kind in ExportKind}
    assert [kind for kind, deferred in found.items() if deferred] == [ExportKind.MATRIX]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Last Lamp", "The Last Lamp - look book 2026-11-30.pdf"),
        ("Маяк", "Маяк - look book 2026-11-30.pdf"),
        ("../../etc/passwd", "etc passwd - look book 2026-11-30.pdf"),
        ('a<b>:"c|d?*\\e\x00\u202e', "a b c d e - look book 2026-11-30.pdf"),
        ("...", "film - look book 2026-11-30.pdf"),
    ],
)
def test_a_file_is_named_after_its_film(title, name):
    assert file_name(title, ExportKind.LOOK_BOOK, DAY) == name


def test_a_long_title_leaves_room_for_the_rest():
    name = file_name("x" * 200, ExportKind.ORIGINALS, DAY)
    assert len(name) < 140
    assert name.endswith(" - originals 2026-11-30.zip")


def test_every_kind_says_what_its_file_is():
    assert [exports.mime(kind).partition(";")[0] for kind in ExportKind] == [
        "application/zip",
        "application/pdf",
        "text/csv",
    ]


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ({}, None),
        ({"deliveries": DELIVERIES}, POISON),
        ({"cancel_requested": True}, CALLED_OFF),
        ({"has_access": False}, ACCESS_WITHDRAWN),
        ({"has_access": False, "cancel_requested": True}, ACCESS_WITHDRAWN),
        ({"cancel_requested": True, "deliveries": DELIVERIES}, CALLED_OFF),
    ],
)
def test_what_becomes_of_one_whose_worker_was_lost(facts, end):
    known = {"deliveries": 1, "cancel_requested": False, "has_access": True}
    assert after_lease(Abandoned(**known | facts)) == end
