"""Tokens of an identity provider: what is taken, what is not, and what happens when it is away."""

import base64
import hmac
import json
import threading
import time

import pytest
from fixtures.issuer import DISCOVERY, JWKS, Key, an_issuer

from asset_service.adapters.identity import fetching, keys
from asset_service.adapters.identity.keys import COOL_DOWN, FRESH, KEPT, Keys
from asset_service.adapters.identity.provider import JwtProvider
from asset_service.config import JwtSettings
from asset_service.ports.identity import ProviderAway, TokenRefused


@pytest.fixture
def issuer():
    with an_issuer() as running:
        yield running


@pytest.fixture
def now(monkeypatch):
    """The clock of the keys, which a test moves on."""
    moment = [1000.0]
    monkeypatch.setattr(Keys.__init__, "__defaults__", (lambda: moment[0],))
    return moment


def provider_of(issuer, **settings):
    return JwtProvider(JwtSettings(issuer=issuer.name, audiences=("assets",), **settings))


def refused(provider, token):
    with pytest.raises(TokenRefused):
        provider.check(token)
    return True


def test_a_token_says_who_comes(issuer):
    claims = provider_of(issuer).check(
        issuer.token(email="ada@film.example", email_verified=True, name="Ada Lens")
    )
    assert (claims.issuer, claims.subject) == (issuer.name, "u-1")
    assert (claims.email, claims.email_verified, claims.name) == (
        "ada@film.example",
        True,
        "Ada Lens",
    )


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_each_kind_of_key_is_taken(issuer, algorithm):
    issuer.keys = [Key("one", algorithm)]
    assert provider_of(issuer).check(issuer.token()).subject == "u-1"


@pytest.mark.parametrize(
    "said",
    [
        {"exp": 1},
        {"exp": None},
        {"nbf": 2**40},
        {"iat": 2**40},
        {"iss": None},
        {"aud": None},
        {"aud": "somebody else"},
        {"aud": []},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"exp": "soon"},
        {"exp": 10**30},
    ],
)
def test_a_token_that_is_wrong_in_anything_is_refused(issuer, said):
    assert refused(provider_of(issuer), issuer.token(**said))


def test_clocks_may_differ_a_little(issuer):
    just_over = int(time.time()) - 5
    assert provider_of(issuer).check(issuer.token(exp=just_over)).subject == "u-1"
    assert refused(provider_of(issuer), issuer.token(exp=just_over - 60))


def test_one_of_several_audiences_is_enough(issuer):
    token = issuer.token(aud=["https://else.example", "assets"])
    assert provider_of(issuer).check(token).subject == "u-1"


