"""Files as agents handle them: a person moves, a file is handed on, two files are one person's."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.errors import Expired, Invalid, NotFound
from inclusion.organisations import queries as organisations
from inclusion.states.forms.agent import MergeForm, MoveForm
from inclusion.states.labels import agent as labels
from inclusion.states.labels.citizen import ADDRESS_REFUSALS
from inclusion.states.queries import merges as read
from inclusion.states.queries import moves
from inclusion.states.rules import MergeState, may_undo
from inclusion.states.service import merging, moving
from inclusion.states.views import bp
from inclusion.states.views.agent_shared import person_of, to_situation
from inclusion.states.views.answer import Answer
from inclusion.states.views.citizen import filled, read_address
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, transaction

BASE = "/mediation/personnes/<public_id>"


@bp.route(f"{BASE}/demenagement", methods=["GET", "POST"])
@access.agent
@access.recent
def move_house(public_id: str) -> Answer:
    """Note that a person has moved; their appointments stay, and are shown."""
    with reading() as session:
        person = person_of(session, public_id)
        near = moves.point_of(person.postcode, person.commune)
        kept = moves.kept_appointments(session, person_id=person.id, near=near, at=now())
        structures = organisations.structures(session)
    form = MoveForm(data=filled(person))
    form.offer([(str(one.id), one.name) for one in structures])
    if form.validate_on_submit() and _moved(form, public_id):
        return redirect(url_for("states.move_house", public_id=public_id, fait=1), 303)
    page = render_template(
        "states/agent/move.html",
        form=form,
        person=person,
        kept=kept,
        structure_id=actor().structure_id,
        is_done="fait" in request.args,
    )
    return page, form.status


@bp.get("/mediation/dossiers-transmis")
@access.agent
def handed_on() -> str:
    """List the files that other structures handed to ours."""
    with reading() as session:
        found = moves.handed_to(session, actor().structure_id)
        names = {one.id: moves.structure_name(session, one.from_structure_id) for one in found}
    return render_template("states/agent/handed_on.html", found=found, names=names)


@bp.post(f"{BASE}/recu")
@access.agent
def receive(public_id: str) -> Response:
    """Note that our structure has taken the file."""
    with transaction() as session:
        person = person_of(session, public_id)
        for one in moves.handed_to(session, actor().structure_id):
            if one.person_id == person.id:
                moving.receive(session, one, actor=actor(), at=now())
    return to_situation(public_id)


@bp.post(f"{BASE}/rapprocher/<other>")
@access.agent
def propose_merge(public_id: str, other: str) -> Response:
    """Propose that two files are one person's, and compare them."""
    with transaction() as session:
        one, second = person_of(session, public_id), person_of(session, other)
        if one.id == second.id:
            raise NotFound("person")
        merge = merging.propose(session, one=one, other=second, actor=actor(), at=now())
        reference = merge.public_id
    return redirect(url_for("states.compare", public_id=reference), 303)


@bp.route("/mediation/rapprochements/<public_id>", methods=["GET", "POST"])
@access.agent
@access.recent
def compare(public_id: str) -> Answer:
    """Show two files side by side; an agent decides, with a proof of each."""
    form = MergeForm()
    if form.validate_on_submit() and _merged(form, public_id):
        return redirect(url_for("states.compare", public_id=public_id), 303)
    with reading() as session:
        merge = read.merge(session, public_id, actor())
        files = [
            (
                one,
                accounts.account_of_person(session, one.id),
                read.count_appointments(session, one.id),
            )
            for one in (merge.kept, merge.merged)
        ]
        obstacle = merging.obstacle(session, merge)
    page = render_template(
        "states/agent/compare.html",
        form=form,
        merge=merge,
        files=files,
        obstacle=labels.OBSTACLES[obstacle]
        if obstacle and merge.state is MergeState.PROPOSED
        else None,
        may_undo=merge.state is MergeState.DONE
        and merge.decided_at is not None
        and may_undo(merge.decided_at, now()),
    )
    return page, form.status


@bp.post("/mediation/rapprochements/<public_id>/refuser")
@access.agent
def refuse_merge(public_id: str) -> Response:
    """Say that they are two people."""
    with transaction() as session:
        merge = read.merge(session, public_id, actor())
        if merge.state is MergeState.PROPOSED:
            merging.refuse(session, merge, actor=actor(), at=now())
    return redirect(url_for("states.compare", public_id=public_id), 303)


@bp.post("/mediation/rapprochements/<public_id>/separer")
@access.agent
@access.recent
def undo_merge(public_id: str) -> Response:
    """Take a merge back."""
    try:
        with transaction() as session:
            merge = read.merge(session, public_id, actor())
            merging.undo(session, merge, actor=actor(), at=now())
    except (merging.CannotMerge, Expired):
        pass  # the page says where it stands
    return redirect(url_for("states.compare", public_id=public_id), 303)


def _moved(form: MoveForm, public_id: str) -> bool:
    try:
        with transaction() as session:
            moving.move(
                session,
                person_id=person_of(session, public_id).id,
                address=read_address(form),
                to_structure_id=int(form.structure.data) if form.structure.data else None,
                actor=actor(),
                at=now(),
            )
    except Invalid as error:
        form.refuse(error.field, ADDRESS_REFUSALS[error.code])
        return False
    return True


def _merged(form: MergeForm, public_id: str) -> bool:
    try:
        acting(
            lambda session: merging.decide(
                session,
                read.merge(session, public_id, actor()),
                kept_proved=bool(form.kept_proved.data),
                merged_proved=bool(form.merged_proved.data),
                actor=actor(),
                at=now(),
            )
        )
    except Invalid:
        form.refuse("kept_proved" if not form.kept_proved.data else "merged_proved", labels.PROOFS)
        return False
    except merging.CannotMerge as error:
        form.refuse(None, labels.OBSTACLES[error.code])
        return False
    return True
