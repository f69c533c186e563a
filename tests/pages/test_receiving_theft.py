"""Stolen database, store, backup and secrets: nothing of a paper that others deposited is read."""

import base64

import pytest

from inclusion.audit import service as audit
from inclusion.receiving.service import deposits
from inclusion.safe.service import papers
from tests.pages.test_receiving_desk import desk, given
from tests.pages.test_safe_theft import RUN, steal, tmp_path_of
from tests.support.papers import photo
from tests.support.receiving import OTHER, OWNER, Depositor, sha256
from tests.support.thief import everything, opened_by_a_thief

NAME, NOTE = "Ordonnance-de-la-rose-verte", "Un-mot-que-personne-ne-lit"


@pytest.fixture
def content():
    return photo(size=(20, 20))


def test_a_thief_reads_nothing_of_what_a_service_deposited(app, content, tmp_path):
    service = Depositor(app)
    sent = service.send(service.known_to(OTHER), content, name=NAME, note=NOTE)
    assert sent.status_code == 201

    assert_nothing_is_read(app, content, tmp_path)


def test_a_thief_reads_nothing_of_what_a_mediator_deposited(app, as_mediator, content, tmp_path):
    desk(app, as_mediator, OWNER)
    as_mediator.follow(given(as_mediator, content, name=NAME, note=NOTE))

    assert_nothing_is_read(app, content, tmp_path)


def assert_nothing_is_read(app, content, tmp_path):
    loot = steal(app, tmp_path_of(tmp_path))
    assert list(opened_by_a_thief(loot)) == []
    stolen = b"\0".join(everything(loot).values())
    for text in (NAME, NOTE, sha256(content)):
        for written in (text.encode(), base64.b64encode(text.encode())[:-4]):
            assert written not in stolen, text
    runs = (content[at : at + RUN] for at in range(len(content) - RUN + 1))
    assert not any(run in stolen for run in runs if len(set(run)) > 4)


def test_the_same_thief_finds_the_key_of_a_paper_that_its_sealing_kept(
    app, content, monkeypatch, tmp_path
):
    """Planted: the identity that sealed the paper is written in the journal of the site."""
    honest = papers.receive

    def receive(session, **said):
        made = honest(session, **said)
        audit.record(
            session, action="deposit.made", at=said["at"], actor=deposits.Actor(None, "x", None),
            detail={"kept": said["sealed"].identity},
        )  # fmt: skip
        return made

    monkeypatch.setattr(papers, "receive", receive)
    service = Depositor(app)
    assert service.send(service.known_to(OTHER), content).status_code == 201

    assert any(opened_by_a_thief(steal(app, tmp_path_of(tmp_path))))


def test_the_same_thief_finds_a_receipt_whose_key_is_kept(app, content, monkeypatch, tmp_path):
    """Planted: the key that a depositor gave is written instead of its hash."""
    monkeypatch.setattr(deposits, "digest", lambda key: key)
    service = Depositor(app)
    assert service.send(service.known_to(OTHER), content).status_code == 201

    assert any("answer" in told for told in opened_by_a_thief(steal(app, tmp_path_of(tmp_path))))
