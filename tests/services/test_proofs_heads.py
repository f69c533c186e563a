"""The signed heads of journals: made each day, kept in two places, and what following finds."""

import base64
import json
import sqlite3
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from inclusion import receipts
from inclusion.accounts import service as accounts
from inclusion.cli import cli
from inclusion.db import read_session, write_session
from inclusion.proofs.models import JournalHead, JournalStatement
from inclusion.proofs.rules import FIRST, Fault
from inclusion.proofs.service import heads, places
from inclusion.proofs.service.following import followed
from inclusion.safe import journal, queries
from inclusion.safe.models import Safe, SafeJournal
from inclusion.safe.rules import Act, chain
from inclusion.safe.service import keys, noting
from inclusion.storage import open_store
from tests.services.test_safe import PHRASE
from tests.support.clock import START as AT
from tests.support.settings import settings_in

KEY = b"k" * 32
KEYS = receipts.key_set(KEY)


@pytest.fixture
def sealing(tmp_path):
    return heads.Sealing(KEY, "https://exemple.fr", tmp_path / "heads")


@pytest.fixture
def safes(engine, settings, tmp_path):
    """Give the ids of two safes whose journals have several entries."""
    with write_session(engine) as session:
        made = []
        for name in ("Fatoumata Diarra", "Ali Benali"):
            owner = accounts.register(
                session, name=name, passphrase=PHRASE, cost=settings.argon2, at=AT
            )
            made.append(
                keys.create(
                    session, account_id=owner.id, passphrase=PHRASE, settings=settings,
                    store=open_store(f"file:{tmp_path}/objects"), at=AT,
                ).safe.id
            )  # fmt: skip
    act(engine, *made, times=4)
    return made


def act(engine, *safes, times=1):
    with write_session(engine) as session:
        for safe_id in safes * times:
            noting.note(session, safe_id=safe_id, act=Act.CLOSED, at=AT)


def faults(engine, sealing, keys=KEYS):
    with read_session(engine) as session:
        return followed(session, keys=keys, folder=sealing.folder).faults


def kinds(engine, sealing, keys=KEYS):
    return [found.fault for found in faults(engine, sealing, keys)]


def rewritten(engine, safe_id, *, first, length):
    """Forge a journal: entries from `first` are others, and the chain is made good to its end."""
    with engine.begin() as connection:
        lift(connection)
        previous = connection.scalar(
            sa.select(SafeJournal.previous).where(
                SafeJournal.safe_id == safe_id, SafeJournal.seq == first
            )
        )
        connection.execute(
            sa.delete(SafeJournal).where(SafeJournal.safe_id == safe_id, SafeJournal.seq >= first)
        )
        for seq in range(first, length + 1):
            entry = chain.canonical({"seq": seq, "act": "read", "at": "forged"})
            link = chain.link_hash(previous, entry)
            connection.execute(
                sa.insert(SafeJournal).values(
                    safe_id=safe_id, seq=seq, entry=entry, previous=previous, hash=link
                )
            )
            previous = link
        connection.execute(
            sa.update(Safe)
            .where(Safe.id == safe_id)
            .values(journal_length=length, journal_head=previous)
        )


