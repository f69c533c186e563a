"""One appointment as a calendar file that any telephone reads (RFC 5545)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vText

REMIND = timedelta(days=1)


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
    made = Calendar()
    made.add("prodid", f"-//{product}//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
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
    made.add_component(event)
    return bytes(made.to_ical())


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -REMIND)
    return alarm
