"""Booking by telephone or at the counter: one screen, nothing typed twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import Channel, Company, Origin
from inclusion.db import read_session
from inclusion.people.models import Person

ADDRESS = "/mediation/telephone"
NEED = "caf"


@pytest.fixture
def desk(as_mediator):
    as_mediator.visit(ADDRESS)
    return as_mediator


def send(client, act, *, status=200, **values):
    return client.submit(client.page.form("Réserver"), act=act, status=status, **values)


def slots(client):
    return [e.get("value") for e in client.page.root.iter("input") if e.get("name") == "slot"]


def rows(app, model):
    with read_session(app.extensions["inclusion"].engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def last(app):
    with read_session(app.extensions["inclusion"].engine) as session:
        return session.scalar(
            sa.select(Appointment)
            .order_by(Appointment.id.desc())
            .options(sa.orm.joinedload(Appointment.person))
        )


def test_a_known_person_is_booked_with_one_search(desk, app):
    send(desk, "slots", q="diarra", reason=NEED, where="Mantes-la-Jolie")
    assert "Fatoumata Diarra" in desk.page.main
    assert "Je vous propose" in desk.page.main

    page = desk.follow(send(desk, "book", status=303))

    assert page.heading == "C’est réservé"
    assert "Lire à voix haute" in page.main
    booked = last(app)
    assert booked.person.name == "Fatoumata Diarra"
    assert (booked.origin, booked.channel) == (Origin.TELEPHONE, Channel.SPOKEN)


def test_a_new_person_s_name_is_typed_once(desk, app):
    people = rows(app, Person)
    send(desk, "slots", q="Zoé Prigent", reason=NEED, where="78200")

    desk.follow(
        send(
            desk, "book", status=303,
            phone="06 39 98 02 02", birth="1950", language="ar", companion="oui",
            interpreter="ar", confirmation="counter",
        )
    )  # fmt: skip

    booked = last(app)
    assert rows(app, Person) == people + 1
    assert (booked.person.name, booked.person.phone) == ("Zoé Prigent", "+33639980202")
    assert (booked.person.birth_on, booked.person.language) == ("1950", "ar")
    assert (booked.origin, booked.channel) == (Origin.COUNTER, Channel.PRINTED)
    assert (booked.company, booked.people_count) == (Company.WITH_RELATIVE, 2)
    assert booked.interpreter_language == "ar"


def test_a_new_person_s_telephone_is_typed_once(desk):
    send(desk, "person", q="06 39 98 03 03")

    assert desk.page.form("Réserver").values["phone"] == ["06 39 98 03 03"]
    assert desk.page.form("Réserver").values["person"] == ["nouvelle"]


def test_what_was_typed_stays_at_each_search(desk):
    send(desk, "person", q="diarra", reason=NEED, where="Mantes-la-Jolie", moment="afternoon")

    kept = desk.page.form("Réserver").values
    assert (kept["q"], kept["reason"]) == (["diarra"], [NEED])
    assert (kept["where"], kept["moment"]) == (["Mantes-la-Jolie"], ["afternoon"])
    assert all(value[-5:-3] >= "11" for value in slots(desk))


def test_a_form_sent_twice_books_once(desk, app):
    send(desk, "slots", q="Zoé Prigent", reason=NEED, where="78200")
    form = desk.page.form("Réserver")
    before = rows(app, Appointment), rows(app, Person)

    first = desk.submit(form, act="book", status=303)
    second = desk.submit(form, act="book", status=303)

    assert first.location == second.location
    assert (rows(app, Appointment), rows(app, Person)) == (before[0] + 1, before[1] + 1)


def test_an_hour_just_taken_gives_others_on_the_same_screen(desk, app):
    """The desk's slot leaves the mediator open: it is gone when nobody is free any more."""
    send(desk, "slots", q="diarra", reason=NEED, where="Mantes-la-Jolie")
    chosen = slots(desk)[0]
    people = rows(app, Person)
    for number in range(10):
        send(desk, "slots", q=f"Zoé Prigent {number}", person="nouvelle", reason=NEED)
        answer = send(desk, "book", status=None, slot=chosen, name=f"Zoé Prigent {number}",
                      person="nouvelle")  # fmt: skip
        if answer.status_code == 409:
            break
        desk.visit(ADDRESS)

    assert answer.status_code == 409
    assert "Quelqu’un vient de prendre cette heure." in desk.page.problems[0]
    assert chosen not in slots(desk)
    assert desk.page.form("Réserver").values["q"] == [f"Zoé Prigent {number}"]
    assert rows(app, Person) == people + number


