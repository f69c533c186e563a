"""Those whom I trust: name them, take them away; and the key of two bodies, if I ask for it."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.errors import Conflict, DomainError, Invalid, TooMany
from inclusion.rescue import queries, rules
from inclusion.rescue.forms.owner import NameForm, OfficersForm, TrustCodeForm
from inclusion.rescue.labels.owner import REFUSALS, STAGES
from inclusion.rescue.service import notify, officers, trusting
from inclusion.rescue.views import bp
from inclusion.rescue.views.shared import Answer, bodies, own_safe
from inclusion.safe.queries import Opened
from inclusion.safe.views.opened import opened
from inclusion.tokens import only_digits
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.forms import Form, too_many_tries
from inclusion.web.session import actor, now, reading, settings

if TYPE_CHECKING:
    from inclusion.people.models import Person


@bp.get("/coffre/confiance")
@access.citizen
def circle() -> str:
    """Show whom I trust, and what else can open my safe."""
    safe, at = own_safe(), now()
    with reading() as session:
        ties = queries.ties_of(session, safe.id)
        wrap = queries.officer_wrap(session, safe.id)
    return render_template(
        "rescue/circle.html",
        ties=ties,
        at=at,
        stages=STAGES,
        most=rules.MOST_TRUSTED,
        bodies=settings().officers,
        wrap=wrap,
    )


@bp.route("/coffre/confiance/ajouter", methods=["GET", "POST"])
@access.citizen
@access.recent
def add() -> Answer:
    """Type the code that somebody says; the next page shows their first name."""
    found, form = opened(), TrustCodeForm()
    if form.validate_on_submit():
        code = only_digits(form.code.data or "")
        name = _recognised(form, found, code)
        if name is not None:
            return _asked(NameForm(formdata=None, data={"code": code}), name, status=200)
    return render_template("rescue/add.html", form=form, person=_person()), form.status


@bp.post("/coffre/confiance/ajouter/oui")
@access.citizen
@access.recent
def name() -> Answer:
    """Choose the delay and name the person."""
    found, form = opened(), NameForm()
    code = only_digits(form.code.data or "")
    who = _recognised(form, found, code)
    if who is None:
        again = TrustCodeForm(formdata=None)
        again.refuse("code", form.problems[0][1])
        return render_template("rescue/add.html", form=again, person=_person()), 422
    form.offer(rules.delays(is_reached=notify.reaches(_person())))
    if form.validate() and _named(form, found, code):
        return redirect(url_for("rescue.circle"), 303)
    return _asked(form, who, status=422)


@bp.route("/coffre/confiance/<public_id>/retirer", methods=["GET", "POST"])
@access.citizen
@access.recent
def remove(public_id: str) -> Answer:
    """Take somebody's trust away: at once, the safe open or not."""
    safe = own_safe()
    with reading() as session:
        tie = queries.own_tie(session, public_id, safe_id=safe.id)
    if request.method == "POST":
        acting(lambda db: trusting.remove(db, tie, actor=actor(), at=now()))
        return redirect(url_for("rescue.circle"), 303)
    return render_template("rescue/remove.html", tie=tie)


@bp.route("/coffre/confiance/organismes", methods=["GET", "POST"])
@access.citizen
@access.recent
def ask_officers() -> Answer:
    """Explain what a key with two bodies means, and make it when I ask."""
    both, found, form = bodies(), opened(), OfficersForm()
    if form.validate_on_submit():
        acting(lambda db: officers.opt_in(db, opened=found, bodies=both, actor=actor(), at=now()))
        return redirect(url_for("rescue.circle"), 303)
    return render_template(
        "rescue/officers.html", form=form, bodies=both, person=_person()
    ), form.status


@bp.post("/coffre/confiance/organismes/reprendre")
@access.citizen
@access.recent
def take_back() -> Response:
    """Take the key back from both bodies."""
    safe = own_safe()
    acting(lambda db: officers.opt_out(db, safe_id=safe.id, actor=actor(), at=now()))
    return redirect(url_for("rescue.circle"), 303)


def _person() -> "Person":
    with reading() as session:
        account = accounts.account(session, current_user.account_id)
        return queries.person_of(session, account)


def _asked(form: NameForm, name: str, *, status: int) -> tuple[str, int]:
    person = _person()
    form.offer(rules.delays(is_reached=notify.reaches(person)))
    return render_template("rescue/name.html", form=form, name=name, person=person), status


def _recognised(form: Form, found: Opened, code: str) -> str | None:
    """Return the first name of whoever gave a code, None with the form refused and counted."""
    counts = (
        limits.Count("trust_code", str(current_user.account_id), free=10, window=limits.WINDOW),
        limits.network_count("trust_code_network", free=30),
    )
    try:
        taken = limits.take(*counts)
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return None
    with reading() as session:
        known = queries.agreed(session, code=code, key=settings().secrets.lookup_key, at=now())
        if known is None:
            form.refuse("code", REFUSALS["nobody_agreed"])
            return None
        try:
            trusting.check_may_name(session, safe_id=found.safe.id, holder_id=known[1].id)
        except DomainError as error:
            form.refuse("code", REFUSALS[error.code])
            return None
    limits.give_back(taken)
    return rules.first_name(known[0].name)


def _named(form: NameForm, found: Opened, code: str) -> bool:
    try:
        acting(
            lambda db: trusting.name(
                db,
                opened=found,
                code=code,
                key=settings().secrets.lookup_key,
                delay_days=int(form.delay.data),
                actor=actor(),
                at=now(),
            )
        )
    except (Invalid, Conflict) as error:
        form.refuse(None, REFUSALS.get(error.code) or _("Ce n’est plus possible. Recommencez."))
        return False
    return True
