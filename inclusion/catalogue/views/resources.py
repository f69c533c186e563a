"""Rooms, equipment, interpreters; and what mediators speak."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from inclusion.appointments.labels import INTERPRETER_LANGUAGES, RESOURCE_KINDS
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.catalogue import queries as read
from inclusion.catalogue import service
from inclusion.catalogue.forms import LanguagesForm, ResourceForm
from inclusion.catalogue.views import bp
from inclusion.catalogue.views.answer import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading


@bp.route("/coordination/moyens", methods=["GET", "POST"])
@access.role("coordinator", "administrator")
def resources() -> Answer:
    """List the rooms, equipment and interpreters of the structure, and add one."""
    form = ResourceForm()
    with reading() as session:
        listed = read.resources_of(session, actor().structure_id)
        places = read.places_of(session, actor().structure_id)
    form.offer((place.slug, place.name) for place in places)
    if form.validate_on_submit():
        kind = ResourceKind(form.kind.data)
        if kind is ResourceKind.INTERPRETER and not form.languages.data:
            form.refuse("languages", _("Cochez au moins une langue."))
        else:
            place_id = next((one.id for one in places if one.slug == form.place.data), None)
            acting(
                lambda db: service.add_resource(
                    db,
                    structure_id=actor().structure_id,
                    place_id=place_id,
                    kind=kind,
                    name=form.name.data,
                    languages=form.languages.data or [],
                    by_telephone=bool(form.by_telephone.data),
                    actor=actor(),
                    at=now(),
                )
            )
            return redirect(url_for("catalogue.resources"), 303)
    return render_template(
        "catalogue/resources.html",
        form=form,
        listed=listed,
        kinds=RESOURCE_KINDS,
        spoken=INTERPRETER_LANGUAGES,
    ), form.status


@bp.post("/coordination/moyens/<public_id>/retirer")
@access.role("coordinator", "administrator")
def retire(public_id: str) -> Answer:
    """Take a resource out of use."""
    acting(
        lambda db: service.retire_resource(
            db,
            read.resource(db, public_id, structure_id=actor().structure_id),
            actor=actor(),
            at=now(),
        )
    )
    return redirect(url_for("catalogue.resources"), 303)


@bp.get("/coordination/langues")
@access.role("coordinator", "administrator")
def team() -> Answer:
    """List what the mediators of the structure speak."""
    with reading() as session:
        members = read.team(session, actor().structure_id)
    return render_template("catalogue/team.html", members=members, spoken=INTERPRETER_LANGUAGES)


@bp.route("/coordination/langues/<public_id>", methods=["GET", "POST"])
@access.role("coordinator", "administrator")
def languages(public_id: str) -> Answer:
    """Write what one mediator speaks."""
    with reading() as session:
        mediator = read.mediator(session, public_id, structure_id=actor().structure_id)
    form = LanguagesForm(data={"languages": mediator.languages})
    if form.validate_on_submit():
        acting(
            lambda db: service.set_languages(
                db,
                read.mediator(db, public_id, structure_id=actor().structure_id),
                form.languages.data or [],
                actor=actor(),
                at=now(),
            )
        )
        return redirect(url_for("catalogue.team"), 303)
    return render_template("catalogue/languages.html", form=form, mediator=mediator), form.status