def unsigned(header, claims, signature=b""):
    parts = [json.dumps(part).encode() for part in (header, claims)] + [signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_without_a_signature_is_refused(issuer, name):
    header = {"alg": name, "typ": "JWT", "kid": "first"}
    assert refused(provider_of(issuer), unsigned(header, issuer.claims()))


def test_a_public_key_is_no_secret_to_sign_with(issuer):
    issuer.keys = [Key("first", "RS256")]
    public = json.dumps(issuer.keys[0].public).encode()
    header = {"alg": "HS256", "typ": "JWT", "kid": "first"}
    for secret in (public, issuer.keys[0].public["n"].encode()):
        signed = unsigned(header, issuer.claims()).rpartition(".")[0]
        mac = hmac.digest(secret, signed.encode(), "sha256")
        assert refused(provider_of(issuer), unsigned(header, issuer.claims(), mac))


def test_a_shared_secret_among_the_keys_is_not_used(issuer):
    secret = base64.urlsafe_b64encode(b"s" * 32).rstrip(b"=").decode()
    told = {"kty": "oct", "kid": "shared", "k": secret, "alg": "HS256"}
    issuer.told = lambda path: (
        issuer.configuration
        if path == DISCOVERY
        else {"keys": [told, *(key.public for key in issuer.keys)]}
    )
    header = {"alg": "HS256", "kid": "shared"}
    signed = unsigned(header, issuer.claims()).rpartition(".")[0]
    token = unsigned(header, issuer.claims(), hmac.digest(b"s" * 32, signed.encode(), "sha256"))
    assert refused(provider_of(issuer), token)


def test_a_key_is_good_for_its_own_algorithm_alone(issuer):
    issuer.keys = [Key("first", "RS256")]
    provider = provider_of(issuer)
    other = Key("first", "PS256")
    assert refused(provider, other.sign(issuer.claims()))
    assert refused(provider, Key("first", "ES256").sign(issuer.claims()))


def test_another_ones_key_of_the_same_name_opens_nothing(issuer):
    provider = provider_of(issuer)
    provider.check(issuer.token())
    assert refused(provider, Key("first").sign(issuer.claims()))


def test_a_changed_token_is_refused(issuer):
    provider, token = provider_of(issuer), issuer.token()
    head, claims, signature = token.split(".")
    other = unsigned({}, issuer.claims(sub="u-2")).split(".")[1]
    assert refused(provider, f"{head}.{other}.{signature}")
    assert refused(provider, f"{head}.{claims}.{'A' * len(signature)}")


@pytest.mark.parametrize("extra", [{"crit": ["exp"]}, {"kid": 7}, {"kid": ["first"]}])
def test_a_strange_header_is_refused(issuer, extra):
    header = {"alg": "ES256", "kid": "first", **extra}
    assert refused(provider_of(issuer), unsigned(header, issuer.claims(), b"x" * 64))


@pytest.mark.parametrize("token", ["", "..", "a.b.c", "x" * 10_000, "é.é.é", "\ud800.x.y", "a.b"])
def test_what_is_no_token_is_refused_and_nobody_is_asked(issuer, token):
    assert refused(provider_of(issuer), token)
    assert issuer.asked == []


def test_where_a_token_says_its_key_is_nobody_looks(issuer):
    with an_issuer() as trap:
        for name in ("jku", "x5u"):
            token = Key("new").sign(issuer.claims(), **{name: f"{trap.name}/keys.json"})
            assert refused(provider_of(issuer), token)
        evil = Key("new")
        assert refused(provider_of(issuer), evil.sign(issuer.claims(), jwk=evil.public))
        assert trap.asked == []


def test_another_issuers_token_makes_nobody_ask(issuer):
    assert refused(provider_of(issuer), issuer.token(iss="https://evil.example"))
    assert issuer.asked == []


# --- the keys --------------------------------------------------------------------------------


def test_keys_are_fetched_when_first_needed_and_kept(issuer):
    provider = provider_of(issuer)
    assert issuer.asked == []
    for _ in range(3):
        provider.check(issuer.token())
    assert issuer.asked == [DISCOVERY, JWKS]


def test_the_operator_may_say_where_the_keys_are(issuer):
    where = issuer.configuration["jwks_uri"]
    provider_of(issuer, jwks_url=where).check(issuer.token())
    assert issuer.asked == [JWKS]


def test_a_new_key_is_asked_for_once_and_then_not_for_a_while(issuer, now):
    provider = provider_of(issuer)
    provider.check(issuer.token())
    now[0] += COOL_DOWN
    issuer.rotate("second")
    assert provider.check(issuer.token()).subject == "u-1"
    asked = len(issuer.asked)
    for number in range(5):
        assert refused(provider, Key(f"made up {number}").sign(issuer.claims()))
    assert len(issuer.asked) == asked


def test_a_key_that_was_taken_back_is_trusted_no_longer_than_keys_are_fresh(issuer, now):
    provider, old = provider_of(issuer), issuer.token()
    provider.check(old)
    issuer.rotate("second")
    assert provider.check(old)
    now[0] += FRESH
    assert refused(provider, old)


def test_while_the_provider_is_away_known_keys_go_on_for_a_day(issuer, now):
    provider, token = provider_of(issuer), issuer.token(exp=2**32)
    provider.check(token)
    issuer.stop()
    now[0] += KEPT - 1
    assert provider.check(token).subject == "u-1"
    with pytest.raises(ProviderAway):
        provider.check(Key("new").sign(issuer.claims()))
    now[0] += 1
    with pytest.raises(ProviderAway):
        provider.check(token)


def test_a_provider_that_was_never_there_is_away_and_not_the_tokens_fault(issuer):
    issuer.stop()
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())


def test_it_is_asked_again_when_the_pause_is_over(issuer, now):
    provider = provider_of(issuer)
    issuer.answer = (500, {}, b"")
    for _ in range(3):
        with pytest.raises(ProviderAway):
            provider.check(issuer.token())
    assert len(issuer.asked) == 1
    issuer.answer = None
    now[0] += COOL_DOWN
    assert provider.check(issuer.token())


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
        (200, {}, b"[" * 100_000),
        (200, {}, b'{"issuer": 1, "jwks_uri": 2}'),
        (200, {}, b" " * 10 * 1024 * 1024),
        (302, {"Location": "http://127.0.0.1:1/keys.json"}, b""),
        (500, {}, b""),
        (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08"),
    ],
    ids=["html", "list", "deep", "types", "10 MB", "redirect", "500", "gzip"],
)
def test_rubbish_from_the_provider_is_a_provider_that_is_away(issuer, answer):
    issuer.answer = answer
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())


