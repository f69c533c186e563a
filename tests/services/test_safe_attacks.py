"""Somebody with the database and the store changes a safe: each way is found at unlocking."""

import json
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.accounts import service as accounts
from inclusion.audit.models import AuditEvent
from inclusion.db import write_session
from inclusion.safe import envelope, journal, queries
from inclusion.safe.envelope import Index
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeJournal
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, Channel, DocumentState
from inclusion.safe.rules.shelf import BIN_TIME, Fault
from inclusion.safe.service import faults, keys, noting, papers, shelves, upkeep, visits
from inclusion.storage import LocalStore, new_key
from inclusion.tokens import digest, public_id
from inclusion.web.models import WebSession
from tests.services.test_proofs_heads import lift
from tests.services.test_safe import (  # noqa: F401 - fixtures
    PHRASE,
    VISIT,
    account,
    custody_of,
    made,
    put_in,
    sealed_for,
    store,
)
from tests.support.clock import START as AT

LATER = AT + timedelta(hours=1)


@pytest.fixture
def two(session, store, made):  # noqa: F811
    """Give two papers of one safe."""
    return [put_in(session, store, made, name=name) for name in ("Passeport", "Bail")]


def found(session, store, made):  # noqa: F811
    shelf = faults.read_surely(session, store, made.opened(AT), at=AT)
    return {(one.fault, one.document) for one in shelf.faults}


def is_refused(session, store, made):  # noqa: F811
    """Tell whether a change is refused, whichever it is."""
    safe = session.get_one(Safe, made.safe.id)
    with (
        pytest.raises(shelves.Changed),
        shelves.changing(session, store, Opened(safe, made.identity, AT), at=AT),
    ):
        pass
    return True


def test_an_honest_safe_has_no_fault(session, store, made, two):  # noqa: F811
    assert found(session, store, made) == set()
    paper = queries.paper(session, made.safe.id, two[0].public_id, identity=made.identity)
    papers.revise(
        session, custody=custody_of(store), opened=made.opened(AT), paper=paper, at=AT, name="Visa"
    )
    assert found(session, store, made) == set()


def test_two_papers_swapped_are_found(session, store, made, two):  # noqa: F811
    one, other = two
    one.sealed_metadata, other.sealed_metadata = other.sealed_metadata, one.sealed_metadata
    one.grant, other.grant = other.grant, one.grant
    session.flush()

    assert found(session, store, made) == {(Fault.PAPER_ALTERED, row.public_id) for row in two}
    assert is_refused(session, store, made)


def test_a_paper_replaced_by_one_sealed_to_the_owner_is_found(session, store, made, two):  # noqa: F811
    forged = sealed_for(store, made, name="Passeport")
    metadata = replace(forged.metadata, document=two[0].public_id)
    two[0].sealed_metadata = envelope.seal_metadata(metadata, recipient=forged.recipient)
    two[0].grant = forged.grant
    session.flush()
    assert queries.opened_paper(two[0], made.identity).metadata.name == "Passeport"  # it opens

    assert found(session, store, made) == {(Fault.PAPER_ALTERED, two[0].public_id)}
    assert is_refused(session, store, made)


def test_a_paper_deleted_is_found_and_named(session, store, made, two):  # noqa: F811
    session.execute(sa.delete(SafeBlob).where(SafeBlob.document_id == two[1].id))
    session.execute(sa.delete(SafeDocument).where(SafeDocument.id == two[1].id))

    shelf = faults.read_surely(session, store, made.opened(AT), at=AT)
    assert shelf.lost == {two[1].public_id: "Bail"}
    assert [paper.metadata.name for paper in shelf.kept] == ["Passeport"]
    assert is_refused(session, store, made)


def test_a_paper_added_as_kept_is_found(session, store, made, two):  # noqa: F811
    forged = sealed_for(store, made, name="Fausse dette")
    session.add(
        SafeDocument(
            public_id=forged.document, safe_id=made.safe.id, grant=forged.grant, deposited_at=AT,
            sealed_metadata=envelope.seal_metadata(forged.metadata, recipient=forged.recipient),
        )
    )  # fmt: skip
    session.flush()

    assert found(session, store, made) == {(Fault.PAPER_ADDED, forged.document)}
    assert is_refused(session, store, made)


