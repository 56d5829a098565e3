import pytest

from asset_service.domain.errors import Conflict
from asset_service.domain.quotas import Space, check, words

NONE, SMALL, LARGE = Space("user", 900, 0), Space("project", 90, 100), Space("user", 900, 1000)


def test_what_fits_to_the_last_byte_is_taken():
    check([NONE, SMALL, LARGE], 10)


def test_one_byte_more_is_refused_and_the_tightest_space_is_named():
    with pytest.raises(Conflict) as caught:
        check([LARGE, SMALL], 101)
    error = caught.value
    assert (error.code, error.extra) == (
        "quota_exceeded",
        {"quota": "project", "used": 90, "most": 100},
    )
    assert "90 bytes of 100 bytes: no room for 101 bytes" in error.detail


def test_a_full_space_takes_not_even_nothing():
    with pytest.raises(Conflict, match="no room for more pictures"):
        check([Space("user", 120, 100)], 0)


def test_a_space_that_is_over_has_nothing_left_and_one_without_a_limit_no_end():
    assert (Space("user", 120, 100).left, Space("user", 99, 100).left, NONE.left) == (0, 1, None)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (1536 * 1024, "1.5 MB"),
        (50 << 30, "50 GB"),
        (3 << 50, "3072 TB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_reads_best(size, said):
    assert words(size) == said
