"""Reasons, rooms, interpreters and languages: who writes them, and what booking then does."""

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.appointments.models import Reason, Resource
from inclusion.appointments.rules.booking import Audience, Mode
from inclusion.db import read_session
from tests.pages.test_desk_pages import engine

COORDINATOR, ADMINISTRATOR, MEDIATOR = "300000003", "400000004", "200000005"


def signed_in(app, who):
    client = app.test_client()
    client.sign_in(who)
    return client


@pytest.fixture
def coordinator(app):
    return signed_in(app, COORDINATOR)


@pytest.fixture
def administrator(app):
    return signed_in(app, ADMINISTRATOR)


def rows(app, statement):
    with read_session(engine(app)) as session:
        return list(session.scalars(statement))


def test_a_room_is_added_and_taken_out_of_use(app, coordinator):
    coordinator.visit("/coordination/moyens")
    form = coordinator.page.form("Ajouter")
    coordinator.follow(coordinator.submit(form, kind="office", name="Bureau 7", status=303))
    assert "Bureau 7" in coordinator.page.main

    (one,) = rows(app, sa.select(Resource).where(Resource.name == "Bureau 7"))
    form = coordinator.page.form(action=one.public_id)
    coordinator.follow(coordinator.submit(form, status=303))

    assert "Bureau 7" not in coordinator.page.main


def test_an_interpreter_needs_a_language_and_has_no_place(app, coordinator):
    coordinator.visit("/coordination/moyens")
    form = coordinator.page.form("Ajouter")
    coordinator.submit(form, kind="interpreter", name="ISM", status=422)
    assert "Cochez au moins une langue." in coordinator.page.main
    form = coordinator.page.form("Ajouter")
    coordinator.submit(
        form, kind="interpreter", name="ISM", languages=["ar"], by_telephone="oui", status=303
    )

    (one,) = rows(app, sa.select(Resource).where(Resource.name == "ISM"))
    assert (one.place_id, one.languages, one.by_telephone) == (None, ["ar"], True)


def test_another_structures_room_is_not_theirs(app, coordinator):
    with read_session(engine(app)) as session:
        mine = session.scalar(
            sa.select(Account.structure_id).where(Account.identifier == COORDINATOR)
        )
        strangers = session.scalars(
            sa.select(Account).where(Account.structure_id != mine, Account.role == "mediator")
        ).first()

    answer = coordinator.get(f"/coordination/langues/{strangers.public_id}")

    assert answer.status_code == 404


def test_languages_of_a_mediator_are_written(app, coordinator):
    coordinator.visit("/coordination/langues")
    coordinator.visit(coordinator.page.link("Modifier"))
    form = coordinator.page.form("Enregistrer")
    coordinator.follow(coordinator.submit(form, languages=["fsl", "ar"], status=303))

    assert "Langue des signes française" in coordinator.page.main


def test_an_administrator_adds_and_changes_a_reason(app, administrator):
    administrator.visit("/coordination/motifs/nouveau")
    form = administrator.page.form("Enregistrer")
    administrator.submit(form, duration="trente", status=422)
    assert "Écrivez un nombre entier." in administrator.page.main.replace("\u00a0", " ")
    form = administrator.page.form("Enregistrer")
    words = {"name_fr": "Par téléphone", "name_en": "By telephone", "name_ar": "بالهاتف"}
    administrator.follow(
        administrator.submit(
            form, **words, duration="20", mode="telephone", audience="agents", status=303
        )
    )
    assert "Par téléphone" in administrator.page.main

    (one,) = rows(app, sa.select(Reason).where(Reason.code.startswith("motif-")))
    assert (one.duration_minutes, one.mode, one.bookable_by) == (
        20,
        Mode.TELEPHONE,
        Audience.AGENTS,
    )
    administrator.visit(f"/coordination/motifs/{one.code}")
    form = administrator.page.form("Enregistrer")
    administrator.follow(administrator.submit(form, is_retired="oui", status=303))
    assert "Plus proposé" in administrator.page.main


def test_how_one_is_received_does_not_change_once_used(app, administrator):
    administrator.visit("/coordination/motifs/caf")
    form = administrator.page.form("Enregistrer")

    administrator.submit(form, mode="video", status=422)

    assert "Des rendez-vous sont déjà pris ainsi." in administrator.page.main


def test_a_mediator_sets_nothing_and_a_coordinator_writes_no_reason(app, coordinator):
    mediator = signed_in(app, MEDIATOR)

    assert mediator.get("/coordination/moyens").status_code in (403, 404)
    assert coordinator.get("/coordination/motifs").status_code == 200
    assert coordinator.get("/coordination/motifs/caf").status_code in (403, 404)
