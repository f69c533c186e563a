"""Read statements, heads and certificates."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.errors import NotFound
from inclusion.proofs.models import JournalHead, JournalStatement
from inclusion.proofs.rules import Head
from inclusion.safe.models import Safe, SafeCertificate


def last_statement(session: Session) -> JournalStatement | None:
    """Return the newest statement, None before the first."""
    return session.scalar(
        sa.select(JournalStatement).order_by(JournalStatement.seq.desc()).limit(1)
    )


def statements(session: Session) -> list[JournalStatement]:
    """Return every statement, the oldest first."""
    return list(session.scalars(sa.select(JournalStatement).order_by(JournalStatement.seq)))


def heads_of(session: Session, statement_id: int) -> list[Head]:
    """Return the heads of a statement."""
    rows = session.execute(
        sa.select(JournalHead.safe_ref, JournalHead.length, JournalHead.head).where(
            JournalHead.statement_id == statement_id
        )
    )
    return [Head(*row) for row in rows]


def present_heads(session: Session) -> list[Head]:
    """Return the head of every journal as it now stands."""
    rows = session.execute(
        sa.select(Safe.public_id, Safe.journal_length, Safe.journal_head).order_by(Safe.public_id)
    )
    return [Head(*row) for row in rows]


def stated_heads(session: Session) -> set[Head]:
    """Return the newest head that a statement gave of each journal."""
    newest = (
        sa.select(JournalHead.safe_ref, sa.func.max(JournalHead.statement_id).label("statement_id"))
        .group_by(JournalHead.safe_ref)
        .subquery()
    )
    rows = session.execute(
        sa.select(JournalHead.safe_ref, JournalHead.length, JournalHead.head).join(
            newest,
            sa.and_(
                newest.c.safe_ref == JournalHead.safe_ref,
                newest.c.statement_id == JournalHead.statement_id,
            ),
        )
    )
    return {Head(*row) for row in rows}


def certificates(session: Session, safe_id: int) -> list[SafeCertificate]:
    """Return what was erased from a safe, the newest first."""
    return list(
        session.scalars(
            sa.select(SafeCertificate)
            .where(SafeCertificate.safe_id == safe_id)
            .order_by(SafeCertificate.id.desc())
        )
    )


def certificate(session: Session, safe_id: int, document: str) -> SafeCertificate:
    """Return the certificate of one erased paper of a safe; raises NotFound."""
    found = session.scalar(
        sa.select(SafeCertificate).where(
            SafeCertificate.safe_id == safe_id, SafeCertificate.document == document
        )
    )
    if found is None:
        raise NotFound("certificate")
    return found
