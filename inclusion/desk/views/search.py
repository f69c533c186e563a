"""What the telephone screen searches for: the person, the commune, the slots."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.appointments.queries import reasons
from inclusion.appointments.views.journey import stamp
from inclusion.contact import phone_number
from inclusion.desk.forms import NEW, TelephoneForm
from inclusion.desk.queries import people as read_people
from inclusion.desk.queries import proposals
from inclusion.desk.rules.proposals import RINGS_KM, Moment, Wishes
from inclusion.errors import Invalid, NotFound
from inclusion.places import catalogue
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.distance import Point
from inclusion.web.session import actor, now
from inclusion.wording import birth as said_birth

if TYPE_CHECKING:
    from inclusion.appointments.models import Reason
    from inclusion.people.models import Person


SEPARATOR = "~"


@dataclass(slots=True)
class Screen:
    """What the searches of this request have found."""

    people: list["Person"]
    reason: "Reason | None"
    communes: list[Commune]
    found: proposals.Found | None


def search(session: Session, form: TelephoneForm) -> Screen:
    """Search for what has been typed so far."""
    found_people = read_people.find(session, form.q.data or "", actor())
    people = [one for one in found_people if one.deceased_on is None]
    chosen = form.person.data
    if chosen and chosen != NEW and all(one.public_id != chosen for one in people):
        people = _with_chosen(session, people, chosen)
    reason = reasons.find_reason(session, form.reason.data or "")
    communes = catalogue.matching(form.where.data) if form.where.data else []
    found = _slots(session, form, reason, communes) if reason is not None else None
    return Screen(people, reason, communes, found)


def _with_chosen(session: Session, people: list["Person"], public_id: str) -> list["Person"]:
    try:
        return [read_people.known_person(session, public_id, actor()), *people]
    except NotFound:
        return people


def _slots(
    session: Session, form: TelephoneForm, reason: "Reason", communes: list[Commune]
) -> proposals.Found | None:
    if form.where.data and not communes:
        return None
    near = _around(form, communes) or proposals.own_point(session, actor(), now())
    weekday = form.weekday.data or ""
    return proposals.find_slots(
        session,
        reason,
        near=near,
        wishes=Wishes(
            Moment(form.moment.data) if form.moment.data in set(Moment) else Moment.ANY,
            int(weekday) if weekday in set("012345") else None,
        ),
        ring=min(form.number("ring"), len(RINGS_KM) - 1),
        skip=timedelta(days=form.number("skip")),
        at=now(),
    )


def _around(form: TelephoneForm, communes: list[Commune]) -> Point | None:
    """Return the point of the commune chosen, or the middle of those that may be meant."""
    chosen = [one for one in communes if one.insee == form.commune.data] or communes
    if not chosen:
        return None
    return Point(
        sum(one.point.latitude for one in chosen) / len(chosen),
        sum(one.point.longitude for one in chosen) / len(chosen),
    )


def offer(form: TelephoneForm, screen: Screen, act: str | None) -> None:
    """Set the choices found; choose the only person found, and the first hour."""
    typed = form.q.data or ""
    offered: list[tuple[str, str, str | None]] = [
        (one.public_id, one.name, _about(one)) for one in screen.people
    ]
    if typed and not offered:
        form.person.label.text = _("Personne n’est connu sous ce nom")
    if typed:
        offered.append((NEW, _("Nouvelle personne"), None))
    form.person.choices = offered
    values = {value for value, _name, _detail in offered}
    if form.person.data not in values:
        form.person.data = offered[0][0] if len(offered) in (1, 2) else None
    _fill_new_person(form, typed)
    if len(screen.communes) > 1:
        form.commune.choices = [
            ("", _("Toutes")),
            *((one.insee, one.label) for one in screen.communes),
        ]
    slots = screen.found.proposals if screen.found else []
    form.slot.choices = [(slot_value(one), one.place.name) for one in slots]
    known = {value for value, _name in form.slot.choices}
    if act != "book" and form.slot.data not in known:
        form.slot.data = form.slot.choices[0][0] if form.slot.choices else None


def _fill_new_person(form: TelephoneForm, typed: str) -> None:
    """Put what was typed to search where it belongs, so that nothing is typed twice."""
    try:
        number = phone_number(typed) if sum(c.isdecimal() for c in typed) >= 6 else None
    except Invalid:
        number = None
    if number and not form.phone.data:
        form.phone.data = typed
    elif not number and not form.name.data:
        form.name.data = typed


def _about(person: "Person") -> str:
    """Return what tells two people of one name apart."""
    born = _("Naissance : %(date)s", date=said_birth(person.birth_on)) if person.birth_on else ""
    number = f"… {person.phone[-4:-2]} {person.phone[-2:]}" if person.phone else ""
    return ". ".join(part for part in (born, number) if part) or _("Rien d’autre n’est connu")


def slot_value(proposal: proposals.Proposal) -> str:
    """Return how a slot stands in the form."""
    return f"{proposal.place.slug}{SEPARATOR}{stamp(proposal.slot.starts_at)}"
