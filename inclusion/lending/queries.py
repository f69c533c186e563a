"""Read loans: those of an owner, those of an agent and their structure, that of a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.errors import NotFound
from inclusion.lending.models import DeskKey, LendingUnlock, Loan, StructureKey, StructureKeyWrap
from inclusion.lending.rules import Borrower
from inclusion.organisations.models import Structure
from inclusion.people.models import Person
from inclusion.safe import queries as safes
from inclusion.safe.envelope import open_metadata
from inclusion.safe.models import Safe, SafeDocument
from inclusion.safe.queries import Paper
from inclusion.safe.rules import DocumentState

HELPERS = (Role.MEDIATOR, Role.COORDINATOR)
Agent = tuple[DeskKey, Account, Structure | None]
"""The key of an agent, who they are, and their structure."""


@dataclass(frozen=True, slots=True)
class Held:
    """A loan as its borrower sees it: whose paper it is, and the row of the paper."""

    loan: Loan
    document: SafeDocument
    owner: str
    person: str


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan as its owner sees it: the paper's reference and the borrower in words."""

    loan: Loan
    document: str
    to: str
    structure: str


def desk_key(session: Session, account_id: int) -> DeskKey | None:
    """Return the key of an agent, None before the first time."""
    return session.scalar(sa.select(DeskKey).where(DeskKey.account_id == account_id))


def structure_key(
    session: Session, structure_id: int | None, *, for_update: bool = False
) -> StructureKey | None:
    """Return the key of a structure, None before one of its agents made it."""
    found = sa.select(StructureKey).where(StructureKey.structure_id == structure_id)
    return session.scalar(found.with_for_update() if for_update else found)


def own_wrap(session: Session, key: StructureKey, desk: DeskKey) -> StructureKeyWrap | None:
    """Return the structure's key wrapped to an agent, None when nobody let them in."""
    return session.scalar(
        sa.select(StructureKeyWrap).where(
            StructureKeyWrap.structure_key_id == key.id, StructureKeyWrap.desk_key_id == desk.id
        )
    )


def members(session: Session, structure_id: int) -> list[tuple[DeskKey, Account]]:
    """Return the agents of a structure who have a desk key and may still work there."""
    rows = session.execute(
        sa.select(DeskKey, Account)
        .join(Account, Account.id == DeskKey.account_id)
        .where(
            Account.structure_id == structure_id,
            Account.role.in_(HELPERS),
            Account.blocked_at.is_(None),
        )
        .order_by(Account.name)
    )
    return [(desk, account) for desk, account in rows]


def wraps_of(session: Session, key: StructureKey) -> dict[int, StructureKeyWrap]:
    """Return who was let in, by desk key."""
    rows = session.scalars(
        sa.select(StructureKeyWrap).where(StructureKeyWrap.structure_key_id == key.id)
    )
    return {row.desk_key_id: row for row in rows}


def agent_of_code(session: Session, code_hash: str, at: datetime) -> Agent | None:
    """Return the agent who said this code a few minutes ago, None for any other code."""
    row = session.execute(
        sa.select(DeskKey, Account, Structure)
        .join(Account, Account.id == DeskKey.account_id)
        .outerjoin(Structure, Structure.id == Account.structure_id)
        .where(
            DeskKey.code_hash == code_hash,
            DeskKey.code_until > at,
            Account.role.in_(HELPERS),
            Account.blocked_at.is_(None),
        )
    ).first()
    return (row[0], row[1], row[2]) if row is not None else None


def lent_by(session: Session, safe_id: int, *, document_id: int | None = None) -> list[Lent]:
    """Return the loans of a safe that nobody ended, the newest first."""
    rows = session.execute(
        sa.select(Loan, SafeDocument.public_id, Account.name, Structure.name)
        .join(SafeDocument, SafeDocument.id == Loan.document_id)
        .outerjoin(Account, Account.id == Loan.account_id)
        .outerjoin(
            Structure, Structure.id == sa.func.coalesce(Loan.structure_id, Account.structure_id)
        )
        .where(
            SafeDocument.safe_id == safe_id,
            Loan.ended_at.is_(None),
            sa.true() if document_id is None else Loan.document_id == document_id,
        )
        .order_by(Loan.lent_at.desc(), Loan.id.desc())
    )
    return [Lent(loan, doc, name or "", structure or "") for loan, doc, name, structure in rows]


