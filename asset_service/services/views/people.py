"""An account, as its owner sees it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class UserView:
    id: UUID
    email: str
    name: str