@pytest.mark.parametrize(
    "told", [{"keys": []}, {"keys": "x"}, {}, {"keys": [1, None, {"kty": "EC"}, {"kty": "RSA"}]}]
)
def test_keys_that_are_none_are_no_keys(issuer, told):
    known = issuer.told
    issuer.told = lambda path: told if path == JWKS else known(path)
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())


def test_a_slow_provider_is_waited_for_so_long_and_no_longer(issuer, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    issuer.delay = 60.0
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())


def test_while_one_waits_for_the_provider_known_keys_serve_the_others(issuer, now):
    provider = provider_of(issuer)
    provider.check(issuer.token())
    now[0] += COOL_DOWN
    issuer.delay = 60.0
    asked = len(issuer.asked)

    def wait():
        with pytest.raises((ProviderAway, TokenRefused)):
            provider.check(Key("new").sign(issuer.claims()))

    waiting = threading.Thread(target=wait)
    waiting.start()
    while len(issuer.asked) == asked:
        time.sleep(0.01)
    assert provider.check(issuer.token()).subject == "u-1"
    assert waiting.is_alive()
    issuer.stop()
    waiting.join()


def test_a_configuration_of_another_issuer_is_not_believed(issuer):
    issuer.configuration["issuer"] = "https://evil.example"
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.1:1/keys.json",
        "https://127.0.0.1/keys.json",
        "https://10.0.0.1/keys.json",
        "https://[::ffff:169.254.169.254]/keys.json",
        "file:///etc/passwd",
        "https://user:pw@id.example/keys.json",
        "nonsense",
    ],
)
def test_the_configuration_leads_nowhere_inside(issuer, where, monkeypatch):
    issuer.configuration["jwks_uri"] = where
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())
    assert issuer.asked == [DISCOVERY]


def test_a_short_rsa_key_is_not_used(issuer, monkeypatch):
    monkeypatch.setattr(keys, "LEAST_RSA_BITS", 4096)
    issuer.keys = [Key("one", "RS256")]
    with pytest.raises(ProviderAway):
        provider_of(issuer).check(issuer.token())


# --- shapes ----------------------------------------------------------------------------------


def test_supabase():
    with an_issuer("/auth/v1") as issuer:
        provider = JwtProvider(JwtSettings(issuer=issuer.name, audiences=("authenticated",)))
        claims = provider.check(
            issuer.token(
                aud="authenticated",
                role="authenticated",
                email="ada@film.example",
                user_metadata={"email_verified": True, "full_name": "Ada"},
                app_metadata={"provider": "email"},
                session_id="s",
                is_anonymous=False,
            )
        )
        assert issuer.asked[0] == f"/auth/v1{DISCOVERY}"
    # what is in `user_metadata` the user writes himself
    assert (claims.email, claims.email_verified) == ("ada@film.example", False)


def test_keycloak():
    with an_issuer("/realms/film") as issuer:
        issuer.keys = [Key("rsa", "RS256")]
        provider = JwtProvider(JwtSettings(issuer=issuer.name, audiences=("account", "assets")))
        for aud in ("account", ["account", "realm-management"]):
            claims = provider.check(
                issuer.token(aud=aud, typ="Bearer", azp="app", preferred_username="ada")
            )
            assert (claims.name, claims.email, claims.email_verified) == ("ada", "", False)


def test_auth0():
    with an_issuer("/") as issuer:
        issuer.keys = [Key("rsa", "RS256")]
        provider = JwtProvider(JwtSettings(issuer=issuer.name, audiences=("https://api.film",)))
        claims = provider.check(
            issuer.token(
                sub="auth0|1234",
                aud=["https://api.film", "https://tenant.auth0.example/userinfo"],
                scope="openid profile read:assets",
            )
        )
        assert claims.subject == "auth0|1234"
        assert issuer.asked[0] == DISCOVERY
        # the slash at the end belongs to the name
        assert refused(provider, issuer.token(iss=issuer.name.rstrip("/"), aud="https://api.film"))


def test_only_true_is_verified(issuer):
    for said in ("true", 1, "yes", None, {}):
        token = issuer.token(email="ada@film.example", email_verified=said)
        assert provider_of(issuer).check(token).email_verified is False


def test_a_key_without_a_name_serves_where_it_is_the_only_one(issuer):
    issuer.keys = [Key("")]
    provider = provider_of(issuer)
    assert provider.check(issuer.token()).subject == "u-1"
    two = [Key("a"), Key("b")]
    issuer.keys = two
    nameless = Key("")
    assert refused(provider_of(issuer), nameless.sign(issuer.claims()))
