"""`inclusion bench book`: many people, few hours: who gets one, how fast, and never two.

Each try is the whole of a booking: the service, its journal and the message to the person, in one
transaction of its own, by a thread of one of several processes, as in the real server.
"""

import math
import random
import tempfile
import time as clock
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from inclusion import migrate
from inclusion import settings as settings_module
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import PUBLIC, Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import Origin, Slot
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import Overlaps, SlotTaken
from inclusion.appointments.service import booking, openings
from inclusion.audit.models import AuditEvent
from inclusion.clock import paris_instant
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.messages import sealing
from inclusion.messages.models import Message
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.tokens import secret_token

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)
MARK = timedelta(minutes=15)
PEOPLE = 200
LONGEST_WAIT_MS = 500
"""No writer on SQLite waits longer."""


@dataclass
class Tally:
    """What happened to the tries of one process."""

    won: int = 0
    lost: int = 0
    chosen: int = 0
    cancelled: int = 0
    broken: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count what another process did too."""
        self.won, self.lost = self.won + other.won, self.lost + other.lost
        self.chosen += other.chosen
        self.cancelled += other.cancelled
        self.broken += other.broken
        self.times += other.times


@click.command("book")
@click.option("--people", default=64, show_default=True, help="People who book at once.")
@click.option("--agents", default=4, show_default=True, help="Agents who book, overlap, cancel.")
@click.option("--mediators", default=8, show_default=True, help="Mediators who receive.")
@click.option("--seconds", default=20.0, show_default=True, help="For how long.")
@click.option("--processes", default=2, show_default=True, help="Among how many processes.")
@click.option("--database", help="An empty database; one of SQLite is made without it.")
def book(
    *,
    people: int,
    agents: int,
    mediators: int,
    seconds: float,
    processes: int,
    database: str | None,
) -> None:
    """Let many book few hours; exit 1 when two have one that nobody chose to share."""
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'bench.db'}"
        engine = create_engine_for(url)
        _lay(engine, mediators)
        tally = Tally()
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            shares = [
                pool.submit(
                    _share,
                    url,
                    _part(people, processes, one),
                    _part(agents, processes, one),
                    seconds,
                    one,
                )
                for one in range(processes)
            ]
            for share in shares:
                tally.add(share.result())
        is_kept = _say(engine, tally, seconds)
        engine.dispose()
    if not is_kept:
        raise SystemExit(1)


def _part(count: int, processes: int, one: int) -> int:
    return count // processes + (one < count % processes)


def _lay(engine: Engine, mediators: int) -> None:
    """Write a place, some mediators who receive one week, and people with a telephone."""
    migrate.upgrade(engine)
    sealing.use(settings_module.load().secrets)
    with write_session(engine) as session:
        if session.scalar(sa.select(Place.id).limit(1)) is not None:
            raise click.ClickException("the database is not empty")
        structure = organisations.add(session, name="Mesure", department=Department.YVELINES)
        place = Place(
            source_id="lieu",
            slug="lieu",
            name="Mesure",
            postal_code="78200",
            commune="Mantes-la-Jolie",
            structure_id=structure.id,
            imported_at=NOW,
        )
        accounts = [
            Account(
                identifier=f"{number:09d}",
                name=f"Mesure {number}",
                role=Role.MEDIATOR,
                structure_id=structure.id,
                created_at=NOW,
            )
            for number in range(mediators)
        ]
        reason = Reason(
            code="mesure",
            names={"fr": "Mesure"},
            explanations={"fr": "Mesure"},
            bring={"fr": []},
            duration_minutes=30,
            step_minutes=15,
            min_notice_minutes=0,
            max_notice_days=60,
            cancel_until_minutes=0,
            move_until_minutes=0,
        )
        session.add_all([place, *accounts, reason])
        session.add_all(
            Person(
                name=f"Mesure {number}",
                name_key=f"mesure {number}",
                phone="+33639980102",
                phone_confirmed_at=NOW,
                created_at=NOW,
            )
            for number in range(PEOPLE)
        )
        session.flush()
        for account in accounts:
            for day in range(5):
                openings.add_opening(
                    session,
                    mediator_id=account.id,
                    place_id=place.id,
                    on=MONDAY + timedelta(days=day),
                    starts=time(9),
                    ends=time(17),
                    actor=Actor(account.id, "mediator", structure.id),
                    at=NOW,
                )


def _share(url: str, people: int, agents: int, seconds: float, number: int) -> Tally:
    """Let this process's people and agents book until the time is over."""
    sealing.use(settings_module.load().secrets)
    engine = create_engine_for(url)
    _person_books(engine, Tally(), random.Random(number))  # noqa: S311 - a server that has begun
    ends = clock.monotonic() + seconds
    tallies = [Tally() for _ in range(people + agents)]
    with ThreadPoolExecutor(max(len(tallies), 1)) as pool:
        for index, tally in enumerate(tallies):
            act = _person_books if index < people else _agent_acts
            chance = random.Random(f"{number}/{index}")  # noqa: S311 - nothing secret
            pool.submit(_until, ends, engine, act, tally, chance)
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    engine.dispose()
    return whole


Act = Callable[[Engine, Tally, random.Random], None]


