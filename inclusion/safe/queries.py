"""Read safes: rows as stored, and papers as their owner sees them once open."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts.models import Account
from inclusion.audit.models import AuditEvent
from inclusion.errors import NotFound
from inclusion.intake.rules import FileKind
from inclusion.organisations.models import Structure
from inclusion.people.models import Person
from inclusion.safe import envelope
from inclusion.safe.envelope import Metadata
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeJournal, SafeWrap
from inclusion.safe.rules import Act, BlobKind, Category, Channel, DocumentState, Outcome, WrapKind
from inclusion.safe.sealing import objects_digest

PHRASE_ACTIONS = ("account.passphrase_changed", "account.passphrase_set")


@dataclass(frozen=True, slots=True)
class Opened:
    """A safe that somebody has open."""

    safe: Safe
    identity: str = field(repr=False)
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of an open safe: its row, its key, and what is true of it."""

    row: SafeDocument
    identity: str = field(repr=False)
    metadata: Metadata

    @property
    def public_id(self) -> str:
        """The reference of its address."""
        return self.row.public_id

    @property
    def category(self) -> Category:
        """Where a person looks for it."""
        return Category(self.metadata.category)

    @property
    def kind(self) -> FileKind:
        """What file it is."""
        return FileKind(self.metadata.kind)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the journal, read."""

    at: datetime
    act: Act
    outcome: Outcome
    document: str
    channel: Channel
    who: str
    reason: str


def find_safe(session: Session, account_id: int) -> Safe | None:
    """Return the safe of an account, None before it has one."""
    return session.scalar(sa.select(Safe).where(Safe.account_id == account_id))


def card_is_tried(session: Session, account_id: int) -> bool | None:
    """Tell whether the owner of a safe has tried the present rescue card, None without a safe."""
    safe = find_safe(session, account_id)
    return None if safe is None else safe.card_tried_at is not None


def is_frozen(session: Session, account_id: int) -> bool:
    """Tell whether a safe stays shut because its owner is deceased."""
    died_on = session.scalar(
        sa.select(Person.deceased_on)
        .join(Account, Account.person_id == Person.id)
        .where(Account.id == account_id)
    )
    return died_on is not None


def safes(session: Session) -> list[Safe]:
    """Return every safe, the oldest first."""
    return list(session.scalars(sa.select(Safe).order_by(Safe.id)))


def blobs(session: Session) -> list[SafeBlob]:
    """Return every object that a row speaks of."""
    return list(session.scalars(sa.select(SafeBlob).order_by(SafeBlob.id)))


def blobs_of(session: Session, document_id: int) -> list[SafeBlob]:
    """Return every object of a paper."""
    return list(
        session.scalars(
            sa.select(SafeBlob).where(SafeBlob.document_id == document_id).order_by(SafeBlob.id)
        )
    )


def rekeys_due(session: Session, safe_id: int) -> int:
    """Return how many papers wait for a new key of their own."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SafeDocument)
            .where(SafeDocument.safe_id == safe_id, SafeDocument.rekey_due)
        )
        or 0
    )


def phrase_is_older(session: Session, safe: Safe) -> bool:
    """Tell whether the account took another passphrase after the safe took its own."""
    taken_at = wrap(session, safe.id, WrapKind.PASSPHRASE).created_at
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    AuditEvent.object_kind == "account",
                    AuditEvent.object_id == safe.account_id,
                    AuditEvent.action.in_(PHRASE_ACTIONS),
                    AuditEvent.at > taken_at,
                )
            )
        )
    )


def wrap(session: Session, safe_id: int, kind: WrapKind) -> SafeWrap:
    """Return one wrap of a safe's identity; raises NotFound."""
    found = session.scalar(
        sa.select(SafeWrap).where(SafeWrap.safe_id == safe_id, SafeWrap.kind == kind)
    )
    if found is None:
        raise NotFound("wrap")
    return found


