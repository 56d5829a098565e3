import pytest

from asset_service.config import JwtSettings, MailSettings, Settings, SettingsError

REQUIRED = {
    "DATABASE_URL": "postgresql+psycopg://nobody@/none",
    "DATABASE_MAINTENANCE_URL": "unused",
    "REDIS_URL": "memory://",
    "SECRET_KEY": "unused",
}
ISSUER = {"JWT_ISSUER": "https://id.example/", "JWT_AUDIENCE": "assets"}
MAIL = {"SMTP_URL": "smtp://mail.example", "MAIL_FROM": "assets@film.example"}


def read(**env):
    return Settings.from_env(REQUIRED | env)


def test_without_them_there_is_no_provider_no_mail_and_no_proxy():
    settings = read()
    assert (settings.jwt, settings.mail, settings.trusted_proxies) == (None, None, 0)


def test_an_issuer_is_kept_to_the_letter():
    settings = read(**ISSUER | {"JWT_AUDIENCE": "assets, https://api.film ,"})
    assert settings.jwt == JwtSettings(
        issuer="https://id.example/", audiences=("assets", "https://api.film")
    )


def test_an_issuer_on_this_machine_may_be_without_tls():
    assert read(**ISSUER | {"JWT_ISSUER": "http://127.0.0.1:8080/realms/x"}).jwt


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"JWT_ISSUER": "http://id.example"}, "JWT_ISSUER"),
        ({"JWT_ISSUER": "id.example"}, "JWT_ISSUER"),
        ({"JWT_ISSUER": "https://"}, "JWT_ISSUER"),
        ({"JWT_ISSUER": "https://u:p@id.example"}, "JWT_ISSUER"),
        ({"JWT_ISSUER": "https://[::1"}, "JWT_ISSUER"),
        ({"JWT_ISSUER": ""}, "JWT_ISSUER"),
        ({"JWT_AUDIENCE": ""}, "JWT_AUDIENCE"),
        ({"JWT_AUDIENCE": " , "}, "JWT_AUDIENCE"),
        ({"JWT_JWKS_URL": "http://id.example/keys"}, "JWT_JWKS_URL"),
        ({"JWT_PROVISION": "maybe"}, "JWT_PROVISION"),
        ({"JWT_PROVISION": "link"}, "SIGN_UP_OPEN"),
    ],
)
def test_a_wrong_word_about_the_provider_is_named(wrong, named):
    with pytest.raises(SettingsError, match=named):
        read(**ISSUER | wrong)


def test_accounts_are_joined_only_where_nobody_signs_up_by_himself():
    settings = read(**ISSUER, JWT_PROVISION="link", SIGN_UP_OPEN="no")
    assert settings.jwt.provision == "link"


@pytest.mark.parametrize(
    ("url", "port", "implicit"),
    [
        ("smtp://mail.example", 587, False),
        ("smtps://mail.example", 465, True),
        ("smtp://u%40x:p%2Fw@mail.example:2525", 2525, False),
    ],
)
def test_a_mail_server_is_read_from_one_address(url, port, implicit):
    mail = read(**MAIL | {"SMTP_URL": url}).mail
    assert (mail.host, mail.port, mail.implicit_tls) == ("mail.example", port, implicit)
    assert (mail.user, mail.password) == (("u@x", "p/w") if "@" in url else ("", ""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"SMTP_URL": ""},
        {"MAIL_FROM": ""},
        {"SMTP_URL": "mail.example:587"},
        {"SMTP_URL": "http://mail.example"},
        {"SMTP_URL": "smtp://u:secret-pw@mail.example:x"},
        {"SMTP_URL": "smtp://u:secret-pw@mail.example/inbox"},
        {"MAIL_FROM": "nobody"},
        {"MAIL_FROM": "a@b\r\nBcc: c@d"},
    ],
)
def test_a_wrong_word_about_the_mail_is_named_without_its_password(wrong):
    with pytest.raises(SettingsError, match=r"SMTP_URL|MAIL_FROM") as refused:
        read(**MAIL | wrong)
    assert "secret-pw" not in str(refused.value)


def test_a_server_on_this_machine_alone_needs_no_tls():
    assert MailSettings(host="mail.example", port=25, sender="a@b").needs_tls
    assert not MailSettings(host="127.0.0.1", port=25, sender="a@b").needs_tls


@pytest.mark.parametrize("count", ["-1", "x", "1.5", "10", "1 "])
def test_proxies_are_a_number(count):
    if count.strip() == "1":
        assert read(TRUSTED_PROXIES=count).trusted_proxies == 1
        return
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        read(TRUSTED_PROXIES=count)
