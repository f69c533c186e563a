"""Lend a paper, open what is lent, end a loan: each act is in the journal of the safe."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict, Invalid, NotFound
from inclusion.lending.envelope import link_identity
from inclusion.lending.models import DeskKey, Loan, StructureKey
from inclusion.lending.queries import Held
from inclusion.lending.rules import KEPT_AFTER, MOST_TRIES, Borrower, Ended
from inclusion.lending.service import unlocks
from inclusion.safe import envelope
from inclusion.safe.envelope import Stretch
from inclusion.safe.models import SafeDocument
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, Channel, DocumentState
from inclusion.safe.service.noting import note, note_refused
from inclusion.settings import Settings
from inclusion.tokens import digest, public_id, secret_token, spoken_code


class AlreadyLent(Conflict):
    """The paper is lent to that borrower already."""


class CannotLend(Conflict):
    """A paper in the bin, or not sorted yet, is not lent."""


class WrongCode(Invalid):
    """The code does not open this link; `left` tries remain."""

    def __init__(self, left: int) -> None:
        """Keep how many tries remain."""
        super().__init__("code", field="code")
        self.left = left


@dataclass(frozen=True, slots=True)
class Link:
    """A loan by link: its token is in the address, its code is said aloud. Kept nowhere."""

    loan: Loan
    token: str = field(repr=False)
    code: str = field(repr=False)


def lend_to_agent(
    session: Session, *, opened: Opened, paper: Paper, desk: DeskKey, days: int, at: datetime
) -> Loan:
    """Lend a paper to one agent; raises AlreadyLent, CannotLend."""
    return _lend(
        session,
        opened,
        paper,
        Loan(borrower=Borrower.AGENT, account_id=desk.account_id),
        recipient=desk.public_key,
        days=days,
        at=at,
    )


def lend_to_structure(
    session: Session, *, opened: Opened, paper: Paper, key: StructureKey, days: int, at: datetime
) -> Loan:
    """Lend a paper to the agents of a structure; raises AlreadyLent, CannotLend."""
    return _lend(
        session,
        opened,
        paper,
        Loan(borrower=Borrower.STRUCTURE, structure_id=key.structure_id),
        recipient=key.public_key,
        days=days,
        at=at,
    )


def lend_by_link(
    session: Session, *, opened: Opened, paper: Paper, days: int, settings: Settings, at: datetime
) -> Link:
    """Lend a paper to whoever has a link and the code that goes with it; raises CannotLend."""
    token, code, stretch = secret_token(), spoken_code(), Stretch.fresh(settings.argon2)
    key = link_identity(token, code, stretch=stretch)
    loan = _lend(
        session,
        opened,
        paper,
        Loan(borrower=Borrower.LINK, token_hash=digest(token), stretch=stretch.as_mapping()),
        recipient=crypto.recipient_of(key),
        days=days,
        at=at,
    )
    return Link(loan, token, code)


def take_try(session: Session, *, loan: Loan) -> bool:
    """Count a try of a code before it is judged; False when there are no more.

    The database counts, so that a hundred tries sent at once do not all pass.
    """
    counted = session.execute(
        sa.update(Loan)
        .where(Loan.id == loan.id, Loan.tries < MOST_TRIES, Loan.ended_at.is_(None))
        .values(tries=Loan.tries + 1)
        .returning(Loan.tries)
    ).scalar()
    if counted is None:
        return False
    loan.tries = counted
    return True


def open_link(session: Session, *, one: Held, token: str, code: str, at: datetime) -> str:
    """Return the identity of the paper that a link and a code open, after `take_try`.

    Raises WrongCode; the last wrong one ends the loan. Both are in the journal of the safe: the
    caller must keep what was written when this raises.
    """
    loan = session.get_one(Loan, one.loan.id)
    key = link_identity(token, code, stretch=Stretch(**loan.stretch))
    try:
        identity = envelope.unwrap(loan.wrapped or b"", identity=key)
    except CannotOpen:
        note_refused(
            session, safe_id=one.document.safe_id, act=Act.READ, at=at, channel=Channel.LINK
        )
        left = MOST_TRIES - loan.tries
        if left <= 0:
            _end(session, loan, Ended.TRIES, at, channel=Channel.LINK)
        raise WrongCode(left) from None
    loan.tries = 0
    note_opening(session, one=one, act=Act.READ, channel=Channel.LINK, who="", at=at)
    return identity


def identity_of(one: Held, *, holder: str) -> str:
    """Return the identity of a paper that is lent to this holder; raises CannotOpen."""
    return envelope.unwrap(one.loan.wrapped or b"", identity=holder)


def note_opening(
    session: Session, *, one: Held, act: Act, channel: Channel, who: str, at: datetime
) -> None:
    """Write in the safe's journal that a borrower looked at a paper or downloaded it.

    Raises NotFound when the loan ended meanwhile.
    """
    values = {"opened_at": at}
    if act is Act.READ:
        values["opened_count"] = Loan.opened_count + 1  # type: ignore[assignment]
    done = session.execute(
        sa.update(Loan).where(Loan.id == one.loan.id, Loan.ended_at.is_(None)).values(values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("loan")
    note(
        session,
        safe_id=one.document.safe_id,
        act=act,
        at=at,
        document=one.document.public_id,
        channel=channel,
        who=who,
    )


def end(session: Session, *, loan: Loan, why: Ended, at: datetime, who: str = "") -> None:
    """End a loan at once: its wrap is gone with the transaction. Nothing when it had ended."""
    channel = Channel.OWNER if why is Ended.OWNER else Channel.BORROWER
    _end(session, session.get_one(Loan, loan.id), why, at, channel=channel, who=who)


def end_all(
    session: Session,
    *,
    safe_id: int,
    at: datetime,
    why: Ended = Ended.OWNER,
    document_id: int | None = None,
) -> int:
    """End every loan of a safe, or of one of its papers; return how many there were."""
    loans = session.scalars(
        sa.select(Loan)
        .join(SafeDocument, SafeDocument.id == Loan.document_id)
        .where(
            SafeDocument.safe_id == safe_id,
            Loan.ended_at.is_(None),
            sa.true() if document_id is None else Loan.document_id == document_id,
        )
    ).all()
    for loan in loans:
        _end(session, loan, why, at, channel=Channel.OWNER)
    return len(loans)


def tidy(session: Session, *, at: datetime) -> None:
    """Take the wraps of loans whose day is past; forget what ended long ago, and closed visits."""
    unlocks.drop_closed(session, at=at)
    session.execute(
        sa.update(Loan)
        .where(Loan.until <= at, Loan.ended_at.is_(None))
        .values(ended_at=Loan.until, wrapped=None)
    )
    session.execute(sa.delete(Loan).where(Loan.ended_at < at - KEPT_AFTER))


def _lend(
    session: Session,
    opened: Opened,
    paper: Paper,
    loan: Loan,
    *,
    recipient: str,
    days: int,
    at: datetime,
) -> Loan:
    row = session.get_one(SafeDocument, paper.row.id)
    if row.state is not DocumentState.KEPT:
        raise CannotLend(row.state.value)
    session.execute(
        sa.update(Loan)
        .where(Loan.document_id == row.id, Loan.until <= at, Loan.ended_at.is_(None))
        .values(ended_at=Loan.until, wrapped=None)
    )
    loan.public_id, loan.document_id = public_id(), row.id
    loan.wrapped = envelope.wrap(paper.identity, recipient=recipient)
    loan.lent_at, loan.until = at, at + timedelta(days=days)
    try:
        with session.begin_nested():
            session.add(loan)
            session.flush()
    except IntegrityError:
        raise AlreadyLent("loan") from None
    note(
        session,
        safe_id=opened.safe.id,
        act=Act.LENT,
        at=at,
        document=paper.public_id,
        reason=loan.borrower.value,
    )
    return loan


def _end(
    session: Session, loan: Loan, why: Ended, at: datetime, *, channel: Channel, who: str = ""
) -> None:
    ended = session.execute(
        sa.update(Loan)
        .where(Loan.id == loan.id, Loan.ended_at.is_(None))
        .values(ended_at=at, ended=why, wrapped=None)
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        return  # somebody else ended it just now
    document = session.get_one(SafeDocument, loan.document_id)
    note(
        session,
        safe_id=document.safe_id,
        act=Act.LOAN_ENDED,
        at=at,
        document=document.public_id,
        channel=channel,
        who=who,
        reason=why.value,
    )
