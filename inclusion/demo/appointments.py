"""Reasons, openings and a believable fortnight of appointments."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import PUBLIC, Actor
from inclusion.appointments.models import Appointment, Reason, Resource
from inclusion.appointments.queries.slots import free_slots
from inclusion.appointments.rules.booking import (
    Attendance,
    Channel,
    Company,
    Origin,
    Slot,
    Span,
    Status,
)
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.appointments.rules.slots import spread
from inclusion.appointments.service import booking, openings, reception
from inclusion.clock import paris_instant, paris_today
from inclusion.demo import disruption
from inclusion.demo.reasons import SAMPLES
from inclusion.people import service as people
from inclusion.places.models import Place

LANGUAGES = ("fr", "en", "ar")
BACK = timedelta(days=8)
FORWARD = timedelta(days=9)
MORNING = (time(9), time(12, 30))
AFTERNOON = (time(13, 30), time(17, 30))
NEWCOMERS = (
    ("Jean-Pierre Moreau", None, "fr"),
    ("Rosa Ferreira", "+33639980102", "fr"),
    ("Mamadou Traoré", "+33639980103", "fr"),
    ("Yvette Lambert", None, "fr"),
    ("Olena Kovalenko", "+33639980105", "en"),
    ("Ahmed Benali", "+33639980106", "ar"),
    ("Thi Mai Nguyen", "+33639980107", "fr"),
    ("Paulette Girard", "+33199000108", "fr"),
    ("Ibrahima", None, "fr"),
    ("Marie-Claude Petit", "+33639980110", "fr"),
    ("Farid Amrani", "+33639980111", "fr"),
    ("Georges Dubois", None, "fr"),
    ("Selvamani Rajan", "+33639980113", "en"),
    ("Lucie Bernard", "+33639980114", "fr"),
)
MISSING = ("L’avis d’impôt", "Un RIB", "Le titre de séjour", "Une facture avec l’adresse")


def load(
    session: Session,
    *,
    at: datetime,
    places: Mapping[str, int],
    accounts: Mapping[str, Account],
) -> None:
    """Write reasons, openings at the demonstration's places, and appointments around `at`."""
    chance = random.Random(78)
    reasons = _reasons(session)
    mediators = [one for one in accounts.values() if one.role is Role.MEDIATOR]
    where = _places_by_structure(session, places)
    everywhere = sorted(places.values())
    for number, mediator in enumerate(mediators):
        own = where.get(mediator.structure_id) or everywhere
        _open(session, mediator, own, number=number, at=at - BACK)
    citizens = [one.person_id for one in accounts.values() if one.person_id is not None]
    known = [
        people.add(session, name=name, phone=phone, language=language, at=at - BACK).id
        for name, phone, language in NEWCOMERS
    ]
    for mediator in mediators:
        for slot in _chosen(session, mediator, reasons[0], chance=chance, at=at):
            person_id = chance.choice(known)
            _appointment(
                session, slot, mediator, person_id=person_id, reasons=reasons, chance=chance, at=at
            )
    for citizen in citizens[:2]:
        _coming(session, citizen, mediators[0], reasons[0], at)
    _gone(session, citizens[0], mediators[0], reasons[2], at)
    _equip(session, where, mediators)
    disruption.load(session, mediators[0], person_id=known[0], reason=reasons[2], at=at)


def _reasons(session: Session) -> list[Reason]:
    made = [
        Reason(
            code=sample.code,
            names=dict(zip(LANGUAGES, sample.names, strict=True)),
            explanations=dict(zip(LANGUAGES, sample.explanations, strict=True)),
            bring={
                language: list(lines)
                for language, lines in zip(LANGUAGES, sample.bring, strict=True)
            },
            duration_minutes=sample.minutes,
            step_minutes=15,
            min_notice_minutes=120,
            max_notice_days=60,
            cancel_until_minutes=240,
            move_until_minutes=1_440,
            position=position,
        )
        for position, sample in enumerate(SAMPLES)
    ]
    session.add_all(made)
    session.flush()
    return made


def _equip(
    session: Session, where: Mapping[int | None, Sequence[int]], mediators: Sequence[Account]
) -> None:
    """Give the first structure a closed office, a computer to lend and an interpreter to call."""
    structure_id = mediators[0].structure_id
    place_id = where[structure_id][0]
    session.add_all(
        [
            Resource(
                structure_id=structure_id,
                place_id=place_id,
                kind=ResourceKind.OFFICE,
                name="Bureau 2",
            ),
            Resource(
                structure_id=structure_id,
                place_id=place_id,
                kind=ResourceKind.LOAN_COMPUTER,
                name="Ordinateur prêté 1",
            ),
            Resource(
                structure_id=structure_id,
                kind=ResourceKind.INTERPRETER,
                name="Interprétariat par téléphone",
                languages=["ta", "ps"],
                by_telephone=True,
            ),
        ]
    )
    session.flush()


def _places_by_structure(
    session: Session, places: Mapping[str, int]
) -> dict[int | None, list[int]]:
    statement = (
        sa.select(Place.structure_id, Place.id)
        .where(Place.id.in_(places.values()))
        .order_by(Place.id)
    )
    found: dict[int | None, list[int]] = {}
    for structure_id, place_id in session.execute(statement):
        found.setdefault(structure_id, []).append(place_id)
    return found


