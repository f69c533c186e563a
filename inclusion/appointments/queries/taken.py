"""What is already taken in a span.

Mediators are, by appointments, holds and absences; places are, by closures and by equipment that
others use.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import (
    LONGEST,
    Absence,
    Appointment,
    PlaceClosure,
    Resource,
    ResourceUse,
    is_live,
)
from inclusion.appointments.queries import packed
from inclusion.appointments.queries.minutes import minutes, to_minutes
from inclusion.appointments.rules import slots as engine
from inclusion.appointments.rules.booking import HoldKind, Needs, Span, Terms
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.places.models import Place


def mediators_taken(
    session: Session,
    mediators: Collection[int] | None,
    span: Span,
    *,
    last: datetime,
    needs: Needs,
) -> engine.Taken:
    """Return when mediators are taken from the beginning of the span to `last`; None is all."""
    dialect = session.get_bind().dialect.name
    values: dict[str, Any] = {
        "from": span.earliest,
        "after": span.earliest - LONGEST,
        "last": last,
        "at": span.at,
        "mediators": mediators,
    }
    if mediators is None:
        del values["mediators"]
    among = mediators is not None
    booked = packed.fetch(session, _booked(dialect, among, needs.assisted), values)
    del values["after"], values["at"]
    away = packed.fetch(session, _away(dialect, among), values)
    return engine.Taken(*packed.unpacked(booked[0])).and_also(engine.Taken(*away))


@cache
def _booked(dialect: str, among: bool, assisted: bool) -> packed.Statement:  # noqa: FBT001
    """Build the statement of live appointments; a freed hour that cools is not taken to agents."""
    statement = sa.select(
        packed.packed(Appointment.mediator_id, Appointment.starts_at, Appointment.blocks_until)
    ).where(
        is_live,
        Appointment.starts_at > sa.bindparam("after"),
        Appointment.starts_at < sa.bindparam("last"),
        Appointment.blocks_until > sa.bindparam("from"),
        sa.or_(Appointment.held_until.is_(None), Appointment.held_until > sa.bindparam("at")),
    )
    if among:
        statement = statement.where(Appointment.mediator_id.in_(packed.among("mediators")))
    if assisted:
        is_warm = sa.or_(Appointment.hold_kind.is_(None), Appointment.hold_kind != HoldKind.COOLING)
        statement = statement.where(is_warm)
    return packed.whole(statement, dialect)


@cache
def _away(dialect: str, among: bool) -> packed.Statement:  # noqa: FBT001
    statement = sa.select(
        Absence.mediator_id, minutes(Absence.starts_at), minutes(Absence.ends_at)
    ).where(Absence.starts_at < sa.bindparam("last"), Absence.ends_at > sa.bindparam("from"))
    if among:
        whose = packed.among("mediators")
        statement = statement.where(Absence.mediator_id.in_(whose))
    return packed.whole(statement, dialect)


def places_taken(
    session: Session,
    terms: Terms,
    openings: engine.Openings,
    span: Span,
    *,
    last: datetime,
    needs: Needs,
) -> engine.Taken:
    """Return when the places of the openings receive nobody, or lack what is needed."""
    places = np.unique(openings.place).tolist()
    rows = _closures(session, places, span, last)
    for kind in sorted(terms.equipment | needs.equipment):
        rows += _without(session, kind, places, span, last)
    if needs.interpreter:
        rows += _without(
            session, ResourceKind.INTERPRETER, places, span, last, language=needs.interpreter
        )
    return engine.Taken.of(rows) if rows else engine.NOTHING_TAKEN


Rows = list[tuple[int, int, int]]


def _closures(session: Session, places: list[int], span: Span, last: datetime) -> Rows:
    statement = sa.select(
        PlaceClosure.place_id, PlaceClosure.starts_at, PlaceClosure.ends_at
    ).where(PlaceClosure.starts_at < last, PlaceClosure.ends_at > span.earliest)
    among = set(places)
    return [
        (place, to_minutes(starts_at), to_minutes(ends_at))
        for place, starts_at, ends_at in session.execute(statement)
        if place in among
    ]


def _without(
    session: Session,
    kind: ResourceKind,
    places: list[int],
    span: Span,
    last: datetime,
    *,
    language: str = "",
) -> Rows:
    """Return when every resource of a kind is taken, by place; always, where there is none.

    A place that can call no interpreter of the language is not closed by that: it stays a wish.
    """
    serving = _serving(session, kind, places, language)
    uses = _uses(session, {one for ids in serving.values() for one in ids}, span, last)
    rows: Rows = []
    for place in places:
        ids = serving.get(place, set())
        if not ids and not language:
            rows.append((place, to_minutes(span.earliest), to_minutes(last) + 1))
        mine = [use for use in uses if use[0] in ids]
        rows += [(place, *taken) for taken in engine.all_taken(mine, len(ids)) if ids]
    return rows


def _serving(
    session: Session, kind: ResourceKind, places: list[int], language: str
) -> dict[int, set[int]]:
    """Return the resources of a kind that each place may use."""
    resources = session.execute(
        sa.select(Resource.id, Resource.place_id, Resource.structure_id, Resource.languages).where(
            Resource.kind == kind, Resource.retired_at.is_(None)
        )
    ).all()
    structures = session.execute(
        sa.select(Place.id, Place.structure_id).where(Place.id.in_(places))
    ).all()
    serving: dict[int, set[int]] = defaultdict(set)
    for one in resources:
        if language and language not in one.languages:
            continue
        for place, structure in structures:
            here = one.place_id == place
            anywhere = one.place_id is None and kind is ResourceKind.INTERPRETER
            if here or (anywhere and one.structure_id in (None, structure)):
                serving[place].add(one.id)
    return serving


def _uses(session: Session, resources: set[int], span: Span, last: datetime) -> Rows:
    if not resources:
        return []
    statement = sa.select(
        ResourceUse.resource_id, ResourceUse.starts_at, ResourceUse.ends_at
    ).where(
        ResourceUse.resource_id.in_(resources),
        ResourceUse.starts_at < last,
        ResourceUse.ends_at > span.earliest,
    )
    return [
        (one, to_minutes(starts_at), to_minutes(ends_at))
        for one, starts_at, ends_at in session.execute(statement)
    ]
