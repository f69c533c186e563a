"""Load a workload of slot searches (format slots-workload/1) into a database of the product's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion import migrate
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.appointments import public_holidays
from inclusion.appointments.models import (
    Absence,
    Appointment,
    Opening,
    OpeningException,
    OpeningRule,
    Reason,
)
from inclusion.appointments.queries.minutes import to_instant
from inclusion.appointments.rules.booking import Origin, Status
from inclusion.appointments.service.laying import lay_out_openings
from inclusion.appointments.service.offers import offer_of
from inclusion.clock import paris_instant, paris_today
from inclusion.db import create_engine_for, write_session
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.people.models import Person
from inclusion.places.models import Place

FORMAT = "slots-workload/1"
FIRST = 1
"""The id that the workload calls 0: ids grow by one from here."""
_CHUNK = 20_000
_VISITS = 5


class NotLoaded(Exception):
    """Why a workload cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What the answers need: the instant, the horizon and the queries."""

    now: datetime
    weeks: int
    queries: list[dict[str, Any]]

    @property
    def monday(self) -> date:
        """The Monday of the week of `now`."""
        today = paris_today(self.now)
        return today - timedelta(days=today.weekday())


def load(path: Path, url: str) -> Workload:
    """Write a workload into an empty database and return its queries. Raises NotLoaded."""
    said = json.loads(path.read_text())
    if said["format"] != FORMAT:
        raise NotLoaded(f"{path} is not {FORMAT}")
    loaded = Workload(datetime.fromisoformat(said["now"]), said["weeks"], said["queries"])
    _check_holidays(said, loaded)
    engine = create_engine_for(url)
    migrate.upgrade(engine)
    with write_session(engine) as session:
        if session.scalar(sa.select(Place.id).limit(1)) is not None:
            raise NotLoaded("the database is not empty")
        _ground(session, said, loaded)
        rules = _rules(session, said)
        for rule in rules:
            until = loaded.monday + timedelta(weeks=loaded.weeks)
            lay_out_openings(session, rule, until, at=paris_instant(loaded.monday, time(0)))
        _once(session, said)
        session.flush()
        _insert(session, Absence, _absences(said, loaded))
        _insert(session, Appointment, _bookings(said, loaded))
    _settle(engine)
    engine.dispose()
    return loaded


def _check_holidays(said: dict[str, Any], loaded: Workload) -> None:
    """Refuse a workload whose holidays are not ours, since the layout obeys ours."""
    last = loaded.monday + timedelta(weeks=loaded.weeks)
    ours = {str(day) for day in public_holidays.between(loaded.monday, last)}
    theirs = {day for day in said["holidays"] if str(loaded.monday) <= day <= str(last)}
    if ours != theirs:
        raise NotLoaded(f"public holidays differ: {sorted(ours ^ theirs)}")


def _ground(session: Session, said: dict[str, Any], loaded: Workload) -> None:
    structure = organisations.add(session, name="Mesure", department=Department.YVELINES)
    _insert(session, Person, _people(said, loaded))
    _insert(
        session,
        Place,
        (
            {
                "id": one["id"] + FIRST,
                "source_id": f"lieu-{one['id']}",
                "slug": f"lieu-{one['id']}",
                "name": one["name"],
                "postal_code": "78200",
                "commune": "Mantes-la-Jolie",
                "latitude": one["lat"],
                "longitude": one["lon"],
                "structure_id": structure.id,
                "takes_appointments": True,
                "imported_at": loaded.now,
            }
            for one in said["places"]
        ),
    )
    _insert(
        session,
        Account,
        (
            {
                "id": one["id"] + FIRST,
                "identifier": f"{one['id']:09d}",
                "name": f"Mesure {one['id']}",
                "role": Role.MEDIATOR,
                "structure_id": structure.id,
                "passphrase_hash": "none",
                "created_at": loaded.now,
            }
            for one in said["agents"]
        ),
    )
    _insert(session, Reason, (_reason(one) for one in said["services"]))


def _people(said: dict[str, Any], loaded: Workload) -> Iterator[dict[str, Any]]:
    """Yield who was received: each of them five times."""
    for number in range(len(said["bookings"]["rows"]) // _VISITS + 1):
        yield {
            "id": number + FIRST,
            "name": f"Mesure {number}",
            "name_key": f"mesure {number}",
            "created_at": loaded.now,
        }


def _reason(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": said["id"] + FIRST,
        "code": f"motif-{said['id']}",
        "names": {"fr": said["name"]},
        "explanations": {"fr": said["name"]},
        "bring": {"fr": []},
        "duration_minutes": said["duration_min"],
        "step_minutes": said["step_min"],
        "min_notice_minutes": said["min_notice_min"],
        "max_notice_days": said["max_notice_days"],
        "cancel_until_minutes": 240,
        "move_until_minutes": 1_440,
    }


def _rules(session: Session, said: dict[str, Any]) -> list[OpeningRule]:
    made = [
        OpeningRule(
            mediator_id=one["agent"] + FIRST,
            place_id=one["place"] + FIRST,
            offer_id=_offer(session, one),
            weekday=one["weekday"],
            starts=time.fromisoformat(one["start"]),
            ends=time.fromisoformat(one["end"]),
            first_on=date.fromisoformat(one["from"]),
            until_on=date.fromisoformat(one["until"]) if one["until"] else None,
            exceptions=[OpeningException(on_date=date.fromisoformat(day)) for day in one["except"]],
        )
        for one in said["openings"]
        if "date" not in one
    ]
    session.add_all(made)
    session.flush()
    return made


def _once(session: Session, said: dict[str, Any]) -> None:
    for one in said["openings"]:
        if "date" not in one:
            continue
        on = date.fromisoformat(one["date"])
        if public_holidays.is_holiday(on):
            continue
        session.add(
            Opening(
                mediator_id=one["agent"] + FIRST,
                place_id=one["place"] + FIRST,
                offer_id=_offer(session, one),
                starts_at=paris_instant(on, time.fromisoformat(one["start"])),
                ends_at=paris_instant(on, time.fromisoformat(one["end"])),
            )
        )


def _offer(session: Session, said: dict[str, Any]) -> int:
    return offer_of(session, [service + FIRST for service in said["services"]]).id


def _absences(said: dict[str, Any], loaded: Workload) -> Iterator[dict[str, Any]]:
    for one in said["absences"]:
        starts, ends = (datetime.fromisoformat(one[key]) for key in ("start", "end"))
        yield {
            "mediator_id": one["agent"] + FIRST,
            "starts_at": paris_instant(starts.date(), starts.time()),
            "ends_at": paris_instant(ends.date(), ends.time()),
            "note": "",
            "created_at": loaded.now,
        }


def _bookings(said: dict[str, Any], loaded: Workload) -> Iterator[dict[str, Any]]:
    for number, (agent, place, service, starts, ends, status) in enumerate(
        said["bookings"]["rows"]
    ):
        yield {
            "code": f"{number:08d}",
            "reason_id": service + FIRST,
            "place_id": place + FIRST,
            "mediator_id": agent + FIRST,
            "person_id": number // _VISITS + FIRST,
            "starts_at": to_instant(starts),
            "ends_at": to_instant(ends),
            "blocks_until": to_instant(ends),
            "status": Status.SCHEDULED if status else Status.CANCELLED_BY_PERSON,
            "origin": Origin.WEB,
            "created_at": min(loaded.now, datetime.now(UTC)),
        }


def _insert(session: Session, table: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    """Write many rows, some thousands at a time."""
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            session.execute(sa.insert(table), chunk)
            chunk = []
    if chunk:
        session.execute(sa.insert(table), chunk)


def _settle(engine: Engine) -> None:
    """Let PostgreSQL number on from what was written, and both engines look at their tables."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            for name in ("place", "account", "reason", "person"):
                connection.execute(
                    sa.text(
                        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608
                        f" (SELECT max(id) FROM {name}))"
                    )
                )
            connection.exec_driver_sql("VACUUM ANALYZE")
        else:
            connection.exec_driver_sql("ANALYZE")
