"""Two deposits at once: both papers are there, and the journal is one chain."""

import threading

from inclusion.accounts import service as accounts
from inclusion.db import read_session, write_session
from inclusion.safe import journal, queries
from inclusion.safe.service import keys, papers, shelves
from inclusion.storage import open_store
from tests.services.test_safe import PHRASE, custody_of, sealed_for
from tests.support.clock import START as AT
from tests.support.papers import photo

WRITERS = 6


def test_deposits_made_together_are_all_kept_in_one_chain(engine, settings, tmp_path):
    store = open_store(f"file:{tmp_path}/objects")
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        made = keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=settings, store=store, at=AT
        )
    gate, failures = threading.Barrier(WRITERS), []

    def put(number):
        try:
            sealed = sealed_for(store, made, photo(seed=number), f"papier {number}")
            gate.wait()
            with write_session(engine) as session:
                papers.deposit(
                    session, custody=custody_of(store), opened=made.opened(AT), sealed=sealed, at=AT
                )
        except Exception as error:
            failures.append(error)
            gate.abort()

    threads = [threading.Thread(target=put, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with read_session(engine) as session:
        safe = queries.find_safe(session, owner.id)
        opened = queries.Opened(safe, made.identity, AT)
        shelf = shelves.read(session, store, opened, at=AT)
        verdict = journal.verdict(session, safe)
    assert {paper.metadata.name for paper in shelf.kept} == {f"papier {n}" for n in range(WRITERS)}
    assert shelf.faults == []
    assert (verdict.broken, verdict.length) == (None, WRITERS + 1)
