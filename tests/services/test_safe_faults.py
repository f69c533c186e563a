"""What goes wrong around a safe: swapped objects, killed processes, forgotten spools."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from inclusion import spool
from inclusion.accounts import service as accounts
from inclusion.audit.models import AuditEvent
from inclusion.crypto import CannotOpen
from inclusion.db import read_session, write_session
from inclusion.safe import cli, journal, queries
from inclusion.safe.models import SafeBlob, SafeDocument
from inclusion.safe.rules import Act, BlobKind
from inclusion.safe.service import keys, noting, upkeep
from inclusion.storage import open_store
from tests.services.test_safe import PHRASE, account, made, put_in, store  # noqa: F401 - fixtures
from tests.support.clock import START as AT
from tests.support.papers import pdf

ROOT = Path(__file__).resolve().parents[2]


def test_two_pages_of_one_paper_cannot_be_swapped(session, store, made):  # noqa: F811
    row = put_in(session, store, made, pdf(pages=2))
    paper = queries.paper(session, made.safe.id, row.public_id, identity=made.identity)
    assert queries.own_blob(session, paper, BlobKind.PAGE, 2).position == 2
    first, second = (queries.blob(session, row.id, BlobKind.PAGE, n) for n in (1, 2))
    for page, position in ((first, 9), (second, 1), (first, 2)):
        page.position = position
        session.flush()

    with pytest.raises(CannotOpen):
        queries.own_blob(session, paper, BlobKind.PAGE, 1)


def test_a_body_is_the_one_that_was_sealed(session, store, made):  # noqa: F811
    row = put_in(session, store, made, pdf(pages=1))
    paper = queries.paper(session, made.safe.id, row.public_id, identity=made.identity)
    body = queries.blob(session, row.id, BlobKind.BODY)
    page = queries.blob(session, row.id, BlobKind.PAGE, 1)
    taken = (page.store_key, page.sealed_sha256)
    session.execute(sa.delete(SafeBlob).where(SafeBlob.id == page.id))
    body.store_key, body.sealed_sha256 = taken
    session.flush()

    with pytest.raises(CannotOpen):
        queries.own_blob(session, paper, BlobKind.BODY)


def test_a_page_that_never_was_is_not_found(session, store, made):  # noqa: F811
    row = put_in(session, store, made, pdf(pages=1))
    paper = queries.paper(session, made.safe.id, row.public_id, identity=made.identity)

    with pytest.raises(queries.NotFound):
        queries.own_blob(session, paper, BlobKind.PAGE, 2)


def test_the_owner_of_a_paper_learns_that_a_stranger_asked_for_it(session, store, made):  # noqa: F811
    row = put_in(session, store, made)
    noting.note_stranger(session, document=row.public_id, at=AT)
    noting.note_stranger(session, document="nothing-like-it", at=AT)

    newest, *_rest = queries.entries(session, made.safe.id)
    assert (newest.act, newest.outcome.value) == (Act.READ, "refused")
    assert journal.verdict(session, made.safe).broken is None


KILLED = """
import os, signal, sys
import inclusion.app
from inclusion.db import create_engine_for, write_session
from inclusion.safe import queries
from inclusion.safe.service import papers
from inclusion.storage import open_store
from tests.services.test_safe import custody_of, sealed_for
from tests.support.clock import START
url, store_url, account, identity = sys.argv[1:]
with write_session(create_engine_for(url)) as session:
    opened = queries.Opened(queries.find_safe(session, int(account)), identity, START)
    store = open_store(store_url)
    papers.deposit(
        session, custody=custody_of(store), opened=opened, at=START,
        sealed=sealed_for(store, opened),
    )
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_between_store_and_commit_leaves_orphans_that_are_swept(engine, settings, tmp_path):
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        made = keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=settings,
            store=open_store(f"file:{tmp_path}/objects"), at=AT,
        )  # fmt: skip
    url = engine.url.render_as_string(hide_password=False)
    store_url = f"file:{tmp_path}/objects"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, store_url, str(owner.id), made.identity],
        check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    objects = open_store(store_url)
    assert len(list(objects.keys())) == 5  # body, page, thumbnail, and two indexes

    with read_session(engine) as session:
        assert session.scalars(sa.select(SafeDocument)).all() == []
        safe = queries.find_safe(session, owner.id)
        assert journal.verdict(session, safe) == journal.chain.Verdict(1, safe.journal_head)
    now = datetime.now(UTC)
    assert upkeep.sweep_orphans(engine, objects, now) == 0
    assert upkeep.sweep_orphans(engine, objects, now + timedelta(hours=2)) == 4
    assert len(list(objects.keys())) == 1


