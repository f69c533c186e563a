"""Two safes that trust one another, and the officers of two bodies, for tests of rescue."""

from dataclasses import dataclass

from inclusion import crypto
from inclusion.accounts import service as accounts
from inclusion.actors import Actor
from inclusion.officers_file import OfficerBody
from inclusion.rescue import queries
from inclusion.rescue.service import releases, trusting
from inclusion.safe.queries import Opened
from inclusion.safe.service import keys
from inclusion.storage import open_store
from tests.support.clock import START as AT

PHRASE = "cerise velours tambour lundi"
KEY = b"l" * 32


@dataclass
class Side:
    """One person: an account, and a safe just made, with its identity."""

    account: object
    made: object

    @property
    def opened(self) -> Opened:
        return Opened(self.made.safe, self.made.identity, AT)

    @property
    def actor(self) -> Actor:
        return Actor(self.account.id, "citizen")


def side(session, settings, name, at=AT) -> Side:
    """Make somebody with a safe."""
    account = accounts.register(session, name=name, passphrase=PHRASE, cost=settings.argon2, at=at)
    made = keys.create(
        session,
        account_id=account.id,
        passphrase=PHRASE,
        settings=settings,
        store=open_store(settings.storage_url),
        at=at,
    )
    return Side(account, made)


def trust(session, owner, holder, *, days=14, at=AT):
    """Let `owner` name `holder`; return the tie as its holder has it."""
    code = trusting.draw_code(session, account=holder.account, opened=holder.opened, key=KEY, at=at)
    made = trusting.name(
        session, opened=owner.opened, code=code, key=KEY, delay_days=days, actor=owner.actor, at=at
    )
    return queries.held_tie(session, made.public_id, safe_id=holder.made.safe.id)


def ask(session, tie, holder, at=AT):
    """Ask as the trusted person."""
    return releases.ask(session, tie, opened=holder.opened, actor=holder.actor, at=at)


@dataclass
class Body:
    """A body whose officers hold these identities, on a stick and nowhere here."""

    said: OfficerBody
    identities: list[str]


def body(name: str, officer: str, number: int = 2) -> Body:
    """Make a body with so many officers."""
    identities = [crypto.new_identity() for _ in range(number)]
    recipients = tuple(crypto.recipient_of(one) for one in identities)
    return Body(OfficerBody(name, officer, recipients), identities)
