"""Other keys for a safe: a phrase, a card that is tried, an identity, keys of papers."""

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.db import read_session, write_session
from inclusion.safe import envelope, journal, queries, sealing
from inclusion.safe.models import SafeBlob, SafeUnlock, SafeWrap
from inclusion.safe.rules import Act, BlobKind, Channel, Outcome, Untried, WrapKind
from inclusion.safe.service import keys, papers, renewing, shelves, visits
from inclusion.storage import LocalStore
from inclusion.web.models import WebSession
from tests.services.test_safe import (  # noqa: F401 - fixtures
    PHRASE,
    account,
    custody_of,
    made,
    put_in,
    sealed_for,
    store,
)
from tests.support.clock import START as AT
from tests.support.papers import pdf, photo

NEW = "girafe orange lanterne mouton"


def renewed(session, settings, store, made, phrase=NEW):  # noqa: F811
    return renewing.renew_identity(
        session, store=store, opened=made.opened(AT), passphrase=phrase, settings=settings, at=AT
    )


def opens(session, settings, made, phrase):  # noqa: F811
    try:
        return keys.unwrap_by_passphrase(session, made.safe, passphrase=phrase, settings=settings)
    except keys.WrongKey:
        return None


def rekeyed(session, store, opened, folder):  # noqa: F811
    shelf = shelves.read(session, store, opened, at=AT)
    done = [renewing.reseal(session, store, paper, folder) for paper in shelf.papers]
    return renewing.put_back(session, store=store, opened=opened, resealed=done, at=AT)


def acts(session, made):  # noqa: F811
    return [entry.act for entry in queries.entries(session, made.safe.id)]


def everything_in(session, store, opened):  # noqa: F811
    """Return the content of every paper by name, checked against all that was sealed."""
    shelf = shelves.read(session, store, opened, at=AT)
    assert shelf.faults == []
    return {paper.metadata.name: body(session, store, paper) for paper in shelf.papers}


def body(session, store, paper):  # noqa: F811
    blob = queries.own_blob(session, paper, BlobKind.BODY)
    sink = io.BytesIO()
    sealing.opened(store, blob.store_key, sink, identity=paper.identity, sha256=blob.sealed_sha256)
    return sink.getvalue()[: paper.metadata.size_bytes]


@pytest.fixture
def filled(session, store, made):  # noqa: F811
    """Put in one paper of each state."""
    custody, opened = custody_of(store), made.opened(AT)
    put_in(session, store, made, photo(seed=1), "Gardé")
    old = put_in(session, store, made, photo(seed=2), "Ancien")
    paper = queries.paper(session, made.safe.id, old.public_id, identity=made.identity)
    newer = sealed_for(store, made, pdf(), "Récent")
    papers.deposit(session, custody=custody, opened=opened, sealed=newer, at=AT, follows=paper)
    binned = put_in(session, store, made, photo(seed=3), "Jeté")
    paper = queries.paper(session, made.safe.id, binned.public_id, identity=made.identity)
    papers.put_in_bin(session, custody=custody, opened=opened, paper=paper, at=AT)
    papers.receive(
        session, custody=custody, safe_id=made.safe.id, at=AT, depositor="x" * 16,
        sealed=sealed_for(store, made, photo(seed=4), "Reçu"), channel=Channel.MEDIATOR,
    )  # fmt: skip
    return everything_in(session, store, opened)


def test_another_phrase_opens_and_the_old_one_no_more(session, settings, made):  # noqa: F811
    keys.change_passphrase(
        session, safe_id=made.safe.id, identity=made.identity, passphrase=NEW,
        settings=settings, at=AT,
    )  # fmt: skip

    assert opens(session, settings, made, NEW) == made.identity
    assert opens(session, settings, made, PHRASE) is None
    assert keys.unwrap_by_card(session, made.safe, text=made.card) == made.identity
    assert acts(session, made)[0] is Act.PASSPHRASE_CHANGED


def test_a_card_is_tried_without_being_used_up(session, made):  # noqa: F811
    keys.try_card(session, made.safe, text=made.card, at=AT)

    assert made.safe.card_tried_at == AT
    assert made.safe.card_used_at is None
    assert keys.unwrap_by_card(session, made.safe, text=made.card) == made.identity


def test_a_wrong_card_is_not_tried(session, made):  # noqa: F811
    with pytest.raises(keys.WrongKey):
        keys.try_card(session, made.safe, text="0000 " * 8, at=AT)

    assert made.safe.card_tried_at is None


def test_leaving_untried_keeps_the_reason_until_a_card_is_tried(session, made):  # noqa: F811
    keys.leave_untried(session, made.safe, reason=Untried.NO_PRINTER, at=AT)
    assert made.safe.card_untried is Untried.NO_PRINTER
    assert queries.entries(session, made.safe.id)[0].reason == "no_printer"

    keys.try_card(session, made.safe, text=made.card, at=AT)

    assert made.safe.card_untried is None


