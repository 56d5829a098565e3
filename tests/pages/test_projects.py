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
