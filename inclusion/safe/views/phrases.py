"""Whether what is typed is the passphrase of the account, which the safe follows."""

from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from inclusion.accounts import queries
from inclusion.accounts import service as accounts
from inclusion.errors import TooMany
from inclusion.safe.forms import OpenForm
from inclusion.web import limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import reading, settings


def phrase_is_right(form: Any) -> bool:
    """Tell whether the `passphrase` of a form is the account's; refuse the form when it is not."""
    key = str(current_user.account_id)
    try:
        limits.guard("passphrase", key)
        with reading() as session:
            accounts.confirm_passphrase(
                session,
                account_id=current_user.account_id,
                passphrase=form.passphrase.data or "",
                cost=settings().argon2,
            )
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return False
    except accounts.WrongCredentials:
        limits.note_failure("passphrase", key)
        form.refuse("passphrase", _("Ce n’est pas la phrase de votre compte. Vérifiez-la."))
        return False
    return True


def is_account_phrase(form: OpenForm) -> bool:
    """Tell whether a phrase that does not open the safe is that of the account: it was changed."""
    try:
        with reading() as session:
            accounts.confirm_passphrase(
                session,
                account_id=current_user.account_id,
                passphrase=form.passphrase.data or "",
                cost=settings().argon2,
            )
    except accounts.WrongCredentials:
        return False
    return True


def has_phrase() -> bool:
    """Tell whether the account has a passphrase: a card or a provider gives no key."""
    with reading() as session:
        account = queries.account(session, current_user.account_id)
    return account.passphrase_hash is not None
