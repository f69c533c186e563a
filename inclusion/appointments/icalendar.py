"""Appointments as calendar files that any telephone reads (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vText

REMIND = timedelta(days=1)
EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file says: hour and place, never the reason, since a calendar is often shared."""

    uid: str
    summary: str
    location: str
    description: str
    url: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    is_cancelled: bool = False


def calendar(entry: Entry, *, product: str) -> bytes:
    """Return the file: one event, with an alarm the day before."""
    made = _empty(product)
    made.add_component(_event(entry))
    return bytes(made.to_ical())


def feed(entries: Iterable[Entry], *, name: str, product: str) -> bytes:
    """Return a calendar that others read again and again (RFC 7986): its name, and how often."""
    made = _empty(product)
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry))
    return bytes(made.to_ical())


def _empty(product: str) -> Calendar:
    made = Calendar()
    made.add("prodid", f"-//{product}//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    return made


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamped_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.summary)
    event.add("location", vText(entry.location))
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("sequence", 1 if entry.is_cancelled else 0)
    event.add_component(_alarm(entry.summary))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -REMIND)
    return alarm
