"""The words read in papers: searched while open, erased when the agreement is taken back."""

import io
from dataclasses import replace

import pytest

from inclusion.intake.taking import Incoming, Wishes, taken_in
from inclusion.safe import queries, sealing
from inclusion.safe.rules import Act, BlobKind, Category, Channel
from inclusion.safe.rules.search import Spot
from inclusion.safe.sealing import Label
from inclusion.safe.service import papers, shelves, words
from tests.services.test_safe import account, custody_of, made, store  # noqa: F401 - fixtures
from tests.support.clock import START as AT
from tests.support.papers import photo

TEXT = "Avis d’impôt. Montant à payer : 312 euros avant le 15 septembre."


def sealed_with(store, made, text=TEXT, **label):  # noqa: F811
    with taken_in([Incoming(io.BytesIO(photo()))], Wishes(5_000_000)) as intake:
        path = intake.body.parent / "words"
        if text:
            path.write_text(text, encoding="utf-8")
        kept = replace(intake, text=path) if text else intake
        label = Label(**{"name": "Papier", "category": Category.MONEY, **label})
        return sealing.sealed(store, kept, label, public_key=made.safe.public_key)


@pytest.fixture
def custody(store):  # noqa: F811
    return custody_of(store)


def put_in(session, custody, made, **said):  # noqa: F811
    sealed = sealed_with(custody.store, made, **said)
    return papers.deposit(
        session, custody=custody, opened=made.opened(AT), sealed=sealed, at=AT
    ).row


def shelf(session, custody, made):  # noqa: F811
    return shelves.read(session, custody.store, made.opened(AT), at=AT)


def search(session, custody, made, typed):  # noqa: F811
    kept = shelf(session, custody, made)
    return words.searched(session, custody.store, kept.papers, typed)


def test_words_are_found_in_names_folders_notes_and_texts(session, custody, made):  # noqa: F811
    tax = put_in(session, custody, made, name="Trésor public", folder="2026", note="à relire")
    put_in(session, custody, made, name="Loyer", text="")

    for typed, spot in (
        ("tresor", Spot.NAME),
        ("2026", Spot.FOLDER),
        ("RELIRE", Spot.NOTE),
        ("impot", Spot.TEXT),
    ):
        (result,) = search(session, custody, made, typed)
        assert (result.paper.public_id, result.hit.spots) == (tax.public_id, (spot,)), typed
    (result,) = search(session, custody, made, "septembre trésor")
    assert result.hit.spots == (Spot.NAME, Spot.TEXT)
    assert "15 septembre." in result.hit.excerpt
    assert "\0" not in result.hit.excerpt


@pytest.mark.parametrize("typed", ["", "  ’ ", "impot loyer"])
def test_nothing_typed_or_a_word_missing_finds_nothing(session, custody, made, typed):  # noqa: F811
    put_in(session, custody, made, name="Trésor public")

    assert search(session, custody, made, typed) == []


def test_agreeing_is_written_once(session, made):  # noqa: F811
    for _time in range(2):
        words.agree(session, opened=made.opened(AT), at=AT)

    assert made.safe.text_agreed_at == AT
    acts = [entry.act for entry in queries.entries(session, made.safe.id)]
    assert acts.count(Act.TEXT_AGREED) == 1


def test_taking_back_erases_every_text_and_leaves_the_papers_whole(session, custody, made):  # noqa: F811
    words.agree(session, opened=made.opened(AT), at=AT)
    tax = put_in(session, custody, made, name="Trésor public")
    gone = queries.blob(session, tax.id, BlobKind.TEXT).store_key
    papers.receive(
        session,
        custody=custody,
        safe_id=made.safe.id,
        sealed=sealed_with(custody.store, made, name="Reçu"),
        channel=Channel.MEDIATOR,
        depositor="someone",
        at=AT,
    )
    words.take_back(session, custody=custody, opened=made.opened(AT), at=AT)

    kept = shelf(session, custody, made)
    assert kept.faults == []
    assert {paper.metadata.name for paper in kept.papers} == {"Trésor public", "Reçu"}
    assert queries.documents_with(session, made.safe.id, BlobKind.TEXT) == []
    assert search(session, custody, made, "impot") == []
    for paper in kept.papers:
        assert queries.own_blob(session, paper, BlobKind.BODY)
    assert made.safe.text_agreed_at is None
    assert queries.entries(session, made.safe.id)[0].act is Act.TEXT_REFUSED
    for act in session.info.pop("inclusion.after_commit"):
        act()
    assert not custody.store.exists(gone)


def test_words_stay_until_the_owner_has_seen_that_a_paper_was_altered(session, custody, made):  # noqa: F811
    row = put_in(session, custody, made)
    row.sealed_metadata = row.sealed_metadata[:-1] + bytes([row.sealed_metadata[-1] ^ 1])
    session.flush()

    with pytest.raises(shelves.Changed):
        words.take_back(session, custody=custody, opened=made.opened(AT), at=AT)
    assert len(queries.documents_with(session, made.safe.id, BlobKind.TEXT)) == 1
