"""Accounts: signing up, names, and who has an address.

Trusts that the caller limits how often `sign_up` is tried.
"""

from uuid import UUID, uuid4

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.people import check_password, clean_email, fold_email
from asset_service.domain.texts import clean_name, is_text
from asset_service.models.user import User
from asset_service.services.passwords import Passwords
from asset_service.services.views.people import UserView
from asset_service.store import accounts
from asset_service.store.work import Database


class Accounts:
    def __init__(self, database: Database, passwords: Passwords, *, sign_up_open: bool) -> None:
        self._database = database
        self._passwords = passwords
        self.sign_up_open = sign_up_open

    def sign_up(self, email: str, name: str, password: str) -> UserView:
        """Raises Invalid; Conflict `email_taken`; Forbidden when sign-up is closed."""
        if not self.sign_up_open:
            raise Forbidden("Signing up is closed here.", code="sign_up_closed")
        return self.add_user(email, name, password)

    def add_user(self, email: str, name: str, password: str) -> UserView:
        """As `sign_up`, also when it is closed: for the operator."""
        email = clean_email(email)
        check_password(password)
        user = User(
            id=uuid4(),
            email=email,
            email_folded=fold_email(email),
            name=clean_name(name),
            password_hash=self._passwords.hash(password),
        )
        with self._database.as_nobody() as work:
            if not accounts.add_user(work.session, user):
                raise Conflict("This e-mail address has an account.", code="email_taken")
            work.commit()
        return _present(user)

    def rename(self, user_id: UUID, name: str) -> UserView:
        """Call the user by another name; raises Invalid."""
        name = clean_name(name, "display_name")
        with self._database.as_user(user_id) as work:
            user = accounts.user(work.session, user_id)
            user.name = name
            work.session.flush()
            view = _present(user)
            work.commit()
        return view

    def find(self, email: str) -> UUID:
        """Return whose address it is, for the operator; raises NotFound."""
        folded = fold_email(email)
        if not is_text(folded):  # PostgreSQL refuses even to look for it
            raise NotFound("user")
        with self._database.as_nobody() as work:
            login = accounts.find_login(work.session, folded)
        if login is None:
            raise NotFound("user")
        return login.user_id


def _present(user: User) -> UserView:
    return UserView(id=user.id, email=user.email, name=user.name)
