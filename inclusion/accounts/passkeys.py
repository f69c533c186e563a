"""Passkeys: what a browser is asked, what its answer proves (WebAuthn level 3).

The device checks its owner each time (a finger, a face, a code), so a passkey is two factors.
Attestation is not asked: which make of device somebody owns is not our business.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, exceptions, structs

from inclusion.accounts import queries
from inclusion.accounts.journal import record
from inclusion.accounts.models import Account, Passkey
from inclusion.accounts.rules import AGENTS
from inclusion.accounts.totp import refuse_second
from inclusion.contact import person_name
from inclusion.errors import Conflict, Invalid

LONGEST_NAME = 80
MOST = 20
TIMEOUT_MS = 300_000
MALFORMED = (exceptions.WebAuthnException, ValueError, TypeError, LookupError, AttributeError)


class WrongPasskey(Invalid):
    """The answer of the device proves nothing here; which part is wrong is not said."""


class LastWay(Conflict):
    """Without this passkey nobody could enter the account, or an agent would have one factor."""


@dataclass(frozen=True, slots=True)
class Here:
    """What an answer must be for: our domain, our address, the challenge that we drew."""

    domain: str
    origin: str
    challenge: bytes


def options_to_add(session: Session, account: Account, *, here: Here, product: str) -> str:
    """Return what a browser is asked to make a new passkey, as JSON."""
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=here.domain,
            rp_name=product,
            user_id=account.public_id.encode(),
            user_name=account.identifier,
            user_display_name=account.name,
            challenge=here.challenge,
            timeout=TIMEOUT_MS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(queries.passkeys_of(session, account.id)),
        )
    )


def options_to_prove(here: Here, known: list[Passkey]) -> str:
    """Return what a browser is asked to use a passkey; any of ours when none is known."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=here.domain,
            challenge=here.challenge,
            timeout=TIMEOUT_MS,
            allow_credentials=_described(known),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
    )


def add(
    session: Session,
    *,
    account_id: int,
    answer: str,
    name: str,
    here: Here,
    at: datetime,
    is_first: bool = False,
) -> Passkey:
    """Keep the passkey that a device has made.

    is_first: only a passphrase was given, so there may be no second factor yet.
    Raises WrongPasskey, AlreadyProtected, Invalid for the name.
    """
    try:
        known = webauthn.helpers.parse_registration_credential_json(answer)
        made = webauthn.verify_registration_response(
            credential=known,
            expected_challenge=here.challenge,
            expected_rp_id=here.domain,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except MALFORMED:
        raise WrongPasskey("wrong_passkey") from None
    account = queries.locked(session, account_id)
    if is_first:
        refuse_second(session, account_id)
    held = queries.passkeys_of(session, account_id)
    if len(held) >= MOST or queries.find_passkey(session, made.credential_id):
        raise WrongPasskey("wrong_passkey")
    passkey = Passkey(
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=[t.value for t in known.response.transports or ()],
        name=person_name(name)[:LONGEST_NAME],
        created_at=at,
    )
    session.add(passkey)
    session.flush()
    record(session, account, "account.passkey_added", at=at)
    return passkey


def use(
    session: Session, *, answer: str, here: Here, at: datetime, account_id: int | None = None
) -> int:
    """Return the account whose passkey gave this answer; raises WrongPasskey.

    account_id: the only account whose passkeys will do.
    """
    try:
        known = webauthn.helpers.parse_authentication_credential_json(answer)
        held = queries.find_passkey(session, known.raw_id)
        if held is None or account_id not in (None, held.account_id):
            raise WrongPasskey("wrong_passkey")
        proved = webauthn.verify_authentication_response(
            credential=known,
            expected_challenge=here.challenge,
            expected_rp_id=here.domain,
            expected_origin=here.origin,
            credential_public_key=held.public_key,
            credential_current_sign_count=held.sign_count,
            require_user_verification=True,
        )
    except MALFORMED:
        raise WrongPasskey("wrong_passkey") from None
    if not _counted(session, held, proved.new_sign_count, at):
        raise WrongPasskey("wrong_passkey")
    return held.account_id


def remove(
    session: Session, *, account_id: int, public_id: str, at: datetime, has_other_way: bool = False
) -> None:
    """Forget a passkey of an account; raises LastWay. One that is gone is no error.

    has_other_way: whether another domain brings a way to enter, a card or an identity.
    """
    account = queries.locked(session, account_id)
    held = queries.passkeys_of(session, account_id)
    found = next((one for one in held if one.public_id == public_id), None)
    if found is None:
        return
    session.delete(found)
    session.flush()
    if not has_other_way and not queries.ways_left(session, account):
        raise LastWay("last_way")
    if account.role in AGENTS and not queries.factors_of(session, account_id):
        raise LastWay("last_factor")
    record(session, account, "account.passkey_removed", at=at)


def challenge_of(text: str) -> bytes:
    """Read a challenge as a visit keeps it."""
    return base64url_to_bytes(text)


def _described(passkeys: list[Passkey]) -> list[structs.PublicKeyCredentialDescriptor]:
    return [
        structs.PublicKeyCredentialDescriptor(
            id=one.credential_id,
            transports=[structs.AuthenticatorTransport(t) for t in one.transports],
        )
        for one in passkeys
    ]


def _counted(session: Session, held: Passkey, count: int, at: datetime) -> bool:
    """Write the use; of two answers with one count the database takes one."""
    grows = Passkey.sign_count < count if count else Passkey.sign_count == 0
    done = session.execute(
        sa.update(Passkey)
        .where(Passkey.id == held.id, grows)
        .values(sign_count=count, last_used_at=at)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE gives a cursor
