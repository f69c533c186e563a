"""How somebody signed in, as one word for other services (pure).

`docs/provider.md` explains the words to those who register a service.
"""

from collections.abc import Collection
from enum import StrEnum

PREFIX = "urn:trait-d-union:acr:"


class Acr(StrEnum):
    """The authentication context classes that we know, the weakest first."""

    CARD = PREFIX + "card"
    PASSWORD = PREFIX + "password"
    MFA = PREFIX + "mfa"
    IN_PERSON = PREFIX + "in-person"


DOCUMENT_SEEN = 2
FRANCECONNECT = "fc"
ON_PAPER = frozenset({"card", "paper"})
KNOWN = frozenset({"pwd", "pin"})
HELD = frozenset({"otp", "sms", "hwk", "swk", "card", "paper"})
REGISTERED = frozenset({"pwd", "pin", "otp", "sms", "hwk", "swk", "mfa", "mca", "user", "fpt"})
"""The names of RFC 8176 that we use; ours (card, paper, fc) stay here."""


def reached(
    methods: Collection[str], assurance: int, *, with_franceconnect: bool = False
) -> tuple[Acr, ...]:
    """Return every class that a sign-in reaches, the strongest first.

    assurance: 2 when an agent saw an identity document. with_franceconnect: what FranceConnect
    says may be passed on; otherwise it counts for nothing.
    """
    said = set(methods)
    if not with_franceconnect:
        said.discard(FRANCECONNECT)
    if not said:
        return ()
    found = [Acr.CARD]
    if said - ON_PAPER:
        found.append(Acr.PASSWORD)
        if assurance >= DOCUMENT_SEEN:
            found.append(Acr.IN_PERSON)
    if "mfa" in said or (said & KNOWN and said & HELD):
        found.append(Acr.MFA)
    order = list(Acr)
    return tuple(sorted(found, key=order.index, reverse=True))


def chosen(classes: Collection[Acr], *, least: str | None, wished: Collection[str]) -> Acr | None:
    """Return the class to announce: the first wished for, the least one, or the strongest.

    None when the least one that the service accepts is not reached.
    """
    if not classes or (least and least not in classes):
        return None
    for wish in wished:
        if wish in classes:
            return Acr(wish)
    return Acr(least) if least else next(iter(classes))


def amr(methods: Collection[str]) -> list[str]:
    """Return the methods under their registered names."""
    return sorted(set(methods) & REGISTERED)
