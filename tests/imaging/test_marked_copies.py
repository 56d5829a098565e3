"""A marked copy says where the picture comes from, and shows the very same pixels."""

import lying_marker
import picture_corpus as corpus
import pytest
from fixtures import claiming
from fixtures.certificates import STUDIO, a_certificate, signed

from asset_service.config import SettingsError
from asset_service.domain.errors import PictureRefused, TooLarge
from asset_service.domain.provenance import SourceType
from asset_service.imaging import signing
from asset_service.imaging.claims import read_claims
from asset_service.imaging.pictures import Pictures
from asset_service.imaging.provenance import Mark, Provenance

KINDS = ("PNG", "JPEG", "WEBP")
AI = Mark(SourceType.AI.uri, ai_system="local sdxl")
CREATED = Mark(SourceType.AI.uri, created=SourceType.AI.value)


@pytest.fixture(scope="module")
def unsigned():
    made = Provenance()
    yield made
    made.close()


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("certificate"), a_certificate())


@pytest.fixture(scope="module")
def signing_ones(signer):
    made = Provenance(signer)
    yield made
    made.close()


def mime(kind):
    return f"image/{kind.lower()}"


MODES = [(kind, mode) for kind in KINDS for mode in ("RGB", "RGBA", "L")]
MODES.remove(("JPEG", "RGBA"))


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_a_copy_says_so_and_no_pixel_has_changed(unsigned, kind, mode):
    options = {"lossless": True} if kind == "WEBP" else {}
    data = corpus.saved(corpus.corners().convert(mode), kind, **options)
    copy = unsigned.mark(data, AI)
    said = read_claims(copy.data, kind)
    assert (said.claimed, said.ai_system, said.ai_prompt) == (SourceType.AI, "local sdxl", "")
    assert claiming.pixels(copy.data) == claiming.pixels(data)
    assert (copy.is_signed, copy.why) == (False, "")


def test_a_clear_lossless_webp_stays_clear(unsigned):
    clear = corpus.corners().convert("RGBA")
    clear.putalpha(77)
    data = corpus.saved(clear, "WEBP", lossless=True)
    assert claiming.pixels(unsigned.mark(data, AI).data) == claiming.pixels(data)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_xmp_said_before_is_kept_but_for_where_it_comes_from(unsigned, kind):
    more = '<dc:rights xmlns:dc="http://purl.org/dc/elements/1.1/">Lantern, 2026</dc:rights>'
    for element in (False, True):
        packet = claiming.packet("digitalCapture", element=element, more=more)
        copy = unsigned.mark(claiming.with_xmp(kind, packet), AI).data
        assert read_claims(copy, kind).source_type == SourceType.AI.uri
        assert copy.count(b"Lantern, 2026") == 1
        assert b"digitalCapture" not in copy


def test_texts_and_exif_stay_in_the_copy(unsigned):
    for kind, data in (
        ("PNG", claiming.with_texts(parameters=claiming.PARAMETERS)),
        ("JPEG", claiming.with_comment("JPEG", claiming.PARAMETERS)),
        ("WEBP", claiming.with_comment("WEBP", claiming.PARAMETERS)),
    ):
        assert read_claims(unsigned.mark(data, AI).data, kind).recipe.seed == 1234567890


def test_marking_a_copy_again_changes_nothing_more(unsigned):
    for kind in KINDS:
        once = unsigned.mark(corpus.plain(kind), AI).data
        assert unsigned.mark(once, AI).data.count(b"DigitalSourceType") == once.count(
            b"DigitalSourceType"
        )


def test_the_prompt_is_in_it_only_when_it_is_given(unsigned):
    told = Mark(SourceType.AI.uri, ai_prompt="a secret <ending> & more")
    copy = unsigned.mark(corpus.plain("PNG"), told).data
    assert read_claims(copy, "PNG").ai_prompt == "a secret <ending> & more"


