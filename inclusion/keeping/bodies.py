"""Write a note, a contact or a date as a file that other software reads."""

from collections.abc import Mapping
from datetime import date

import vobject
from icalendar import Calendar, Event

from inclusion.intake.rules import FileKind


def body(kind: FileKind, *, name: str, details: Mapping[str, str], reference: str) -> bytes:
    """Return the file: plain text, a vCard 3.0 (RFC 2426) or iCalendar (RFC 5545).

    reference: what makes a date the same date when it is read twice.
    """
    if kind is FileKind.CONTACT:
        return _contact(name, details)
    if kind is FileKind.DATE:
        return _date(name, details, reference)
    return f"{name}\n\n{details.get('text', '')}\n".encode()


def _contact(name: str, details: Mapping[str, str]) -> bytes:
    card = vobject.vCard()
    card.add("fn").value = name
    card.add("n").value = vobject.vcard.Name(family=name)
    for part in ("tel", "email", "note"):
        if details.get(part):
            card.add(part).value = details[part]
    if details.get("address"):
        card.add("adr").value = vobject.vcard.Address(street=details["address"])
    written: str = card.serialize()
    return written.encode()


def _date(name: str, details: Mapping[str, str], reference: str) -> bytes:
    event = Event()
    event.add("summary", name)
    event.add("dtstart", date.fromisoformat(details["on"]))
    event.add("uid", reference)
    if details.get("text"):
        event.add("description", details["text"])
    calendar = Calendar()
    calendar.add("prodid", "-//Trait d’union//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