def test_a_paper_put_in_the_bin_by_somebody_else_is_found(session, store, made, two):  # noqa: F811
    two[0].state, two[0].binned_at = DocumentState.BINNED, AT - timedelta(days=29)
    session.flush()

    assert found(session, store, made) == {(Fault.PAPER_MOVED, two[0].public_id)}
    assert is_refused(session, store, made)


@pytest.mark.parametrize("count", [0, 2])
def test_an_index_taken_away_is_found(session, store, made, two, count):  # noqa: F811
    made.safe.index_key, made.safe.index_count, made.safe.scheme = None, count, 1
    session.flush()

    assert found(session, store, made) == {(Fault.INDEX_MISSING, "")}
    assert is_refused(session, store, made)


def test_an_index_that_somebody_else_wrote_is_found(session, store, made, two):  # noqa: F811
    """Anybody can seal to the owner's public key: the thief forgets a paper, and its row."""
    safe = made.safe
    session.execute(sa.delete(SafeBlob))
    session.execute(sa.delete(SafeDocument))
    index = Index(safe.index_count, safe.journal_length, safe.journal_head, {})
    text = json.dumps(asdict(index)).encode()
    mac = envelope._index_mac(text, crypto.new_identity()).hex().encode()
    forged = crypto.seal(mac + b"\n" + text, recipient=safe.public_key)
    safe.index_key, safe.index_sha256 = new_key(), digest(forged)
    store.put(safe.index_key, BytesIO(forged))
    session.flush()

    assert found(session, store, made) == {(Fault.INDEX_ALTERED, "")}
    assert is_refused(session, store, made)


def test_a_journal_cut_short_is_found(session, store, made, two):  # noqa: F811
    lift(session.connection())
    safe = made.safe
    session.execute(
        sa.delete(SafeJournal).where(SafeJournal.safe_id == safe.id, SafeJournal.seq > 1)
    )
    safe.journal_length, safe.journal_head = 1, head_at(session, safe, 1)
    session.flush()

    assert found(session, store, made) == {(Fault.JOURNAL_SHORTENED, "")}
    assert is_refused(session, store, made)


def head_at(session, safe, seq):
    return session.scalar(
        sa.select(SafeJournal.hash).where(SafeJournal.safe_id == safe.id, SafeJournal.seq == seq)
    )


def test_a_public_key_replaced_shuts_the_safe(session, settings, store, made, two):  # noqa: F811
    session.add(WebSession(token_hash=VISIT, content={}, created_at=AT, last_seen_at=AT,
                           expires_at=AT + timedelta(hours=2)))  # fmt: skip
    session.flush()
    key = visits.open_for_visit(
        session, safe=made.safe, identity=made.identity, visit_ref=VISIT,
        act=Act.OPENED_BY_PASSPHRASE, at=AT,
    )  # fmt: skip
    made.safe.public_key = crypto.recipient_of(crypto.new_identity())
    session.flush()

    with pytest.raises(keys.KeyReplaced):
        keys.unwrap_by_passphrase(session, made.safe, passphrase=PHRASE, settings=settings)
    with pytest.raises(keys.KeyReplaced):
        keys.unwrap_by_card(session, made.safe, text=made.card)
    opened = visits.find_opened(
        session, account_id=made.safe.account_id, visit_ref=VISIT, key=key, at=AT
    )
    assert opened is None  # nothing more is sealed to the thief's key


def test_an_index_is_never_sealed_to_a_key_that_was_replaced(session, store, made, two):  # noqa: F811
    thief = crypto.new_identity()
    made.safe.public_key = crypto.recipient_of(thief)
    session.flush()
    with shelves.changing(session, store, made.opened(AT), at=AT):
        journal.append(session, safe_id=made.safe.id, act=Act.RENAMED, at=AT)

    with store.open(made.safe.index_key) as file, pytest.raises(crypto.CannotOpen):
        crypto.unseal(file.read(), identity=thief)


