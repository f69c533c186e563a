"""NF Z42-020: the eight functions, the six metadata, every call in the journal, refusals too."""

import hashlib
import inspect
import io
from dataclasses import replace

import pytest
import sqlalchemy as sa

from inclusion import receipts
from inclusion.accounts import service as accounts
from inclusion.crypto import CannotOpen
from inclusion.db import read_session, write_session
from inclusion.errors import NotFound
from inclusion.proofs.service import nf
from inclusion.safe import queries
from inclusion.safe.models import SafeBlob
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, BlobKind, Outcome
from inclusion.safe.service import keys, papers
from inclusion.storage import LocalStore
from tests.services.test_safe import PHRASE, custody_of, sealed_for
from tests.support.clock import START as AT
from tests.support.papers import pdf

CONTENT = pdf(pages=2)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def vault(engine, settings, tmp_path):
    store = LocalStore(tmp_path / "objects")
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        made = keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=settings, store=store, at=AT
        )
    return nf.Vault(engine, custody_of(store), Opened(made.safe, made.identity, AT), AT)


def sealed(vault):
    return sealed_for(vault.custody.store, vault.opened, CONTENT, "Bail")


@pytest.fixture
def document(vault):
    """Give the reference of one object deposited."""
    one = sealed(vault)
    nf.deposit(vault, one)
    return one.document


def last(vault):
    with read_session(vault.engine) as session:
        entry = queries.entries(session, vault.safe_id)[0]
    return entry.act, entry.outcome, entry.document


def test_there_are_eight_functions_of_one_module():
    assert len({function.__name__ for function in nf.FUNCTIONS}) == 8
    assert all(inspect.getmodule(function) is nf for function in nf.FUNCTIONS)


def test_deposit_gives_a_signed_receipt(vault):
    one = sealed(vault)
    receipt = nf.deposit(vault, one, sha256=SHA256)

    claims = receipts.verified(receipt, keys=receipts.key_set(vault.custody.signing_key))
    assert (claims["document"], claims["sha256"]) == (one.document, SHA256)
    assert last(vault) == (Act.DEPOSITED, Outcome.DONE, one.document)


def test_a_deposit_whose_hash_is_another_is_refused(vault):
    one = sealed(vault)
    with pytest.raises(nf.HashMismatch):
        nf.deposit(vault, one, sha256="0" * 64)

    assert last(vault) == (Act.DEPOSITED, Outcome.REFUSED, one.document)
    assert nf.count(vault) == 0


def test_a_deposit_in_a_full_safe_is_refused_and_written(vault, document):
    full = replace(vault, custody=custody_of(vault.custody.store, most_documents=1))
    with pytest.raises(papers.Full):
        nf.deposit(full, sealed(vault))

    assert last(vault)[:2] == (Act.DEPOSITED, Outcome.REFUSED)


def test_read_gives_the_object_bit_for_bit(vault, document):
    sink = io.BytesIO()
    nf.read(vault, document, sink)

    assert sink.getvalue() == CONTENT
    assert last(vault) == (Act.DOWNLOADED, Outcome.DONE, document)


def test_destroy_erases_and_certifies(vault, document):
    certificate = nf.destroy(vault, document)

    claims = receipts.verified(certificate, keys=receipts.key_set(vault.custody.signing_key))
    assert (claims["kind"], claims["document"]) == ("erasure", document)
    assert last(vault) == (Act.ERASED, Outcome.DONE, document)
    with pytest.raises(NotFound):
        nf.read(vault, document, io.BytesIO())


def test_read_metadata_gives_the_six(vault, document):
    assert nf.read_metadata(vault, document) == {
        "object_id": document,
        "depositor_id": "owner",
        "deposited_at": AT.isoformat(timespec="seconds"),
        "size_bytes": len(CONTENT),
        "hash_algorithm": "SHA-256",
        "hash": SHA256,
    }
    assert last(vault) == (Act.METADATA_READ, Outcome.DONE, document)


def test_check_tells_a_flipped_byte(vault, document):
    assert nf.check(vault, document)
    assert last(vault) == (Act.VERIFIED, Outcome.DONE, document)
    with read_session(vault.engine) as session:
        key = session.scalar(sa.select(SafeBlob.store_key).where(SafeBlob.kind == BlobKind.BODY))
    path = vault.custody.store.root / key[:2] / key
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    path.write_bytes(content)

    assert not nf.check(vault, document)
    assert last(vault) == (Act.VERIFIED, Outcome.REFUSED, document)
    with pytest.raises(CannotOpen):
        nf.read(vault, document, io.BytesIO())
    assert last(vault) == (Act.DOWNLOADED, Outcome.REFUSED, document)


def test_read_journal_gives_every_call(vault, document):
    acts = [entry.act for entry in nf.read_journal(vault)]

    assert acts == [Act.JOURNAL_READ, Act.DEPOSITED, Act.CREATED]


def test_list_gives_the_references(vault, document):
    other = sealed(vault)
    nf.deposit(vault, other)

    assert set(nf.list_objects(vault)) == {document, other.document}
    assert last(vault)[:2] == (Act.LISTED, Outcome.DONE)


def test_count_gives_how_many(vault, document):
    assert nf.count(vault) == 1
    assert last(vault)[:2] == (Act.COUNTED, Outcome.DONE)


@pytest.mark.parametrize(
    ("call", "act"),
    [
        (lambda vault: nf.read(vault, "nothing-like-it", io.BytesIO()), Act.DOWNLOADED),
        (lambda vault: nf.destroy(vault, "nothing-like-it"), Act.ERASED),
        (lambda vault: nf.read_metadata(vault, "nothing-like-it"), Act.METADATA_READ),
        (lambda vault: nf.check(vault, "nothing-like-it"), Act.VERIFIED),
    ],
)
def test_a_call_that_is_refused_is_in_the_journal(vault, call, act):
    with pytest.raises(NotFound):
        call(vault)

    assert last(vault) == (act, Outcome.REFUSED, "nothing-like-it")
