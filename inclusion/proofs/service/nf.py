"""The eight functions of NF Z42-020, each by its own name: thin verbs over the safe's services.

Déposer, lire, détruire, lire les métadonnées techniques, contrôler, lire le journal, lister,
compter. Every call is in the safe's journal, also when it is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy.engine import Engine

from inclusion.crypto import CannotOpen
from inclusion.db import read_session, write_session
from inclusion.errors import DomainError, Invalid, NotFound
from inclusion.proofs.service import checking, statements
from inclusion.receipts import key_set
from inclusion.safe import journal, queries, sealing
from inclusion.safe.custody import Custody
from inclusion.safe.queries import Entry, Opened, Paper
from inclusion.safe.rules import Act, BlobKind, Outcome
from inclusion.safe.sealing import Sealed
from inclusion.safe.service import faults, papers
from inclusion.safe.service.shelves import Shelf


class HashMismatch(Invalid):
    """The hash that the depositor gave is not that of what arrived."""


@dataclass(frozen=True, slots=True)
class Vault:
    """An open safe, where it is kept, and the instant of the call.

    former_keys: public halves of the keys that signed receipts before.
    """

    engine: Engine
    custody: Custody
    opened: Opened
    at: datetime
    former_keys: tuple[str, ...] = ()

    @property
    def safe_id(self) -> int:
        """The safe's own number."""
        return self.opened.safe.id


def deposit(vault: Vault, sealed: Sealed, *, sha256: str | None = None) -> str:
    """Déposer: keep an object and return its receipt (a JWS).

    sha256: the hash that the depositor gives of what they sent. Raises HashMismatch, Full, Changed.
    """
    with _told(vault, Act.DEPOSITED, sealed.document):
        said = sealed.metadata
        if sha256 is not None and sha256 not in (said.plain_sha256, said.given_sha256):
            raise HashMismatch("sha256")
        with write_session(vault.engine) as session:
            made = papers.deposit(
                session, custody=vault.custody, opened=vault.opened, sealed=sealed, at=vault.at
            )
    return made.receipt


def read(vault: Vault, document: str, sink: BinaryIO) -> None:
    """Lire: give an object, bit for bit; nothing of it counts when this raises."""
    with _told(vault, Act.DOWNLOADED, document, note=True):
        paper = _paper(vault, document)
        with read_session(vault.engine) as session:
            body = queries.own_blob(session, paper, BlobKind.BODY)
        sealing.opened(
            vault.custody.store,
            body.store_key,
            sink,
            identity=paper.identity,
            sha256=body.sealed_sha256,
        )
        sink.truncate(paper.metadata.size_bytes)


def destroy(vault: Vault, document: str) -> str:
    """Détruire: erase an object for ever and return the certificate (a JWS)."""
    with _told(vault, Act.ERASED, document):
        paper = _paper(vault, document)
        with write_session(vault.engine) as session:
            return papers.erase(
                session, custody=vault.custody, opened=vault.opened, paper=paper, at=vault.at
            )


def read_metadata(vault: Vault, document: str) -> dict[str, Any]:
    """Lire les métadonnées techniques: the six that the norm names."""
    with _told(vault, Act.METADATA_READ, document, note=True):
        paper = _paper(vault, document)
        keys = key_set(vault.custody.signing_key, vault.former_keys)
        _text, claims = statements.receipt_of(paper, keys=keys)
        return statements.technical_metadata(claims)


def check(vault: Vault, document: str) -> bool:
    """Contrôler: tell whether an object is still the one that was deposited."""
    with _told(vault, Act.VERIFIED, document):
        paper = _paper(vault, document)
        with read_session(vault.engine) as session:
            is_whole = checking.is_whole(session, vault.custody.store, paper)
        _note(vault, Act.VERIFIED, document, Outcome.DONE if is_whole else Outcome.REFUSED)
    return is_whole


def read_journal(vault: Vault, *, limit: int = 1_000) -> list[Entry]:
    """Lire le journal: the newest entries first, this call among them."""
    with _told(vault, Act.JOURNAL_READ, note=True):
        pass
    with read_session(vault.engine) as session:
        return queries.entries(session, vault.safe_id, limit=limit)


def list_objects(vault: Vault) -> list[str]:
    """Lister: the references of the objects that are kept."""
    with _told(vault, Act.LISTED, note=True):
        return [paper.public_id for paper in _shelf(vault).kept]


def count(vault: Vault) -> int:
    """Compter: how many objects are kept."""
    with _told(vault, Act.COUNTED, note=True):
        return len(_shelf(vault).kept)


FUNCTIONS = (deposit, read, destroy, read_metadata, check, read_journal, list_objects, count)


@contextmanager
def _told(vault: Vault, act: Act, document: str = "", *, note: bool = False) -> Iterator[None]:
    """Write a call that is refused; with `note`, one that is done too (others write theirs)."""
    try:
        yield
    except (DomainError, CannotOpen):
        _note(vault, act, document, Outcome.REFUSED)
        raise
    if note:
        _note(vault, act, document, Outcome.DONE)


def _note(vault: Vault, act: Act, document: str, outcome: Outcome) -> None:
    with write_session(vault.engine) as session:
        journal.append(
            session,
            safe_id=vault.safe_id,
            act=act,
            at=vault.at,
            document=document,
            outcome=outcome,
        )


def _shelf(vault: Vault) -> Shelf:
    with write_session(vault.engine) as session:
        return faults.read_surely(session, vault.custody.store, vault.opened, at=vault.at)


def _paper(vault: Vault, document: str) -> Paper:
    found = next((one for one in _shelf(vault).papers if one.public_id == document), None)
    if found is None:
        raise NotFound("document")
    return found