# ---------------------------------------------------------------- an older day


@pytest.fixture
def committed(engine, settings, tmp_path):
    """Give a safe with two papers in a database and a store of its own."""
    objects = LocalStore(tmp_path / "objects")
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        mine = keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=settings, store=objects, at=AT
        )
        for name in ("Passeport", "Bail"):
            put_in(session, objects, mine, name=name)
    return mine, objects


def surely(engine, objects, mine, at=AT):
    with write_session(engine) as session:
        safe = session.get_one(Safe, mine.safe.id)
        return faults.read_surely(session, objects, Opened(safe, mine.identity, at), at=at)


def fault_kinds(shelf):
    return {one.fault for one in shelf.faults}


def erase_the_first(engine, objects, mine, at=LATER):
    with write_session(engine) as session:
        safe = session.get_one(Safe, mine.safe.id)
        opened = Opened(safe, mine.identity, at)
        shelf = shelves.read(session, objects, opened, at=at)
        custody = custody_of(objects)
        papers.erase(session, custody=custody, opened=opened, paper=shelf.kept[0], at=at)


def test_the_database_of_an_hour_ago_is_found(engine, committed, tmp_path):
    mine, objects = committed
    with database_put_back(engine, tmp_path):
        erase_the_first(engine, objects, mine)
        assert surely(engine, objects, mine).faults == []

    assert fault_kinds(surely(engine, objects, mine)) == {Fault.INDEX_MISSING}


def test_the_store_of_an_hour_ago_is_found(engine, committed, tmp_path):
    mine, objects = committed
    shutil.copytree(objects.root, tmp_path / "an-hour-ago")
    erase_the_first(engine, objects, mine)
    shutil.rmtree(objects.root)
    shutil.copytree(tmp_path / "an-hour-ago", objects.root)

    assert fault_kinds(surely(engine, objects, mine)) == {Fault.INDEX_MISSING}


TABLES = [one.__table__ for one in (Safe, SafeDocument, SafeBlob, SafeJournal)]


