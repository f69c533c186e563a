"""What a person may type to say which account is theirs (pure)."""

from inclusion.contact import email_address, phone_number
from inclusion.errors import Invalid
from inclusion.tokens import is_account_identifier, only_digits

IDENTIFIER_DIGITS = 9


def canonical(typed: str) -> str | None:
    """Return the one form of a number of ours, an e-mail address or a telephone; None of others.

    However it is spaced or written, it is counted as the same when tries are.
    """
    digits = only_digits(typed)
    if "@" not in typed and "+" not in typed and len(digits) == IDENTIFIER_DIGITS:
        return digits if is_account_identifier(digits) else None
    try:
        return email_address(typed).casefold() if "@" in typed else phone_number(typed)
    except Invalid:
        return None


def is_readable(typed: str) -> bool:
    """Tell whether `typed` may be a number of ours, an e-mail address or a telephone."""
    return canonical(typed) is not None
