"""My own states: my address, my discretion, what I want after my death."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import Invalid
from inclusion.people import queries as people
from inclusion.people.rules import AddressKind
from inclusion.states.forms.citizen import ActForm, AddressForm, DirectiveForm
from inclusion.states.labels import citizen as labels
from inclusion.states.queries import ends as read_ends
from inclusion.states.queries import moves as read
from inclusion.states.queries import protection
from inclusion.states.rules import Wish, may_change_contact
from inclusion.states.service import deaths, discretion, moving
from inclusion.states.service.moving import Address
from inclusion.states.views import bp
from inclusion.states.views.answer import Answer
from inclusion.web import access
from inclusion.web.session import actor, now, reading, transaction

if TYPE_CHECKING:
    from inclusion.people.models import Person


@bp.route("/mon-compte/adresse", methods=["GET", "POST"])
@access.citizen
@access.recent
def address() -> Answer:
    """Say that I have moved: one act, and my appointments stay."""
    with reading() as session:
        person = people.person(session, current_user.person_id)
        kept_by = protection.guardianship_of(session, person.id, now())
    if kept_by and not may_change_contact(kept_by.kind) and not current_user.acts_for:
        return redirect(url_for("states.reserved"), 303)
    form = AddressForm(data=filled(person))
    if form.validate_on_submit() and _move(form):
        return redirect(url_for("states.moved"), 303)
    return render_template("states/address.html", form=form), form.status


@bp.get("/mon-compte/adresse/c-est-fait")
@access.citizen
def moved() -> str:
    """Say what followed, and show the appointments that stay, with how far they now are."""
    with reading() as session:
        person = people.person(session, current_user.person_id)
        near = read.point_of(person.postcode, person.commune)
        kept = read.kept_appointments(session, person_id=person.id, near=near, at=now())
        last = read.last_move(session, person.id)
        structure = read.structure_name(session, last.to_structure_id if last else None)
    return render_template("states/moved.html", kept=kept, structure=structure)


@bp.route("/mon-compte/discretion", methods=["GET", "POST"])
@access.citizen
@access.recent
def hide() -> Answer:
    """Ask that nobody finds me through the service, or lift it."""
    form = ActForm()
    if form.validate_on_submit():
        with transaction() as session:
            discretion.hide(
                session,
                person_id=current_user.person_id,
                hidden=request.form.get("hidden") == "oui",
                actor=actor(),
                at=now(),
            )
        return redirect(url_for("states.hide"), 303)
    with reading() as session:
        person = people.person(session, current_user.person_id)
    return render_template("states/discretion.html", person=person)


@bp.route("/mon-compte/apres-moi", methods=["GET", "POST"])
@access.citizen
def directives() -> Answer:
    """Say what becomes of my data after my death (LIL, art. 85)."""
    with reading() as session:
        present = read_ends.directive_of(session, current_user.person_id)
    said = {"wish": present.wish.value, "to_whom": present.to_whom} if present else {}
    form = DirectiveForm(data=said)
    if form.validate_on_submit() and _write(form):
        return redirect(url_for("states.directives", fait=1), 303)
    page = render_template(
        "states/directives.html", form=form, present=present, is_done="fait" in request.args
    )
    return page, form.status


@bp.post("/mon-compte/apres-moi/retirer")
@access.citizen
def withdraw_directives() -> Response:
    """Take back what I said."""
    with transaction() as session:
        deaths.withdraw_directive(
            session, person_id=current_user.person_id, actor=actor(), at=now()
        )
    return redirect(url_for("states.directives"), 303)


def filled(person: "Person") -> dict[str, str | None]:
    """Return the known address as its form shows it."""
    is_known = person.address_kind is not AddressKind.NONE or person.commune
    return {
        "kind": person.address_kind.value if is_known else None,
        "line": person.address_line,
        "postcode": person.postcode,
        "commune": person.commune,
    }


def read_address(form: AddressForm) -> Address:
    """Return the address of a form."""
    return Address(
        AddressKind(form.kind.data), form.line.data, form.postcode.data, form.commune.data
    )


def _move(form: AddressForm) -> bool:
    try:
        with transaction() as session:
            moving.move(
                session,
                person_id=current_user.person_id,
                address=read_address(form),
                actor=actor(),
                at=now(),
            )
    except Invalid as error:
        form.refuse(error.field, labels.ADDRESS_REFUSALS[error.code])
        return False
    return True


def _write(form: DirectiveForm) -> bool:
    try:
        with transaction() as session:
            deaths.write_directive(
                session,
                person_id=current_user.person_id,
                wish=Wish(form.wish.data),
                to_whom=form.to_whom.data or None,
                actor=actor(),
                at=now(),
            )
    except Invalid:
        form.refuse("to_whom", labels.TO_WHOM)
        return False
    return True
