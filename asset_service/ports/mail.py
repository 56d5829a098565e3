"""Letters that leave this installation by mail."""

from dataclasses import dataclass
from typing import Protocol


class MailUnavailable(Exception):
    """The server did not take it; trying again later may help. Names no address."""


class MailRefused(Exception):
    """The server will never take it: the address is refused. Names no address."""


@dataclass(frozen=True)
class Letter:
    """Plain text to one person. Each is one line but `text`."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand it to the server; raises MailUnavailable, MailRefused. Takes seconds."""
        ...
