"""Who signs in: which addresses and passwords are taken, and when two addresses are one."""

import re
import unicodedata

from asset_service.domain.errors import Invalid
from asset_service.domain.names import fold

PASSWORD_LEAST = 10
PASSWORD_MOST = 1024
EMAIL_MOST = 254
# One @, something that can be a mailbox before it and a host after it. More is not checked:
# only a message that arrives proves an address.
NOWHERE = "identity.invalid"
"""No mail ever arrives there (RFC 2606): the address of people who have none that was verified.
Nobody signs up with one."""
_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}@[\w-]+(\.[\w-]+)*")


def clean_email(value: str) -> str:
    """Return the address stripped and normalised; raises Invalid."""
    email = unicodedata.normalize("NFKC", value).strip()
    odd = any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in email)
    ours = fold(email).endswith(f"@{NOWHERE}")
    if odd or ours or len(email) > EMAIL_MOST or not _EMAIL.fullmatch(email):
        raise Invalid(
            "The e-mail address cannot be used.",
            fields={"email": ["Must be an e-mail address like name@example.com."]},
        )
    return email


def fold_email(value: str) -> str:
    """The form under which addresses are unique and found. Takes any text."""
    return fold(value)


def check_password(value: str, field: str = "password") -> None:
    """Raise Invalid unless it has 10 to 1,024 characters, all of them sayable in UTF-8."""
    sayable = not any(unicodedata.category(character) == "Cs" for character in value)
    if not sayable or not PASSWORD_LEAST <= len(value) <= PASSWORD_MOST:
        message = f"Must have {PASSWORD_LEAST} to {PASSWORD_MOST} characters."
        raise Invalid("The password cannot be used.", fields={field: [message]})
