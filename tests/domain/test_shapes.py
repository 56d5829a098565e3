import pytest

from asset_service.domain.shapes import fits, shape


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1024, 1536), "2:3"),
        ((832, 1216), "2:3"),
        ((768, 1024), "2:3"),
        ((1024, 1024), "1:1"),
        ((900, 1000), "1:1"),
        ((1920, 1080), "16:9"),
        ((1536, 1024), "16:9"),
        ((1, 4000), "2:3"),
        ((4000, 1), "16:9"),
    ],
)
def test_a_picture_has_the_shape_that_it_is_nearest_to(size, expected):
    assert shape(*size) == expected


def test_a_picture_fits_the_types_of_its_shape():
    types = ("character", "extra_archetype", "prop", "location")
    assert [one for one in types if fits(40, 60, one)] == ["character", "extra_archetype"]