def lift(connection):
    """Take away what keeps a journal from being changed, as the operator of a database can."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(
            sa.text(
                "SELECT name FROM sqlite_master "
                "WHERE type = 'trigger' AND tbl_name = 'safe_journal'"
            )
        ).scalars()
        for name in names.all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    else:
        connection.exec_driver_sql("ALTER TABLE safe_journal DISABLE TRIGGER USER")


def test_an_honest_service_has_no_fault(engine, safes, sealing):
    assert heads.seal(engine, sealing, AT) == 1
    act(engine, safes[0])
    assert heads.seal(engine, sealing, AT) == 2
    act(engine, *safes)

    assert faults(engine, sealing) == []
    with read_session(engine) as session:
        report = followed(session, keys=KEYS, folder=sealing.folder)
        assert (report.safes, report.entries, report.statements) == (2, 13, 2)
        changed = session.scalars(
            sa.select(JournalHead.safe_ref).where(JournalHead.statement_id == 2)
        ).all()
        assert changed == [session.get_one(Safe, safes[0]).public_id]


def test_a_statement_says_the_one_before_and_lies_in_another_place(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    heads.seal(engine, sealing, AT)
    first, second = (
        places.path_of(sealing.folder, n).read_text().partition("\n")[0] for n in (1, 2)
    )
    said = receipts.verified(first, keys=KEYS)
    assert (said["kind"], said["seq"], said["previous"]) == ("heads", 1, FIRST)
    assert receipts.verified(second, keys=KEYS)["previous"] == heads.digest(first)
    assert places.path_of(sealing.folder, 1).stat().st_mode & 0o777 == 0o644


def test_a_journal_rewritten_from_before_the_head_is_found(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    rewritten(engine, safes[0], first=3, length=6)

    found = faults(engine, sealing)
    assert [one.fault for one in found] == [Fault.JOURNAL_REWRITTEN]
    assert "entry 5, statement 1" in found[0].where
    with read_session(engine) as session:  # its own chain is whole: only the head tells
        assert journal.verdict(session, session.get_one(Safe, safes[0])).broken is None


def test_a_journal_cut_shorter_than_the_head_is_found(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    rewritten(engine, safes[1], first=3, length=3)

    found = faults(engine, sealing)
    assert [one.fault for one in found] == [Fault.JOURNAL_SHORTENED]
    assert "entry 4, statement 1" in found[0].where


def test_an_entry_changed_by_hand_is_found_with_its_place(engine, safes, sealing):
    with engine.begin() as connection:
        lift(connection)
        connection.execute(
            sa.update(SafeJournal)
            .where(SafeJournal.safe_id == safes[0], SafeJournal.seq == 2)
            .values(entry=SafeJournal.entry + " ")
        )

    found = faults(engine, sealing)
    assert [one.fault for one in found] == [Fault.ENTRY_ALTERED]
    assert found[0].where.endswith("entry 2")


def test_the_last_entries_deleted_alone_are_found(engine, safes, sealing):
    with engine.begin() as connection:
        lift(connection)
        connection.execute(sa.delete(SafeJournal).where(SafeJournal.safe_id == safes[0]))

    assert kinds(engine, sealing) == [Fault.JOURNAL_TRUNCATED]


def test_heads_rewritten_with_the_journal_are_found_by_their_signature(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    rewritten(engine, safes[0], first=3, length=5)
    with engine.begin() as connection:
        safe = connection.execute(sa.select(Safe).where(Safe.id == safes[0])).one()
        connection.execute(
            sa.update(JournalHead)
            .where(JournalHead.safe_ref == safe.public_id)
            .values(head=safe.journal_head)
        )

    assert kinds(engine, sealing) == [Fault.HEADS_ALTERED, Fault.FILE_ALTERED]


def test_a_statement_signed_by_somebody_else_is_found(engine, safes, sealing):
    heads.seal(engine, sealing, AT)

    assert kinds(engine, sealing, receipts.key_set(b"x" * 32)) == [Fault.SIGNATURE_WRONG]


def test_statements_deleted_from_the_database_are_found_in_the_other_place(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    heads.seal(engine, sealing, AT)
    with engine.begin() as connection:
        connection.execute(sa.delete(JournalHead))
        connection.execute(sa.delete(JournalStatement).where(JournalStatement.seq == 2))
        connection.execute(sa.update(JournalStatement).values(seq=1))

    assert Fault.STATEMENT_MISSING in kinds(engine, sealing)
    with pytest.raises(places.AlreadyStated):
        heads.seal(engine, sealing, AT)


def test_a_file_that_went_or_changed_is_found(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    heads.seal(engine, sealing, AT)
    places.path_of(sealing.folder, 1).unlink()
    with places.path_of(sealing.folder, 2).open("a") as file:
        file.write("more\n")

    assert kinds(engine, sealing) == [Fault.FILE_MISSING, Fault.FILE_ALTERED]


def test_a_safe_that_went_is_found(engine, safes, sealing):
    heads.seal(engine, sealing, AT)
    with engine.begin() as connection:
        connection.execute(
            sa.update(Safe).where(Safe.id == safes[0]).values(public_id="somebodyelses001")
        )

    assert kinds(engine, sealing) == [Fault.SAFE_GONE]


def test_the_statement_of_the_day_is_made_once(engine, safes, sealing):
    assert heads.seal_daily(engine, sealing, AT) == 1
    assert heads.seal_daily(engine, sealing, AT + timedelta(hours=2)) is None
    assert heads.seal_daily(engine, sealing, AT + timedelta(hours=24)) == 2


def test_a_statement_whose_file_was_not_written_in_time_gets_it(engine, safes, sealing):
    heads.seal_daily(engine, sealing, AT)
    places.path_of(sealing.folder, 1).unlink()  # killed between the commit and the file

    heads.seal_daily(engine, sealing, AT + timedelta(hours=1))
    assert faults(engine, sealing) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_backup_put_back_is_told_to_every_safe_and_starts_anew(
    engine, safes, sealing, tmp_path, monkeypatch
):
    backup = tmp_path / "backup.db"
    heads.seal(engine, sealing, AT)
    copied(engine.url.database, backup)
    act(engine, *safes)
    heads.seal(engine, sealing, AT)
    copied(backup, engine.url.database)
    assert kinds(engine, sealing) == [Fault.STATEMENT_MISSING]

    settings = settings_in(tmp_path, str(engine.url))
    done = CliRunner().invoke(cli.commands["safe"], ["restored"], obj=settings)
    assert done.exit_code == 0, done.output
    assert "2 safes told; statement 3 starts from here." in done.output
    with read_session(engine) as session:
        for safe_id in safes:
            newest, *_older = queries.entries(session, safe_id)
            assert (newest.act, newest.reason) == (Act.MAINTAINED, "restored")
    assert kinds(engine, sealing) == []
    rewritten(engine, safes[0], first=3, length=5)
    assert kinds(engine, sealing) == [Fault.JOURNAL_SHORTENED]


def copied(source, target):
    here, there = sqlite3.connect(source), sqlite3.connect(target)
    here.backup(there)
    here.close()
    there.close()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_another_signing_key_is_told_and_old_receipts_still_verify(engine, safes, tmp_path):
    settings = settings_in(tmp_path, str(engine.url))
    old = settings.secrets.signing_key
    names = ("session_key", "pepper", "lookup_key", "signing_key")
    settings.secret_file.write_text(
        json.dumps({name: base64.urlsafe_b64encode(bytes(32)).decode() for name in names}).replace(
            base64.urlsafe_b64encode(bytes(32)).decode(), base64.urlsafe_b64encode(old).decode()
        )
    )
    receipt = receipts.sign({"kind": "deposit"}, key=old)

    done = CliRunner().invoke(cli.commands["audit"], ["rotate-key"], obj=settings)
    assert done.exit_code == 0, done.output
    after = heads.Settings.from_environ(
        {"INCLUSION_VAR_DIR": str(tmp_path), "INCLUSION_SECRET_FILE": str(settings.secret_file)}
    ).secrets
    assert after.signing_key != old
    assert receipts.verified(receipt, keys=after.verifying_keys) == {"kind": "deposit"}
    assert settings.secret_file.stat().st_mode & 0o777 == 0o600
    with read_session(engine) as session:
        newest, *_older = queries.entries(session, safes[0])
        assert (newest.act, newest.reason) == (Act.MAINTAINED, "signing_key")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_command_says_where_and_ends_with_one(engine, safes, sealing, tmp_path):
    settings = settings_in(tmp_path, str(engine.url))
    sealed = CliRunner().invoke(cli.commands["audit"], ["seal"], obj=settings)
    assert sealed.output.startswith("statement 1: ")
    whole = CliRunner().invoke(cli.commands["audit"], ["verify"], obj=settings)
    assert (whole.exit_code, whole.output.partition(", 0 faults")[0]) == (
        0, "2 safes, 10 entries, 1 statements",
    )  # fmt: skip
    rewritten(engine, safes[0], first=3, length=6)
    broken = CliRunner().invoke(cli.commands["audit"], ["verify", "--json"], obj=settings)
    assert broken.exit_code == 1
    assert json.loads(broken.output)["faults"][0]["fault"] == Fault.JOURNAL_REWRITTEN


def test_a_hundred_thousand_entries_take_seconds(engine, safes, sealing):
    length = 100_000
    rewritten_fast(engine, safes[0], length)
    heads.seal(engine, sealing, AT)
    started = time.process_time()
    with read_session(engine) as session:
        report = followed(session, keys=KEYS, folder=sealing.folder)
    spent = time.process_time() - started

    assert report.entries == length + 5
    assert report.faults == []
    assert spent < 10, f"{length / spent:.0f} entries/s"


def rewritten_fast(engine, safe_id, length):
    previous, rows = FIRST, []
    for seq in range(1, length + 1):
        entry = chain.canonical(
            {"seq": seq, "act": "read", "at": "2026-03-03T09:00:00+00:00", "channel": "owner",
             "document": "0123456789abcdef", "outcome": "done", "reason": "", "who": ""}
        )  # fmt: skip
        link = chain.link_hash(previous, entry)
        rows.append(
            {"safe_id": safe_id, "seq": seq, "entry": entry, "previous": previous, "hash": link}
        )
        previous = link
    with engine.begin() as connection:
        lift(connection)
        connection.execute(sa.delete(SafeJournal).where(SafeJournal.safe_id == safe_id))
        connection.execute(sa.insert(SafeJournal), rows)
        connection.execute(
            sa.update(Safe)
            .where(Safe.id == safe_id)
            .values(journal_length=length, journal_head=previous)
        )
