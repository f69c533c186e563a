"""The notebook of a safe through its pages, and the dates that agents say."""

import re

import sqlalchemy as sa

from inclusion.db import write_session
from inclusion.keeping import service
from inclusion.people.models import Person
from inclusion.safe.models import SafeDocument, SafeUnlock
from inclusion.web.models import WebSession
from tests.pages.test_safe_theft import steal
from tests.support.thief import everything

SECRET = "Digicode-de-la-rose-bleue"


def open_safe(client):
    client.sign_in("citizen")
    client.unlock()


def add(client, kind, status=303, **values):
    client.visit(f"/coffre/carnet/ajouter/{kind}")
    return client.submit(status=status, **values)


def test_a_note_is_written_changed_and_binned(client):
    open_safe(client)
    client.follow(add(client, "note", name="Code du bâtiment", text="12A34"))
    client.visit(client.page.link("Code du bâtiment"))
    assert "12A34" in client.page.text
    client.follow(client.submit(name="Code du bâtiment", text="56B78", status=303))
    client.visit(client.page.link("Code du bâtiment"))
    assert "56B78" in client.page.text
    assert "12A34" not in client.page.text
    client.follow(client.submit(client.page.form(action="corbeille"), status=303))

    assert "Code du bâtiment" not in client.page.main


def test_a_contact_and_a_date_are_kept(client):
    open_safe(client)
    client.follow(add(client, "contact", name="Mme Martin", tel="01 99 00 12 34"))
    assert "01 99 00 12 34" in client.page.main
    day = {"on-day": "14", "on-month": "5", "on-year": "2031"}
    client.follow(add(client, "date", name="Fin de la carte", **day))
    assert "Fin de la carte" in client.page.main


def test_a_date_is_in_clear_only_when_its_owner_wants_a_warning(app, client):
    open_safe(client)
    day = {"on-day": "14", "on-month": "5", "on-year": "2031"}
    add(client, "date", name="Fin de la carte", **day)
    add(client, "date", name="Fin du bail", warn="oui", **{**day, "on-year": "2032"})

    with app.extensions["inclusion"].engine.connect() as connection:
        dates = connection.scalars(
            sa.select(SafeDocument.expires_on).where(SafeDocument.expires_on > "2031-01-01")
        ).all()
    assert [one.year for one in dates] == [2032]


def test_what_makes_no_sense_is_said_beside_its_field_and_kept(client):
    open_safe(client)
    add(client, "date", status=422, name="Rendez-vous", **{
        "on-day": "31", "on-month": "2", "on-year": "2027"})  # fmt: skip
    assert any("n’existe pas" in sentence for sentence in client.page.problems)
    assert client.page.form().values["name"] == ["Rendez-vous"]
    add(client, "note", status=422, name="", text="texte")
    assert client.page.form().values["text"][0].strip() == "texte"
    add(client, "note", status=422, name="Trop", text="x" * 4_001)
    assert client.page.problems


def test_another_safe_has_another_notebook(app, client):
    open_safe(client)
    client.follow(add(client, "note", name="À moi", text="x"))
    mine = client.page.link("À moi")
    other = app.test_client()
    other.sign_in("100000011")
    other.unlock()

    assert other.get(mine).status_code == 404


def test_a_note_written_while_the_safe_closed_is_not_lost_nor_readable(app, client, tmp_path):
    open_safe(client)
    client.visit("/coffre/carnet/ajouter/note")
    form = client.page.form()
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(sa.delete(SafeUnlock))
    answer = client.submit(form, name="Code", text=SECRET, status=303)
    assert answer.location.endswith("/coffre")
    (tmp_path / "loot").mkdir()
    stolen = b"\0".join(everything(steal(app, tmp_path / "loot")).values())
    assert SECRET.encode() not in stolen
    client.unlock()
    client.visit("/coffre/carnet/ajouter/note")

    assert client.page.form().values["text"][0].strip() == SECRET


def test_the_server_alone_cannot_read_what_was_being_written(app, client):
    """The key is in the browser: without its cookie the draft opens for nobody."""
    open_safe(client)
    client.visit("/coffre/carnet/ajouter/note")
    form = client.page.form()
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(sa.delete(SafeUnlock))
    client.submit(form, name="Code", text=SECRET, status=303)
    with app.extensions["inclusion"].engine.connect() as connection:
        contents = connection.scalars(sa.select(WebSession.content)).all()
    key = client.get_cookie("draft").value
    assert any("draft" in content for content in contents)
    assert not any(key in str(content) for content in contents)
    client.delete_cookie("draft")
    client.unlock()
    client.visit("/coffre/carnet/ajouter/note")

    assert client.page.form().values["text"][0].strip() == ""


def test_an_agent_says_what_no_message_can(app, client):
    parts = app.extensions["inclusion"]
    at = parts.clock()
    with write_session(parts.engine) as session:
        session.execute(sa.update(Person).values(phone_confirmed_at=None, email_confirmed_at=None))
        session.execute(sa.update(SafeDocument).values(expires_on=at.date()))
        assert service.warn_due(session, at=at) > 0
    client.sign_in("mediator")
    client.visit("/mediation/dates-a-dire")
    before = len(client.page.forms)
    said = next(f for f in client.page.forms if "dates-a-dire" in f.action)
    client.follow(client.submit(said, status=303))

    assert len(client.page.forms) == before - 1
    assert not re.search("Quittance|Titre de séjour", client.page.text)
