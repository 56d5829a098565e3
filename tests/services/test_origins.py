"""Pictures keep the bytes they came with and what these say, and leave with a mark."""

import hashlib

import pytest
from fixtures import claiming
from fixtures.certificates import a_certificate, signed
from fixtures.factories import make_attempt, make_job, make_member, make_user
from fixtures.pictures import a_png
from job_kit import MemoryStore, Scripted, a_film
from run_kit import run

from asset_service.domain.claims import Claims
from asset_service.domain.errors import NotFound
from asset_service.domain.provenance import SaidType, SourceType
from asset_service.imaging import signing
from asset_service.imaging.claims import read_claims
from asset_service.imaging.pictures import Pictures
from asset_service.imaging.provenance import Provenance
from asset_service.models.attempt import Attempt
from asset_service.ports.providers import Done, GeneratedImage
from asset_service.services.files import Files
from asset_service.services.origins import Origins
from asset_service.services.runner import Runner
from asset_service.services.uploads import Uploads

KINDS = ("PNG", "JPEG", "WEBP")


@pytest.fixture(scope="module")
def marks():
    made = Provenance()
    yield made
    made.close()


@pytest.fixture(scope="module")
def pictures(marks):
    made = Pictures(children=1, provenance=marks)
    yield made
    made.close()


@pytest.fixture
def receive(world, pictures):
    uploads = Uploads(world.database, pictures, world.files)

    def receive(data, **options):
        asset = world.asset()
        return uploads.receive(*world.ids, asset.id, data, "a.png", **options).attempt

    return receive


@pytest.fixture
def origins(world, marks):
    return Origins(world.database, world.store, marks)


def where(world, view):
    return (*world.ids, view.asset_id, view.id)


@pytest.mark.parametrize("kind", KINDS)
def test_an_upload_that_was_signed_is_kept_to_the_byte_and_its_signature_told(
    world, receive, origins, kind
):
    data = signed(claiming.plain(kind), f"image/{kind.lower()}")
    view = receive(data)
    assert world.store.objects[view.image_key] == data
    claims = origins.show(*where(world, view)).claims
    assert (claims.credentials.state, view.digital_source_type) == ("valid", SourceType.AI)
    assert view.ai_generated is True


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_its_provider_signed_is_kept_to_the_byte(database, pictures, kind):
    data = signed(claiming.plain(kind, size=(64, 96)), f"image/{kind.lower()}")
    store = MemoryStore()
    provider = Scripted([Done((GeneratedImage(data, f"image/{kind.lower()}"),))])
    with a_film(database) as film:
        job = film.job()
        Runner(
            film.database, {provider.id: provider}, pictures, Files(store), lease_seconds=60.0
        ).run(job.id, film.user_id)
        (attempt,) = film.attempts()
        stored = film.sql("select claims->'credentials'->>'state' from attempts")
    assert attempt.sha256 == hashlib.sha256(data).hexdigest()
    assert store.objects[f"{film.project_id}/{attempt.sha256}"] == data
    assert (attempt.digital_source_type, stored) == (SourceType.AI, [("valid",)])


def test_a_placeholder_is_marked_as_drawn_by_rules(database):
    with a_film(database) as film:
        provider = Scripted(id="placeholder")
        run(film, film.job(provider="placeholder"), provider)
        assert film.attempts()[0].digital_source_type == SourceType.ALGORITHMIC


def test_settings_of_a_generator_are_kept_and_count_as_ai(world, receive, origins):
    view = receive(claiming.with_texts(parameters=claiming.PARAMETERS))
    recipe = origins.show(*where(world, view)).claims.recipe
    assert (recipe.seed, recipe.model, view.ai_generated) == (1234567890, "sd_xl", True)


def test_of_a_plain_upload_nothing_is_known_until_somebody_says(world, receive, origins):
    view = receive(a_png(3))
    assert (view.digital_source_type, view.ai_generated) == (None, None)
    told = receive(a_png(4), said=SaidType.DIGITAL_CAPTURE)
    assert (told.digital_source_type, told.ai_generated) == ("digitalCapture", False)
    assert origins.show(*where(world, told)).said_source_type == "digitalCapture"


def test_nobody_talks_away_that_a_file_says_ai(receive):
    data = claiming.with_xmp("JPEG", claiming.packet())
    assert receive(data, said=SaidType.DIGITAL_CAPTURE).ai_generated is True


def test_claims_are_not_read_with_every_board(world, receive):
    receive(a_png(5))
    attempt = world.owner.query(Attempt).populate_existing().one()
    assert "claims" not in vars(attempt)
    assert attempt.claims == {}