def _until(ends: float, engine: Engine, act: Act, tally: Tally, chance: random.Random) -> None:
    while clock.monotonic() < ends:
        began = clock.perf_counter()
        try:
            act(engine, tally, chance)
        except SQLAlchemyError as error:
            tally.broken.append(str(error).splitlines()[0])
        tally.times.append((clock.perf_counter() - began) * 1000)


def _person_books(engine: Engine, tally: Tally, chance: random.Random) -> None:
    """Take an hour as a person does, whoever receives."""
    starts_at = _hour(chance)
    try:
        with write_session(engine) as session:
            booking.book(
                session,
                slot=Slot(starts_at, starts_at, 1),
                person_id=chance.randint(1, PEOPLE),
                reason=session.get_one(Reason, 1),
                origin=Origin.WEB,
                actor=PUBLIC,
                at=NOW,
                idempotency_key=secret_token(),
            )
    except SlotTaken:
        tally.lost += 1
    else:
        tally.won += 1


def _agent_acts(engine: Engine, tally: Tally, chance: random.Random) -> None:
    """Cancel one time in three, as an agent does, or take an hour, over others if need be."""
    if chance.random() < 0.33:
        _cancel(engine, tally, chance)
        return
    starts_at, mediator = _hour(chance), chance.choice(_mediators(engine))
    seen: frozenset[int] = frozenset()
    for _ in range(3):
        try:
            with write_session(engine) as session:
                made = booking.book(
                    session,
                    slot=Slot(starts_at, starts_at, 1, mediator),
                    person_id=chance.randint(1, PEOPLE),
                    reason=session.get_one(Reason, 1),
                    origin=Origin.TELEPHONE,
                    actor=Actor(1, "mediator", 1),
                    at=NOW,
                    overlap=Overlap("Deux minutes", seen),
                )
                tally.chosen += bool(made.overlap_reason)
        except Overlaps as refused:
            seen = refused.appointments
        except SlotTaken:
            tally.lost += 1
            return
        else:
            tally.won += 1
            return


def _cancel(engine: Engine, tally: Tally, chance: random.Random) -> None:
    with write_session(engine) as session:
        found = session.scalar(
            sa.select(Appointment.id)
            .where(Appointment.status == "scheduled")
            .order_by(Appointment.id)
            .offset(chance.randint(0, 30))
            .limit(1)
        )
        if found is not None:
            booking.cancel(
                session,
                appointment_id=found,
                actor=Actor(1, "mediator", 1),
                at=NOW,
                by_service=True,
                cools=False,
            )
            tally.cancelled += 1


@cache
def _mediators(engine: Engine) -> list[int]:
    with read_session(engine) as session:
        return list(session.scalars(sa.select(Account.id).order_by(Account.id)))


def _hour(chance: random.Random) -> datetime:
    day = MONDAY + timedelta(days=chance.randint(0, 4))
    return paris_instant(day, time(9)) + MARK * chance.randint(0, 30)


def unchosen_overlaps(engine: Engine) -> int:
    """Count pairs of live appointments of one mediator that overlap though nobody chose it.

    A query over the table, that knows neither the constraint nor the trigger: of two that overlap,
    the later one must have been taken over the other on purpose.
    """
    one, other = sa.alias(Appointment.__table__), sa.alias(Appointment.__table__)
    live = ("held", "scheduled", "arrived", "in_progress", "honoured", "incomplete")
    pairs = sa.select(sa.func.count()).where(
        one.c.id < other.c.id,
        one.c.mediator_id == other.c.mediator_id,
        one.c.status.in_(live),
        other.c.status.in_(live),
        one.c.starts_at < other.c.blocks_until,
        other.c.starts_at < one.c.blocks_until,
        one.c.overlap_reason == "",
        other.c.overlap_reason == "",
    )
    with read_session(engine) as session:
        return session.scalar(pairs) or 0


def _say(engine: Engine, tally: Tally, seconds: float) -> bool:
    with read_session(engine) as session:
        counts = {
            table.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (Appointment, AuditEvent, Message)
        }
    overlaps = unchosen_overlaps(engine)
    times = sorted(tally.times)
    p99 = times[min(math.ceil(len(times) * 0.99), len(times)) - 1]
    click.echo(f"{engine.dialect.name}, {len(times)} tries in {seconds:.0f} s")
    click.echo(f"tries a second        {len(times) / seconds:10.0f}")
    click.echo(f"median                {times[len(times) // 2]:10.1f} ms")
    click.echo(f"p99                   {p99:10.1f} ms")
    click.echo(f"longest               {times[-1]:10.1f} ms")
    click.echo(f"won, lost             {tally.won:10} {tally.lost}")
    click.echo(f"overlaps chosen       {tally.chosen:10}")
    click.echo(f"cancelled             {tally.cancelled:10}")
    click.echo(f"overlaps nobody chose {overlaps:10}   must be 0")
    click.echo(f"errors                {len(tally.broken):10}   must be 0")
    click.echo("rows                  " + ", ".join(f"{k} {v}" for k, v in counts.items()))
    for message in tally.broken[:3]:
        click.echo(message)
    return overlaps == 0 and not tally.broken
