"""Roles of an account, and the names of sign-ins (pure)."""

from collections.abc import Sequence
from enum import StrEnum


class Role(StrEnum):
    """What an account is for. Agents (all but citizens) belong to a structure."""

    CITIZEN = "citizen"
    MEDIATOR = "mediator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


AGENTS = frozenset({Role.MEDIATOR, Role.COORDINATOR, Role.ADMINISTRATOR})
SIGN_INS = {
    "pwd": "account.signed_in",
    "otp": "account.signed_in_code",
    "paper": "account.signed_in_sheet",
    "hwk": "account.signed_in_passkey",
    "card": "account.signed_in_card",
    "fc": "account.signed_in_franceconnect",
}


def sign_in_action(methods: Sequence[str]) -> str:
    """Return the action of the journal for a sign-in, by the first of its methods (RFC 8176)."""
    return SIGN_INS.get(methods[0] if methods else "", "account.signed_in_otherwise")
