"""Check what somebody gives as a proof, and say beside the form why it is refused."""

from flask_babel import gettext as _

from inclusion.accounts import devices, passkeys, queries, service, totp
from inclusion.accounts.rules.factors import MULTIPLE, PASSKEY
from inclusion.accounts.views import ceremony, known_browser
from inclusion.errors import TooMany
from inclusion.tokens import digest
from inclusion.web import limits
from inclusion.web.forms import Form, too_many_tries
from inclusion.web.session import now, reading, settings, transaction

PASSPHRASE, SECOND = "passphrase", "second_factor"
BY_CODE = ("otp", MULTIPLE)
BY_PASSKEY = (PASSKEY, MULTIPLE)


def by_passphrase(form: Form, account_id: int, typed: str) -> bool:
    """Tell whether this is the passphrase of the account."""
    try:
        limits.guard(PASSPHRASE, str(account_id))
        with reading() as session:
            service.confirm_passphrase(
                session, account_id=account_id, passphrase=typed, cost=settings().argon2
            )
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return False
    except service.WrongCredentials:
        limits.note_failure(PASSPHRASE, str(account_id))
        form.refuse("password", _("Ce n’est pas votre phrase secrète. Vérifiez-la."))
        return False
    limits.forgive(PASSPHRASE, str(account_id))
    return True


def by_code(form: Form, account_id: int, typed: str) -> bool:
    """Tell whether this is the code of the moment, never used before."""
    try:
        own = second_count(account_id)
        taken = limits.take(own)
        with transaction() as session:
            totp.use(
                session,
                account_id=account_id,
                code=typed,
                pepper=settings().secrets.pepper,
                at=now(),
            )
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return False
    except totp.WrongCode:
        note_wrong_code(account_id)
        form.refuse("code", wrong_code())
        return False
    limits.give_back(taken, own)
    return True


def by_passkey(form: Form, answer: str, account_id: int | None = None) -> int | None:
    """Return the account whose passkey answers; it is never delayed by the errors of others."""
    try:
        here = ceremony.expected()
        with transaction() as session:
            return passkeys.use(session, answer=answer, here=here, at=now(), account_id=account_id)
    except passkeys.WrongPasskey:
        form.refuse(None, refused_passkey())
        return None


def note_wrong_code(account_id: int) -> None:
    """Count a wrong code and write it in the journal of its account."""
    with transaction() as session:
        totp.note_refusal(session, account_id=account_id, at=now())


def asked(account_id: int | None = None) -> str | None:
    """Return what the browser is asked for a passkey, as JSON; None where none can be used."""
    known = []
    if account_id is not None:
        with reading() as session:
            known = queries.passkeys_of(session, account_id)
        if not known:
            return None
    here = ceremony.drawn()
    return passkeys.options_to_prove(here, known) if here else None


def wrong_code() -> str:
    """Return the sentence for a code that is not taken."""
    return _("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant.")


def refused_passkey() -> str:
    """Return the sentence for a passkey that is not taken."""
    return _("Cette clé d’accès n’a pas marché. Essayez encore.")


def second_count(account_id: int) -> limits.Count:
    """Return what second proofs are counted against: a browser that entered before, or all others.

    Somebody who stole a passphrase delays other strangers, never the owner's own browser.
    """
    token = known_browser.token()
    if token is not None:
        with reading() as session:
            if devices.is_known(session, account_id=account_id, token=token, at=now()):
                return limits.Count(SECOND, f"{account_id}|{digest(token)}", 10, limits.WINDOW)
    return limits.Count(SECOND, f"{account_id}|{limits.network()}", 10, limits.WINDOW)
