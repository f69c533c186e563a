"""What a person may type to say which account is theirs (pure)."""

from inclusion.contact import email_address, phone_number
from inclusion.errors import Invalid
from inclusion.tokens import is_account_identifier, only_digits

IDENTIFIER_DIGITS = 9


def is_readable(typed: str) -> bool:
    """Tell whether `typed` may be a number of ours, an e-mail address or a telephone."""
    digits = only_digits(typed)
    if "@" not in typed and "+" not in typed and len(digits) == IDENTIFIER_DIGITS:
        return is_account_identifier(digits)
    try:
        (email_address if "@" in typed else phone_number)(typed)
    except Invalid:
        return False
    return True
