"""Whether somebody is who they say: an address and its password, and another password.

Trusts that the caller limits how often each is tried.
"""

from uuid import UUID

from asset_service.domain.errors import Invalid, Unauthenticated
from asset_service.domain.people import check_password, fold_email
from asset_service.domain.texts import is_text
from asset_service.services.passwords import Passwords
from asset_service.store import accounts, credentials, resets
from asset_service.store.work import Database


class Logins:
    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def check(self, email: str, password: str) -> UUID:
        """Return whose they are; raises Unauthenticated `bad_credentials`.

        With the right password, `account_disabled` for a person who was locked out.
        """
        login = self._login(email)
        kept = login.password_hash if login else None
        matches = self._passwords.matches(kept, password)
        if login is None or kept is None or not matches:
            self._note_refusal(fold_email(email))
            raise Unauthenticated(
                "The e-mail address or the password is wrong.", code="bad_credentials"
            )
        if login.is_disabled:
            raise Unauthenticated(
                "This account is disabled. Ask whoever runs this service.", code="account_disabled"
            )
        if self._passwords.is_dated(kept):
            self._renew_hash(login.user_id, kept, password)
        return login.user_id

    def change_password(self, user_id: UUID, current: str, new: str) -> None:
        """End every session of the user, and the link to reset it; tokens stay until revoked.

        A link that is out may be with whoever the new password is to shut out.

        Raises Invalid for a wrong current password: the user is known, so it is not a 401.
        """
        check_password(new, "new_password")
        with self._database.as_user(user_id) as work:
            resets.end(work.session, user_id)  # not kept if the password is wrong
            user = accounts.user(work.session, user_id)
            if not self._passwords.matches(user.password_hash, current):
                raise Invalid(
                    "The current password is wrong.",
                    code="wrong_password",
                    fields={"current_password": ["Is not your password."]},
                )
            user.password_hash = self._passwords.hash(new)
            credentials.end_sessions(work.session, user_id)
            work.commit()

    def _login(self, email: str) -> accounts.Login | None:
        folded = fold_email(email)
        if not is_text(folded):  # PostgreSQL refuses even to look for it
            return None
        with self._database.as_nobody() as work:
            return accounts.find_login(work.session, folded)

    def _note_refusal(self, folded: str) -> None:
        if is_text(folded):
            with self._database.as_nobody() as work:
                accounts.note_refusal(work.session, folded)
                work.commit()

    def _renew_hash(self, user_id: UUID, kept: str, password: str) -> None:
        renewed = self._passwords.hash(password)
        with self._database.as_user(user_id) as work:
            accounts.renew_hash(work.session, user_id, kept, renewed)
            work.commit()
