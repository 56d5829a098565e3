"""Mail through one SMTP server, over TLS unless the server is on this very machine."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from asset_service.config import MailSettings
from asset_service.ports.mail import Letter, MailRefused, MailUnavailable

SECONDS = 20.0
"""For each answer of the server."""
_FINAL = 500
"""SMTP's first code that means never; those below mean later (RFC 5321, section 4.2.1)."""


class SmtpMailer:
    """`tls` is whom to trust; the system's authorities if not given."""

    def __init__(self, settings: MailSettings, tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._tls = tls

    def send(self, letter: Letter) -> None:
        """Hand it to the server; raises MailUnavailable, MailRefused."""
        with _told():
            message = _message(letter, self._settings.sender)
            with self._connected() as server:
                server.send_message(message)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        context = self._tls or ssl.create_default_context()
        server: smtplib.SMTP
        if settings.implicit_tls:
            server = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
        try:
            server.ehlo()
            if not settings.implicit_tls:
                self._secure(server, context)
            if settings.user:
                server.login(settings.user, settings.password)
            yield server
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _secure(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Go on in TLS: who takes STARTTLS off the server's offers gets no mail and no password."""
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif self._settings.needs_tls:
            raise MailUnavailable("the server offers no STARTTLS, and nothing is sent without")


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@contextmanager
def _told() -> Iterator[None]:
    """What smtplib raises, in our words: its own quote addresses."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and min(codes) >= _FINAL:
            raise MailRefused("the server refuses the address") from None
        raise MailUnavailable("the server does not take the address now") from None
    except smtplib.SMTPAuthenticationError:
        raise MailUnavailable("the server refuses the user or the password") from None
    except smtplib.SMTPResponseException as error:
        raise MailUnavailable(f"the server answers {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise MailUnavailable(f"the server cannot be spoken to ({type(error).__name__})") from None
