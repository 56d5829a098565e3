"""A new password for somebody who forgot theirs: a link, good once and for an hour.

The web tier only writes the address down, so that nothing tells whether it has an account. The
relay finds out, and has a worker send the mail, which alone makes the secret: it lies in no row and
no message, and of it only the hash is kept. The newest link kills the older one.
"""

from datetime import timedelta
from uuid import UUID

import structlog

from asset_service.domain.errors import Conflict, Invalid
from asset_service.domain.people import NOWHERE, check_password, fold_email
from asset_service.domain.texts import is_text
from asset_service.ports.mail import Letter, Mailer, MailRefused, MailUnavailable
from asset_service.services import secrets_kept
from asset_service.services.passwords import Passwords
from asset_service.store import accounts, credentials, resets
from asset_service.store.work import Database

LASTS = timedelta(hours=1)
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""How long a mail waits that the server did not take; then whoever wants one asks again."""
PATH = "/reset-password"
EMAIL_MOST = 254

log = structlog.get_logger(__name__)


class Resets:
    """Without a `mailer` only the operator hands out links."""

    def __init__(
        self, database: Database, passwords: Passwords, mailer: Mailer | None, public_url: str
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._mailer = mailer
        self._public_url = public_url

    @property
    def by_mail(self) -> bool:
        return self._mailer is not None

    def ask(self, email: str) -> None:
        """Note that somebody wants a link for the address; what comes of it is told to nobody.

        Raises Conflict `no_mail` where nothing is mailed, whatever the address.
        """
        if not self.by_mail:
            raise Conflict("No mail is sent here. Ask whoever runs this service.", code="no_mail")
        folded = fold_email(email)
        if not is_text(folded) or not 1 <= len(folded) <= EMAIL_MOST:
            return  # nobody has it
        with self._database.as_nobody() as work:
            resets.ask(work.session, folded)
            work.commit()

    def link(self, user_id: UUID) -> str:
        """Return a new link for the user, who has no other from now on: for the operator."""
        secret = secrets_kept.fresh()
        with self._database.as_user(user_id) as work:
            resets.put(work.session, user_id, secrets_kept.kept(secret), LASTS)
            work.commit()
        return self._address(secret)

    def send(self, user_id: UUID) -> None:
        """Mail a new link, if one is wanted: told twice, it is sent once.

        A server that is away is tried again later; an address that it refuses is not.
        """
        if self._mailer is None:
            return
        secret = secrets_kept.fresh()
        with self._database.as_user(user_id) as work:
            tries = resets.take(work.session, user_id, secrets_kept.kept(secret), LASTS)
            if tries is None:
                return
            user = accounts.user(work.session, user_id)
            email, name = user.email, user.name
            work.commit()
        try:
            if not email.endswith(f"@{NOWHERE}"):
                self._mailer.send(Letter(email, SUBJECT, _text(name, self._address(secret))))
        except MailRefused as error:
            log.warning("a mail is not taken", user_id=str(user_id), why=str(error))
        except MailUnavailable as error:
            log.warning("a mail was not sent", user_id=str(user_id), tries=tries, why=str(error))
            self._later(user_id, tries)

    def use(self, secret: str, new_password: str, *, revoke_tokens: bool = False) -> UUID:
        """Set the password, and end every session; return whose it is.

        Tokens stay unless they are to be revoked: programs of the house would stop in the night.
        Raises Invalid, `reset_ended` for a link that was used, is too old, or never was.
        """
        check_password(new_password, "new_password")
        kept = secrets_kept.kept(secret)
        user_id = self.whose(secret)
        hashed = self._passwords.hash(new_password)
        with self._database.as_user(user_id) as work:
            if not resets.use(work.session, user_id, kept):
                raise _ended()
            accounts.user(work.session, user_id).password_hash = hashed
            credentials.end_sessions(work.session, user_id)
            if revoke_tokens:
                credentials.revoke_tokens(work.session, user_id)
            work.commit()
        log.info("a password was set by a link", user_id=str(user_id))
        return user_id

    def whose(self, secret: str) -> UUID:
        """Return whose link it is; raises Invalid `reset_ended`."""
        with self._database.as_nobody() as work:
            user_id = resets.find(work.session, secrets_kept.kept(secret))
        if user_id is None:
            raise _ended()
        return user_id

    def _later(self, user_id: UUID, tries: int) -> None:
        if tries >= len(PAUSES):
            return
        with self._database.as_user(user_id) as work:
            resets.want_again(work.session, user_id, PAUSES[tries])
            work.commit()

    def _address(self, secret: str) -> str:
        return f"{self._public_url}{PATH}?token={secret}"


SUBJECT = "Set a new password"


def _text(name: str, link: str) -> str:
    return (
        f"Hello {name},\n\n"
        "somebody, probably you, asked for a new password. This link sets it, once, within an"
        " hour:\n\n"
        f"{link}\n\n"
        "Every browser is signed out then. If it was not you, do nothing: your password stays as"
        " it is.\n"
    )


def _ended() -> Invalid:
    return Invalid(
        "This link was used already, or is too old. Ask for a new one.", code="reset_ended"
    )