def test_a_new_card_is_to_be_tried_again(session, settings, made):  # noqa: F811
    keys.try_card(session, made.safe, text=made.card, at=AT)
    keys.renew(
        session, safe_id=made.safe.id, identity=made.identity, passphrase=PHRASE,
        settings=settings, at=AT,
    )  # fmt: skip

    assert made.safe.card_tried_at is None


def test_another_identity_opens_every_paper(session, settings, store, made, filled):  # noqa: F811
    done = renewed(session, settings, store, made)

    assert done.opened.identity != made.identity
    assert everything_in(session, store, done.opened) == filled
    assert opens(session, settings, made, NEW) == done.opened.identity
    assert keys.unwrap_by_card(session, made.safe, text=done.card) == done.opened.identity
    assert queries.rekeys_due(session, made.safe.id) == 5
    assert Act.KEY_CHANGED in acts(session, made)


def test_the_old_keys_open_nothing_that_is_kept_now(session, settings, store, made, filled):  # noqa: F811
    yesterday = queries.wrap(session, made.safe.id, WrapKind.PASSPHRASE)
    kept = SafeWrap(wrapped=yesterday.wrapped, stretch=dict(yesterday.stretch))
    renewed(session, settings, store, made)

    assert opens(session, settings, made, PHRASE) is None
    with pytest.raises(keys.WrongKey):
        keys.unwrap_by_card(session, made.safe, text=made.card)
    # The backup of yesterday and the old phrase give the old identity, and that opens nothing.
    key = envelope.passphrase_identity(
        PHRASE, stretch=envelope.Stretch(**kept.stretch), pepper=settings.secrets.pepper,
        safe=made.safe.public_id,
    )  # fmt: skip
    old = envelope.unwrap(kept.wrapped, identity=key)
    assert old == made.identity
    for row in shelves._rows(session, made.safe.id):
        with pytest.raises(CannotOpen):
            envelope.unwrap(row.grant, identity=old)
    with store.open(made.safe.index_key) as index, pytest.raises(CannotOpen):
        envelope.open_index(index.read(), identity=old)


def test_the_safe_closes_wherever_it_is_open(session, settings, store, made):  # noqa: F811
    session.add(
        WebSession(
            token_hash="f" * 64, account_id=made.safe.account_id, public_id="v" * 16, content={},
            device="", is_shared=True, created_at=AT, last_seen_at=AT, expires_at=AT,
        )
    )  # fmt: skip
    session.flush()
    visits.open_for_visit(
        session, safe=made.safe, identity=made.identity, visit_ref="f" * 64,
        act=Act.OPENED_BY_PASSPHRASE, at=AT,
    )  # fmt: skip
    renewed(session, settings, store, made)

    assert session.scalars(sa.select(SafeUnlock)).all() == []


def test_who_still_holds_the_old_identity_changes_no_wrap(session, settings, store, made):  # noqa: F811
    renewed(session, settings, store, made)

    for act in (keys.renew, keys.change_passphrase):
        with pytest.raises(keys.KeyReplaced):
            act(
                session, safe_id=made.safe.id, identity=made.identity, passphrase=PHRASE,
                settings=settings, at=AT,
            )  # fmt: skip
    with pytest.raises(keys.KeyReplaced):
        renewed(session, settings, store, made)


def test_a_deposit_sealed_before_the_change_is_received_after(session, settings, store, made):  # noqa: F811
    sealed = sealed_for(store, made, photo(seed=9), "En route")
    done = renewed(session, settings, store, made)
    papers.receive(
        session, custody=custody_of(store), safe_id=made.safe.id, sealed=sealed,
        channel=Channel.MEDIATOR, depositor="x" * 16, at=AT,
    )  # fmt: skip

    assert everything_in(session, store, done.opened) == {"En route": photo(seed=9)}


def test_a_safe_that_was_touched_keeps_its_key(session, settings, store, made, filled):  # noqa: F811
    row = shelves._rows(session, made.safe.id)[-1]
    row.grant = envelope.wrap(crypto.new_identity(), recipient=made.safe.public_key)
    row.sealed_metadata = b"another"
    session.flush()

    with pytest.raises(shelves.Changed):
        renewed(session, settings, store, made)
    assert made.safe.public_key == crypto.recipient_of(made.identity)


def test_every_paper_takes_another_key_of_its_own(session, settings, store, made, filled, tmp_path):  # noqa: F811
    before = {p.public_id: p for p in shelves.read(session, store, made.opened(AT), at=AT).papers}
    old_objects = set(store.keys())
    done = renewed(session, settings, store, made)
    assert len(rekeyed(session, store, done.opened, tmp_path)) == 5

    assert everything_in(session, store, done.opened) == filled
    assert queries.rekeys_due(session, made.safe.id) == 0
    for paper in shelves.read(session, store, done.opened, at=AT).papers:
        old = before[paper.public_id].identity
        assert paper.identity != old
        assert crypto.unseal(paper.row.sealed_receipt, identity=paper.identity).count(b".") == 2
        for blob in queries.blobs_of(session, paper.row.id):
            assert blob.store_key not in old_objects
            with store.open(blob.store_key) as sealed, pytest.raises(CannotOpen):
                crypto.unseal(sealed.read(), identity=old)
        with pytest.raises(CannotOpen):
            envelope.open_metadata(paper.row.sealed_metadata, identity=old)
    assert acts(session, made).count(Act.REKEYED) == 5
    assert journal.verdict(session, made.safe).broken is None


