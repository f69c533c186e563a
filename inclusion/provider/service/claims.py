"""What a service is told of a person, by the scopes that were accepted."""

from typing import Any

from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts.models import Account
from inclusion.people import queries as people
from inclusion.people.models import Person
from inclusion.secret_file import Secrets
from inclusion.tokens import keyed_digest

PURPOSE = "inclusion/provider/subject"
FULL_DATE = 10


def subject(account: Account, *, sector: str, secrets: Secrets) -> str:
    """Return the name of an account in a sector: two sectors cannot compare theirs."""
    key = crypto.hkdf(secrets.lookup_key, purpose=PURPOSE)
    return keyed_digest(key, f"{sector}|{account.public_id}")


def told(session: Session, account: Account, scope: str) -> dict[str, Any]:
    """Return the claims that the scopes let out, without those that are empty."""
    scopes = set(scope.split())
    claims: dict[str, Any] = {}
    if "profile" in scopes:
        claims["name"] = account.name
    if account.person_id is not None:
        claims |= _of_person(people.person(session, account.person_id), scopes)
    return {name: value for name, value in claims.items() if value is not None}


def _of_person(person: Person, scopes: set[str]) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    if "birth" in scopes:
        claims["birthdate"] = _birthdate(person.birth_on)
    if "email" in scopes and person.email:
        claims["email"] = person.email
        claims["email_verified"] = person.email_confirmed_at is not None
    if "phone" in scopes and person.phone:
        claims["phone_number"] = person.phone
        claims["phone_number_verified"] = person.phone_confirmed_at is not None
    if not person.hidden_contact:
        claims |= _places(person, scopes)
    return claims


def _places(person: Person, scopes: set[str]) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    if "commune" in scopes:
        claims["commune"] = person.commune
    if "address" in scopes and person.commune:
        parts = {
            "street_address": person.address_line,
            "postal_code": person.postcode,
            "locality": person.commune,
            "country": "FR",
        }
        claims["address"] = {name: value for name, value in parts.items() if value}
    return claims


def _birthdate(birth_on: str | None) -> str | None:
    """Return the date as OpenID writes it: whole, or the year alone."""
    if birth_on is None or len(birth_on) == FULL_DATE:
        return birth_on
    return birth_on[:4]
