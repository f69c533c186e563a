"""When a date is worth a warning, and the files of a notebook, read by other software."""

from datetime import date, timedelta

import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from inclusion.intake.rules import FileKind
from inclusion.keeping.bodies import body
from inclusion.keeping.rules import STEPS, soon, step_due

DAY = date(2027, 5, 14)


def test_a_date_is_near_from_sixty_days_before_to_thirty_after():
    left = {days: step_due(DAY, today=DAY - timedelta(days=days)) for days in range(-40, 70)}

    assert {days for days, step in left.items() if step == 60} == set(range(16, 61))
    assert {days for days, step in left.items() if step == 15} == set(range(-30, 16))
    assert left[61] is left[-31] is None


@given(st.lists(st.dates()), st.dates(min_value=date(1, 6, 1), max_value=date(9999, 6, 1)))
def test_what_is_soon_is_in_order_and_near(days, today):
    found = soon(days, today=today)

    assert found == sorted(found)
    assert all(-30 <= (day - today).days <= max(STEPS) for day in found)


def test_a_contact_is_a_vcard_that_another_library_reads():
    details = {
        "tel": "01 99 00 12 34",
        "email": "a@exemple.fr",
        "address": "3 rue de l’Église; Élancourt",
        "note": "Le lundi",
    }
    card = vobject.readOne(
        body(FileKind.CONTACT, name="Mme N’Diaye", details=details, reference="r").decode()
    )

    assert card.fn.value == "Mme N’Diaye"
    assert card.tel.value == details["tel"]
    assert card.adr.value.street == details["address"]
    assert card.note.value == "Le lundi"


def test_a_date_is_an_icalendar_that_another_library_reads():
    content = body(
        FileKind.DATE, name="Fin de la carte", details={"on": "2028-02-29"}, reference="r"
    )
    (event,) = Calendar.from_ical(content).walk("VEVENT")

    assert event["summary"] == "Fin de la carte"
    assert event["dtstart"].dt == date(2028, 2, 29)


def test_a_note_is_plain_text():
    assert body(FileKind.NOTE, name="Code", details={"text": "12A"}, reference="r") == (
        b"Code\n\n12A\n"
    )
