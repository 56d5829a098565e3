from pages.browser import Browser


def test_the_start_page_lists_the_projects(film):
    page = film.browser.get("/")
    assert page.path == "/projects"
    assert film.path in page.reader.links


def test_a_project_is_made_and_shown(browser):
    page = browser.get("/projects").press("Create project", title="  Night   Ferry ")
    assert page.status == 200
    assert "Night Ferry" in page.says
    assert "Start with the script" in page.says


def test_a_title_that_cannot_be_is_refused_and_kept(browser):
    page = browser.get("/projects").press("Create project", title="x" * 201)
    assert page.status == 422
    assert "x" * 201 in page.text
    assert "1 to 200 characters" in page.says


def test_a_project_shows_its_counts_and_up_to_four_pictures(film):
    for number in range(5):
        film.upload(film.add(f"Thing {number}", "prop"), number)
    film.services.curation.defer(*film.ids, film.add("Later").id)
    page = film.browser.get("/projects")
    assert "5/5 with images · 1 deferred" in page.says
    assert len(page.reader.images) == 4


def test_a_locked_project_says_so(film):
    film.lock()
    assert "Locked" in film.browser.get("/projects").says


def test_nobody_sees_another_ones_projects(film, stranger):
    page = stranger.get("/projects")
    assert "No project yet" in page.says
    assert film.path not in page.reader.links


def test_without_an_account_every_page_asks_to_sign_in(app, film):
    visitor = Browser(app.test_client())
    for path in ("/projects", film.path, f"{film.path}/script", "/settings"):
        assert visitor.get(path).path.startswith("/sign-in?next=")


def test_the_sample_script_makes_a_project_once_however_often_it_is_pressed(browser):
    page = browser.get("/projects")
    pressed = [page.press("Try it with the sample script") for _ in range(2)]
    assert {again.path for again in pressed} == {pressed[0].path}
    assert "The Last Lamp" in pressed[0].says
    assert "The script is in" in pressed[0].says


def test_the_first_steps_are_hidden_for_this_browser_and_shown_again_when_asked_for(film):
    page = film.browser.get("/projects")
    assert "in six steps" in page.says
    page = page.press("Hide the first steps")
    assert "in six steps" not in page.says
    assert "in six steps" not in film.browser.get("/projects").says
    assert "in six steps" in film.browser.get("/projects?steps=1").says


def test_the_next_step_of_a_project_is_said(film):
    said = []
    for take in (
        lambda: None,
        film.script,
        lambda: film.add("Mara"),
        film.style,
        lambda: film.upload(film.assets()["Mara"]),
        lambda: film.services.stage.lock_all(*film.ids),
    ):
        take()
        said.append(film.services.projects.summaries(film.person.id)[0].step)
    assert said == ["script", "extract", "style", "pictures", "lock", "scenes"]


def test_the_project_that_changed_last_comes_first(film, new_film):
    newer = new_film("Night Ferry")
    film.add("Mara")
    projects = {film.path: "older", newer.path: "newer"}
    links = film.browser.get("/projects").reader.links
    assert [projects[link] for link in links if link in projects][-2:] == ["older", "newer"]


def test_among_many_projects_one_is_searched_for(film, new_film):
    for number in range(9):
        new_film(f"Film {number}")
    page = film.browser.get("/projects?q=LONG%20%20tide")
    assert film.path in page.reader.links
    assert "Film 3" not in page.says
    assert "No project has that in its title" in film.browser.get("/projects?q=xyz").says


def test_a_project_is_renamed(film):
    page = film.browser.get("/projects").press("Rename", title=" Night   Ferry ")
    assert "It is called Night Ferry now." in page.says
    assert film.services.projects.get(*film.ids).title == "Night Ferry"
    refused = page.press("Rename", title="x" * 201)
    assert "1 to 200 characters" in refused.says


def test_a_project_is_not_renamed_by_a_stranger(film, stranger):
    page = stranger.get("/projects")
    token = page.reader.forms[0].fields["csrf_token"]
    answer = stranger.post(f"{film.path}/title", {"title": "Mine", "csrf_token": token})
    assert answer.status == 404
    assert film.services.projects.get(*film.ids).title == "The Long Tide"