@contextmanager
def database_put_back(engine, folder):
    """Put the database back as it was before the block: the file, or the rows on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        copy(engine.url.database, folder / "an-hour-ago.db")
        yield
        engine.dispose()
        copy(folder / "an-hour-ago.db", engine.url.database)
        return
    with engine.connect() as connection:
        kept = {table: connection.execute(sa.select(table)).mappings().all() for table in TABLES}
    yield
    with engine.begin() as connection:
        lift(connection)
        safe = TABLES[0]
        for table in reversed(TABLES[1:]):
            connection.execute(sa.delete(table))
        for row in kept[safe]:
            connection.execute(sa.update(safe).where(safe.c.id == row["id"]).values(**row))
        for table in TABLES[1:]:
            connection.execute(sa.insert(table), [dict(row) for row in kept[table]])


def copy(source, target):
    here, there = sqlite3.connect(source), sqlite3.connect(target)
    here.backup(there)
    here.close()
    there.close()


# ---------------------------------------------------------------- telling


def test_a_fault_is_told_once_until_it_is_accepted(session, store, made, two):  # noqa: F811
    two[0].state = DocumentState.BINNED
    session.flush()
    for _page in range(3):
        assert found(session, store, made)
    assert told(session, made) == [(Act.FAULT_FOUND, "paper_moved")]
    events = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "safe.fault_found")
    ).all()
    assert [(event.object_id, event.detail) for event in events] == [
        (made.safe.id, {"faults": ["paper_moved"]})
    ]

    shelves.accept(session, store, made.opened(AT), at=AT)
    assert found(session, store, made) == set()
    two[1].state = DocumentState.BINNED
    session.flush()
    found(session, store, made)
    assert told(session, made) == [
        (Act.FAULT_FOUND, "paper_moved"),
        (Act.FAULT_ACCEPTED, ""),
        (Act.FAULT_FOUND, "paper_moved"),
    ]


def told(session, made):  # noqa: F811
    return [
        (entry.act, entry.reason)
        for entry in reversed(queries.entries(session, made.safe.id))
        if entry.act in {Act.FAULT_FOUND, Act.FAULT_ACCEPTED}
    ]


def test_after_accepting_the_safe_changes_again(session, store, made, two):  # noqa: F811
    session.execute(sa.delete(SafeBlob).where(SafeBlob.document_id == two[1].id))
    session.execute(sa.delete(SafeDocument).where(SafeDocument.id == two[1].id))
    assert is_refused(session, store, made)
    shelves.accept(session, store, made.opened(AT), at=AT)

    put_in(session, store, made, name="Passeport neuf")
    assert found(session, store, made) == set()


# ---------------------------------------------------------------- no false alarm


def test_the_bin_emptied_by_the_worker_is_no_fault(engine, committed):
    mine, objects = committed
    with write_session(engine) as session:
        safe = session.get_one(Safe, mine.safe.id)
        opened = Opened(safe, mine.identity, AT)
        shelf = shelves.read(session, objects, opened, at=AT)
        papers.put_in_bin(
            session, custody=custody_of(objects), opened=opened, paper=shelf.kept[0], at=AT
        )
    emptied_at = AT + BIN_TIME
    with write_session(engine) as session:
        assert upkeep.empty_bins(session, store=objects, at=emptied_at) == 1

    for at in (emptied_at, emptied_at - timedelta(minutes=5), emptied_at + timedelta(days=9)):
        assert surely(engine, objects, mine, at).faults == []  # clocks of two machines differ
    assert fault_kinds(surely(engine, objects, mine, AT)) == {Fault.PAPER_MISSING}


def test_what_came_while_the_owner_was_away_is_no_fault(session, store, made, two):  # noqa: F811
    papers.receive(
        session, custody=custody_of(store), safe_id=made.safe.id,
        sealed=sealed_for(store, made, name="Attestation"),
        channel=Channel.MEDIATOR, depositor=public_id(), at=AT,
    )  # fmt: skip
    noting.note_refused(session, safe_id=made.safe.id, act=Act.OPENED_BY_CARD, at=AT)

    assert found(session, store, made) == set()


# ---------------------------------------------------------------- scheme 1


def test_a_safe_of_scheme_one_opens_and_becomes_scheme_two(session, store, made, two):  # noqa: F811
    make_it_old(session, store, made, two)
    assert found(session, store, made) == set()

    safe = session.get_one(Safe, made.safe.id)
    assert (safe.scheme, safe.index_count) == (envelope.SCHEME, 1)
    newest, *_older = queries.entries(session, safe.id)
    assert (newest.act, newest.reason) == (Act.MAINTAINED, "scheme_2")
    put_in(session, store, made, name="Visa")
    assert found(session, store, made) == set()


def test_a_paper_taken_from_a_safe_of_scheme_one_is_not_forgotten(session, store, made, two):  # noqa: F811
    make_it_old(session, store, made, two)
    session.execute(sa.delete(SafeBlob))
    session.execute(sa.delete(SafeDocument))

    assert found(session, store, made) == {(Fault.INDEX_MISSING, "")}


def make_it_old(session, store, made, rows):  # noqa: F811
    """Write the safe as the first scheme did: no index, and metadata of ten values."""
    old = ("document", "version", "name", "kind", "category", "size_bytes", "plain_sha256",
           "sealed_sha256", "pages", "images_sha256")  # fmt: skip
    for row in rows:
        paper = queries.opened_paper(row, made.identity)
        values = {name: getattr(paper.metadata, name) for name in old}
        text = json.dumps(values).encode()
        row.sealed_metadata = crypto.seal(text, recipient=crypto.recipient_of(paper.identity))
    safe = made.safe
    store.delete(safe.index_key)
    safe.scheme, safe.index_key, safe.index_sha256, safe.index_count = 1, None, None, 0
    session.flush()
