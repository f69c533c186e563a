"""A private calendar: another reader reads it, and it says no name and no need."""

import re
from datetime import date

import icalendar
import recurring_ical_events
import sqlalchemy as sa
import vobject

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment, CalendarFeed
from inclusion.db import read_session, write_session
from tests.pages.test_desk_pages import ALINE

CITIZEN = "100000006"


def engine(app):
    return app.extensions["inclusion"].engine


def share(app, who):
    client = app.test_client()
    client.sign_in(who)
    client.visit("/mon-compte/agenda")
    client.submit(client.page.form("Faire"), status=200)
    found = re.search(r"https?://\S+?(/agenda/\S+\.ics)", client.page.main)
    return client, found.group(1)


def events(app, address):
    response = app.test_client().get(address)
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    return response.data


def test_two_other_readers_read_it(app):
    _client, address = share(app, CITIZEN)

    data = events(app, address)

    with read_session(engine(app)) as session:
        person = session.scalar(sa.select(Account.person_id).where(Account.identifier == CITIZEN))
        starts = session.scalars(
            sa.select(Appointment.starts_at).where(
                Appointment.person_id == person, Appointment.status != "rescheduled"
            )
        ).all()
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
        date(2026, 1, 1), date(2026, 12, 31)
    )
    assert {event["DTSTART"].dt for event in found} == set(starts)
    parsed = vobject.readOne(data.decode())
    assert len(parsed.vevent_list) == len(starts)


def test_it_says_neither_name_nor_need(app):
    for who in (CITIZEN, ALINE):
        text = events(app, share(app, who)[1]).decode()
        assert "Diarra" not in text
        assert "impôts" not in text.lower()
        assert "CAF" not in text


def test_a_mediators_calendar_holds_the_day(app):
    text = events(app, share(app, ALINE)[1]).decode()

    with read_session(engine(app)) as session:
        count = session.scalar(
            sa.select(sa.func.count()).where(
                Appointment.mediator_id
                == sa.select(Account.id).where(Account.identifier == ALINE).scalar_subquery(),
                Appointment.status.not_in(("rescheduled", "held")),
            )
        )
    assert text.count("BEGIN:VEVENT") == count


def test_the_address_is_shown_once_and_not_kept(app):
    client, address = share(app, CITIZEN)
    token = address.removeprefix("/agenda/").removesuffix(".ics")

    assert token not in client.visit("/mon-compte/agenda").html
    with read_session(engine(app)) as session:
        assert token not in session.scalars(sa.select(CalendarFeed.token_hash)).all()


def test_a_new_address_ends_the_first_and_stopping_ends_both(app):
    client, first = share(app, CITIZEN)
    _client, second = share(app, CITIZEN)
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200

    client.visit("/mon-compte/agenda")
    client.submit(client.page.form("Arrêter cette adresse"), status=303)

    assert app.test_client().get(second).status_code == 404


def test_a_blocked_account_shows_nothing(app, clock):
    _client, address = share(app, CITIZEN)
    with write_session(engine(app)) as session:
        account = session.scalars(sa.select(Account).where(Account.identifier == CITIZEN)).one()
        account.blocked_at = clock()

    assert app.test_client().get(address).status_code == 404


def test_guessing_addresses_is_slowed_down(app):
    client = app.test_client()
    codes = {client.get(f"/agenda/{'x' * 40}{number}.ics").status_code for number in range(31)}

    assert codes == {404, 429}
