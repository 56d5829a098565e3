"""The services of people and their credentials, put together by themselves."""

from datetime import UTC, datetime

from asset_service.services.accounts import Accounts
from asset_service.services.credentials import Credentials
from asset_service.services.identities import Identities, Provision
from asset_service.services.logins import Logins
from asset_service.services.resets import Resets
from asset_service.services.sessions import Sessions
from asset_service.services.tokens import TOKEN_PREFIX, Tokens
from asset_service.store.work import Database

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self, now=None):
        self._now = now or datetime.now(UTC)

    def now(self):
        return self._now


class Post:
    """A mailer that keeps what it is given; `error` makes it refuse."""

    def __init__(self):
        self.letters = []
        self.error = None

    def send(self, letter):
        if self.error is not None:
            raise self.error
        self.letters.append(letter)


class House:
    def __init__(self, engine, passwords, clock=None, provider=None, provision=Provision.YES):
        self.database = Database(engine)
        clock = clock or Clock()
        self.post = Post()
        self.accounts = Accounts(self.database, passwords, sign_up_open=True)
        self.logins = Logins(self.database, passwords)
        self.sessions = Sessions(self.database, self.logins, clock)
        self.tokens = Tokens(self.database, self.logins, clock)
        self.identities = Identities(self.database, provider, provision)
        self.credentials = Credentials(self.database, self.identities)
        self.resets = Resets(self.database, passwords, self.post, "https://assets.example")

    def holder(self, secret):
        """What a secret is good for, sent as what it looks like."""
        if secret.startswith(TOKEN_PREFIX):
            return self.credentials.of_bearer(secret)
        return self.credentials.of_session(secret)
