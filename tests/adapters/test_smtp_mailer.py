"""Mails on their way to a server: in TLS, or not at all."""

import ssl

import pytest
from fixtures.smtp_server import an_smtp_server, context_of
from providers.tls_server import certificate

from asset_service import config
from asset_service.adapters import smtp_mailer
from asset_service.adapters.smtp_mailer import SmtpMailer
from asset_service.config import MailSettings
from asset_service.ports.mail import Letter, MailRefused, MailUnavailable

LETTER = Letter("ada@film.example", "Set a new password", "Hello Ada,\n\nhttps://a.example/x\n")


@pytest.fixture
def trusted(tmp_path):
    return certificate(tmp_path, "localhost")


@pytest.fixture
def far_away(monkeypatch):
    """No host counts as this very machine."""
    monkeypatch.setattr(config, "LOOPBACK", frozenset())


def mailer(server, trusted=None, **settings):
    usual = {"host": "localhost", "port": server.port, "sender": "Assets <assets@film.example>"}
    tls = ssl.create_default_context(cafile=trusted) if trusted else None
    return SmtpMailer(MailSettings(**(usual | settings)), tls)


def test_a_letter_arrives_as_it_was_written():
    with an_smtp_server() as server:
        mailer(server).send(Letter("ada@film.example", "Für Ada", "Gr\u00fc\u00dfe\n.\nEnde\n"))
    (mail,) = server.mails
    assert (mail["To"], mail["Subject"]) == ("ada@film.example", "Für Ada")
    assert mail["From"] == "Assets <assets@film.example>"
    assert mail.get_content().replace("\r\n", "\n") == "Gr\u00fc\u00dfe\n.\nEnde\n"
    assert {"Date", "Message-ID", "Auto-Submitted"} <= set(mail.keys())


def test_it_goes_through_starttls_and_signs_in_only_then(trusted, far_away):
    with an_smtp_server(context_of(trusted)) as server:
        server.wants_login = True
        mailer(server, trusted, user="assets", password="pw").send(LETTER)
    assert len(server.mails) == 1
    assert server.commands.index("STARTTLS") < server.commands.index("AUTH")


def test_it_goes_through_tls_from_the_first_byte(trusted, far_away):
    with an_smtp_server(context_of(trusted), implicit=True) as server:
        mailer(server, trusted, implicit_tls=True).send(LETTER)
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    "says", [{}, {"STARTTLS": "454 not now"}, {"STARTTLS": "220 x"}, {"EHLO": "500 what"}]
)
def test_without_tls_neither_mail_nor_password_leaves_the_machine(trusted, far_away, says):
    with an_smtp_server(context_of(trusted)) as server:
        server.says, server.offers_tls, server.wants_login = says, bool(says), True
        with pytest.raises(MailUnavailable):
            mailer(server, trusted, user="assets", password="pw").send(LETTER)
    assert (server.mails, server.logins) == ([], [])
    assert "MAIL" not in server.commands


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_is_not_trusted_gets_nothing(trusted, implicit):
    with (
        an_smtp_server(context_of(trusted), implicit=implicit) as server,
        pytest.raises(MailUnavailable),
    ):
        mailer(server, implicit_tls=implicit, user="assets", password="pw").send(LETTER)
    assert (server.mails, server.logins) == ([], [])


@pytest.mark.parametrize(
    ("says", "error"),
    [
        ({"RCPT": "550 no such user ada@film.example"}, MailRefused),
        ({"RCPT": "450 try later"}, MailUnavailable),
        ({"MAIL": "451 busy"}, MailUnavailable),
        ({"DATA": "554 no"}, MailUnavailable),
        ({"AUTH": "535 wrong"}, MailUnavailable),
    ],
)
def test_what_the_server_answers_is_told_without_addresses(says, error):
    with an_smtp_server() as server:
        server.says, server.wants_login = says, "AUTH" in says
        user = {"user": "assets", "password": "secret-pw"} if "AUTH" in says else {}
        with pytest.raises(error) as told:
            mailer(server, **user).send(LETTER)
    assert not any(word in str(told.value) for word in ("ada", "secret-pw", "film.example"))
    assert server.mails == []


def test_a_server_that_is_not_there_is_away():
    with an_smtp_server() as server:
        pass
    with pytest.raises(MailUnavailable):
        mailer(server).send(LETTER)


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(smtp_mailer, "SECONDS", 0.2)
    with an_smtp_server() as server:
        server.says = {"EHLO": ""}
        with pytest.raises(MailUnavailable):
            mailer(server).send(LETTER)


@pytest.mark.parametrize("field", ["to", "subject"])
def test_no_line_of_a_letter_becomes_a_header(field):
    broken = {"to": LETTER.to, "subject": LETTER.subject, "text": LETTER.text}
    broken[field] += "\r\nBcc: eve@evil.example"
    with an_smtp_server() as server, pytest.raises(MailUnavailable):
        mailer(server).send(Letter(**broken))
    assert server.mails == []


def test_the_password_is_in_no_words_about_the_settings():
    settings = MailSettings(host="h", port=1, sender="a@b", user="u", password="secret-pw")
    assert "secret-pw" not in repr(settings)