def test_the_old_objects_are_deleted(engine, settings, tmp_path):
    store, opened = LocalStore(tmp_path / "store"), committed(engine, settings, tmp_path)  # noqa: F811
    with write_session(engine) as session:
        rekeyed(session, store, opened, tmp_path)

    with read_session(engine) as session:
        named = {blob.store_key for blob in queries.blobs(session)}
        assert set(store.keys()) == named | {queries.safes(session)[0].index_key}


def test_a_paper_that_changed_meanwhile_stays_due(session, settings, store, made, tmp_path):  # noqa: F811
    put_in(session, store, made)
    opened = renewed(session, settings, store, made).opened
    paper = shelves.read(session, store, opened, at=AT).kept[0]
    done = renewing.reseal(session, store, paper, tmp_path)
    papers.revise(
        session, custody=custody_of(store), opened=opened, paper=paper, name="Autre", at=AT
    )

    assert renewing.put_back(session, store=store, opened=opened, resealed=[done], at=AT) == []
    assert queries.rekeys_due(session, made.safe.id) == 1
    assert everything_in(session, store, opened) == {"Autre": photo()}


def test_a_damaged_paper_is_told_and_stops_nothing(session, settings, store, made, tmp_path):  # noqa: F811
    row, other = put_in(session, store, made), put_in(session, store, made, pdf(), "Entier")
    store.delete(queries.blob(session, row.id, BlobKind.BODY).store_key)
    opened = renewed(session, settings, store, made).opened

    assert rekeyed(session, store, opened, tmp_path) == [other.id]
    assert queries.rekeys_due(session, made.safe.id) == 0
    refused = [e for e in queries.entries(session, made.safe.id) if e.outcome is Outcome.REFUSED]
    assert [(e.act, e.document) for e in refused] == [(Act.REKEYED, row.public_id)]
    assert list(tmp_path.glob("clear")) == []


def committed(engine, settings, folder):
    """Commit a safe of three papers whose key has just changed; return it open."""
    from inclusion.accounts import service as accounts  # noqa: PLC0415 - only here

    store = LocalStore(folder / "store")  # noqa: F811
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        made = keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=settings, store=store, at=AT
        )
        for number in range(3):
            put_in(session, store, made, photo(seed=number), f"papier {number}")
        return renewed(session, settings, store, made).opened


KILLED = """
import os, signal, sys
from pathlib import Path
from dataclasses import replace
from inclusion.db import create_engine_for, write_session, read_session
from inclusion.safe import queries
from inclusion.safe.queries import Opened
from inclusion.safe.service import renewing, shelves
from inclusion.storage import LocalStore
from tests.support.clock import START as AT

url, folder, identity, where = sys.argv[1:]
die = lambda *_args, **_more: os.kill(os.getpid(), signal.SIGKILL)
engine, store = create_engine_for(url), LocalStore(Path(folder) / "store")
with read_session(engine) as session:
    opened = Opened(queries.safes(session)[0], identity, AT)
    due = shelves.read(session, store, opened, at=AT).papers
    if where == "while sealing":
        honest = renewing.sealing.resealed
        count = iter(range(99))
        def sealed(*args, **more):
            if next(count) == 2:
                die()
            return honest(*args, **more)
        renewing.sealing.resealed = sealed
    done = [renewing.reseal(session, store, paper, Path(folder)) for paper in due]
if where == "before the commit":
    renewing.journal.append = die
if where == "before the old ones go":
    store.delete = die
with write_session(engine) as session:
    renewing.put_back(session, store=store, opened=opened, resealed=done, at=AT)
"""


@pytest.mark.parametrize("where", ["while sealing", "before the commit", "before the old ones go"])
def test_a_process_that_is_killed_loses_no_paper(engine, settings, tmp_path, where):
    opened = committed(engine, settings, tmp_path)
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(tmp_path), opened.identity, where],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr

    store = LocalStore(tmp_path / "store")  # noqa: F811
    expected = {f"papier {n}": photo(seed=n) for n in range(3)}
    with write_session(engine) as session:
        safe = queries.safes(session)[0]
        now = replace(opened, safe=safe)
        assert everything_in(session, store, now) == expected
        due = queries.rekeys_due(session, safe.id)
        assert due == (0 if where == "before the old ones go" else 3)
        rekeyed(session, store, now, tmp_path)
        assert everything_in(session, store, now) == expected
    with read_session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SafeBlob)) == 9
