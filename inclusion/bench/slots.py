"""`inclusion bench slots`: every free slot of a workload, from the database, timed and checked."""

import statistics
import tempfile
import time as clock
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.app import create_app
from inclusion.appointments.models import LONGEST, Appointment, Reason, is_live
from inclusion.appointments.queries import nearby, slots
from inclusion.appointments.queries.minutes import minutes, to_instant, to_minutes
from inclusion.appointments.rules.booking import Needs, Origin, Slot, Span, Terms
from inclusion.appointments.service import booking
from inclusion.bench.passing import peak_kib
from inclusion.bench.place import settings_in
from inclusion.bench.workload import FIRST, NotLoaded, Workload, load
from inclusion.clock import paris_instant
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.places.rules.distance import Point
from inclusion.settings import Settings

AGENT = Actor(FIRST, "mediator")
_MINUTE = timedelta(minutes=1)
PROMISED = {
    ("sqlite", "near"): 10,
    ("sqlite", "place_week"): 3,
    ("sqlite", "all"): 400,
    ("postgresql", "near"): 40,
    ("postgresql", "place_week"): 6,
    ("postgresql", "all"): 800,
}
"""Milliseconds, for size L."""

Query = dict[str, Any]


@click.command("slots")
@click.argument("workload", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "output", type=click.Path(path_type=Path), help="Where to write the answers.")
@click.option("--database", help="An empty database; one of SQLite is made without it.")
@click.option("--rounds", default=5, show_default=True, help="Runs of each query.")
@click.option("--page", is_flag=True, help="Time the page of slots too.")
@click.pass_obj
def slots_command(
    settings: Settings,
    *,
    workload: Path,
    output: Path | None,
    database: str | None,
    rounds: int,
    page: bool,
) -> None:
    """Answer every query of WORKLOAD through the product's own search, from the database."""
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'bench.db'}"
        try:
            loaded = _load_apart(workload, url)
        except NotLoaded as error:
            raise click.ClickException(str(error)) from error
        engine = create_engine_for(url)
        answers = [_answered(engine, loaded, query, rounds) for query in loaded.queries]
        _say(engine, loaded, answers)
        if page:
            _time_page(settings, Path(folder), url, loaded, rounds)
        engine.dispose()
    if output is not None:
        output.write_text(_written(answers))


def _written(answers: list[tuple[str, float, float]]) -> str:
    rows = (f'{{"answer": {answer}, "ms": {ms:.3f}}}' for answer, ms, _plain in answers)
    return f"[{', '.join(rows)}]"


