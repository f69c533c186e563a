"""What the pages of rescue share: the safe of whoever is signed in, the phrase, the bodies."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import service as accounts
from inclusion.errors import NotFound, TooMany
from inclusion.rescue.service.officers import Bodies
from inclusion.safe import queries as safes
from inclusion.web import limits
from inclusion.web.forms import Form, too_many_tries
from inclusion.web.session import reading, settings

if TYPE_CHECKING:
    from inclusion.safe.models import Safe

Answer = Response | str | tuple[str, int]


def own_safe() -> "Safe":
    """Return the safe of whoever is signed in; raises NotFound without one."""
    with reading() as session:
        safe = safes.find_safe(session, current_user.account_id)
    if safe is None:
        raise NotFound("safe")
    return safe


def bodies() -> Bodies:
    """Return the two bodies; raises NotFound where none are set: nothing speaks of them."""
    found = settings().officers
    if found is None:
        raise NotFound("officers")
    return found


def phrase_is_right(form: Form, phrase: str) -> bool:
    """Check the account's phrase in `form.passphrase`; the tries are counted."""
    key = str(current_user.account_id)
    try:
        limits.guard("passphrase", key)
        with reading() as session:
            accounts.confirm_passphrase(
                session,
                account_id=current_user.account_id,
                passphrase=phrase,
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
