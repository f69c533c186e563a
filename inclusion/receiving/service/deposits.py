"""Put a paper in somebody's safe, for an agent or a service, and answer with a receipt.

Whoever deposits gives a key of their own with each deposit: sent again with the same key, it makes
no second paper and is answered the same. The answer holds the hash of the paper in clear, so it is
kept under that key alone.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts import choices
from inclusion.accounts import queries as accounts
from inclusion.accounts.models import Account
from inclusion.accounts.rules.reaching import Topic
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.clock import to_paris
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict, Forbidden
from inclusion.messages import service as messages
from inclusion.people.models import Person
from inclusion.receiving import queries
from inclusion.receiving.models import SafeDeposit
from inclusion.receiving.rules import ANSWER_PURPOSE, IN_PRESENCE, Kind
from inclusion.safe import journal
from inclusion.safe.custody import Custody
from inclusion.safe.models import Safe
from inclusion.safe.rules import Channel
from inclusion.safe.sealing import Sealed
from inclusion.safe.service import papers
from inclusion.safe.service.papers import Deposited
from inclusion.tokens import digest


class NotAllowed(Forbidden):
    """The safe takes no paper from this depositor, or there is no such safe."""


class KeyReused(Conflict):
    """The key was given before, with another paper."""


@dataclass(frozen=True, slots=True)
class Giver:
    """Who deposits: an agent with their structure, or a service. name: as its owner reads it."""

    public_id: str
    name: str
    agent_id: int | None = None
    structure_id: int | None = None
    client_id: int | None = None

    @property
    def channel(self) -> Channel:
        """The way that the paper comes."""
        return Channel.MEDIATOR if self.client_id is None else Channel.SERVICE

    @property
    def kinds(self) -> dict[Kind, int]:
        """The names under which its owner may have allowed it."""
        rows = {
            Kind.STRUCTURE: self.structure_id,
            Kind.AGENT: self.agent_id,
            Kind.SERVICE: self.client_id,
        }
        return {kind: row_id for kind, row_id in rows.items() if row_id is not None}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a depositor is given, once: references, hashes and the signed receipt.

    given_sha256: of the file as it came. sha256: of the paper as it is kept.
    """

    document: str
    deposited_at: str
    size_bytes: int
    given_sha256: str
    sha256: str
    sealed_sha256: str
    receipt: str


def replay(session: Session, *, giver: Giver, key: str, fingerprint: str) -> Answer | None:
    """Return what was answered to this very deposit, None when it is new; raises KeyReused."""
    row = _made(session, giver, key)
    if row is None:
        return None
    answer, known = _opened(row, key)
    if known != fingerprint:
        raise KeyReused("key")
    return answer


def receipt(session: Session, *, giver: Giver, key: str) -> Answer | None:
    """Return the receipt that this key opens, for whom it was given to."""
    row = _made(session, giver, key)
    return _opened(row, key)[0] if row is not None else None


def deposit(
    session: Session,
    *,
    custody: Custody,
    giver: Giver,
    safe_id: int,
    sealed: Sealed,
    key: str,
    fingerprint: str,
    at: datetime,
    is_agreed: bool = False,
) -> Answer:
    """Put a sealed paper in a safe, to be sorted by its owner, who is told; return the receipt.

    is_agreed: the person agreed to this one deposit, before the agent.
    Raises NotAllowed, KeyReused, Full.
    """
    safe = journal.locked(session, safe_id)  # whoever stops this depositor waits, or came before
    account = accounts.find_open(session, safe.account_id)
    if account is None or not (is_agreed or queries.is_allowed(session, safe_id, giver.kinds)):
        raise NotAllowed("safe")
    earlier = replay(session, giver=giver, key=key, fingerprint=fingerprint)
    if earlier is not None:
        return earlier
    row = _claimed(session, giver, safe, sealed, key, agreed_at=at if is_agreed else None, at=at)
    made = papers.receive(
        session,
        custody=custody,
        safe_id=safe_id,
        sealed=sealed,
        channel=giver.channel,
        depositor=giver.public_id,
        at=at,
        reason=giver.name if giver.client_id is not None else IN_PRESENCE if is_agreed else "",
    )
    answer = _answer(made, sealed)
    row.sealed_answer = _sealed(answer, key, fingerprint)
    _record(session, giver, account, safe, made, is_agreed=is_agreed, at=at)
    _tell(session, account, at)
    return answer


def _claimed(
    session: Session,
    giver: Giver,
    safe: Safe,
    sealed: Sealed,
    key: str,
    *,
    agreed_at: datetime | None,
    at: datetime,
) -> SafeDeposit:
    """Take the key: of two deposits that bring the same one to two safes, one is refused."""
    row = SafeDeposit(
        safe_id=safe.id,
        document=sealed.document,
        client_id=giver.client_id,
        agent_id=giver.agent_id,
        structure_id=giver.structure_id,
        key_hash=digest(key),
        sealed_answer=b"",
        agreed_at=agreed_at,
        deposited_at=at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise KeyReused("key") from None
    return row


def _made(session: Session, giver: Giver, key: str) -> SafeDeposit | None:
    return queries.deposit_made(
        session, key_hash=digest(key), client_id=giver.client_id, agent_id=giver.agent_id
    )


def _answer(made: Deposited, sealed: Sealed) -> Answer:
    return Answer(
        document=made.row.public_id,
        deposited_at=made.row.deposited_at.isoformat(timespec="seconds"),
        size_bytes=sealed.metadata.size_bytes,
        given_sha256=sealed.metadata.given_sha256,
        sha256=sealed.metadata.plain_sha256,
        sealed_sha256=sealed.metadata.sealed_sha256,
        receipt=made.receipt,
    )


def _sealed(answer: Answer, key: str, fingerprint: str) -> bytes:
    content = json.dumps({"fingerprint": fingerprint, "answer": asdict(answer)})
    return crypto.seal_blob(_own_key(key), content.encode(), bound_to=answer.document.encode())


def _opened(row: SafeDeposit, key: str) -> tuple[Answer, str]:
    try:
        content = crypto.open_blob(_own_key(key), row.sealed_answer, bound_to=row.document.encode())
    except CannotOpen:
        raise KeyReused("key") from None
    values = json.loads(content)
    return Answer(**values["answer"]), values["fingerprint"]


def _own_key(key: str) -> bytes:
    return crypto.hkdf(key.encode(), purpose=ANSWER_PURPOSE)


def _record(
    session: Session,
    giver: Giver,
    account: Account,
    safe: Safe,
    made: Deposited,
    *,
    is_agreed: bool,
    at: datetime,
) -> None:
    role = "mediator" if giver.client_id is None else "service"
    audit.record(
        session,
        action="deposit.made",
        at=at,
        actor=Actor(giver.agent_id, role, giver.structure_id),
        person_id=account.person_id,
        object_kind="safe",
        object_id=safe.id,
        detail={
            "document": made.row.public_id,
            "depositor": giver.public_id,
            "agreed_in_presence": is_agreed,
        },
    )


def _tell(session: Session, account: Account, at: datetime) -> None:
    """Tell the owner by their own channel, once a day at most, in words that give nothing away."""
    if account.person_id is None or not choices.is_wanted(session, account.id, Topic.SAFE):
        return
    messages.tell(
        session,
        person=session.get_one(Person, account.person_id),
        text="safe_received",
        values={},
        at=at,
        account_id=account.id,
        key=f"safe_received:{account.public_id}:{to_paris(at).date().isoformat()}",
    )
