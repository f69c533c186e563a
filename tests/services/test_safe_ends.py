"""What a safe stops when its account is blocked or closed, on a real database."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import service as accounts
from inclusion.accounts.contributions import Because
from inclusion.actors import SYSTEM
from inclusion.safe import ends, export
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeUnlock, SafeWrap
from inclusion.safe.rules import BlobKind, WrapKind
from inclusion.settings import Argon2Cost
from inclusion.web.models import WebSession

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CHEAP = Argon2Cost(memory_kib=8, time_cost=1)


def account_with_safe(session, name):
    account = accounts.register(
        session, name=name, passphrase="cerise velours tambour lundi", cost=CHEAP, at=AT
    )
    session.add(WebSession(
        token_hash=name, account_id=account.id, created_at=AT, last_seen_at=AT,
        expires_at=AT + timedelta(hours=1),
    ))  # fmt: skip
    safe = Safe(
        account_id=account.id, scheme=1, public_key="age1", card_fingerprint="", created_at=AT
    )
    session.add(safe)
    session.flush()
    paper = SafeDocument(safe_id=safe.id, sealed_metadata=b"x", grant=b"x", deposited_at=AT)
    session.add(paper)
    session.flush()
    session.add_all([
        SafeBlob(document_id=paper.id, kind=BlobKind.BODY, position=0, store_key=name,
                 sealed_sha256="", sealed_bytes=1_000),
        SafeWrap(safe_id=safe.id, kind=WrapKind.PASSPHRASE, wrapped=b"x", created_at=AT),
        SafeUnlock(visit_ref=name, safe_id=safe.id, sealed_identity=b"x", opened_at=AT,
                   idle_until=AT, until=AT),
    ])  # fmt: skip
    session.flush()
    return account


def end(session, account, because):
    ends.end(
        session, account_id=account.id, person_id=account.person_id, because=because,
        actor=SYSTEM, at=AT,
    )  # fmt: skip


def count(session, table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


@pytest.mark.parametrize("because", [Because.BLOCKED, Because.TAKEN_OVER, Because.DECEASED])
def test_an_account_that_is_stopped_closes_its_safe_and_keeps_the_papers(session, because):
    account = account_with_safe(session, "a")
    account_with_safe(session, "b")

    end(session, account, because)
    end(session, account, because)

    assert session.scalars(sa.select(SafeUnlock.visit_ref)).all() == ["b"]
    assert count(session, SafeDocument) == count(session, SafeWrap) == 2


def test_an_account_that_is_closed_loses_its_papers_and_its_keys(session):
    account = account_with_safe(session, "a")
    account_with_safe(session, "b")
    assert ends.papers(session, account.id) == 1

    end(session, account, Because.CLOSED)
    end(session, account, Because.CLOSED)

    assert ends.papers(session, account.id) == 0
    assert [count(session, table) for table in (SafeDocument, SafeBlob, SafeWrap)] == [1, 1, 1]
    assert session.scalars(sa.select(SafeBlob.store_key)).all() == ["b"]


def test_the_export_says_when_and_how_much_and_opens_nothing(session):
    account = account_with_safe(session, "a")

    part = export.part(session, account.id, account.person_id)

    assert [(row["deposited_at"], row["size_bytes"]) for row in part.rows] == [(AT, 1_000)]


def test_somebody_without_a_safe_has_an_empty_part(session):
    account = accounts.register(
        session, name="C", passphrase="cerise velours tambour lundi", cost=CHEAP, at=AT
    )

    end(session, account, Because.CLOSED)
    assert ends.papers(session, account.id) == 0
    assert export.part(session, account.id, account.person_id).rows == []
    assert export.part(session, None, account.person_id).rows == []
