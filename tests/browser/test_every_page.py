"""What holds for every page: no barrier that can be found by a machine, and room on any screen."""

import json
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fixtures.film import Film
from fixtures.pictures import a_png
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from asset_service.domain.exports import ExportKind
from asset_service.domain.members import GivenRole
from asset_service.domain.styles import Images
from asset_service.domain.vocabulary import AssetType
from asset_service.services.makers import NewMaker
from asset_service.services.merging import NewMerge
from asset_service.services.splitting import NewSplit
from browser.conftest import somebody
from browser.stack import REFUSED

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {"runOnly": {"type": "tag", "values": LEVELS}}
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules of those levels that look at more than what is there and what it is called."""
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
    .map((node) => node.outerHTML.slice(0, 160))"""
PAGES = {
    "projects": "/projects",
    "library": "/library",
    "library asset": "/library/{kept}?version=1",
    "bin of the library": "/library/bin",
    "browse library": "{empty}/library",
    "promote": "{film}/assets/{asset}/promote",
    "sync": "{film}/assets/{asset}/sync",
    "settings": "/settings",
    "board": "{film}",
    "filtered board": "{film}?q=nobody",
    "add asset": "{film}/assets/new",
    "asset": "{film}/assets/{asset}",
    "origin": "{film}/assets/{asset}/attempts/5/origin",
    "merge": "{film}/merge?asset={asset}&asset={other}",
    "merge with others": "{film}/merge?asset={asset}",
    "split": "{film}/assets/{asset}/split",
    "change of type": "{film}/assets/{asset}/type",
    "history": "{film}/assets/{other}/history",
    "variant": "{film}/assets/{variant}",
    "style": "{film}/style",
    "style to change": "{changed}/style",
    "style to write": "{empty}/style",
    "style to read": "{locked}/style",
    "bin with a clearing": "{changed}/bin",
    "review": "{film}/extraction",
    "script": "{film}/script",
    "scene": "{film}/scenes/{scene}",
    "activity": "{film}/activity",
    "exports": "{film}/exports",
    "no exports": "{empty}/exports",
    "bin": "{film}/bin",
    "setup": "{film}/setup",
    "members": "{film}/members",
    "members to an editor": "{shared}/members",
    "remove a member": "{film}/members/{editor}/remove",
    "transfer": "{film}/transfer",
    "transfer to nobody": "{empty}/transfer",
    "invitation": "{invitation}",
    "sign in with an invitation": "{invitation}",
    "engine": "{film}/setup/prop?maker=openai/gpt-image-2",
    "costs": "{film}/costs",
    "log": "{film}/log",
    "log of an asset": "{film}/log?asset={asset}",
    "log of the account": "/settings/log",
    "what is sent": "{film}/assets/{asset}/generate",
    "locked board": "{locked}",
    "unlock": "{locked}/unlock",
    "populated scene": "{locked}/scenes/{populated}",
    "what is sent for a scene": "{locked}/scenes/{populated}/assets/{member}/generate",
    "matrix": "{locked}/matrix",
    "matrix to tick": "{film}/matrix?edit={asset}",
    "empty board": "{empty}",
    "nothing there": "{film}/nowhere",
    "sign in": "/sign-in",
    "sign up": "/sign-up",
    "forgotten password": "/forgot-password",
    "new password": "/reset-password?token={reset}",
    "link that ended": "/reset-password?token=nobodys",
}


@pytest.fixture(scope="module")
def owner(stack):
    return somebody(stack)


@pytest.fixture(scope="module")
def addresses(stack, owner):
    """The pages above with everything on them that there can be."""

    def a_film(title):
        project = stack.services.projects.create(owner.id, title)
        return Film(stack.services, owner, None, project.id, stack.settings.owner_url)

    film, locked, empty = a_film("The Long Tide"), a_film("Locked"), a_film("Empty")
    changed = a_film("Changed")
    change_style(changed)
    for shade in range(3):
        refer(empty, shade)
    refer(locked, 1)
    empty.services.styles.put(*empty.ids, "Noir", pillars=["Slate", "Brass"], strength=0.4)
    film.script()
    film.style()
    mara, lamp = film.add("Mara Voss", "character", 1, 3), film.add("Oil lamp", "prop")
    slip, crowd = film.add("Slipway", "location", 2), film.add("Dockers", "extra_archetype")
    for shade in range(5):
        film.upload(mara, shade)
    (failed,) = film.ask(lamp)
    film.end_job(failed, "failed", error_code="provider_error", error_message="It broke.")
    with stack.paused("images"):
        (refused,) = film.ask(crowd)
        film.end_job(refused, "refused", refusal_stage="prompt", error_code="refused")
    drawn_by(film, "openai", "gpt-image-2")
    with stack.paused("images"):
        (unknown,) = film.ask(slip)
        film.end_job(unknown, "unknown_outcome")
    limits = {"monthly": Decimal(20), "total": None}
    film.services.accounting.set_budget(*film.ids, "USD", **limits)
    film.services.curation.defer(*film.ids, film.add("Old Tom").id)
    film.services.curation.delete(*film.ids, film.add(f"A {REFUSED}").id)
    film.upload(slip)
    other, variant = reshape(film)
    for kind in ExportKind:
        film.services.exports.request(*film.ids, kind, {})
    locked.script()
    locked.lock()
    scenes = [one.services.scripts.scenes(*one.ids).items[0] for one in (film, locked)]
    stack.services.scenes.populate(*locked.ids, scenes[1].id)
    kept = keep(film, mara)
    editor, shared = share(stack, film)
    empty.add("Mara Voss")
    mara_there = locked.assets()["Mara"]
    for shade in (4, 5):
        where = {"scene_id": scenes[1].id}
        stack.services.uploads.receive(*locked.ids, mara_there.id, a_png(shade), "wet.png", **where)
    return {
        "reset": stack.services.resets.link(owner.id).partition("=")[2],
        "kept": kept.id,
        "editor": editor.id,
        "shared": shared,
        "invitation": invite(film),
        "member": mara_there.id,
        "film": film.path,
        "locked": locked.path,
        "empty": empty.path,
        "changed": changed.path,
        "asset": mara.id,
        "other": other,
        "variant": variant,
        "scene": scenes[0].id,
        "populated": scenes[1].id,
    }


