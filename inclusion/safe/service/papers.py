"""Put papers in, receive them, change what is said of them, bin and erase them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from inclusion import crypto, receipts
from inclusion.errors import Conflict
from inclusion.safe import envelope, journal, queries
from inclusion.safe.custody import Custody
from inclusion.safe.models import Safe, SafeBlob, SafeCertificate, SafeDocument
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, Channel, DocumentState
from inclusion.safe.rules.terms import BACKUP_TIME
from inclusion.safe.sealing import Sealed
from inclusion.safe.service import shelves
from inclusion.safe.service.upkeep import erase_rows


class Full(Conflict):
    """The safe holds as many papers, or bytes, as it may."""


@dataclass(frozen=True, slots=True)
class Deposited:
    """A paper just put in, and the receipt signed for it (a compact JWS)."""

    row: SafeDocument
    receipt: str


def deposit(
    session: Session,
    *,
    custody: Custody,
    opened: Opened,
    sealed: Sealed,
    at: datetime,
    follows: Paper | None = None,
    warn_on: date | None = None,
) -> Deposited:
    """Write the rows of a paper whose objects are in the store; raises Full, Changed.

    follows: the paper that this one is a newer version of. warn_on: as for `revise`. When this
    does not commit, the objects are orphans and are swept.
    """
    with shelves.changing(session, custody.store, opened, at=at) as papers:
        act = Act.DEPOSITED if follows is None else Act.REPLACED
        made = _added(session, custody, opened.safe.id, sealed, act=act, at=at)
        made.row.expires_on = warn_on
        if follows is not None:
            old = session.get_one(SafeDocument, follows.row.id)
            old.state, made.row.follows_id = DocumentState.REPLACED, old.id
            old.expires_on = None  # nobody is warned of a paper that has a newer version
            papers[old.public_id] = shelves.listed(replace(follows, row=old))
        paper = Paper(made.row, sealed.identity, sealed.metadata)
        papers[paper.public_id] = shelves.listed(paper)
    return made


def receive(
    session: Session,
    *,
    custody: Custody,
    safe_id: int,
    sealed: Sealed,
    channel: Channel,
    depositor: str,
    at: datetime,
    reason: str = "",
) -> Deposited:
    """Put a paper in a safe that is closed, to be sorted by its owner; raises Full.

    depositor: the public id of the account or service that gives it. reason: what the journal
    says besides: the name of a service, or a code.
    """
    return _added(
        session,
        custody,
        safe_id,
        sealed,
        act=Act.RECEIVED,
        at=at,
        channel=channel,
        who=depositor,
        reason=reason,
    )


def sort_in(
    session: Session, *, custody: Custody, opened: Opened, paper: Paper, at: datetime
) -> None:
    """Keep a paper that was received."""
    _move(session, custody, opened, paper, to=(DocumentState.KEPT, Act.SORTED), at=at)


def put_in_bin(
    session: Session, *, custody: Custody, opened: Opened, paper: Paper, at: datetime
) -> None:
    """Put a paper and its older versions in the bin, which empties itself."""
    _move(session, custody, opened, paper, to=(DocumentState.BINNED, Act.BINNED), at=at)


def restore(
    session: Session, *, custody: Custody, opened: Opened, paper: Paper, at: datetime
) -> None:
    """Take a paper out of the bin."""
    _move(session, custody, opened, paper, to=(DocumentState.KEPT, Act.RESTORED), at=at)


def revise(
    session: Session,
    *,
    custody: Custody,
    opened: Opened,
    paper: Paper,
    at: datetime,
    act: Act = Act.RENAMED,
    warn_on: date | None = None,
    **said: Any,
) -> Paper:
    """Say something else of a paper: name, category, folder, note, expires_on; seal it again.

    warn_on: the date kept in clear so that a warning can leave, None for no warning.
    """
    metadata = replace(paper.metadata, **said)
    with shelves.changing(session, custody.store, opened, at=at) as papers:
        row = session.get_one(SafeDocument, paper.row.id)
        row.sealed_metadata = envelope.seal_metadata(
            metadata, recipient=crypto.recipient_of(paper.identity)
        )
        row.expires_on = warn_on
        revised = Paper(row, paper.identity, metadata)
        journal.append(session, safe_id=opened.safe.id, act=act, at=at, document=paper.public_id)
        if row.state is not DocumentState.TO_SORT:
            papers[row.public_id] = shelves.listed(revised)
    return revised


def erase(session: Session, *, custody: Custody, opened: Opened, paper: Paper, at: datetime) -> str:
    """Erase a paper and its older versions: keys, names and rows now, objects after the commit.

    Return the signed certificate of erasure (a compact JWS).
    """
    with shelves.changing(session, custody.store, opened, at=at) as papers:
        erased = erase_rows(session, custody.store, session.get_one(SafeDocument, paper.row.id))
        for document in erased:
            papers.pop(document, None)
        safe = journal.append(
            session, safe_id=opened.safe.id, act=Act.ERASED, at=at, document=paper.public_id
        )
    claims = {
        "kind": "erasure",
        "document": paper.public_id,
        "documents": list(erased),
        "sealed_sha256": list(erased.values()),
        "erased_at": at.isoformat(timespec="seconds"),
        "backups_until": (at + BACKUP_TIME).date().isoformat(),
        "journal_seq": safe.journal_length,
        "journal_head": safe.journal_head,
        "iss": custody.issuer,
    }
    certificate = receipts.sign(claims, key=custody.signing_key)
    session.add(
        SafeCertificate(safe_id=safe.id, document=paper.public_id, jws=certificate, erased_at=at)
    )
    return certificate


def _added(
    session: Session,
    custody: Custody,
    safe_id: int,
    sealed: Sealed,
    *,
    act: Act,
    at: datetime,
    channel: Channel = Channel.OWNER,
    who: str = "",
    reason: str = "",
) -> Deposited:
    owner = journal.locked(session, safe_id)  # deposits made together are counted one by one
    is_full = queries.count(session, safe_id) >= custody.most_documents
    if is_full or queries.weight(session, safe_id) + sealed.sealed_bytes > custody.quota_bytes:
        raise Full("safe")
    row = SafeDocument(
        public_id=sealed.document,
        safe_id=safe_id,
        sealed_metadata=envelope.seal_metadata(sealed.metadata, recipient=sealed.recipient),
        grant=_granted(owner, sealed, channel),
        deposited_at=at,
        state=DocumentState.KEPT if channel is Channel.OWNER else DocumentState.TO_SORT,
        channel=channel,
        depositor=who,
    )
    session.add(row)
    session.flush()
    session.add_all(_blob_rows(row.id, sealed))
    safe = journal.append(
        session,
        safe_id=safe_id,
        act=act,
        at=at,
        channel=channel,
        document=row.public_id,
        who=who,
        sealed_sha256=sealed.metadata.sealed_sha256,
        reason=reason,
    )
    receipt = receipts.sign(_deposit_claims(custody, safe, row, sealed), key=custody.signing_key)
    row.sealed_receipt = crypto.seal(receipt.encode(), recipient=sealed.recipient)
    return Deposited(row, receipt)


def _granted(safe: Safe, sealed: Sealed, channel: Channel) -> bytes:
    """Return the grant of a paper; a safe whose key changed meanwhile receives it all the same."""
    if channel is Channel.OWNER:
        return sealed.grant
    return envelope.wrap(sealed.identity, recipient=safe.public_key)


def _blob_rows(document_id: int, sealed: Sealed) -> Iterator[SafeBlob]:
    for blob in sealed.blobs:
        yield SafeBlob(
            document_id=document_id,
            kind=blob.kind,
            position=blob.position,
            store_key=blob.store_key,
            sealed_sha256=blob.sha256,
            sealed_bytes=blob.size_bytes,
        )


def _deposit_claims(
    custody: Custody, safe: Safe, row: SafeDocument, sealed: Sealed
) -> dict[str, object]:
    """Give the six metadata that NF Z42-020 asks for, and the place in the journal."""
    return {
        "kind": "deposit",
        "document": row.public_id,
        "depositor": row.depositor or "owner",
        "channel": row.channel.value,
        "deposited_at": row.deposited_at.isoformat(timespec="seconds"),
        "size_bytes": sealed.metadata.size_bytes,
        "hash_algorithm": "SHA-256",
        "sha256": sealed.metadata.plain_sha256,
        "given_sha256": sealed.metadata.given_sha256,
        "sealed_sha256": sealed.metadata.sealed_sha256,
        "journal_seq": safe.journal_length,
        "journal_head": safe.journal_head,
        "iss": custody.issuer,
    }


def _move(
    session: Session,
    custody: Custody,
    opened: Opened,
    paper: Paper,
    *,
    to: tuple[DocumentState, Act],
    at: datetime,
) -> None:
    state, act = to
    with shelves.changing(session, custody.store, opened, at=at) as papers:
        row = session.get_one(SafeDocument, paper.row.id)
        row.state = state
        row.binned_at = at if state is DocumentState.BINNED else None
        papers[row.public_id] = shelves.listed(replace(paper, row=row))
        for old in queries.versions(session, row):
            listed = papers.get(old.public_id)
            if listed is not None:
                binned_at = at.isoformat() if state is DocumentState.BINNED else ""
                papers[old.public_id] = replace(listed, binned_at=binned_at)
        journal.append(session, safe_id=opened.safe.id, act=act, at=at, document=paper.public_id)
