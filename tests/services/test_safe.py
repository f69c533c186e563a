"""The safe on a real database and a real store: keys, papers, faults, what a thief gets."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.accounts import service as accounts
from inclusion.crypto import CannotOpen
from inclusion.intake.rules import Refusal
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
from inclusion.safe import journal, queries, sealing
from inclusion.safe.custody import Custody
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeJournal
from inclusion.safe.rules import Act, BlobKind, Category
from inclusion.safe.sealing import Label
from inclusion.safe.service import keys, noting, papers, shelves, visits
from inclusion.storage import LocalStore
from inclusion.web.models import WebSession
from tests.support.clock import START as AT
from tests.support.papers import pdf, photo

PHRASE = "cerise velours tambour lundi"
VISIT = "f" * 64


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "store")


@pytest.fixture
def account(session, settings):
    return accounts.register(
        session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
    )


@pytest.fixture
def made(session, settings, account, store):
    return keys.create(
        session, account_id=account.id, passphrase=PHRASE, settings=settings, store=store, at=AT
    )


def put_in(session, store, made, content=None, name="Passeport", category=Category.IDENTITY):
    sealed = sealed_for(store, made, content, name, category)
    deposited = papers.deposit(
        session, custody=custody_of(store), opened=made.opened(AT), sealed=sealed, at=AT
    )
    return deposited.row


def sealed_for(store, made, content=None, name="Passeport", category=Category.IDENTITY):
    with taken_in([Incoming(io.BytesIO(content or photo()))], Wishes(5_000_000)) as intake:
        return sealing.sealed(store, intake, Label(name, category), public_key=made.safe.public_key)


def custody_of(store, **limits):
    limits = {"most_documents": 100, "quota_bytes": 1_000_000_000, **limits}
    return Custody(store, b"k" * 32, "https://exemple.fr", **limits)


def body_of(session, store, made, row):
    paper = queries.paper(session, made.safe.id, row.public_id, identity=made.identity)
    blob = queries.blob(session, row.id, BlobKind.BODY)
    sink = io.BytesIO()
    sealing.opened(store, blob.store_key, sink, identity=paper.identity, sha256=blob.sealed_sha256)
    return sink.getvalue()[: paper.metadata.size_bytes]


def test_the_phrase_and_the_card_open_the_same_safe(session, settings, made):
    by_phrase = keys.unwrap_by_passphrase(session, made.safe, passphrase=PHRASE, settings=settings)
    by_card = keys.unwrap_by_card(
        session, made.safe, text=made.card.lower().replace(" ", "-").replace("0", "o")
    )

    assert by_phrase == by_card == made.identity


@pytest.mark.parametrize("phrase", ["", "cerise velours tambour mardi", PHRASE + " "])
def test_another_phrase_opens_nothing(session, settings, made, phrase):
    with pytest.raises(keys.WrongKey):
        keys.unwrap_by_passphrase(session, made.safe, passphrase=phrase, settings=settings)


def test_another_card_opens_nothing(session, made):
    with pytest.raises(keys.WrongKey):
        keys.unwrap_by_card(session, made.safe, text="0000 " * 8)


def test_an_account_has_one_safe(session, settings, account, made):
    with pytest.raises(keys.AlreadyThere):
        keys.create(
            session, account_id=account.id, passphrase=PHRASE, settings=settings,
            store=LocalStore(settings.var_dir / "other"), at=AT,
        )  # fmt: skip


def test_a_paper_comes_out_bit_for_bit(session, store, made):
    content = pdf(pages=3)
    row = put_in(session, store, made, content)

    assert body_of(session, store, made, row) == content


def test_a_paper_has_images_made_by_us_and_a_light_thumbnail(session, store, made):
    row = put_in(session, store, made, pdf(pages=7))

    paper = queries.paper(session, made.safe.id, row.public_id, identity=made.identity)
    assert paper.metadata.pages == 7
    assert queries.image_count(session, row.id) == 5
    assert queries.blob(session, row.id, BlobKind.THUMBNAIL).sealed_bytes < 5_500


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Refusal.EMPTY),
        (b"MZ\x90\x00 not a paper", Refusal.DANGEROUS),
        (b"<html><script>alert(1)</script>", Refusal.DANGEROUS),
        (b"%PDF-1.7\nnothing", Refusal.UNREADABLE),
        (b"\xff\xd8\xff\xe0" + b"x" * 500, Refusal.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 500, Refusal.UNREADABLE),
    ],
)
def test_what_is_not_a_paper_stays_outside(content, why):
    with (
        pytest.raises(FileRefused) as refused,
        taken_in([Incoming(io.BytesIO(content))], Wishes(5_000_000)),
    ):
        pass

    assert refused.value.code == why


def test_a_paper_too_large_stays_outside():
    with (
        pytest.raises(FileRefused) as refused,
        taken_in([Incoming(io.BytesIO(photo()))], Wishes(100)),
    ):
        pass

    assert refused.value.code == Refusal.TOO_LARGE


def test_an_image_bomb_ends_its_own_process_only():
    with (
        pytest.raises(FileRefused) as refused,
        taken_in(
            [Incoming(io.BytesIO(photo(size=(12_000, 9_000), kind="PNG")))], Wishes(50_000_000)
        ),
    ):
        pass

    assert refused.value.code == Refusal.TOO_MANY_PIXELS


def test_nothing_in_clear_stays_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("inclusion.spool.home", lambda: str(tmp_path))
    with taken_in([Incoming(io.BytesIO(photo()))], Wishes(5_000_000)):
        assert list(tmp_path.iterdir())
    with pytest.raises(FileRefused), taken_in([Incoming(io.BytesIO(b"MZ"))], Wishes(5_000_000)):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_flipped_byte_is_found_before_anything_is_given(session, store, made):
    row = put_in(session, store, made)
    blob = queries.blob(session, row.id, BlobKind.BODY)
    path = store.root / blob.store_key[:2] / blob.store_key
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)

    with pytest.raises(CannotOpen):
        body_of(session, store, made, row)


def test_the_bodies_of_two_papers_cannot_be_swapped(session, store, made):
    first, second = put_in(session, store, made), put_in(session, store, made, pdf())
    one = queries.blob(session, first.id, BlobKind.BODY)
    two = queries.blob(session, second.id, BlobKind.BODY)
    key_one, key_two = one.store_key, two.store_key
    one.store_key = "0" * 32
    session.flush()
    two.store_key = key_one
    session.flush()
    one.store_key = key_two
    session.flush()

    with pytest.raises(CannotOpen):
        body_of(session, store, made, first)


def test_the_metadata_of_two_papers_cannot_be_swapped(session, store, made):
    first, second = put_in(session, store, made), put_in(session, store, made, name="Bail")
    first.sealed_metadata, second.sealed_metadata = second.sealed_metadata, first.sealed_metadata
    first.grant, second.grant = second.grant, first.grant
    session.flush()

    shelf = shelves.read(session, store, made.opened(AT), at=AT)
    assert {found.document for found in shelf.faults} == {first.public_id, second.public_id}
    assert shelf.papers == []
    with pytest.raises(CannotOpen):
        queries.opened_paper(first, made.identity)


def test_a_replaced_public_key_is_found_when_the_safe_opens(session, settings, made):
    made.safe.public_key = crypto.recipient_of(crypto.new_identity())
    session.flush()

    with pytest.raises(keys.KeyReplaced):
        keys.unwrap_by_passphrase(session, made.safe, passphrase=PHRASE, settings=settings)


def test_erasing_takes_keys_and_names(session, store, made):
    row = put_in(session, store, made)
    paper = queries.paper(session, made.safe.id, row.public_id, identity=made.identity)
    papers.erase(session, custody=custody_of(store), opened=made.opened(AT), paper=paper, at=AT)

    assert session.scalars(sa.select(SafeDocument)).all() == []
    assert session.scalars(sa.select(SafeBlob)).all() == []
    assert shelves.read(session, store, made.opened(AT), at=AT).papers == []


def test_the_journal_is_a_chain_that_nobody_can_change(session, store, made):
    put_in(session, store, made)
    noting.note_refused(session, safe_id=made.safe.id, act=Act.OPENED_BY_CARD, at=AT)

    verdict = journal.verdict(session, made.safe)
    assert verdict.broken is None
    assert verdict.length == 3
    for act in (sa.update(SafeJournal).values(entry="{}"), sa.delete(SafeJournal)):
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(act)


def test_a_shortened_journal_is_found(session, store, made):
    put_in(session, store, made)
    made.safe.journal_length += 1
    session.flush()

    assert journal.verdict(session, made.safe).broken is not None


def visit(session, account, ref=VISIT):
    session.add(
        WebSession(
            token_hash=ref, account_id=account.id, content={}, created_at=AT, last_seen_at=AT,
            expires_at=AT + timedelta(hours=1),
        )
    )  # fmt: skip
    session.flush()


def find(session, account, key, at=AT, ref=VISIT):
    return visits.find_opened(session, account_id=account.id, visit_ref=ref, key=key, at=at)


def test_an_opened_safe_needs_the_visit_and_the_key_of_its_cookie(session, account, made):
    visit(session, account)
    key = visits.open_for_visit(
        session, safe=made.safe, identity=made.identity, visit_ref=VISIT,
        act=Act.OPENED_BY_PASSPHRASE, at=AT,
    )  # fmt: skip

    assert find(session, account, key).identity == made.identity
    assert find(session, account, bytes(32)) is None
    assert find(session, account, key, ref="e" * 64) is None


def test_a_safe_closes_by_itself(session, account, made):
    visit(session, account)
    key = visits.open_for_visit(
        session, safe=made.safe, identity=made.identity, visit_ref=VISIT,
        act=Act.OPENED_BY_PASSPHRASE, at=AT,
    )  # fmt: skip

    assert find(session, account, key, at=AT + timedelta(minutes=9))
    assert find(session, account, key, at=AT + timedelta(minutes=10)) is None
    visits.touch(session, visit_ref=VISIT, at=AT + timedelta(minutes=55))
    assert find(session, account, key, at=AT + timedelta(minutes=60)) is None


def test_the_end_of_a_visit_closes_its_safe(session, account, made):
    visit(session, account)
    key = visits.open_for_visit(
        session, safe=made.safe, identity=made.identity, visit_ref=VISIT,
        act=Act.OPENED_BY_PASSPHRASE, at=AT,
    )  # fmt: skip
    session.execute(sa.delete(WebSession).where(WebSession.token_hash == VISIT))
    session.expire_all()

    assert find(session, account, key) is None


def test_new_keys_end_the_old_phrase_and_the_old_card(session, settings, account, made):
    new = "girafe orange lanterne mouton"
    card = keys.renew(
        session, safe_id=made.safe.id, identity=made.identity, passphrase=new,
        settings=settings, at=AT,
    )  # fmt: skip
    safe = session.get_one(Safe, made.safe.id)

    with pytest.raises(keys.WrongKey):
        keys.unwrap_by_passphrase(session, safe, passphrase=PHRASE, settings=settings)
    with pytest.raises(keys.WrongKey):
        keys.unwrap_by_card(session, safe, text=made.card)
    assert keys.unwrap_by_card(session, safe, text=card) == made.identity
    assert (
        keys.unwrap_by_passphrase(session, safe, passphrase=new, settings=settings) == made.identity
    )
