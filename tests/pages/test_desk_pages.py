"""The desk's pages, as a mediator goes through a day."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.appointments.models import Appointment, OpeningRule
from inclusion.appointments.rules.booking import Status
from inclusion.audit.models import AuditEvent
from inclusion.db import read_session
from inclusion.people.models import Person

# The demonstration: Aline Garnier receives at Mantois, Claire Roussel at Versailles.
ALINE, CLAIRE = "200000005", "200000026"


def engine(app):
    return app.extensions["inclusion"].engine


def first(app, *conditions, mediator=ALINE, order=Appointment.starts_at):
    """Return the first appointment of a mediator that fulfils the conditions."""
    with read_session(engine(app)) as session:
        found = session.scalar(
            sa.select(Appointment)
            .options(
                sa.orm.joinedload(Appointment.person),
                sa.orm.joinedload(Appointment.reason),
                sa.orm.joinedload(Appointment.mediator),
            )
            .where(
                Appointment.mediator.has(identifier=mediator),
                *conditions,
            )
            .order_by(order)
        )
    assert found is not None
    return found


def again(app, appointment):
    with read_session(engine(app)) as session:
        return session.get_one(Appointment, appointment.id)


def coming(app, clock, **said):
    """Return an appointment of another day."""
    return first(
        app,
        Appointment.status == Status.SCHEDULED,
        Appointment.starts_at > clock() + timedelta(days=1),
        **said,
    )


def at_its_hour(app, clock):
    """Return an appointment, with the clock five minutes before its hour."""
    found = coming(app, clock)
    clock.at = found.starts_at - timedelta(minutes=5)
    return found


def press(client, text):
    """Press the first button that says `text`, and follow."""
    return client.follow(client.submit(client.page.form(text)))


def test_the_day_has_one_filled_button_at_most(as_mediator):
    page = as_mediator.visit("/mediation")

    filled = [
        element
        for element in page.root.find(".//main").iter()
        if element.tag in ("a", "button")
        and "btn" in element.get("class", "").split()
        and not {"alt", "bad"} & set(element.get("class").split())
    ]
    assert len(filled) <= 1
    assert "À faire" in page.main


def test_a_person_arrives_is_received_and_leaves(app, clock):
    found = at_its_hour(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit("/mediation")

    press(client, f"Noter l’arrivée\u00a0: {found.person.name}")
    assert "L’arrivée est notée." in client.page.main
    assert again(app, found).status is Status.ARRIVED
    press(client, f"Recevoir\u00a0: {found.person.name}")
    assert again(app, found).status is Status.IN_PROGRESS
    client.visit(client.page.link(f"Terminer\u00a0: {found.person.name}"))
    client.follow(client.submit(client.page.form("Noter"), outcome="honoured", status=303))

    assert again(app, found).status is Status.HONOURED
    assert "la personne est venue" in client.page.main


def test_a_mistake_is_taken_back(app, clock):
    found = at_its_hour(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit("/mediation")
    press(client, f"Noter l’arrivée\u00a0: {found.person.name}")

    press(client, "Revenir en arrière")

    assert again(app, found).status is Status.SCHEDULED


def test_an_incomplete_appointment_says_what_lacks_and_gives_another_date(app, clock):
    found = at_its_hour(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit(f"/mediation/rendez-vous/{found.public_id}/suite")
    client.submit(client.page.form("Noter"), outcome="incomplete", status=422)
    assert client.page.problems == ["Écrivez ce qui manque. Par exemple\u00a0: l’avis d’impôt."]

    client.follow(
        client.submit(
            client.page.form("Noter"), outcome="incomplete", other="L’avis d’impôt", status=303
        )
    )

    assert again(app, found).missing_papers == ["L’avis d’impôt"]
    assert "L’avis d’impôt" in client.page.main
    page = client.visit(client.page.link("Donner une autre date"))
    assert found.person.name in page.main


def test_a_missed_appointment_is_called(app, clock):
    found = at_its_hour(app, clock)
    clock.at = found.ends_at
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit(f"/mediation/rendez-vous/{found.public_id}/suite")
    client.follow(client.submit(client.page.form("Noter"), outcome="no_show", status=303))

    client.visit(f"/mediation/rendez-vous/{found.public_id}")
    press(client, "Noter que l’appel est fait")

    assert "Appel passé par Aline Garnier." in client.page.main
    assert "Noter que l’appel est fait" not in client.page.main


def test_an_act_that_comes_too_late_changes_nothing_and_says_so(app, clock):
    found = first(app, Appointment.status == Status.HONOURED)
    client = app.test_client()
    client.sign_in(ALINE)
    page = client.visit(f"/mediation/rendez-vous/{found.public_id}")
    token = page.form().values["csrf_token"]

    answer = client.post(
        f"/mediation/rendez-vous/{found.public_id}/arrivee", data={"csrf_token": token}
    )

    assert "a changé entre-temps" in client.follow(answer).main
    assert again(app, found).status is Status.HONOURED


def test_cancelling_asks_how_the_person_will_know(app, clock):
    found = coming(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit(f"/mediation/rendez-vous/{found.public_id}/annuler")
    client.submit(client.page.form("Annuler le rendez-vous"), status=422)
    assert len(client.page.problems) == 2

    form = client.page.form("Annuler le rendez-vous")
    client.follow(client.submit(form, by="service", told="later", status=303))
    assert again(app, found).status is Status.CANCELLED_BY_SERVICE
    assert "ne sait pas encore" in client.page.main
    press(client, "Noter que la personne le sait")

    assert "Personne prévenue par Aline Garnier." in client.page.main


def test_an_agent_moves_an_appointment_and_the_code_stays(app, clock):
    found = coming(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit(f"/mediation/rendez-vous/{found.public_id}/changer")
    client.submit(client.page.form("Changer le rendez-vous"), status=422)
    slots = [e.get("value") for e in client.page.root.iter("input") if e.get("name") == "slot"]

    client.follow(
        client.submit(client.page.form("Changer le rendez-vous"), slot=slots[-1], status=303)
    )

    assert again(app, found).status is Status.RESCHEDULED
    assert found.code == re.sub(r"\D", "", re.search(r"(\d\d \d\d \d\d \d\d)", client.page.main)[0])
    client.visit(f"/mediation/rendez-vous/{found.public_id}")
    assert "Rendez-vous changé par Aline Garnier." in client.page.main


def test_the_day_sheet_holds_the_day_and_prints(as_mediator):
    page = as_mediator.visit("/mediation/feuille")

    assert page.heading == "Feuille du mardi 3\u00a0mars"
    assert page.root.find(".//table") is not None


@pytest.mark.parametrize("asked", ["/mediation?jour=hier", "/mediation?jour=2026-03-10"])
def test_another_day_is_shown_and_a_wrong_one_is_today(as_mediator, asked):
    page = as_mediator.visit(asked)

    assert page.heading == ("Mardi 3\u00a0mars" if "hier" in asked else "Mardi 10\u00a0mars")


def test_a_coordinator_sees_the_team_and_may_choose_one(as_coordinator):
    page = as_coordinator.visit("/mediation")

    page = as_coordinator.visit(page.link("Samir Haddad"))

    assert "Toute l’équipe" in page.links


def test_the_week_lists_its_days(as_mediator):
    page = as_mediator.visit("/mediation/semaine")

    assert "Lundi 2\u00a0mars" in page.main
    assert "Vendredi 6\u00a0mars" in page.main


def test_an_opening_is_added_left_out_one_day_and_ended(app):
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit("/mediation/permanences")
    form = client.page.form("Ajouter la permanence")
    client.submit(form, weekday="5", starts="14h", ends="13 h", status=422)
    assert client.page.problems == ["L’heure de fin doit venir après l’heure de début."]
    form = client.page.form("Ajouter la permanence")
    client.follow(client.submit(form, weekday="5", starts="14h", ends="16 h", status=303))
    assert "Samedi, 14\u00a0h à 16\u00a0h" in client.page.main

    with read_session(engine(app)) as session:
        rule = session.scalar(sa.select(OpeningRule).order_by(OpeningRule.id.desc()))
    client.visit(f"/mediation/permanences/{rule.public_id}")
    form = client.page.form("Annuler ce jour")
    client.follow(client.submit(form, on="2026-03-14", status=303))
    assert "Les jours annulés" in client.page.main
    form = client.page.form("Arrêter la permanence")
    client.submit(form, status=422)
    form = client.page.form("Arrêter la permanence")
    values = {"last-day": "2", "last-month": "3", "last-year": "2026"}
    client.follow(client.submit(form, **values, status=303))
    assert "Jusqu’au mardi 3\u00a0mars" in client.page.main


def test_an_absence_says_first_whom_it_hits(app, clock):
    found = coming(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    on = found.starts_at
    client.visit("/mediation/absences")
    values = {
        "first-day": str(on.day), "first-month": str(on.month), "first-year": str(on.year)
    }  # fmt: skip
    client.submit(client.page.form("Ajouter l’absence"), **values, status=409)
    assert found.person.name in client.page.main

    form = client.page.form("Ajouter l’absence")
    client.follow(client.submit(form, seen="oui", status=303))
    assert found.person.name in client.page.main, "one screen for all whom it hits"
    assert found.person.name in client.visit("/mediation").main
    before = client.visit("/mediation/absences").main.count("Retirer")
    press(client, "Retirer")

    assert client.page.main.count("Retirer") == before - 1


def test_people_of_the_structure_are_found_and_shown(app):
    found = first(app, Appointment.status == Status.HONOURED)
    client = app.test_client()
    client.sign_in(ALINE)
    page = client.visit(f"/mediation/personnes?q={found.person.name}")

    page = client.visit(page.link(found.person.name))

    assert page.heading == found.person.name
    assert "Ce qui a été fait" in page.main


def test_nobody_found_is_said_plainly(as_mediator):
    page = as_mediator.visit("/mediation/personnes?q=Zzyzx")

    assert "Personne de ce nom ne vient chez vous." in page.main


ADDRESSES = (
    "/mediation/rendez-vous/{a}",
    "/mediation/rendez-vous/{a}/suite",
    "/mediation/rendez-vous/{a}/annuler",
    "/mediation/rendez-vous/{a}/changer",
    "/mediation/rendez-vous/{a}/bordereau",
    "/mediation/rendez-vous/{a}/bordereau.pdf",
    "/mediation/reservation/{a}",
    "/mediation/personnes/{p}",
    "/mediation/permanences/{r}",
    "/mediation?mediateur={m}",
    "/mediation/semaine?mediateur={m}",
    "/mediation/feuille?mediateur={m}",
    "/mediation/permanences?mediateur={m}",
    "/mediation/absences?mediateur={m}",
)
POSTS = (
    "/mediation/rendez-vous/{a}/arrivee",
    "/mediation/rendez-vous/{a}/debut",
    "/mediation/rendez-vous/{a}/retour",
    "/mediation/rendez-vous/{a}/appel",
    "/mediation/rendez-vous/{a}/prevenu",
    "/mediation/rendez-vous/{a}/suite",
    "/mediation/rendez-vous/{a}/annuler",
    "/mediation/rendez-vous/{a}/changer",
    "/mediation/permanences/{r}/fin",
    "/mediation/permanences/{r}/exception",
)


def ids_of_versailles(app, clock):
    """Return references of another structure, and of a person whom Mantois does not know."""
    found = coming(app, clock, mediator=CLAIRE)
    with read_session(engine(app)) as session:
        mine = sa.select(Appointment.person_id).where(
            Appointment.mediator.has(structure_id=_structure_of(session, ALINE))
        )
        stranger = session.scalar(sa.select(Person).where(Person.id.not_in(mine)))
        rule = session.scalar(
            sa.select(OpeningRule).where(OpeningRule.mediator_id == found.mediator_id)
        )
    return {
        "a": found.public_id,
        "p": stranger.public_id if stranger else "inconnue",
        "r": rule.public_id,
        "m": found.mediator.public_id,
    }


def _structure_of(session, identifier):
    return session.scalar(
        sa.text("SELECT structure_id FROM account WHERE identifier = :i").bindparams(i=identifier)
    )


@pytest.mark.parametrize("who", [ALINE, "300000003"])
def test_another_structure_s_things_do_not_exist(app, clock, who):
    ids = ids_of_versailles(app, clock)
    client = app.test_client()
    client.sign_in(who)
    token = client.visit("/mediation").forms[0].values["csrf_token"]

    for address in ADDRESSES:
        assert client.get(address.format(**ids)).status_code == 404, address
    for address in POSTS:
        answer = client.post(address.format(**ids), data={"csrf_token": token})
        assert answer.status_code == 404, address


def test_a_citizen_has_no_desk(as_citizen, app, clock):
    ids = ids_of_versailles(app, clock)
    token = as_citizen.page.forms[0].values["csrf_token"]

    for address in (*ADDRESSES, "/mediation", "/mediation/telephone", "/mediation/personnes"):
        assert as_citizen.get(address.format(**ids)).status_code == 404, address
    for address in POSTS:
        answer = as_citizen.post(address.format(**ids), data={"csrf_token": token})
        assert answer.status_code == 404, address


def test_the_desk_speaks_english(app):
    client = app.test_client()
    client.sign_in(ALINE)

    for address in ("/en/mediation", "/en/mediation/telephone", "/en/mediation/semaine"):
        assert client.visit(address).root.get("lang") == "en"


def test_what_an_agent_does_is_in_the_journal(app, clock):
    found = at_its_hour(app, clock)
    client = app.test_client()
    client.sign_in(ALINE)
    client.visit("/mediation")
    press(client, f"Noter l’arrivée\u00a0: {found.person.name}")

    with read_session(engine(app)) as session:
        last = session.scalar(sa.select(AuditEvent).order_by(AuditEvent.id.desc()))
    assert (last.action, last.actor_role, last.object_id) == (
        "appointment.arrived",
        "mediator",
        found.id,
    )
