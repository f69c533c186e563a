"""« Votre coffre a changé sans vous »: told in words, once, and nothing changes until accepted."""

import sqlite3

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.safe import queries
from inclusion.safe.models import Safe, SafeBlob, SafeDocument
from inclusion.safe.rules import Act, DocumentState
from inclusion.web.session import reading, transaction
from tests.pages.test_safe_pages import owner, put_in, safe_of  # noqa: F401 - a fixture

TITLE = "Votre coffre a changé sans vous"


def rows(session, app, owner):  # noqa: F811
    safe = safe_of(app, owner.account)
    return session.scalars(
        sa.select(SafeDocument).where(SafeDocument.safe_id == safe.id).order_by(SafeDocument.id)
    ).all()


@pytest.fixture
def robbed(app, owner):  # noqa: F811
    """Give the owner of an open safe from which a thief took one paper."""
    with app.app_context(), transaction() as session:
        first = rows(session, app, owner)[0]
        session.execute(sa.delete(SafeBlob).where(SafeBlob.document_id == first.id))
        session.delete(first)
    return owner


def told(app, owner):  # noqa: F811
    safe = safe_of(app, owner.account)
    with app.app_context(), reading() as session:
        entries = queries.entries(session, safe.id)
    kinds = {Act.FAULT_FOUND, Act.FAULT_ACCEPTED}
    return [(entry.act, entry.reason) for entry in reversed(entries) if entry.act in kinds]


def test_a_paper_that_went_is_named(app, robbed):
    page = robbed.visit("/coffre")

    assert page.heading == TITLE
    assert "Un papier a disparu. Titre de séjour (exemple)" in page.main
    assert "Appelez le" in page.main


def test_opening_the_safe_leads_to_what_was_found(app, robbed):
    assert robbed.post("/coffre/fermer", data=token(robbed)).status_code == 303
    assert robbed.unlock().heading == TITLE


def test_it_is_written_once_however_often_the_page_is_read(app, robbed):
    for _time in range(3):
        robbed.visit("/coffre")

    assert told(app, robbed) == [(Act.FAULT_FOUND, "paper_missing")]


def test_what_is_left_can_be_read(app, robbed):
    robbed.visit("/coffre")
    page = robbed.visit(robbed.page.link("Voir les papiers qui restent"))

    assert "Avis d’impôt (exemple)" in page.main
    assert page.link(TITLE) == "/coffre/change"
    left = rows_left(app, robbed)
    assert robbed.get(f"/coffre/papier/{left[0]}/telecharger").status_code == 200


def rows_left(app, owner):  # noqa: F811
    with app.app_context(), reading() as session:
        return [row.public_id for row in rows(session, app, owner)]


def test_nothing_changes_until_the_owner_accepts(app, robbed):
    left = rows_left(app, robbed)
    put = put_in(robbed)
    erased = robbed.post(f"/coffre/papier/{left[0]}/effacer", data=token(robbed))

    assert (put.location, erased.location) == ("/coffre/change", "/coffre/change")
    assert rows_left(app, robbed) == left
    robbed.visit("/coffre/change")
    assert robbed.follow(robbed.submit(status=303)).heading == "Mon coffre"
    assert told(app, robbed)[-1][0] is Act.FAULT_ACCEPTED
    robbed.follow(put_in(robbed))
    assert len(rows_left(app, robbed)) == len(left) + 1


def token(client):
    client.visit("/coffre/change")
    return {"csrf_token": client.page.form().values["csrf_token"]}


def test_the_page_is_not_there_when_nothing_changed(owner):  # noqa: F811
    assert owner.visit("/coffre/change").heading == "Mon coffre"


def test_the_database_of_this_morning_is_found(app, owner, tmp_path):  # noqa: F811
    engine = app.extensions["inclusion"].engine
    copy(engine.url.database, tmp_path / "this-morning.db")
    owner.follow(put_in(owner, name="Bail neuf"))
    engine.dispose()
    copy(tmp_path / "this-morning.db", engine.url.database)
    page = owner.visit("/coffre")

    assert page.heading == TITLE
    assert "remis à un jour plus ancien" in page.main


def copy(source, target):
    here, there = sqlite3.connect(source), sqlite3.connect(target)
    here.backup(there)
    here.close()
    there.close()


def test_a_lock_that_was_changed_shuts_the_safe_and_is_written(app, owner):  # noqa: F811
    with app.app_context(), transaction() as session:
        thief = crypto.recipient_of(crypto.new_identity())
        session.execute(sa.update(Safe).values(public_key=thief))
    page = owner.visit("/coffre")
    assert page.heading == "Votre coffre est fermé"
    owner.submit(passphrase=owner.account["safe_code"], status=422)

    assert "Il reste fermé. Appelez-nous." in owner.page.problems[0]
    assert told(app, owner) == [(Act.FAULT_FOUND, "key_replaced")]
    owner.visit("/coffre/journal")
    assert "Le coffre avait changé sans vous." in owner.page.main


def test_a_paper_moved_by_somebody_else_is_said(app, owner):  # noqa: F811
    with app.app_context(), transaction() as session:
        rows(session, app, owner)[1].state = DocumentState.BINNED

    assert "Un papier a été déplacé sans vous." in owner.visit("/coffre").main
