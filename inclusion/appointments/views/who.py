"""Step 4: who comes, one question a page. The answers stay in the visit."""

from typing import Any

from flask import redirect, render_template

from inclusion.accounts.labels import NAMES
from inclusion.appointments.forms import (
    ChannelForm,
    CompanyForm,
    InterpreterForm,
    NameForm,
    PeopleForm,
)
from inclusion.appointments.rules.booking import Company
from inclusion.appointments.views import bp, journey
from inclusion.appointments.views.answer import Answer
from inclusion.contact import person_name
from inclusion.errors import Invalid
from inclusion.web import access
from inclusion.web.forms import Form
from inclusion.web.session import now


@bp.route("/rendez-vous/qui-vient", methods=["GET", "POST"])
@access.public
def company() -> Answer:
    """Ask who comes: me, me with somebody, somebody else."""
    form = CompanyForm(data=journey.answers())
    if form.validate_on_submit():
        journey.keep(company=form.company.data)
        return _following()
    return _question(form, form.company, back="appointments.slots")


@bp.route("/rendez-vous/nom", methods=["GET", "POST"])
@access.public
def name() -> Answer:
    """Ask the name of whoever comes."""
    who = journey.company() or Company.ALONE
    form = NameForm(data={"name": journey.name()})
    form.ask_for(who)
    if form.validate_on_submit():
        try:
            written = person_name(form.name.data or "")
        except Invalid as error:
            form.refuse("name", NAMES[error.code])
        else:
            journey.keep(name=written, name_is_mine=who is not Company.SOMEONE_ELSE)
            return _following()
    return _question(form, form.name, back="appointments.company")


@bp.route("/rendez-vous/combien", methods=["GET", "POST"])
@access.public
def people() -> Answer:
    """Ask how many come."""
    who = journey.company() or Company.SOMEONE_ELSE
    if who is Company.ALONE:
        return _following()
    form = PeopleForm(data={"people": journey.people_count()})
    form.ask_for(who)
    if form.validate_on_submit():
        journey.keep(people=int(form.people.data))
        return _following()
    return _question(form, form.people, back="appointments.company")


@bp.route("/rendez-vous/langue", methods=["GET", "POST"])
@access.public
def interpreter() -> Answer:
    """Ask whether somebody who speaks another language is wanted."""
    said = journey.answers().get("interpreter")
    form = InterpreterForm(data={"interpreter": "fr" if said == "" else said})
    if form.validate_on_submit():
        wanted = form.interpreter.data
        journey.keep(interpreter="" if wanted == "fr" else wanted)
        return _following()
    return _question(form, form.interpreter, back="appointments.company")


@bp.route("/rendez-vous/garder", methods=["GET", "POST"])
@access.public
def channel() -> Answer:
    """Ask how the person keeps the date: only what really runs is offered."""
    form = ChannelForm(data=journey.answers())
    if form.validate_on_submit():
        journey.keep(channel=form.channel.data)
        return _following()
    return _question(form, form.channel, back="appointments.interpreter")


def _question(form: Form, field: Any, *, back: str) -> Answer:
    chosen = journey.choices()
    lacking = journey.missing_choice(chosen)
    if lacking is not None:
        return redirect(chosen.url(lacking), 303)
    return render_template(
        "appointments/question.html",
        form=form,
        asked=field,
        back_url=chosen.url(back),
        held_until=journey.held_until(now()),
    ), form.status


def _following() -> Answer:
    return redirect(journey.choices().url(journey.next_question()), 303)
