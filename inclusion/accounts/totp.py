"""Codes of six digits that change every 30 seconds (TOTP, RFC 6238), for agents.

A code is taken once: the database refuses the second use of its step (ASVS 5.0 §6.5.1).
"""

import base64
import hmac
from datetime import datetime

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts import queries
from inclusion.accounts.journal import record
from inclusion.accounts.models import Totp
from inclusion.accounts.rules import factors
from inclusion.errors import Conflict, Invalid
from inclusion.tokens import only_digits

PURPOSE = "totp"


class WrongCode(Invalid):
    """The code is not the one of this moment, or it was used already."""


class AlreadyProtected(Conflict):
    """The account holds a second factor: a passphrase alone may not set another."""


def new_secret() -> str:
    """Draw a secret: 160 bits in base32, as generators read them."""
    return pyotp.random_base32()


def sealed(pepper: bytes, secret: str, *, account_id: int) -> bytes:
    """Seal a secret for the account it belongs to."""
    return crypto.seal_blob(
        crypto.hkdf(pepper, purpose=PURPOSE), base64.b32decode(secret), bound_to=_place(account_id)
    )


def opened(pepper: bytes, content: bytes, *, account_id: int) -> str:
    """Open a sealed secret; raises crypto.CannotOpen."""
    key = crypto.hkdf(pepper, purpose=PURPOSE)
    return base64.b32encode(crypto.open_blob(key, content, bound_to=_place(account_id))).decode()


def address(secret: str, *, name: str, issuer: str) -> str:
    """Return the otpauth: address that a generator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def install(
    session: Session,
    *,
    account_id: int,
    secret: str,
    code: str,
    pepper: bytes,
    at: datetime,
    is_first: bool = False,
) -> None:
    """Keep a secret once its first code is given, in place of the one before.

    is_first: only a passphrase was given, so there may be no second factor yet.
    Raises WrongCode, AlreadyProtected.
    """
    step = _step_of(secret, code, at=at, after=0)
    if step is None:
        raise WrongCode("wrong_code", field="code")
    account = queries.locked(session, account_id)
    if is_first:
        refuse_second(session, account_id)
    put(session, account_id=account_id, secret=secret, pepper=pepper, at=at, last_step=step)
    record(session, account, "account.totp_set", at=at)


def put(
    session: Session,
    *,
    account_id: int,
    secret: str,
    pepper: bytes,
    at: datetime,
    last_step: int = 0,
) -> None:
    """Write the secret of an account, without asking for a code."""
    session.execute(sa.delete(Totp).where(Totp.account_id == account_id))
    session.add(
        Totp(
            account_id=account_id,
            sealed_secret=sealed(pepper, secret, account_id=account_id),
            last_step=last_step,
            confirmed_at=at,
        )
    )
    session.flush()


def use(session: Session, *, account_id: int, code: str, pepper: bytes, at: datetime) -> None:
    """Take a code; raises WrongCode when it is wrong, used, or used by another at this moment."""
    held = queries.totp_of(session, account_id)
    if held is None:
        raise WrongCode("wrong_code", field="code")
    secret = opened(pepper, held.sealed_secret, account_id=account_id)
    step = _step_of(secret, code, at=at, after=held.last_step)
    if step is None or not _take(session, account_id, step):
        raise WrongCode("wrong_code", field="code")


def refuse_second(session: Session, account_id: int) -> None:
    """Raise AlreadyProtected when an account holds a second factor."""
    if queries.factors_of(session, account_id):
        raise AlreadyProtected("already_protected")


def note_refusal(session: Session, *, account_id: int, at: datetime) -> None:
    """Record that a second factor was refused after the right passphrase."""
    record(session, queries.account(session, account_id), "account.second_factor_refused", at=at)


def _step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    generator = pyotp.TOTP(secret, digits=factors.DIGITS, interval=factors.STEP_SECONDS)
    typed = only_digits(code).encode()
    found = None
    for step in factors.steps_to_try(at, after=after):
        if hmac.compare_digest(generator.generate_otp(step).encode(), typed) and found is None:
            found = step
    return found


def _take(session: Session, account_id: int, step: int) -> bool:
    """Let the database decide who has the step."""
    done = session.execute(
        sa.update(Totp)
        .where(Totp.account_id == account_id, Totp.last_step < step)
        .values(last_step=step)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE gives a cursor


def _place(account_id: int) -> bytes:
    return f"totp|{account_id}".encode()