def test_how_a_picture_was_asked_for_is_told(world, origins):
    asset = world.asset()
    options = {"quality": "high"}
    job = make_job(
        world.owner, asset, width=64, height=96, options=options, warnings=["The seed was ignored."]
    )
    attempt = make_attempt(world.owner, asset, job=job)
    origin = origins.show(*world.ids, asset.id, attempt.id)
    assert (origin.made.width, origin.made.height, origin.made.options) == (64, 96, options)
    assert (origin.made.warnings, origin.claims) == (["The seed was ignored."], None)


def test_a_copy_is_marked_and_named_and_shows_the_same_picture(world, receive, origins):
    view = receive(a_png(6), said=SaidType.AI)
    copy = origins.export(*where(world, view))
    assert (copy.file_name, copy.why, copy.signed) == ("a-marked.png", "", False)
    assert read_claims(copy.data, "PNG").claimed == SourceType.AI
    assert claiming.pixels(copy.data) == claiming.pixels(a_png(6))
    assert world.store.objects[view.image_key] == a_png(6)


def test_a_copy_says_what_made_it_and_the_prompt_only_if_asked(world, origins):
    asset = world.asset()
    attempt = make_attempt(world.owner, asset, job=make_job(world.owner, asset))
    world.owner.query(Attempt).filter_by(id=attempt.id).update(
        {
            "provider": "local",
            "model": "sdxl",
            "prompt": "who did it",
            "digital_source_type": "trainedAlgorithmicMedia",
        }
    )
    world.owner.commit()
    world.store.objects[f"{asset.project_id}/{attempt.sha256}"] = a_png(7)
    plain, told = (
        read_claims(
            origins.export(*world.ids, asset.id, attempt.id, include_prompt=asked).data, "PNG"
        )
        for asked in (False, True)
    )
    assert (plain.ai_system, plain.ai_prompt) == ("local sdxl", "")
    assert told.ai_prompt == "who did it"


def test_a_copy_of_a_placeholder_names_no_ai(world, origins):
    asset = world.asset()
    attempt = make_attempt(world.owner, asset, job=make_job(world.owner, asset))
    world.store.objects[f"{asset.project_id}/{attempt.sha256}"] = a_png(8)
    copy = origins.export(*world.ids, asset.id, attempt.id, include_prompt=True)
    assert read_claims(copy.data, "PNG") == Claims(source_type=SourceType.ALGORITHMIC.uri)


def test_a_signed_original_leaves_as_it_came_and_says_why(world, receive, origins):
    data = signed(a_png(9), "image/png")
    view = receive(data)
    copy = origins.export(*where(world, view))
    assert (copy.data, copy.why, copy.file_name) == (data, "signed", "a.png")
    assert origins.show(*where(world, view)).marking.why == "signed"


def test_a_picture_of_which_nothing_is_known_leaves_as_it_came(world, receive, origins):
    view = receive(a_png(10))
    assert origins.export(*where(world, view)).why == "nothing_known"
    assert origins.show(*where(world, view)).marking.why == "nothing_known"


def test_with_a_certificate_every_copy_is_signed_and_what_was_signed_stays_the_parent(
    world, receive, tmp_path
):
    for name in ("chain", "key"):
        (tmp_path / name).write_bytes(getattr(a_certificate(), name))
    signs = Provenance(signing.load(tmp_path / "chain", tmp_path / "key"))
    try:
        origins = Origins(world.database, world.store, signs)
        view = receive(signed(a_png(11), "image/png"))
        marking = origins.show(*where(world, view)).marking
        copy = origins.export(*where(world, view))
        found = signs.check(copy.data, "image/png")
    finally:
        signs.close()
    assert (marking.metadata, marking.signed, copy.signed) == (True, True, True)
    assert (found.state, found.ingredients[0].relationship) == ("valid", "parentOf")


def test_a_viewer_may_look_and_export_and_a_stranger_may_not(world, receive, origins):
    view = receive(a_png(12), said=SaidType.AI)
    viewer, stranger = make_member(world.owner, world.project, "viewer"), make_user(world.owner)
    ids = (world.project.id, view.asset_id, view.id)
    assert origins.show(viewer.id, *ids).attempt.id == view.id
    assert origins.export(viewer.id, *ids).why == ""
    for verb in (origins.show, origins.export):
        with pytest.raises(NotFound):
            verb(stranger.id, *ids)


def test_a_file_that_is_gone_is_not_found(world, receive, origins):
    view = receive(a_png(13))
    del world.store.objects[view.image_key]
    with pytest.raises(NotFound):
        origins.export(*where(world, view))