def test_the_sweep_leaves_what_rows_speak_of(engine, settings, tmp_path):
    objects = open_store(f"file:{tmp_path}/objects")
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        put_in(
            session,
            objects,
            keys.create(
                session, account_id=owner.id, passphrase=PHRASE, settings=settings,
                store=objects, at=AT,
            ),
        )  # fmt: skip

    assert upkeep.sweep_orphans(engine, objects, datetime.now(UTC) + timedelta(days=9)) == 0
    assert len(list(objects.keys())) == 4


SPOOLING = """
import os, signal
from inclusion import spool
spool._MEMORY = type(spool._MEMORY)(os.environ["SPOOL"])
with spool.private_folder() as folder:
    (folder / "body").write_bytes(b"in clear")
    print(folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_in_clear_goes_with_the_next_deposit(monkeypatch, tmp_path):
    monkeypatch.setattr(spool, "_MEMORY", tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", SPOOLING],
        env={**os.environ, "SPOOL": str(tmp_path)},
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    left = Path(done.stdout.decode().strip())
    assert (left / "body").read_bytes() == b"in clear"
    with spool.private_folder() as alive:
        later = time.time() + 60
        monkeypatch.setattr(time, "time", lambda: later)

        with spool.private_folder():
            assert not left.exists()
            assert alive.exists()
    assert list(tmp_path.iterdir()) == []


def test_spools_are_ours_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(spool, "_MEMORY", tmp_path)
    with spool.private_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_is_judged_under_limits():
    script = (
        "import resource as r\n"
        "from inclusion.intake import limits\n"
        "limits.confine(limits.largest_file(25_000_000))\n"
        "assert r.getrlimit(r.RLIMIT_AS)[0] == 1 << 30\n"
        "assert r.getrlimit(r.RLIMIT_CPU)[0] == 18\n"
        "assert r.getrlimit(r.RLIMIT_FSIZE)[0] == 100_000_000\n"
        "assert r.getrlimit(r.RLIMIT_NOFILE)[0] == 64\n"
        "assert r.getrlimit(r.RLIMIT_CORE)[0] == 0\n"
        "try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('held')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == b"held\n"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_verify_tells_what_is_altered_or_missing(session, store, made, settings, monkeypatch):  # noqa: F811
    row = put_in(session, store, made, pdf(pages=1))
    body, page = (
        queries.blob(session, row.id, k, n) for k, n in ((BlobKind.BODY, 0), (BlobKind.PAGE, 1))
    )
    path = store.root / body.store_key[:2] / body.store_key
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    store.delete(page.store_key)
    index = store.root / made.safe.index_key[:2] / made.safe.index_key
    index.write_bytes(index.read_bytes()[:-1])
    lines = verified(session, store, settings, monkeypatch)

    assert f"index {made.safe.public_id}: altered" in lines
    assert f"object {body.store_key}: altered" in lines
    assert f"object {page.store_key}: missing" in lines
    assert lines[-1] == "1 safes, 3 objects, 3 faults"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_verify_tells_that_an_index_was_taken_away(session, store, made, settings, monkeypatch):  # noqa: F811
    made.safe.index_key = None
    session.flush()

    lines = verified(session, store, settings, monkeypatch)
    assert lines == [f"index {made.safe.public_id}: missing", "1 safes, 0 objects, 1 faults"]


def verified(session, store, settings, monkeypatch):  # noqa: F811
    monkeypatch.setattr(cli, "create_engine_for", lambda _url: None)
    monkeypatch.setattr(cli, "read_session", lambda _engine: nullcontext(session))
    monkeypatch.setattr(cli, "write_session", lambda _engine: nullcontext(session))
    monkeypatch.setattr(cli, "open_store", lambda *_address: store)
    done = CliRunner().invoke(cli.verify, obj=settings)
    assert done.exit_code == 1, done.output
    as_json = CliRunner().invoke(cli.verify, ["--json"], obj=settings)
    faults = [": ".join(fault) for fault in json.loads(as_json.output)["faults"]]
    assert faults == done.output.splitlines()[:-1]
    events = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "safe.verify_failed"))
    assert [event.detail["faults"] for event in events] == [len(faults)] * 2
    return done.output.splitlines()