def _open(
    session: Session, mediator: Account, places: Sequence[int], *, number: int, at: datetime
) -> None:
    actor = Actor(mediator.id, mediator.role.value, mediator.structure_id)
    for half in range(10):
        weekday, is_afternoon = divmod(half, 2)
        if (half + 3 * number) % 7 == 6:
            continue
        starts, ends = AFTERNOON if is_afternoon else MORNING
        openings.add_rule(
            session,
            mediator_id=mediator.id,
            place_id=places[(weekday + number) % len(places)],
            weekday=weekday,
            starts=starts,
            ends=ends,
            first_on=paris_today(at),
            actor=actor,
            at=at,
        )
    if number % 2 == 0:
        openings.add_rule(
            session,
            mediator_id=mediator.id,
            place_id=places[number % len(places)],
            weekday=5,
            starts=time(9),
            ends=time(12),
            first_on=paris_today(at),
            every_weeks=2,
            actor=actor,
            at=at,
        )


def _chosen(
    session: Session, mediator: Account, reason: Reason, *, chance: random.Random, at: datetime
) -> Iterator[Slot]:
    """Yield hours of a fortnight: the nearer the day, the fuller."""
    span = Span(at - BACK, at + FORWARD)
    free = {
        round(slot.starts_at.timestamp()) // 60: slot
        for slot in free_slots(session, reason.terms, span, mediators=[mediator.id])
    }
    for start in spread(sorted(free), 60):
        slot = free[start]
        days = max((slot.starts_at - at).days, 0)
        if chance.random() < 0.5 - 0.045 * days:
            yield slot


def _appointment(
    session: Session,
    slot: Slot,
    mediator: Account,
    *,
    person_id: int,
    reasons: Sequence[Reason],
    chance: random.Random,
    at: datetime,
) -> None:
    actor = Actor(mediator.id, mediator.role.value, mediator.structure_id)
    asked_at = min(slot.starts_at, at) - timedelta(days=chance.randint(1, 6), minutes=7)
    origin = chance.choice((Origin.WEB, Origin.TELEPHONE, Origin.TELEPHONE, Origin.COUNTER))
    company = chance.choice((Company.ALONE, Company.ALONE, Company.WITH_RELATIVE))
    booked = booking.book(
        session,
        slot=slot,
        person_id=person_id,
        reason=chance.choice(reasons),
        origin=origin,
        actor=actor,
        at=asked_at,
        attendance=Attendance(
            people_count=1 if company is Company.ALONE else 2,
            company=company,
            interpreter_language=chance.choice(("", "", "", "ar", "snk")),
            channel=Channel.PRINTED if origin is Origin.WEB else Channel.SPOKEN,
        ),
    )
    _live(session, booked, actor, chance, at)


def _live(
    session: Session, booked: Appointment, actor: Actor, chance: random.Random, at: datetime
) -> None:
    """Let the day go by: arrivals before their hour, outcomes after it."""
    if booked.starts_at - timedelta(minutes=10) > at:
        return
    drawn = chance.random()
    if drawn > 0.96:
        booking.cancel(
            session,
            appointment_id=booked.id,
            actor=actor,
            at=booked.starts_at - timedelta(hours=20),
            cools=False,
        )
    elif drawn > 0.88 and booked.starts_at < at - timedelta(minutes=20):
        _end(session, booked, Status.NO_SHOW, actor, booked.starts_at + timedelta(minutes=20))
    else:
        _receive(session, booked, actor, chance, at)


def _receive(
    session: Session, booked: Appointment, actor: Actor, chance: random.Random, at: datetime
) -> None:
    came_at = booked.starts_at - timedelta(minutes=chance.randint(1, 9))
    reception.arrive(session, appointment_id=booked.id, actor=actor, at=min(came_at, at))
    if booked.starts_at <= at:
        reception.start(session, appointment_id=booked.id, actor=actor, at=booked.starts_at)
    if booked.ends_at <= at - timedelta(minutes=30):
        outcome = Status.INCOMPLETE if chance.random() < 0.1 else Status.HONOURED
        _end(session, booked, outcome, actor, booked.ends_at, missing=chance.choice(MISSING))


def _end(
    session: Session,
    booked: Appointment,
    outcome: Status,
    actor: Actor,
    at: datetime,
    *,
    missing: str = "",
) -> None:
    reception.record_outcome(
        session,
        appointment_id=booked.id,
        outcome=outcome,
        missing_papers=[missing] if outcome is Status.INCOMPLETE else [],
        actor=actor,
        at=at,
    )


def _gone(
    session: Session, person_id: int, mediator: Account, reason: Reason, at: datetime
) -> None:
    """Give a citizen an appointment of last week, which lacked a paper."""
    actor = Actor(mediator.id, mediator.role.value, mediator.structure_id)
    span = Span(at - BACK, at - timedelta(days=2))
    slot = free_slots(session, reason.terms, span, mediators=[mediator.id])[0]
    booked = booking.book(
        session,
        slot=slot,
        person_id=person_id,
        reason=reason,
        origin=Origin.TELEPHONE,
        actor=actor,
        at=at - BACK,
        attendance=Attendance(channel=Channel.SPOKEN),
    )
    _end(session, booked, Status.INCOMPLETE, actor, slot.ends_at, missing=MISSING[0])


def _coming(
    session: Session, person_id: int, mediator: Account, reason: Reason, at: datetime
) -> None:
    """Give a citizen of the demonstration an appointment of their own, some days ahead."""
    span = Span(
        paris_instant(paris_today(at) + timedelta(days=3), time(8)), at + timedelta(days=40)
    )
    slot = free_slots(session, reason.terms, span, mediators=[mediator.id])[0]
    booking.book(
        session,
        slot=slot,
        person_id=person_id,
        reason=reason,
        origin=Origin.WEB,
        actor=PUBLIC,
        at=at,
        attendance=Attendance(channel=Channel.PRINTED),
    )
