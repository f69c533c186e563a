"""The counter of the demonstration: an account opened on a paper, a card to remake and confirm."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.counter.rules import DocumentKind, Facts, Method, Proof
from inclusion.counter.service import cards, opening, recovery
from inclusion.settings import Argon2Cost

OPENER, COLLEAGUE = "200000005", "200000018"
NAME, BIRTH = "Moussa Sangaré", "1964-11-02"
PAPER = Proof(Method.DOCUMENT, DocumentKind.RESIDENCE_PERMIT)


def load(
    session: Session, *, accounts: Mapping[str, Account], cost: Argon2Cost, at: datetime
) -> None:
    """Open an account ten days ago; this morning a colleague asked to remake its card."""
    opener, colleague = (
        Actor(one.id, one.role.value, one.structure_id)
        for one in (accounts[OPENER], accounts[COLLEAGUE])
    )
    before = at - timedelta(days=10)
    said = Facts(NAME, BIRTH[:4])
    issued = opening.open_account(
        session,
        person=opening.NewPerson(NAME, birth_on=BIRTH),
        said=said,
        proof=PAPER,
        drawn=cards.draw(cost),
        actor=opener,
        at=before,
    )
    cards.activate_with_code(session, card_id=issued.card.id, drawn=cards.draw(cost), at=before)
    recovery.open_recovery(
        session,
        account_id=issued.account.id,
        said=said,
        proof=PAPER,
        actor=colleague,
        at=at,
    )
