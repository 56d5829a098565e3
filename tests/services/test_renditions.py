import pytest
from fixtures.factories import make_project, make_user

from asset_service.domain.errors import NotFound
from asset_service.imaging.pictures import Pictures
from asset_service.services.renditions import Renditions


class Counting(Pictures):
    """The real reader, which says what it was asked to make."""

    def __init__(self):
        super().__init__(children=1)
        self.asked = []

    def renditions(self, data, widths):
        self.asked.append(list(widths))
        return super().renditions(data, widths)


@pytest.fixture(scope="module")
def reader():
    pictures = Counting()
    yield pictures
    pictures.close()


@pytest.fixture
def pictures(reader):
    reader.asked.clear()
    return reader


def made(world):
    return world.sql("select renditions from objects")[0][0]


def render(world, pictures, sha256, user_id=None, project_id=None):
    where = (user_id or world.user.id, project_id or world.project.id)
    Renditions(world.database, pictures, world.store).render(*where, sha256)


def test_the_missing_sizes_are_made_and_named(world, pictures):
    attempt = world.upload(world.asset()).attempt
    render(world, pictures, attempt.sha256)
    assert made(world) == [256, 768, 1600]
    for width in (256, 1600):
        assert world.store.objects[f"{attempt.image_key}.w{width}.webp"][8:12] == b"WEBP"


def test_doing_it_twice_makes_nothing_twice(world, pictures):
    attempt = world.upload(world.asset()).attempt
    for _ in range(2):
        render(world, pictures, attempt.sha256)
    assert pictures.asked == [[256, 1600]]


def test_only_what_is_missing_is_made(world, pictures):
    attempt = world.upload(world.asset()).attempt
    world.sql("update objects set renditions = '{256,768}'")
    render(world, pictures, attempt.sha256)
    assert (pictures.asked, made(world)) == ([[1600]], [256, 768, 1600])


def test_a_file_that_nobody_names_is_not_found(world, pictures):
    with pytest.raises(NotFound):
        render(world, pictures, "0" * 64)


def test_a_file_that_is_gone_from_the_store_is_not_found(world, pictures):
    attempt = world.upload(world.asset()).attempt
    world.store.objects.clear()
    with pytest.raises(NotFound):
        render(world, pictures, attempt.sha256)
    assert made(world) == [768]


def test_another_users_file_is_not_found(world, pictures):
    attempt = world.upload(world.asset()).attempt
    stranger = make_user(world.owner)
    theirs = make_project(world.owner, stranger)
    for project in (world.project, theirs):
        with pytest.raises(NotFound):
            render(world, pictures, attempt.sha256, stranger.id, project.id)
