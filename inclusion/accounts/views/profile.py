"""How I am called and reached, and my passphrase."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from inclusion.accounts import labels, queries, service
from inclusion.accounts.contributions import contributions
from inclusion.accounts.forms import NewPassphraseForm, ProfileForm
from inclusion.accounts.views import bp
from inclusion.accounts.views.others import close_others
from inclusion.accounts.views.sign_in import Answer
from inclusion.accounts.views.sign_up import is_asking, proposed, wrong_birth
from inclusion.clock import paris_today
from inclusion.errors import Invalid, TooMany
from inclusion.people import queries as people
from inclusion.people.rules import birth_on, birth_parts
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import now, reading, settings, transaction


@bp.route("/mon-compte/coordonnees", methods=["GET", "POST"])
@access.citizen
@access.recent
def contact() -> Answer:
    """Change how I am called and reached."""
    with reading() as session:
        person = people.person(session, current_user.person_id)
        is_sure = queries.account(session, current_user.account_id).assurance > 0
    form = ProfileForm(
        data={
            "name": person.name,
            "birth_on": birth_parts(person.birth_on),
            "phone": person.phone,
            "email": person.email,
            "language": person.language,
        }
    )
    if form.validate_on_submit() and _change_contact(form):
        return redirect(url_for("accounts.show"), 303)
    return render_template("accounts/contact.html", form=form, is_sure=is_sure), form.status


@bp.route("/mon-compte/phrase-secrete", methods=["GET", "POST"])
@access.signed_in
@access.recent
def passphrase() -> Answer:
    """Change my passphrase against the present one."""
    form, proposal = NewPassphraseForm(), proposed()
    with reading() as session:
        is_first = queries.account(session, current_user.account_id).passphrase_hash is None
    if is_first:
        form.expect_first()
    if not is_asking() and form.validate_on_submit():
        followed = _change_passphrase(form)
        if followed is not None:
            return redirect(url_for("accounts.passphrase_changed", coffre=followed or None), 303)
    page = render_template("accounts/passphrase.html", form=form, proposal=proposal)
    return page, form.status


@bp.get("/mon-compte/phrase-secrete/c-est-fait")
@access.signed_in
def passphrase_changed() -> str:
    """Say what the new phrase opens, and what the old one still opens."""
    safe = request.args.get("coffre")
    return render_template("accounts/passphrase_changed.html", safe=safe)


def _change_contact(form: ProfileForm) -> bool:
    try:
        birth = birth_on(*form.birth_on.data, today=paris_today(now()))
    except Invalid:
        form.refuse("birth_on", wrong_birth())
        return False
    try:
        with transaction() as session:
            service.change_contact(
                session,
                account_id=current_user.account_id,
                name=form.name.data,
                phone=form.phone.e164,
                email=form.email.address,
                birth_on=birth,
                language=form.language.data,
                at=now(),
            )
    except Invalid as error:
        form.refuse("name", labels.NAMES[error.code])
        return False
    return True


def _change_passphrase(form: NewPassphraseForm) -> str | None:
    """Return what became of the safe, "" without one; None with the form refused."""
    key = str(current_user.account_id)
    old = form.current.data if "current" in form else None
    try:
        limits.guard("passphrase", key)
        with transaction() as session:
            service.change_passphrase(
                session,
                account_id=current_user.account_id,
                current=old,
                new=form.passphrase.data or "",
                cost=settings().argon2,
                at=now(),
            )
            followed = _followed(session, old, form.passphrase.data or "")
            close_others(session, current_user.account_id)
    except TooMany:
        form.refuse(None, too_many_tries(10))
    except service.WrongCredentials:
        limits.note_failure("passphrase", key)
        form.refuse("current", _("Ce n’est pas votre phrase d’aujourd’hui. Vérifiez-la."))
    except service.WeakPassphrase as error:
        form.refuse("passphrase", labels.WEAKNESSES[error.code])
    else:
        return followed
    return None


def _followed(session: Session, old: str | None, new: str) -> str:
    """Let what else opens with the passphrase follow; say whether all of it did."""
    answers = [
        follow(
            session,
            account_id=current_user.account_id,
            old=old,
            new=new,
            settings=settings(),
            at=now(),
        )
        for follow in contributions().passphrase_changed
    ]
    if False in answers:
        return "ancienne"
    return "nouvelle" if True in answers else ""