def test_what_xml_cannot_say_is_left_out_and_the_rest_is_read(unsigned):
    odd = Mark(SourceType.AI.uri, ai_system="local sdxl", ai_prompt="A\ufffe pier\uffff\x0b\x00.")
    said = read_claims(unsigned.mark(corpus.saved(corpus.corners(), "PNG"), odd).data, "PNG")
    assert (said.claimed, said.ai_system, said.ai_prompt) == (
        SourceType.AI,
        "local sdxl",
        "A pier.",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_file_is_left_as_it_is_without_a_certificate(unsigned, kind):
    data = signed(corpus.plain(kind), mime(kind))
    copy = unsigned.mark(data, AI)
    assert (copy.data, copy.why) == (data, "signed")


def test_where_nothing_is_known_nothing_is_written(unsigned):
    data = corpus.plain("PNG")
    copy = unsigned.mark(data, Mark())
    assert (copy.data, copy.why) == (data, "nothing_known")


def test_xmp_that_cannot_be_read_is_not_thrown_away(unsigned):
    data = claiming.with_xmp("JPEG", b"<broken")
    assert unsigned.mark(data, AI).why == "unreadable_xmp"


def test_a_jpeg_without_room_for_more_xmp_is_left_as_it_is(unsigned):
    left = 65_500 - len(claiming.packet(more="<a></a>"))
    data = claiming.with_xmp("JPEG", claiming.packet(more=f"<a>{'x' * left}</a>"))
    assert unsigned.mark(data, AI).why == "no_room"


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_signs_last_and_the_signature_holds(signing_ones, kind):
    copy = signing_ones.mark(corpus.plain(kind), CREATED)
    found = signing_ones.check(copy.data, mime(kind))
    assert (found.state, found.signer, copy.is_signed) == ("valid", f"signer, {STUDIO}", True)
    assert [(one.action, one.source_type) for one in found.actions] == [
        ("c2pa.created", SourceType.AI.uri)
    ]
    assert read_claims(copy.data, kind).source_type == SourceType.AI.uri
    assert claiming.pixels(copy.data) == claiming.pixels(corpus.plain(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_provider_signed_stays_in_the_chain(signing_ones, kind):
    copy = signing_ones.mark(signed(corpus.plain(kind), mime(kind)), CREATED)
    found = signing_ones.check(copy.data, mime(kind))
    assert (found.state, found.actions[0].action) == ("valid", "c2pa.opened")
    assert [(one.title, one.relationship) for one in found.ingredients] == [
        ("As received", "parentOf")
    ]
    assert b"Picture Provider" in copy.data


def test_a_file_from_elsewhere_is_signed_as_opened_and_not_as_made_here(signing_ones):
    copy = signing_ones.mark(corpus.plain("PNG"), Mark())
    assert signing_ones.check(copy.data, "image/png").actions[0].action == "c2pa.opened"


def test_one_byte_changed_is_noticed(signing_ones):
    data = bytearray(signing_ones.mark(corpus.plain("PNG"), CREATED).data)
    data[-20] ^= 1
    found = signing_ones.check(bytes(data), "image/png")
    assert (found.state, "assertion.dataHash.mismatch" in found.problems) == ("invalid", True)


def test_a_signer_on_the_list_is_trusted(signer):
    trusting = Provenance(signer, a_certificate().root.decode())
    try:
        copy = trusting.mark(corpus.plain("PNG"), CREATED)
        assert trusting.check(copy.data, "image/png").state == "trusted"
    finally:
        trusting.close()


def loaded(folder, certificate):
    (folder / "chain.pem").write_bytes(certificate.chain)
    (folder / "key.pem").write_bytes(certificate.key)
    return signing.load(folder / "chain.pem", folder / "key.pem")


@pytest.mark.parametrize("kind", ["P-384", "RSA", "Ed25519"])
def test_keys_of_every_kind_that_c2pa_knows_sign(tmp_path, kind):
    certificate = a_certificate(STUDIO, kind)
    trusting = Provenance(loaded(tmp_path, certificate), certificate.root.decode())
    try:
        copy = trusting.mark(corpus.plain("WEBP"), CREATED)
        assert trusting.check(copy.data, "image/webp").state == "trusted"
    finally:
        trusting.close()


def test_a_key_of_another_kind_is_refused_at_the_start(tmp_path):
    with pytest.raises(SettingsError, match="C2PA_KEY must be"):
        loaded(tmp_path, a_certificate(STUDIO, "P-521"))


def test_credentials_that_are_cut_off_are_invalid_and_harm_nobody(signing_ones):
    whole = signed(corpus.plain("JPEG"), "image/jpeg")
    states = {signing_ones.check(whole[:n], "image/jpeg").state for n in range(0, len(whole), 911)}
    assert states <= {"invalid", "unchecked"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_is_read_comes_with_its_credentials_checked(unsigned, kind):
    pictures = Pictures(provenance=unsigned)
    data = signed(corpus.plain(kind), mime(kind))
    try:
        claims = pictures.read(data).claims
    finally:
        pictures.close()
    assert (claims.credentials.state, claims.claimed) == ("valid", SourceType.AI)
    assert claims.credentials.generator == "provider 7"


def test_without_the_library_credentials_are_seen_and_said_to_be_unchecked(unsigned, monkeypatch):
    monkeypatch.setattr("asset_service.imaging.credentials.find_spec", lambda _: None)
    found = unsigned.check(signed(corpus.plain("PNG"), "image/png"), "image/png")
    assert (found.state, "installed" in found.why) == ("unchecked", True)


def test_a_file_that_is_too_large_is_refused():
    small = Provenance(max_bytes=100)
    with pytest.raises(TooLarge):
        small.mark(corpus.plain("PNG"), AI)


@pytest.mark.parametrize("lie", lying_marker.ANSWERS)
def test_an_answer_that_is_another_picture_is_not_handed_out(lie):
    lied_to = Provenance(work="lying_marker")
    try:
        with pytest.raises(PictureRefused):
            lied_to.mark(corpus.plain("PNG") + b"|" + lie.encode(), AI)
    finally:
        lied_to.close()


def test_a_checker_that_was_taken_over_tells_nothing():
    lied_to = Provenance(work="lying_marker")
    try:
        assert lied_to.check(b"|script", "image/png").state == "unchecked"
    finally:
        lied_to.close()


def test_a_key_that_is_not_of_the_certificate_is_refused_at_the_start(tmp_path):
    (tmp_path / "chain.pem").write_bytes(a_certificate().chain)
    (tmp_path / "key.pem").write_bytes(a_certificate("Another").key)
    with pytest.raises(SettingsError, match="C2PA_KEY is not the key"):
        signing.load(tmp_path / "chain.pem", tmp_path / "key.pem")


@pytest.mark.parametrize(
    ("chain", "key", "named"),
    [
        (b"nonsense", b"nonsense", "C2PA_CERTIFICATE holds no"),
        (None, b"nonsense", "C2PA_CERTIFICATE cannot be read"),
        (a_certificate().chain, b"secret nonsense", "C2PA_KEY holds no key"),
        (a_certificate().chain, None, "C2PA_KEY cannot be read"),
    ],
)
def test_a_file_that_is_no_certificate_is_named_and_not_quoted(tmp_path, chain, key, named):
    for name, held in (("chain.pem", chain), ("key.pem", key)):
        if held is not None:
            (tmp_path / name).write_bytes(held)
    with pytest.raises(SettingsError, match=named) as raised:
        signing.load(tmp_path / "chain.pem", tmp_path / "key.pem")
    assert "nonsense" not in str(raised.value)
