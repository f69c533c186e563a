"""A counter with two agents, another structure, and somebody with an account, for tests."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime

from inclusion.accounts import service as accounts
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import SYSTEM, Actor
from inclusion.counter.rules import DocumentKind, Facts, Method, Proof
from inclusion.counter.service import cards, opening, recovery
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from tests.support.settings import CHEAP

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SAID = Facts("Fatou Keïta", "1971")
PASSPORT = Proof(Method.DOCUMENT, DocumentKind.PASSPORT)
NOTHING = Proof(Method.NONE)
PHRASE = "tulipe bateau crayon samedi"

_numbers = itertools.count(1)


@dataclass
class Counter:
    """Two structures and their agents; the account that the first of them opened."""

    session: object
    agent: Actor
    colleague: Actor
    stranger: Actor

    def open(self, *, name="Fatou Keïta", proof=PASSPORT, actor=None, at=AT, **values):
        return opening.open_account(
            self.session,
            person=values.pop("person", None)
            or opening.NewPerson(name=name, birth_on="1971-05-14", **values),
            said=SAID,
            proof=proof,
            drawn=cards.draw(CHEAP),
            actor=actor or self.agent,
            at=at,
        )

    def recover(self, account: Account, *, actor=None, proof=PASSPORT, at=AT, said=SAID):
        return recovery.open_recovery(
            self.session,
            account_id=account.id,
            said=said,
            proof=proof,
            actor=actor or self.agent,
            at=at,
        )

    def confirm(self, made, *, actor=None, at=AT, proof=PASSPORT, said=SAID):
        recovery.confirm(
            self.session,
            public_id=made.public_id,
            said=said,
            proof=proof,
            actor=actor or self.colleague,
            at=at,
        )

    def finish(self, made, *, actor=None, at=AT, ends=()):
        return recovery.finish(
            self.session,
            public_id=made.public_id,
            drawn=cards.draw(CHEAP),
            ends=ends,
            actor=actor or self.agent,
            at=at,
        )

    def activate(self, issued, *, at=AT, phrase=PHRASE):
        return cards.activate_with_passphrase(
            self.session, card_id=issued.card.id, passphrase=phrase, cost=CHEAP, at=at
        )


def lay(session) -> Counter:
    """Write two structures: two agents in the first, one in the second."""
    number = next(_numbers)
    here, elsewhere = (
        organisations.add(session, name=f"{word} {number}", department=Department.YVELINES)
        for word in ("Ici", "Ailleurs")
    )
    actors = [
        Actor(_agent(session, name, structure.id).id, "mediator", structure.id)
        for name, structure in (("Aline Un", here), ("Samir Deux", here), ("Claire T", elsewhere))
    ]
    return Counter(session, *actors)


def _agent(session, name, structure_id) -> Account:
    return accounts.add_agent(
        session,
        name=name,
        role=Role.MEDIATOR,
        structure_id=structure_id,
        passphrase=PHRASE,
        cost=CHEAP,
        actor=SYSTEM,
        at=AT,
    )