def _load_apart(workload: Path, url: str) -> Workload:
    """Load in a process that ends, so that its memory is not taken for that of the search."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(load, workload, url).result()


def _answered(
    engine: Engine, loaded: Workload, query: Query, rounds: int
) -> tuple[str, float, float]:
    """Return the answer as JSON, and the median milliseconds of it and of fetching the same rows.

    Between two runs an hour of the answer is booked and cancelled, and the answer follows: nothing
    can be kept from one run to the next.
    """
    with read_session(engine) as session:
        reason = session.get_one(Reason, query["service"] + FIRST)
    terms, times, answer = reason.terms, [], ""
    for number in range(rounds):
        with read_session(engine) as session:
            session.connection()
            began = clock.perf_counter()
            found = _search(session, loaded, query, terms)
            times.append(clock.perf_counter() - began)
        if number == 0 and found:
            _follows(engine, loaded, query, reason, found)
        answer = _numbered(found)
    plain = [_timed(lambda: _plain(engine, loaded, query, terms)) for _ in range(rounds)]
    return answer, statistics.median(times) * 1000, statistics.median(plain) * 1000


def _search(session: Session, loaded: Workload, query: Query, terms: Terms) -> Any:
    """Return the rows of the answer, or the one earliest slot."""
    span = _span(loaded, query, terms)
    if query["kind"] == "near":
        point = Point(query["lat"], query["lon"])
        return nearby.first_near(session, terms, span, point=point, radius_km=query["radius_km"])
    places = [query["place"] + FIRST] if query["kind"] == "place_week" else None
    return slots.search(session, terms, span, places=places).rows()


def _numbered(found: Any) -> str:
    """Return an answer as JSON, with the ids of the workload, which count from 0."""
    if found is None:
        return "null"
    rows = (
        f"[{starts}, {place - FIRST}, {mediator - FIRST}]"
        for starts, place, mediator in (_rows(found))
    )
    return next(rows) if isinstance(found, Slot) else f"[{', '.join(rows)}]"


def _rows(found: Any) -> list[tuple[int, int, int]]:
    if isinstance(found, Slot):
        return [(to_minutes(found.starts_at), found.place_id, found.mediator_id or 0)]
    rows: list[tuple[int, int, int]] = found
    return rows


def _span(loaded: Workload, query: Query, terms: Terms) -> Span:
    horizon = loaded.monday + timedelta(weeks=query.get("weeks", loaded.weeks))
    first, last = loaded.monday, horizon
    if query["kind"] == "place_week":
        first = date.fromisoformat(query["from"])
        last = first + timedelta(days=query["days"])
    notice = slots.public_span(terms, loaded.now)
    return Span(
        max(notice.earliest, paris_instant(first, time(0))),
        min(notice.latest, paris_instant(last, time(0)) - _MINUTE),
        loaded.now,
    )


def _follows(engine: Engine, loaded: Workload, query: Query, reason: Reason, found: Any) -> None:
    """Book an hour of the answer, see it gone, cancel it, see it back. Raises NotLoaded."""
    rows = _rows(found)
    starts, place, mediator = rows[len(rows) // 2]
    starts_at = to_instant(starts)
    with write_session(engine) as session:
        made = booking.book(
            session,
            slot=Slot(starts_at, starts_at, place, mediator),
            person_id=FIRST,
            reason=reason,
            origin=Origin.COUNTER,
            actor=AGENT,
            at=loaded.now,
            needs=Needs(assisted=True),
        )
        made_id = made.id
    with read_session(engine) as session:
        without = _rows(_search(session, loaded, query, reason.terms) or [])
    with write_session(engine) as session:
        booking.cancel(session, appointment_id=made_id, actor=AGENT, at=loaded.now, cools=False)
    with read_session(engine) as session:
        back = _search(session, loaded, query, reason.terms)
    if (starts, place, mediator) in without or back != found:
        raise NotLoaded(f"the answer does not follow what is booked: {query}")


def _plain(engine: Engine, loaded: Workload, query: Query, terms: Terms) -> None:
    """Fetch the busy rows of the same mediators and the same time, and do nothing with them."""
    span = _span(loaded, query, terms)
    with read_session(engine) as session:
        statement = sa.select(
            Appointment.mediator_id, minutes(Appointment.starts_at), minutes(Appointment.ends_at)
        ).where(
            is_live,
            Appointment.starts_at > span.earliest - LONGEST,
            Appointment.starts_at < span.latest + LONGEST,
        )
        if query["kind"] != "all":
            places = (
                [query["place"] + FIRST]
                if "place" in query
                else nearby.within(session, Point(query["lat"], query["lon"]), query["radius_km"])
            )
            statement = statement.where(Appointment.place_id.in_(places))
        result: Any = session.connection().execute(statement)
        result.cursor.fetchall()


def _timed(act: Callable[[], object]) -> float:
    began = clock.perf_counter()
    act()
    return clock.perf_counter() - began


def _say(engine: Engine, loaded: Workload, answers: list[tuple[str, float, float]]) -> None:
    for kind in ("all", "near", "place_week"):
        mine = [
            (ms, plain)
            for query, (_answer, ms, plain) in zip(loaded.queries, answers, strict=True)
            if query["kind"] == kind
        ]
        if not mine:
            continue
        times, plain = zip(*mine, strict=True)
        most = PROMISED[engine.dialect.name, kind]
        click.echo(
            f"{kind:10} median {statistics.median(times):8.2f} ms  worst {max(times):8.2f} ms"
            f"  plain fetch {statistics.median(plain):8.2f} ms"
            f"  (size L: < {most} ms)"
        )
    click.echo(f"memory     {peak_kib() / 1024:.0f} MiB at most (size L: < 300 MiB)")


def _time_page(settings: Settings, folder: Path, url: str, loaded: Workload, rounds: int) -> None:
    own = replace(settings_in(folder, settings), database_url=url)
    app = create_app(own, clock=lambda: loaded.now)
    client = app.test_client()
    times = []
    for number in range(rounds + 1):
        query = {"motif": "motif-0", "lieu": f"lieu-{number % 5}"}
        began = clock.perf_counter()
        answer = client.get("/rendez-vous/creneaux", query_string=query)
        times.append((clock.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise click.ClickException(f"the page of slots answers {answer.status_code}")
    click.echo(f"page       median {statistics.median(times[1:]):8.2f} ms  (size L: < 20 ms)")