def is_lent(session: Session, document: str, at: datetime) -> bool:
    """Tell whether a paper is lent to somebody now."""
    found = session.scalar(
        sa.select(Loan.id)
        .join(SafeDocument, SafeDocument.id == Loan.document_id)
        .where(SafeDocument.public_id == document, Loan.ended_at.is_(None), Loan.until > at)
        .limit(1)
    )
    return found is not None


def own_loan(session: Session, safe_id: int, public_id: str) -> Loan:
    """Return a loan that a safe made; raises NotFound."""
    found = session.scalar(
        sa.select(Loan)
        .join(SafeDocument, SafeDocument.id == Loan.document_id)
        .where(SafeDocument.safe_id == safe_id, Loan.public_id == public_id)
    )
    if found is None:
        raise NotFound("loan")
    return found


def held_by(
    session: Session, *, account_id: int, structure_id: int | None, at: datetime
) -> list[Held]:
    """Return the live loans of an agent and of their structure, the newest first."""
    mine = sa.or_(
        Loan.account_id == account_id,
        sa.and_(Loan.structure_id == structure_id, Loan.structure_id.is_not(None)),
    )
    return _held(session, mine, at)


def held(
    session: Session, public_id: str, *, account_id: int, structure_id: int | None, at: datetime
) -> Held:
    """Return one live loan of an agent or their structure; raises NotFound."""
    for one in held_by(session, account_id=account_id, structure_id=structure_id, at=at):
        if one.loan.public_id == public_id:
            return one
    raise NotFound("loan")


def of_link(session: Session, token_hash: str, at: datetime) -> Held:
    """Return the live loan of a link; raises NotFound."""
    found = _held(session, Loan.token_hash == token_hash, at)
    if not found:
        raise NotFound("loan")
    return found[0]


def of_unlock(session: Session, unlock: LendingUnlock, at: datetime) -> Held | None:
    """Return the live loan that a visit opened by its link."""
    found = _held(session, Loan.id == unlock.subject_id, at)
    return found[0] if found else None


def live_of_structure(session: Session, structure_id: int) -> Sequence[Loan]:
    """Return the loans to a structure that nobody ended, held until the transaction ends."""
    return session.scalars(
        sa.select(Loan)
        .where(
            Loan.borrower == Borrower.STRUCTURE,
            Loan.structure_id == structure_id,
            Loan.ended_at.is_(None),
        )
        .with_for_update()
    ).all()


def paper(one: Held, identity: str) -> Paper:
    """Return the paper of a loan, opened by its own key; raises CannotOpen."""
    row = one.document
    return Paper(row, identity, open_metadata(row.sealed_metadata, identity=identity))


def _held(session: Session, condition: sa.ColumnElement[bool], at: datetime) -> list[Held]:
    rows = session.execute(
        sa.select(Loan, SafeDocument, Person.name, Person.public_id, Account.id)
        .join(SafeDocument, SafeDocument.id == Loan.document_id)
        .join(Safe, Safe.id == SafeDocument.safe_id)
        .join(Account, Account.id == Safe.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            condition,
            Loan.ended_at.is_(None),
            Loan.until > at,
            SafeDocument.state.in_([DocumentState.KEPT, DocumentState.REPLACED]),
        )
        .order_by(Loan.lent_at.desc(), Loan.id.desc())
    )
    return [
        Held(loan, document, name, person)
        for loan, document, name, person, account_id in rows
        if not safes.is_frozen(session, account_id) and _is_shown(session, document)
    ]


def _is_shown(session: Session, document: SafeDocument) -> bool:
    """Tell whether a paper is out of the bin: an older version goes where the newest one is."""
    newest: SafeDocument | None = document
    while newest is not None and newest.state is DocumentState.REPLACED:
        newest = session.scalar(sa.select(SafeDocument).where(SafeDocument.follows_id == newest.id))
    return newest is not None and newest.state is DocumentState.KEPT
