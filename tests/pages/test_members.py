"""The page of a film's members, and the page that an invitation's link leads to."""

import re

import pytest
from fixtures.app import PASSWORD, signed_in
from fixtures.statements import counted
from sqlalchemy import create_engine, text

from pages.browser import Browser


@pytest.fixture
def grace(services, other):
    """Somebody else, by a name of her own."""
    services.accounts.rename(other.id, "Grace")
    return other


@pytest.fixture
def editor(film, grace):
    film.invite(grace, "editor")
    return grace


@pytest.fixture
def visitor(app):
    """A browser in which nobody is signed in."""
    return Browser(app.test_client())


def link_in(page):
    (found,) = set(re.findall(r"http://127\.0\.0\.1:8000(/invitations/[\w-]+)", page.text))
    return found


def invite(film, address, role="editor"):
    return film.go("/members").press("Make the link", email=address, role=role)


def test_a_link_is_shown_once_and_makes_a_member(film, stranger, grace):
    page = invite(film, grace.email, "viewer")
    assert "it is not shown again" in page.says
    assert page.headers["Cache-Control"] == "private, no-store"
    link = link_in(page)
    assert link not in film.go("/members").text
    offered = stranger.get(link)
    assert "Ada asks you to work on The Long Tide as viewer" in offered.says
    arrived = offered.press("Accept")
    assert "Welcome: you are a viewer of The Long Tide." in arrived.says
    assert arrived.path == film.path
    assert stranger.get(link).path == film.path
    assert "Grace" in film.go("/members").says


def test_a_link_that_is_wrong_or_used_up_leads_nowhere(film, stranger, visitor, grace):
    link = link_in(invite(film, grace.email))
    stranger.get(link).press("Accept")
    pages = [visitor.get(link), visitor.get("/invitations/wrong"), film.browser.get(link)]
    assert {page.status for page in pages} == {404}
    assert len({re.sub(r"[0-9a-f]{32}", "", page.says) for page in pages[:2]}) == 1


def test_who_is_not_signed_in_comes_back_after_signing_in(film, visitor, grace):
    link = link_in(invite(film, grace.email))
    page = visitor.get(link)
    assert "Accept" not in page.names()
    (sign_in,) = [one for one in page.reader.links if one.startswith("/sign-in")]
    page = visitor.get(sign_in)
    assert page.typed("email") == grace.email
    page = page.press("Sign in", password=PASSWORD)
    assert page.path == link
    assert "Welcome" in page.press("Accept").says


def test_a_newcomer_comes_back_after_making_an_account(film, visitor, services, monkeypatch):
    monkeypatch.setattr(services.accounts, "sign_up_open", False)
    link = link_in(invite(film, "new@guest.film"))
    assert visitor.get("/sign-up").status == 403
    (sign_up,) = [one for one in visitor.get(link).reader.links if one.startswith("/sign-up")]
    typed = {"name": "New", "password": PASSWORD}
    refused = visitor.get(sign_up).press("Make the account", email="x@guest.film", **typed)
    assert "Signing up is closed" in refused.says
    page = visitor.get(sign_up)
    assert page.typed("email") == "new@guest.film"
    page = page.press("Make the account", **typed)
    assert page.path == link
    assert "Welcome" in page.press("Accept").says


def test_another_account_is_told_whose_the_link_is(film, stranger, grace, new_person, app):
    link = link_in(invite(film, grace.email))
    browser = Browser(signed_in(app, new_person()))
    page = browser.get(link)
    assert "You are signed in as" in page.says
    assert "Accept" not in page.names()
    token = page.typed("csrf_token")
    refused = browser.post(link, {"csrf_token": token})
    assert refused.status == 409
    assert "another e-mail address" in refused.says


def test_an_invitation_is_revoked_and_sent_anew(film, visitor, grace):
    old = link_in(invite(film, grace.email))
    new = link_in(film.go("/members").press(f"New link for {grace.email}"))
    assert [visitor.get(one).status for one in (old, new)] == [404, 200]
    page = film.go("/members").press(f"Revoke the invitation of {grace.email}")
    assert "leads nowhere now" in page.says
    assert visitor.get(new).status == 404
    assert visitor.get(f"/sign-in?next={new}").typed("email") == ""