def test_what_lacks_is_said(desk):
    send(desk, "book", status=422)
    assert len(desk.page.problems) == 2

    send(desk, "slots", q="Zoé Prigent", reason=NEED)
    send(desk, "book", status=422, phone="12", birth="demain")

    assert [problem.split(".")[0] for problem in desk.page.problems] == [
        "Vérifiez le numéro",
        "Écrivez une année",
    ]


def test_a_commune_nobody_knows_is_said(desk):
    send(desk, "slots", reason=NEED, where="Xyzzy")

    assert "Cette commune n’est pas connue." in desk.page.main


def test_later_and_further_give_other_slots(desk):
    send(desk, "slots", q="diarra", reason=NEED, where="Mantes-la-Jolie")
    near = slots(desk)
    send(desk, "later")
    later = slots(desk)
    assert min(later)[-14:] > max(near)[-14:] or not set(later) & set(near)

    send(desk, "slots", where="Mantes-la-Jolie")
    assert slots(desk) == near
    send(desk, "further")

    assert slots(desk)


def test_an_hour_that_is_past_is_not_booked(desk, clock):
    send(desk, "slots", q="diarra", reason=NEED, where="Mantes-la-Jolie")
    clock.advance(timedelta(hours=72))
    desk.sign_in("mediator")
    desk.visit(ADDRESS)
    send(desk, "slots", q="diarra", reason=NEED, where="Mantes-la-Jolie")

    slug = slots(desk)[0].partition("~")[0]
    send(desk, "book", status=409, slot=f"{slug}~20260303T0900Z")


def test_the_person_and_the_need_may_come_with_the_address(desk, app):
    with read_session(app.extensions["inclusion"].engine) as session:
        person = session.scalar(sa.select(Person).where(Person.name == "Fatoumata Diarra"))

    page = desk.visit(f"{ADDRESS}?personne={person.public_id}&motif={NEED}")

    assert page.form("Réserver").values["person"] == [person.public_id]
    assert slots(desk)


def test_a_stranger_cannot_be_booked_by_their_reference(desk, app):
    send(desk, "slots", q="Zoé Prigent", reason=NEED)

    send(desk, "book", status=422, person="aaaaaaaaaaaaaaaa", q="", name="")


def test_an_agent_books_at_another_structure_and_keeps_the_slip(desk, app):
    send(desk, "slots", q="diarra", reason=NEED, where="Nanterre")
    page = desk.follow(send(desk, "book", status=303))

    assert "Voir le rendez-vous" not in page.links
    booked = last(app)
    assert desk.get(f"/mediation/rendez-vous/{booked.public_id}").status_code == 404
    assert desk.get(f"/mediation/rendez-vous/{booked.public_id}/bordereau").status_code == 200


def test_a_new_search_forgets_whom_the_old_one_found(as_mediator):
    as_mediator.visit("/mediation/telephone")
    as_mediator.submit(q="Lemoine", act="person")
    chosen = as_mediator.page.form("Chercher la personne").values
    assert chosen.get("person")

    as_mediator.submit(q="Diarra", act="person")
    page = as_mediator.page

    assert "Lemoine" not in page.main
    assert chosen["person"] != page.form("Chercher la personne").values.get("person")


def test_a_name_typed_after_another_is_the_one_booked(as_mediator):
    as_mediator.visit("/mediation/telephone")
    as_mediator.submit(q="Lemoine", act="person")
    as_mediator.submit(q="Yamina Nouvelle", reason="caf", act="slots")
    page = as_mediator.follow(as_mediator.submit(person="nouvelle", act="book", status=303))

    assert "Yamina Nouvelle" in page.main + as_mediator.visit("/mediation/personnes").main


def test_booking_at_once_after_another_search_asks_who_comes(as_mediator):
    as_mediator.visit("/mediation/telephone")
    as_mediator.submit(q="Lemoine", reason="caf", act="slots")
    as_mediator.submit(q="Diarra", act="book", status=422)

    assert as_mediator.page.problems
