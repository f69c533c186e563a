"""The counter: stop what is asked of a safe; open one with two officers of two bodies."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.counter.rules import DocumentKind, Facts
from inclusion.counter.service import blocking
from inclusion.counter.service.journal import WrongFacts
from inclusion.counter.views.shared import structure_id, today
from inclusion.errors import Conflict, DomainError, Forbidden, Invalid, TooMany
from inclusion.rescue import queries
from inclusion.rescue.forms.agents import FileForm, StartForm, StopForm
from inclusion.rescue.labels import agents as labels
from inclusion.rescue.rules import Step
from inclusion.rescue.service import ceremony, officers, stopping
from inclusion.rescue.views import bp
from inclusion.rescue.views.shared import Answer, bodies
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

BASE = "/mediation/comptes/coffres"
MOST_WRONG = 20
LARGEST_BYTES = 20_000


@bp.route(f"{BASE}/arreter", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
def stop_for_owner() -> Answer:
    """Stop all that is asked of somebody's safe, on two facts: at the counter or by telephone."""
    form = StopForm()
    if form.validate_on_submit():
        account_id = _found(form)
        if account_id is not None:
            acting(
                lambda db: stopping.stop_for_agent(
                    db, account_id=account_id, actor=actor(), at=now()
                )
            )
            return redirect(url_for("rescue.stop_for_owner", fait="oui"), 303)
    return render_template(
        "rescue/agent/stop.html", form=form, is_done="fait" in request.args
    ), form.status


@bp.get(f"{BASE}/ouvertures")
@access.role("mediator", "coordinator")
def openings() -> str:
    """List the openings that my structure may act on."""
    bodies()
    with reading() as session:
        lines = queries.lines(session, structure_id=structure_id(), at=now())
    return render_template("rescue/agent/openings.html", lines=lines, at=now(), steps=labels.STEPS)


@bp.route(f"{BASE}/ouvertures/nouvelle", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
@access.recent
def start() -> Answer:
    """Start an opening, the person and their paper in front of me."""
    both, form = bodies(), StartForm()
    if form.validate_on_submit():
        made = _started(form, both)
        if made is not None:
            return redirect(url_for("rescue.opening", public_id=made), 303)
    return render_template("rescue/agent/start.html", form=form, bodies=both), form.status


@bp.get(f"{BASE}/ouvertures/<public_id>")
@access.role("mediator", "coordinator")
def opening(public_id: str) -> str:
    """Show where an opening stands, and what to do now."""
    return _page(public_id, FileForm(formdata=None))[0]


@bp.post(f"{BASE}/ouvertures/<public_id>/arreter")
@access.role("mediator", "coordinator")
def stop_opening(public_id: str) -> Response:
    """Stop it."""
    line = _line(public_id)
    acting(
        lambda db: stopping.stop_for_agent(db, account_id=line.owner.id, actor=actor(), at=now())
    )
    return redirect(url_for("rescue.openings"), 303)


@bp.post(f"{BASE}/ouvertures/<public_id>/fichier")
@access.role("mediator", "coordinator")
@access.recent
def sealed_file(public_id: str) -> Response:
    """Give the file that the body of this step opens."""
    both = bodies()
    if _line(public_id).opening.half_at is None:
        content = acting(
            lambda db: ceremony.sealed_for_first(
                db, public_id, bodies=both, actor=actor(), at=now()
            )
        )
        name = "premier-organisme.age"
    else:
        content = acting(
            lambda db: ceremony.sealed_for_second(db, public_id, actor=actor(), at=now())
        )
        name = "second-organisme.age"
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post(f"{BASE}/ouvertures/<public_id>/moitie")
@access.role("mediator", "coordinator")
@access.recent
def take_half(public_id: str) -> Answer:
    """Take back what the first body opened."""
    both, form = bodies(), FileForm()
    content = _content(form)
    if content is not None:
        try:
            acting(
                lambda db: ceremony.take_half(
                    db, public_id, content=content, bodies=both, actor=actor(), at=now()
                )
            )
        except (Invalid, Conflict, Forbidden) as error:
            _refuse(form, error)
        else:
            return redirect(url_for("rescue.opening", public_id=public_id), 303)
    return _page(public_id, form)


@bp.post(f"{BASE}/ouvertures/<public_id>/fin")
@access.role("mediator", "coordinator")
@access.recent
def finish(public_id: str) -> Answer:
    """Take what the second body opened; show the person a fresh rescue card, once."""
    both, form = bodies(), FileForm()
    content = _content(form)
    if content is not None:
        try:
            card = acting(
                lambda db: ceremony.finish(
                    db, public_id, content=content, bodies=both, actor=actor(), at=now()
                )
            )
        except (Invalid, Conflict, Forbidden) as error:
            _refuse(form, error)
        else:
            return render_template("rescue/agent/card.html", card=card)
    return _page(public_id, form)


def _line(public_id: str) -> queries.Line:
    bodies()
    with reading() as session:
        return queries.line(session, public_id, structure_id=structure_id())


def _page(public_id: str, form: FileForm) -> tuple[str, int]:
    line = _line(public_id)
    step = line.step(now())
    is_first = line.opening.first_agent_id == current_user.account_id
    is_elsewhere = line.opening.first_structure_id != structure_id()
    takes_file = (step is Step.FIRST and is_first) or (step is Step.SECOND and is_elsewhere)
    if form.file.errors and not takes_file:  # no field stands there to point at
        form.file.errors = ()
        form.refuse(None, labels.REFUSALS["not_this_step"])
    page = render_template(
        "rescue/agent/opening.html",
        line=line,
        step=step,
        form=form,
        labels=labels,
        bodies=bodies(),
        is_first=is_first,
        is_elsewhere=is_elsewhere,
    )
    return page, form.status


def _refuse(form: FileForm, error: DomainError) -> None:
    form.refuse("file" if isinstance(error, Invalid) else None, labels.REFUSALS[error.code])


def _found(form: StopForm | StartForm) -> int | None:
    """Return the account that two facts name, None with the form refused and the try counted."""
    said, key = form.facts(today=today()), str(current_user.account_id)
    if said is None:
        return None
    try:
        limits.guard("counter_block", key, limit=MOST_WRONG)
        with reading() as session:
            return blocking.find_to_block(session, said).id
    except TooMany:
        form.refuse(None, _("Il y a eu trop d’essais. Attendez 10 minutes."))
    except WrongFacts as error:
        limits.note_failure("counter_block", key)
        form.refuse(error.field, labels.REFUSALS[error.code])
    return None


def _started(form: StartForm, both: officers.Bodies) -> str | None:
    account_id = _found(form)
    said: Facts | None = form.facts(today=today())
    if account_id is None or said is None:
        return None
    try:
        return acting(
            lambda db: officers.start(
                db,
                account_id=account_id,
                said=said,
                document=DocumentKind(form.document.data),
                reason=form.reason.data or "",
                bodies=both,
                actor=actor(),
                at=now(),
            )
        ).public_id
    except DomainError as error:
        form.refuse(None, labels.REFUSALS[error.code])
    return None


def _content(form: FileForm) -> bytes | None:
    if not form.validate_on_submit():
        return None
    content: bytes = form.file.data.stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        form.refuse("file", labels.REFUSALS["file_too_large"])
        return None
    return content
