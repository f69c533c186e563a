"""Two deposits at once: both papers are there, and the journal is one chain."""

import io
import threading

from inclusion.accounts import service as accounts
from inclusion.db import read_session, write_session
from inclusion.safe import journal, queries, sealing
from inclusion.safe.intake import taken_in
from inclusion.safe.rules import Category
from inclusion.safe.service import keys, papers
from inclusion.storage import open_store
from tests.services.test_safe import PHRASE
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
            session, account_id=owner.id, passphrase=PHRASE, settings=settings, at=AT
        )
    gate, failures = threading.Barrier(WRITERS), []

    def put(number):
        try:
            with taken_in(io.BytesIO(photo(seed=number)), most_bytes=5_000_000) as intake:
                document = sealing.sealed(
                    store, intake, name=f"papier {number}", category=Category.OTHER,
                    public_key=made.safe.public_key,
                )  # fmt: skip
            gate.wait()
            with write_session(engine) as session:
                papers.deposit(session, safe_id=made.safe.id, document=document, at=AT)
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
        kept = queries.papers(session, made.safe.id, identity=made.identity)
        safe = queries.find_safe(session, owner.id)
        verdict = journal.verdict(session, safe)
    assert {paper.metadata.name for paper in kept} == {f"papier {n}" for n in range(WRITERS)}
    assert (verdict.broken, verdict.length) == (None, WRITERS + 1)
