"""A place, mediators, a reason and a person, for tests of booking."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import Actor
from inclusion.appointments.models import Reason
from inclusion.appointments.rules.booking import Origin, Slot
from inclusion.appointments.service import booking, openings
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.people import service as people
from inclusion.places.models import Place

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""Tuesday 3 March 2026, 10 h in Paris."""

_numbers = itertools.count(1)


@dataclass
class Ground:
    """What a test of booking stands on."""

    session: object
    place_id: int
    reason: Reason
    person_id: int
    mediators: list[Account] = field(default_factory=list)
    structure_id: int = 0

    @property
    def agent(self) -> Actor:
        return Actor(self.mediators[0].id, "mediator", self.structure_id)

    def book(self, starts_at: datetime, *, actor=None, at=AT, mediator_id=None, **values):
        slot = Slot(starts_at, starts_at + self.reason.terms.duration, self.place_id, mediator_id)
        return booking.book(
            self.session,
            slot=slot,
            person_id=values.pop("person_id", self.person_id),
            reason=self.reason,
            origin=Origin.WEB,
            actor=actor or PUBLIC_CITIZEN,
            at=at,
            **values,
        )

    def open_on(self, mediator: Account, weekday: int, **values):
        said = {"starts": time(9), "ends": time(12), "first_on": date(2026, 3, 1), "at": AT}
        return openings.add_rule(
            self.session,
            mediator_id=mediator.id,
            weekday=weekday,
            actor=self.agent,
            **({"place_id": self.place_id} | said | values),
        )


PUBLIC_CITIZEN = Actor(None, "public")


def lay(session, *, mediators: int = 1) -> Ground:
    """Write a structure with one place, some mediators without openings, a reason, a person."""
    number = next(_numbers)
    structure = organisations.add(
        session, name=f"Structure {number}", department=Department.YVELINES
    )
    place = Place(
        source_id=f"lieu-{number}",
        slug=f"lieu-{number}",
        name="France services Mantes-la-Ville",
        postal_code="78711",
        commune="Mantes-la-Ville",
        latitude=48.97,
        longitude=1.71,
        structure_id=structure.id,
        imported_at=AT,
    )
    accounts = [
        Account(
            identifier=f"{number:05d}{index:04d}",
            name=f"Aline Garnier {index}",
            role=Role.MEDIATOR,
            structure_id=structure.id,
            passphrase_hash="none",
            created_at=AT,
        )
        for index in range(mediators)
    ]
    reason = Reason(
        code=f"caf-{number}",
        names={"fr": "La CAF"},
        explanations={"fr": "Une aide"},
        bring={"fr": ["Un RIB."]},
        duration_minutes=45,
        step_minutes=15,
        min_notice_minutes=120,
        max_notice_days=60,
        cancel_until_minutes=240,
        move_until_minutes=1_440,
    )
    session.add_all([place, *accounts, reason])
    session.flush()
    person = people.add(session, name="Fatoumata Diarra", at=AT)
    return Ground(session, place.id, reason, person.id, accounts, structure.id)
