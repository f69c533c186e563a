"""A safe read while it is written, and writers that are killed: nothing is ever called a fault."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import sqlalchemy as sa

from inclusion.db import read_session, write_session
from inclusion.safe.models import Safe, SafeJournal
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act
from inclusion.safe.service import papers, shelves
from tests.services.test_safe import custody_of
from tests.services.test_safe_attacks import committed, surely  # noqa: F401 - a fixture
from tests.support.clock import START as AT

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 200


def opened_in(session, mine):
    return Opened(session.get_one(Safe, mine.safe.id), mine.identity, AT)


def write(engine, objects, mine, number):
    """Rename a paper, and now and then put one in the bin and back."""
    with write_session(engine) as session:
        opened = opened_in(session, mine)
        custody = custody_of(objects)
        kept = shelves.read(session, objects, opened, at=AT).papers
        paper = kept[number % len(kept)]
        if number % 5 == 0:
            moves = {"kept": papers.put_in_bin, "binned": papers.restore}
            move = moves[paper.row.state.value]
            move(session, custody=custody, opened=opened, paper=paper, at=AT)
        else:
            papers.revise(
                session, custody=custody, opened=opened, paper=paper, at=AT, name=f"Nom {number}"
            )


def look(engine, objects, mine):
    """Read as a page does: at ease, and surely when something seems wrong."""
    with read_session(engine) as session:
        shelf = shelves.read(session, objects, opened_in(session, mine), at=AT)
    return surely(engine, objects, mine) if shelf.faults else shelf


def test_two_visits_that_write_and_read_call_nothing_a_fault(engine, committed):  # noqa: F811
    mine, objects = committed
    stop, seen, errors = threading.Event(), [], []

    def reads():
        while not stop.is_set():
            try:
                seen.append(look(engine, objects, mine).faults)
            except Exception as error:
                errors.append(error)
                return

    readers = [threading.Thread(target=reads) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(ROUNDS):
        write(engine, objects, mine, number)
    stop.set()
    for reader in readers:
        reader.join()

    assert errors == []
    assert len(seen) > 10
    assert [faults for faults in seen if faults] == []
    with read_session(engine) as session:
        acts = session.scalars(
            sa.select(SafeJournal.entry).where(SafeJournal.entry.contains(Act.FAULT_FOUND.value))
        ).all()
    assert acts == []


def test_two_visits_that_both_write_lose_nothing(engine, committed):  # noqa: F811
    mine, objects = committed
    errors = []

    def writes(first):
        try:
            for number in range(first, 40, 2):
                write(engine, objects, mine, number)
        except Exception as error:
            errors.append(error)

    writers = [threading.Thread(target=writes, args=(first,)) for first in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert errors == []
    shelf = surely(engine, objects, mine)
    assert (shelf.faults, len(shelf.papers)) == ([], 2)


KILLED = """
import os, signal, sys
import inclusion.app
from inclusion.db import after_commit, create_engine_for, write_session
from inclusion.safe import queries
from inclusion.safe.service import papers, shelves
from inclusion.storage import open_store
from tests.services.test_safe import custody_of
from tests.support.clock import START
when, url, store_url, account, identity = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
with write_session(create_engine_for(url)) as session:
    opened = queries.Opened(queries.find_safe(session, int(account)), identity, START)
    store = open_store(store_url)
    if when == "after":
        after_commit(session, die)  # before the old index goes
    paper = shelves.read(session, store, opened, at=START).kept[0]
    papers.revise(
        session, custody=custody_of(store), opened=opened, paper=paper, at=START, name="Nouveau nom"
    )
    if when == "before":
        die()
"""


def killed(engine, objects, mine, when):
    url = engine.url.render_as_string(hide_password=False)
    account = str(mine.safe.account_id)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, when, url, f"file:{objects.root}", account, mine.identity],
        check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL


def names(shelf):
    return sorted(paper.metadata.name for paper in shelf.kept)


def test_a_kill_between_the_store_and_the_commit_is_no_fault(engine, committed):  # noqa: F811
    mine, objects = committed
    before = len(list(objects.keys()))
    killed(engine, objects, mine, "before")

    shelf = surely(engine, objects, mine)
    assert (shelf.faults, names(shelf)) == ([], ["Bail", "Passeport"])
    assert len(list(objects.keys())) == before + 1  # an orphan: it is swept


def test_a_kill_after_the_commit_and_before_the_old_index_goes_is_no_fault(engine, committed):  # noqa: F811
    mine, objects = committed
    before = len(list(objects.keys()))
    killed(engine, objects, mine, "after")

    shelf = surely(engine, objects, mine)
    assert shelf.faults == []
    assert "Nouveau nom" in names(shelf)
    assert len(list(objects.keys())) == before + 1
    write(engine, objects, mine, 1)
    assert surely(engine, objects, mine).faults == []
