"""Members and invitations: which roles are given, and how long a link is good."""

from datetime import timedelta
from enum import StrEnum

INVITATION_LASTS = timedelta(days=7)
INVITATIONS_MOST = 100
"""Open invitations of one film."""
INVITATION_KEPT = timedelta(days=30)
"""How long after its end the address of an invitation is kept."""
OWNER_ALONE = "Only the owner of the film may do this."


class GivenRole(StrEnum):
    """What an owner makes of somebody; the film itself is transferred."""

    EDITOR = "editor"
    VIEWER = "viewer"
