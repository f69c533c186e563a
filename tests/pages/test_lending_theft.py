"""Stolen while papers are lent and desks are open: the keys of desks, structures and links."""

import pyrage
import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.lending.models import LendingUnlock, Loan
from inclusion.lending.service import loans
from inclusion.safe import envelope
from inclusion.web.models import WebSession
from tests.pages.test_lending_openings import (
    agent,  # noqa: F401 - fixtures are found by name
    at_desk,
    engine_of,
    lend_by_link,
    lend_to,
    opened_by_link,
    owner,  # noqa: F401
)
from tests.pages.test_safe_theft import steal
from tests.support.thief import everything, opened_by_a_thief

OF_A_STRUCTURE_WITHOUT_KEY = "200000026"


@pytest.fixture
def loot(tmp_path):
    folder = tmp_path / "loot"
    folder.mkdir()
    return folder


def test_a_thief_opens_no_desk_no_structure_and_no_link(app, owner, agent, loot):  # noqa: F811
    lend_to(owner, agent)
    lend_to_structure_too(owner, agent)
    _other, address, code = opened_by_link(app, owner)

    assert list(opened_by_a_thief(steal(app, loot))) == []
    stolen = b"\0".join(everything(loot).values())
    assert address.rpartition("/")[2].encode() not in stolen
    assert agent.account["password"].encode() not in stolen
    assert code.replace(" ", "").encode() not in stolen


@pytest.mark.parametrize("planted", [0, 1], ids=["desk", "structure"])
def test_the_same_thief_finds_a_key_that_the_server_would_keep(
    app, owner, monkeypatch, loot, planted  # noqa: F811
):  # fmt: skip
    """Planted: the first or the second key made is sealed to the secret file too, as an escrow."""
    pepper = app.extensions["inclusion"].settings.secrets.pepper
    escrow, honest = crypto.recipient_of(crypto.identity_from(pepper)), envelope.wrap
    made = []

    def wrap(identity, *, recipient):
        made.append(identity)
        if len(made) - 1 != planted:
            return honest(identity, recipient=recipient)
        both = [pyrage.x25519.Recipient.from_str(one) for one in (recipient, escrow)]
        return pyrage.encrypt(identity.encode(), both)

    monkeypatch.setattr(envelope, "wrap", wrap)
    at_desk(app, OF_A_STRUCTURE_WITHOUT_KEY)

    assert len(made) == 2, "the desk's key, then the structure's"
    assert any("age file" in one for one in opened_by_a_thief(steal(app, loot)))


def test_the_same_thief_finds_the_key_of_a_link_that_the_server_would_keep(
    app, owner, monkeypatch, loot  # noqa: F811
):  # fmt: skip
    """Planted: the row of the loan keeps the key of its link, so as to show it again."""
    honest, made = loans.link_identity, []

    def link_identity(token, code, *, stretch):
        made.append(honest(token, code, stretch=stretch))
        return made[-1]

    monkeypatch.setattr(loans, "link_identity", link_identity)
    lend_by_link(owner)
    with engine_of(app).begin() as connection:
        newest = sa.select(sa.func.max(Loan.id)).scalar_subquery()
        row = sa.update(Loan).where(Loan.id == newest)
        connection.execute(row.values(token_hash=made[0][-64:]))
    folder = steal(app, loot)
    assert list(opened_by_a_thief(folder)) == [], "a part of it is no key"
    (folder / "kept.txt").write_text(made[0])

    assert any("age file" in one for one in opened_by_a_thief(folder))


@pytest.mark.parametrize("purpose", ["desk", "link"])
def test_the_same_thief_finds_the_key_of_a_cookie_kept_beside_its_row(
    app, owner, agent, loot, purpose  # noqa: F811
):  # fmt: skip
    lend_to(owner, agent)
    other, _address, _code = opened_by_link(app, owner)
    holder = agent if purpose == "desk" else other
    key = holder.get_cookie(f"lending-{purpose}").value
    with engine_of(app).begin() as connection:
        assert len(connection.execute(sa.select(LendingUnlock)).all()) == 2
        connection.execute(sa.update(WebSession).values(content={"kept": key}))

    assert any(opened_by_a_thief(steal(app, loot)))


def lend_to_structure_too(owner, agent):  # noqa: F811
    lend_to(owner, agent, who="structure")
