"""An absence, a closed place, somebody late: who is hit, and what becomes of each."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Absence, Appointment, Opening, PlaceClosure
from inclusion.appointments.rules.booking import Initiative, Status
from inclusion.appointments.service import booking
from inclusion.clock import paris_today, to_paris
from inclusion.db import read_session, write_session
from inclusion.messages.models import Message
from inclusion.people.models import Person
from tests.pages.test_desk_pages import ALINE, CLAIRE, again, coming, engine


def absence(app):
    with read_session(engine(app)) as session:
        return session.scalars(sa.select(Absence).order_by(Absence.id).limit(1)).one()


def closure(app):
    with read_session(engine(app)) as session:
        return session.scalars(sa.select(PlaceClosure).limit(1)).one()


def hit_by_absence(app):
    away = absence(app)
    with read_session(engine(app)) as session:
        return session.scalars(
            sa.select(Appointment).where(
                Appointment.mediator_id == away.mediator_id,
                Appointment.status == Status.SCHEDULED,
                Appointment.starts_at < away.ends_at,
                Appointment.ends_at > away.starts_at,
            )
        ).one()


@pytest.fixture
def aline(app):
    client = app.test_client()
    client.sign_in(ALINE)
    return client


def choose(client, one, kind):
    """Choose for an appointment the first thing of a kind, and validate."""
    name = f"choix-{one.public_id}"
    select = next(e for e in client.page.root.iter("select") if e.get("name") == name)
    values = [option.get("value") for option in select.iter("option")]
    value = next(value for value in values if value.startswith(kind))
    return client.page.form("Valider pour toutes"), {name: value}


def people_page(app):
    return f"/mediation/absences/{absence(app).public_id}/personnes"


def test_another_hour_is_given_and_told(app, aline, clock):
    one = hit_by_absence(app)
    with write_session(engine(app)) as session:
        person = session.get_one(Person, one.person_id)
        person.phone, person.phone_confirmed_at = "+33639980102", clock()
    page = aline.visit(people_page(app))
    assert "prévenue par SMS" in page.main

    form, values = choose(aline, one, "heure:")
    aline.follow(aline.submit(form, **values, status=303))

    assert "Plus personne n’est touché" in aline.page.main
    with read_session(engine(app)) as session:
        moved = session.scalars(
            sa.select(Appointment).where(Appointment.moved_from_id == one.id)
        ).one()
        told = session.scalars(sa.select(Message.text_code).where(Message.person_id == person.id))
        assert "appointment_moved" in told.all()
    assert moved.moved_by is Initiative.SERVICE
    assert paris_today(moved.starts_at) > paris_today(one.starts_at)


def test_who_has_no_channel_is_to_be_called(app, aline, clock):
    one = hit_by_absence(app)
    aline.visit(people_page(app))
    form, values = choose(aline, one, "heure:")
    aline.follow(aline.submit(form, **values, status=303))

    board = aline.visit("/mediation")
    assert "Prévenir" in board.main
    with read_session(engine(app)) as session:
        moved = session.scalars(
            sa.select(Appointment).where(Appointment.moved_from_id == one.id)
        ).one()
    aline.visit(f"/mediation/rendez-vous/{moved.public_id}")
    assert "Cette personne ne sait pas encore" in aline.page.main
    aline.follow(aline.submit(aline.page.form("Noter que la personne le sait"), status=303))
    assert "Cette personne ne sait pas encore" not in aline.page.main


def test_a_colleague_receives_at_the_same_hour(app, aline, clock):
    one = hit_by_absence(app)
    with write_session(engine(app)) as session:
        mine = session.get_one(Account, one.mediator_id)
        other = session.scalars(
            sa.select(Account).where(
                Account.structure_id == mine.structure_id,
                Account.role == "mediator",
                Account.id != mine.id,
            )
        ).first()
        session.execute(sa.delete(Opening).where(Opening.mediator_id == other.id))
        session.add(
            Opening(
                mediator_id=other.id,
                place_id=one.place_id,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
            )
        )
    aline.visit(people_page(app))

    form, values = choose(aline, one, "avec:")
    aline.follow(aline.submit(form, **values, status=303))

    with read_session(engine(app)) as session:
        moved = session.scalars(
            sa.select(Appointment).where(Appointment.moved_from_id == one.id)
        ).one()
    assert (moved.mediator_id, moved.starts_at) == (other.id, one.starts_at)
    assert moved.code == one.code


def test_an_hour_taken_meanwhile_is_said_and_nothing_is_lost(app, aline, clock):
    one = hit_by_absence(app)
    aline.visit(people_page(app))
    form, values = choose(aline, one, "heure:")
    with write_session(engine(app)) as session:
        session.execute(sa.delete(Opening).where(Opening.starts_at > one.ends_at))

    aline.submit(form, **values, status=409)

    assert "n’est plus libre" in aline.page.main
    assert again(app, one).status is Status.SCHEDULED


def test_a_closed_place_lists_everybody_and_cancels(app, aline, clock):
    closed = closure(app)
    with write_session(engine(app)) as session:
        session.delete(session.get_one(PlaceClosure, closed.id))
    found = coming(app, clock)
    day = paris_today(found.starts_at)
    aline.visit("/mediation/fermetures")
    form = aline.page.form("Fermer ce lieu")
    with read_session(engine(app)) as session:
        slug = session.scalar(
            sa.text("SELECT slug FROM place WHERE id = :id"), {"id": found.place_id}
        )
    values = {
        "place": slug,
        "cause": "strike",
        "first-day": str(day.day),
        "first-month": str(day.month),
        "first-year": str(day.year),
    }
    aline.follow(aline.submit(form, **values, status=303))
    assert found.person.name in aline.page.main

    form, chosen = choose(aline, found, "annuler")
    aline.follow(aline.submit(form, **chosen, status=303))

    assert again(app, found).status is Status.CANCELLED_BY_SERVICE


def test_a_place_of_another_structure_is_not_theirs(app, aline):
    other = app.test_client()
    other.sign_in(CLAIRE)
    closed = closure(app)

    assert aline.get(f"/mediation/fermetures/{closed.public_id}/personnes").status_code == 200
    assert other.get(f"/mediation/fermetures/{closed.public_id}/personnes").status_code == 404
    assert other.get(people_page(app)).status_code == 404


def test_a_closure_that_ends_before_it_begins_is_refused(app, aline, clock):
    aline.visit("/mediation/fermetures")
    form = aline.page.form("Fermer ce lieu")
    values = {"cause": "heat", "starts": "14 h", "ends": "9 h"}

    aline.submit(form, **values, status=422)

    assert "La fin doit venir après le début." in aline.page.main


@pytest.fixture
def found(app, clock):
    """Return an appointment, ten minutes before its hour."""
    one = coming(app, clock)
    clock.at = one.starts_at - timedelta(minutes=10)
    return one


def test_who_is_late_has_a_shorter_hour(app, clock, found, aline):
    aline.visit(f"/mediation/rendez-vous/{found.public_id}/retard")
    form = aline.page.form("Noter le retard")
    aline.follow(aline.submit(form, minutes="15", what="shorten", status=303))

    late = again(app, found)
    assert (late.late_minutes, late.ends_at) == (15, found.ends_at)
    assert "Retard noté" in aline.page.main


def test_an_hour_is_put_off_over_the_next_one_only_on_purpose(app, clock, found, aline):
    with write_session(engine(app)) as session:
        one = session.get_one(Appointment, found.id)
        session.execute(
            sa.delete(Appointment).where(
                Appointment.mediator_id == one.mediator_id,
                Appointment.starts_at >= one.ends_at,
                Appointment.starts_at < one.ends_at + timedelta(hours=2),
                Appointment.id.not_in(
                    sa.select(Appointment.moved_from_id).where(
                        Appointment.moved_from_id.is_not(None)
                    )
                ),
            )
        )
        session.flush()
        following = Appointment(
            code="11111111",
            reason_id=one.reason_id,
            place_id=one.place_id,
            mediator_id=one.mediator_id,
            person_id=one.person_id,
            starts_at=one.ends_at,
            ends_at=one.ends_at + timedelta(minutes=30),
            blocks_until=one.ends_at + timedelta(minutes=30),
            origin=one.origin,
            created_at=clock(),
        )
        session.add(following)
    aline.visit(f"/mediation/rendez-vous/{found.public_id}/retard")
    form = aline.page.form("Noter le retard")
    aline.submit(form, minutes="10", what="put_off", status=409)
    assert "L’heure suivante est prise" in aline.page.main
    form = aline.page.form("Noter le retard")
    aline.follow(
        aline.submit(form, minutes="10", what="put_off", why="Il vient de loin", status=303)
    )

    late = again(app, found)
    assert late.starts_at == found.starts_at + timedelta(minutes=10)
    assert late.overlap_reason == "Il vient de loin"


def test_those_who_follow_are_told_that_the_mediator_is_late(app, clock, found, aline):
    with write_session(engine(app)) as session:
        person = session.get_one(Person, found.person_id)
        person.phone, person.phone_confirmed_at = "+33639980102", clock()
    aline.visit("/mediation/retard")
    form = aline.page.form("Prévenir ces personnes")
    aline.submit(form, minutes="20", status=200)

    assert "prévenue" in aline.page.main
    with read_session(engine(app)) as session:
        told = session.scalars(
            sa.select(Message).where(Message.text_code == "appointment_late")
        ).all()
    assert found.person_id in {one.person_id for one in told}


def test_an_appointment_that_is_over_is_not_late(app, clock, found, aline):
    aline.visit(f"/mediation/rendez-vous/{found.public_id}/retard")
    form = aline.page.form("Noter le retard")
    with write_session(engine(app)) as session:
        agent = Actor(found.mediator_id, "mediator")
        booking.cancel(session, appointment_id=found.id, actor=agent, at=clock())

    answer = aline.submit(form, minutes="15", what="shorten", status=303)

    assert "refus=1" in answer.headers["Location"]


# ------------------------------------------------------------------ an hour taken on purpose


def by_hand(app, client, found, minutes=0):
    """Ask by hand for the hour of an appointment, for somebody else."""
    with read_session(engine(app)) as session:
        one = session.get_one(Appointment, found.id)
        other = session.scalars(
            sa.select(Appointment)
            .where(
                Appointment.mediator_id == one.mediator_id,
                Appointment.person_id != one.person_id,
                Appointment.person_id.is_not(None),
            )
            .limit(1)
        ).one()
        person = session.get_one(Person, other.person_id)
        mediator = session.get_one(Account, one.mediator_id)
    local = to_paris(found.starts_at + timedelta(minutes=minutes))
    client.visit(f"/mediation/heure?personne={person.public_id}&motif=impots")
    form = client.page.form("Réserver cette heure")
    values = {
        "mediator": mediator.public_id,
        "on-day": str(local.day),
        "on-month": str(local.month),
        "on-year": str(local.year),
        "hour": f"{local.hour} h {local.minute:02d}",
    }
    return client.submit(form, **values), values


def test_an_agent_overlaps_on_purpose_after_a_warning(app, aline, clock):
    found = coming(app, clock)
    answer, values = by_hand(app, aline, found)
    assert answer.status_code == 409
    assert found.person.name in aline.page.main

    form = aline.page.form("Réserver cette heure")
    aline.follow(aline.submit(form, **values, why="Deux minutes à signer", status=303))

    with read_session(engine(app)) as session:
        over = session.scalars(
            sa.select(Appointment).where(Appointment.overlap_reason == "Deux minutes à signer")
        ).one()
    assert over.starts_at == found.starts_at


def test_what_came_meanwhile_is_a_new_warning(app, aline, clock):
    found = coming(app, clock)
    _answer, values = by_hand(app, aline, found)
    form = aline.page.form("Réserver cette heure")
    with write_session(engine(app)) as session:
        one = session.get_one(Appointment, found.id)
        one.ends_at = one.blocks_until = one.starts_at + timedelta(minutes=5)
        session.flush()
        session.add(
            Appointment(
                code="11111111",
                reason_id=one.reason_id,
                place_id=one.place_id,
                mediator_id=one.mediator_id,
                person_id=one.person_id,
                starts_at=one.ends_at,
                ends_at=one.ends_at + timedelta(minutes=5),
                blocks_until=one.ends_at + timedelta(minutes=5),
                origin=one.origin,
                created_at=clock(),
            )
        )

    aline.submit(form, **values, why="Deux minutes à signer", status=409)


def test_a_free_hour_by_hand_is_an_appointment_like_any_other(app, aline, clock):
    found = coming(app, clock)
    with write_session(engine(app)) as session:
        agent = Actor(found.mediator_id, "mediator")
        booking.cancel(session, appointment_id=found.id, actor=agent, at=clock(), by_service=True)
    answer, _values = by_hand(app, aline, found)

    assert answer.status_code == 303
