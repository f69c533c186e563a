"""One screen for all whom an absence or a closed place keeps from being received."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion import wording
from inclusion.appointments.queries import closures as read_closures
from inclusion.appointments.queries.appointments import appointments_hit
from inclusion.appointments.rules.booking import Initiative, Slot
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import booking, moving
from inclusion.appointments.views.journey import read_stamp, stamp
from inclusion.desk.forms import ActForm
from inclusion.desk.queries import affected as read
from inclusion.desk.queries import agenda
from inclusion.desk.queries.team import team
from inclusion.desk.views import bp
from inclusion.desk.views.openings import managed
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment

KEEP, CANCEL, WITH, AT = "garder", "annuler", "avec", "heure"


@bp.route("/mediation/absences/<public_id>/personnes", methods=["GET", "POST"])
@access.agent
def absence_people(public_id: str) -> Answer:
    """Decide for everybody whom an absence hits, in one form."""
    with reading() as session:
        absence = agenda.absence_of(session, public_id, managed(session))
        hit = appointments_hit(
            session,
            mediator_id=absence.mediator_id,
            starts_at=max(absence.starts_at, now()),
            ends_at=absence.ends_at,
        )
        people = read.affected(session, hit, at=now())
    back = url_for("desk.absences")
    return _screen(people, _("Qui avait rendez-vous"), back, offers_colleagues=True)


@bp.route("/mediation/fermetures/<public_id>/personnes", methods=["GET", "POST"])
@access.agent
def closure_people(public_id: str) -> Answer:
    """Decide for everybody who was to come to a closed place, in one form."""
    with reading() as session:
        closed = read_closures.closure(session, public_id, structure_id=actor().structure_id)
        hit = read_closures.hit_by(session, closed, at=now())
        people = read.affected(session, hit, at=now())
    title = _("Fermé : %(place)s", place=closed.place.name)
    return _screen(people, title, url_for("desk.closures"), offers_colleagues=False)


def _screen(
    people: Sequence[read.Affected], title: str, back: str, *, offers_colleagues: bool
) -> Answer:
    form = ActForm()
    undone: list[str] = []
    if form.validate_on_submit():
        undone = [one.appointment.public_id for one in people if not _decide(one.appointment)]
        if not undone:
            return redirect(request.url, 303)
    page = render_template(
        "desk/affected.html",
        form=form,
        title=title,
        back_url=back,
        people=[(one, _choices(one, offers_colleagues=offers_colleagues)) for one in people],
        undone=undone,
        said=request.form,
    )
    return page, 409 if undone else form.status


def _choices(one: read.Affected, *, offers_colleagues: bool) -> list[tuple[str, str]]:
    """Return what may be done with an appointment, the best first."""
    choices: list[tuple[str, str]] = []
    if offers_colleagues:
        choices += [
            (
                f"{WITH}:{colleague.public_id}",
                _("Même heure, avec %(name)s", name=colleague.name),
            )
            for colleague in one.colleagues[:_COLLEAGUES]
            if colleague.structure_id == actor().structure_id
        ]
    choices += [
        (f"{AT}:{stamp(slot.starts_at)}", wording.capital(wording.day_and_hour(slot.starts_at)))
        for slot in one.later
    ]
    return [
        (KEEP, _("Décider plus tard")),
        *choices,
        (CANCEL, _("Annuler")),
    ]


_COLLEAGUES = 4


def _decide(one: "Appointment") -> bool:
    """Do what the form says of one appointment; False when it could not be done."""
    kind, _colon, value = request.form.get(f"choix-{one.public_id}", KEEP).partition(":")
    if kind == KEEP:
        return True
    try:
        acting(lambda db: _act(db, one, kind, value))
    except (NotNow, SlotTaken):
        return False
    return True


def _act(db: Session, one: "Appointment", kind: str, value: str) -> None:
    common: dict[str, Any] = {"appointment_id": one.id, "actor": actor(), "at": now()}
    if kind == CANCEL:
        booking.cancel(db, by_service=True, cools=False, **common)
        return
    slot = _slot(db, one, kind, value)
    if slot is None:
        raise SlotTaken("slot")
    moving.move(db, slot=slot, initiative=Initiative.SERVICE, cools=False, **common)


def _slot(db: Session, one: "Appointment", kind: str, value: str) -> Slot | None:
    if kind == WITH:
        chosen = next((m for m in team(db, actor()) if m.public_id == value), None)
        return Slot(one.starts_at, one.ends_at, one.place_id, chosen.id) if chosen else None
    starts_at = read_stamp(value)
    return Slot(starts_at, starts_at, one.place_id) if starts_at else None