def reshape(film):
    """An asset with an earlier text, and a variant of another one; a merge is in the bin."""
    other, tom = film.add("Mara as a child"), film.add("Young Tom", "character", 1, 2)
    film.upload(other, 9)
    film.services.curation.edit(*film.ids, other.id, 1, {"description": "Mara, seven years old."})
    split = NewSplit("Tom, soaked", [2])
    made = film.services.splitting.split(*film.ids, tom.id, split)
    absorbed = film.add("A docker", "extra_archetype"), film.add("A man", "extra_archetype")
    merge = NewMerge(absorbed[0].id, [absorbed[1].id])
    film.services.merging.merge(*film.ids, merge)
    return other.id, made.variant.id


def keep(film, asset):
    """A library asset that the asset follows, which says more by now; and one in the bin."""
    promote, library = film.services.promoting.promote, film.services.library
    gone = film.add("Oar", "prop")
    binned = promote(*film.ids, gone.id).library_asset
    film.services.curation.delete(*film.ids, gone.id)
    library.delete(film.person.id, binned.id)
    kept = promote(*film.ids, asset.id).library_asset
    changes = {"description": "Older, and tired.", "tags": ["lead", "sea"]}
    return library.edit(film.person.id, kept.id, 1, changes)


def share(stack, film):
    """An editor, whose own film the owner edits; invitations that are open and expired."""
    editor = somebody(stack)
    project = stack.services.projects.create(editor.id, "Hers")
    theirs = Film(stack.services, editor, None, project.id, stack.settings.owner_url)
    film.invite(editor, "editor")
    theirs.invite(film.person, "editor")
    invite(film, "late@guest.example")
    with create_engine(film.owner_url, poolclass=NullPool).begin() as connection:
        connection.execute(text("update invitations set expires_at = now()"))
    return editor, theirs.path


def invite(film, email="a.rather.long.address.of.somebody@guest.example"):
    """Return the path of a link."""
    made = film.services.invitations.invite(*film.ids, email, GivenRole.VIEWER)
    return urlsplit(made.link).path


def drawn_by(film, provider, model):
    for kind in AssetType:
        film.services.makers.choose(*film.ids, kind, NewMaker(provider, model))


def refer(film, shade, **how):
    references = film.services.style_references
    references.add(*film.ids, a_png(shade), f"a long name for picture {shade}.png", **how)


def change_style(film):
    """A style that cleared, that has pictures again, and whose next change is prepared."""
    film.services.styles.put(*film.ids, "Noir", pillars=["Slate", "One amber lamp"])
    film.style()
    for name in ("Mara", "Old Tom"):
        film.draw(film.add(name), 2)
    film.services.styles.change(*film.ids, "Bright", images=Images.CLEAR)
    film.draw(film.assets()["Mara"])
    for shade in (1, 2):
        refer(film, shade, ahead=True)


def barriers(page, rules):
    found = Axe().run(page, options=rules).response["violations"]
    return [
        (one["id"], node["html"][:200], node["failureSummary"][:300])
        for one in found
        for node in one["nodes"]
    ]


@pytest.fixture
def visit(new_page, owner, addresses):
    """Go to a page by its name."""

    def go(name, **options):
        page = new_page(None if name.startswith("sign") else owner, **options)
        page.goto(PAGES[name].format(**addresses))
        return page

    return go


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_barrier_that_a_machine_can_find_or_is_wider_than_its_screen(visit, name):
    """Neither on a telephone nor where a wide screen shows everything twice as large."""
    page = visit(name)
    for colours, rules in (("light", ALL), ("dark", OF_COLOURS)):
        page.emulate_media(color_scheme=colours)
        found = barriers(page, rules)
        assert found == [], colours + json.dumps(found, indent=1)
    for width in (720, 360):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(WIDER) == [], width