def test_what_cannot_be_invited_is_said_with_the_form(film, editor):
    page = invite(film, editor.email)
    assert (page.status, "Grace is a member already." in page.says) == (409, True)
    page = invite(film, "nonsense")
    assert page.status == 422
    assert page.typed("email") == "nonsense"
    assert invite(film, "a@b.film", "owner").status == 422


def test_the_owner_makes_a_viewer_of_an_editor(film, editor):
    page = film.go("/members").press("Save the role of Grace", role="viewer")
    assert "Grace may look at everything and change nothing." in page.says
    assert page.typed("role") == "viewer"


def test_the_owner_removes_somebody_and_is_asked_before(film, editor, stranger):
    asking = film.go(f"/members/{editor.id}/remove")
    assert "Remove Grace ?" in asking.says
    assert "Grace is no member of The Long Tide any more." in asking.press("Remove").says
    assert stranger.get(film.path).status == 404


def test_anybody_leaves_but_the_owner(film, editor, stranger, person):
    page = stranger.get(f"{film.path}/members/{editor.id}/remove").press("Leave")
    assert (page.path, "You have left The Long Tide." in page.says) == ("/projects", True)
    assert "Remove" not in film.go(f"/members/{person.id}/remove").names()


def test_a_film_is_given_away_by_its_title(film, editor, stranger):
    asking = film.go("/transfer")
    wrong = asking.press("Transfer", title="Another")
    assert (wrong.status, wrong.typed("title")) == (422, "Another")
    page = asking.press("Transfer", title=" the long tide")
    assert "The film is Grace's now. You are an editor of it." in page.says
    assert "Make the link" not in page.names()
    assert "Make the link" in stranger.get(f"{film.path}/members").names()


def test_a_film_of_one_is_given_to_nobody(film):
    assert "there is nobody else yet" in film.go("/transfer").says


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_others_see_the_members_and_may_only_leave(film, stranger, grace, role):
    film.invite(grace, role)
    page = stranger.get(f"{film.path}/members")
    assert {"Sign out", "Auto", "Light", "Dark"} == set(page.names())
    assert "Leave the film…" in page.says
    assert stranger.get(f"{film.path}/transfer").status == 403
    assert stranger.get(f"{film.path}/members/{film.person.id}/remove").status == 403
    token = page.typed("csrf_token")
    for act in ("members/invite", f"members/{film.person.id}/role", "transfer"):
        sent = {"csrf_token": token, "email": "a@b.film", "role": "editor", "title": "x"}
        assert stranger.post(f"{film.path}/{act}", sent).status == 403


def test_a_former_member_is_still_named(film, editor, stranger, services):
    asset = film.add()
    services.curation.delete(editor.id, film.id, asset.id)
    assert "by Grace" in film.go("/bin").says
    services.members.remove(*film.ids, editor.id)
    assert "by Grace" in film.go("/bin").says
    engine = create_engine(film.owner_url)
    with engine.begin() as connection:
        connection.execute(text("delete from former_members where user_id = :u"), {"u": editor.id})
    engine.dispose()
    assert "by a former member" in film.go("/bin").says


def test_the_list_of_films_says_whose_they_are(film, editor, stranger):
    assert "Editor, film of Ada" in stranger.get("/projects").says


def test_names_cost_as_many_statements_for_many_as_for_one(film, editor, services, engine):
    costs = set()
    for name in ("Tom", "Ann", "Bea"):
        services.curation.delete(editor.id, film.id, film.add(name).id)
        costs.add(counted(engine, lambda: film.go("/bin")))
    assert len(costs) == 1


def test_more_members_and_invitations_cost_no_more_statements(film, engine, new_person):
    costs = set()
    for number in range(3):
        film.invite(new_person(), "viewer")
        invite(film, f"guest{number}@guest.film")
        costs.add(counted(engine, lambda: film.go("/members")))
    assert len(costs) == 1
