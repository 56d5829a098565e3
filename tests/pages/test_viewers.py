"""Somebody who may look at a film but not change it."""

import pytest
from sqlalchemy import create_engine, text


@pytest.fixture
def looked_at(film, other):
    film.script()
    film.style()
    film.upload(film.add("Mara", "character", 1))
    film.services.curation.defer(*film.ids, film.add("Tom").id)
    film.services.curation.delete(*film.ids, film.add("Gone").id)
    engine = create_engine(film.owner_url)
    with engine.begin() as connection:
        connection.execute(
            text("insert into memberships (user_id, project_id, role) values (:u, :p, 'viewer')"),
            {"u": other.id, "p": film.id},
        )
    engine.dispose()
    return film


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/script",
        "/extraction",
        "/activity",
        "/bin",
        "/scenes",
        "/style",
        "/unlock",
        "/assets/{mara}",
        "/setup",
        "/matrix",
        "/members",
        "/costs",
    ],
)
def test_a_viewer_sees_every_page_and_no_button_that_acts(looked_at, stranger, path):
    mara = looked_at.assets()["Mara"].id
    page = stranger.get(looked_at.path + path.format(mara=mara))
    assert page.status == 200
    # those of the review and of the lists only show it in another way
    showing = ("Keep all", "Defer all", "Find", "Filter")
    acting = {name for name in page.names() if not name.startswith(showing)}
    assert acting == {"Sign out", "Auto", "Light", "Dark"}


def test_a_viewer_who_acts_all_the_same_is_told(looked_at, stranger):
    token = stranger.get("/projects").typed("csrf_token")
    mara = looked_at.assets()["Mara"].id
    page = stranger.post(f"{looked_at.path}/assets/{mara}/defer", {"csrf_token": token})
    assert page.status == 403
    assert "may look at this project but not change it" in page.says


def test_a_viewers_projects_say_so(looked_at, stranger):
    assert "Viewer" in stranger.get("/projects").says