def count(session: Session, safe_id: int) -> int:
    """Return how many papers a safe holds, those in the bin and older versions not counted."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SafeDocument)
            .where(
                SafeDocument.safe_id == safe_id,
                SafeDocument.state.in_([DocumentState.KEPT, DocumentState.TO_SORT]),
            )
        )
        or 0
    )


def weight(session: Session, safe_id: int) -> int:
    """Return how many bytes the objects of a safe take in the store."""
    return (
        session.scalar(
            sa.select(sa.func.sum(SafeBlob.sealed_bytes))
            .join(SafeDocument, SafeDocument.id == SafeBlob.document_id)
            .where(SafeDocument.safe_id == safe_id)
        )
        or 0
    )


def versions(session: Session, row: SafeDocument) -> list[SafeDocument]:
    """Return the older versions of a paper, the newest first."""
    found: list[SafeDocument] = []
    while row.follows_id is not None:
        row = session.get_one(SafeDocument, row.follows_id)
        found.append(row)
    return found


def paper(session: Session, safe_id: int, public_id: str, *, identity: str) -> Paper:
    """Return one paper of an open safe; raises NotFound, CannotOpen."""
    row = session.scalar(
        sa.select(SafeDocument).where(
            SafeDocument.safe_id == safe_id, SafeDocument.public_id == public_id
        )
    )
    if row is None:
        raise NotFound("document")
    return opened_paper(row, identity)


def blob(session: Session, document_id: int, kind: BlobKind, position: int = 0) -> SafeBlob:
    """Return one object of a paper; raises NotFound."""
    found = session.scalar(
        sa.select(SafeBlob).where(
            SafeBlob.document_id == document_id,
            SafeBlob.kind == kind,
            SafeBlob.position == position,
        )
    )
    if found is None:
        raise NotFound("blob")
    return found


def own_blob(session: Session, paper: Paper, kind: BlobKind, position: int = 0) -> SafeBlob:
    """Return one object of an open paper, after its rows were held against the sealed metadata.

    Raises NotFound, and CannotOpen when a row speaks of an object that was not sealed with it.
    """
    rows = session.scalars(sa.select(SafeBlob).where(SafeBlob.document_id == paper.row.id)).all()
    body = [row.sealed_sha256 for row in rows if row.kind is BlobKind.BODY]
    others = [
        (row.kind, row.position, row.sealed_sha256) for row in rows if row.kind is not BlobKind.BODY
    ]
    said = paper.metadata
    if body != [said.sealed_sha256] or objects_digest(others) != said.images_sha256:
        raise crypto.CannotOpen
    found = next((row for row in rows if (row.kind, row.position) == (kind, position)), None)
    if found is None:
        raise NotFound("blob")
    return found


def documents_with(session: Session, safe_id: int, kind: BlobKind) -> list[SafeDocument]:
    """Return the papers of a safe that have an object of a kind."""
    return list(
        session.scalars(
            sa.select(SafeDocument)
            .join(SafeBlob, SafeBlob.document_id == SafeDocument.id)
            .where(SafeDocument.safe_id == safe_id, SafeBlob.kind == kind)
            .distinct()
        )
    )


def described_anew(session: Session, paper: Paper) -> Metadata:
    """Return what is true of a paper with the objects that its rows now speak of."""
    rows = session.scalars(sa.select(SafeBlob).where(SafeBlob.document_id == paper.row.id))
    others = [(r.kind, r.position, r.sealed_sha256) for r in rows if r.kind is not BlobKind.BODY]
    return replace(paper.metadata, images_sha256=objects_digest(others))


def image_count(session: Session, document_id: int) -> int:
    """Return how many pages of a paper have an image."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SafeBlob)
            .where(SafeBlob.document_id == document_id, SafeBlob.kind == BlobKind.PAGE)
        )
        or 0
    )


def entries(session: Session, safe_id: int, *, limit: int = 100) -> list[Entry]:
    """Return the newest entries of a safe's journal first."""
    rows = session.scalars(
        sa.select(SafeJournal)
        .where(SafeJournal.safe_id == safe_id)
        .order_by(SafeJournal.seq.desc())
        .limit(limit)
    )
    return [_entry(json.loads(row.entry)) for row in rows]


def authors(session: Session, whos: set[str]) -> dict[str, str]:
    """Return the names of accounts by public id: an agent's with that of the structure."""
    rows = session.execute(
        sa.select(Account.public_id, Account.name, Structure.name)
        .outerjoin(Structure, Structure.id == Account.structure_id)
        .where(Account.public_id.in_(whos - {""}))
    )
    return {
        public_id: f"{name} ({structure})" if structure else name
        for public_id, name, structure in rows
    }


def first_document(session: Session, account_id: int) -> str | None:
    """Return the reference of an account's oldest paper, None when it has none."""
    return session.scalar(
        sa.select(SafeDocument.public_id)
        .join(Safe, Safe.id == SafeDocument.safe_id)
        .where(Safe.account_id == account_id)
        .order_by(SafeDocument.id)
        .limit(1)
    )


def opened_paper(row: SafeDocument, identity: str) -> Paper:
    """Open a paper by its own rows, without the index; raises CannotOpen."""
    own = envelope.unwrap(row.grant, identity=identity)
    metadata = envelope.open_metadata(row.sealed_metadata, identity=own)
    if metadata.document != row.public_id:
        raise crypto.CannotOpen  # metadata of another paper was put in its place
    return Paper(row, own, metadata)


def _entry(values: dict[str, str]) -> Entry:
    return Entry(
        at=datetime.fromisoformat(values["at"]),
        act=Act(values["act"]),
        outcome=Outcome(values["outcome"]),
        document=values["document"],
        channel=Channel(values["channel"]),
        who=values.get("who", ""),
        reason=values.get("reason", ""),
    )
