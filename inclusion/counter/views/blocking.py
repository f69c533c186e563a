"""Block an account: by an agent on two facts, or by its owner."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.counter import queries
from inclusion.counter.forms.agents import BlockForm
from inclusion.counter.labels import agents as labels
from inclusion.counter.service import blocking as service
from inclusion.counter.service.journal import WrongFacts
from inclusion.counter.views import bp
from inclusion.counter.views.shared import Answer, ends, structure_id, today
from inclusion.errors import NotFound, TooMany
from inclusion.people import queries as people
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading
from inclusion.web.visit import visit

MOST_WRONG = 20


@bp.route("/mediation/comptes/bloquer", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
def block() -> Answer:
    """Block the account that two facts name, at the counter or on the telephone."""
    form = BlockForm(data=_known())
    if form.validate_on_submit() and _block(form):
        return redirect(url_for("counter.home", bloque=1), 303)
    return render_template("desk/accounts/block.html", form=form), form.status


@bp.get("/mon-compte/bloquer")
@access.citizen
def block_mine() -> str:
    """Block my own account: a page that asks, then one press."""
    return render_template("counter/block_mine.html")


@bp.post("/mon-compte/bloquer/oui")
@access.citizen
def block_mine_now() -> Response:
    """Block my account and leave."""
    acting(
        lambda db: service.block(
            db, account_id=current_user.account_id, ends=ends(), actor=actor(), at=now()
        )
    )
    visit().end()
    response = redirect(url_for("counter.blocked"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/compte-bloque")
@access.public
def blocked() -> str:
    """Say what a blocked account means, and how it opens again."""
    return render_template("counter/blocked.html")


def _known() -> dict[str, str]:
    """Return the name and the number of the person in the address, if this structure knows them."""
    public_id = request.args.get("personne")
    if not public_id:
        return {}
    with reading() as session:
        one = people.person_by_public_id(session, public_id)
        account = accounts.account_of_person(session, one.id)
        if account is None or not queries.knows(
            session, person_id=one.id, structure_id=structure_id()
        ):
            raise NotFound("person")
    return {"name": one.name, "identifier": account.identifier}


def _block(form: BlockForm) -> bool:
    said, key = form.facts(today=today()), str(current_user.account_id)
    if said is None:
        return False
    try:
        limits.guard("counter_block", key, limit=MOST_WRONG)
        with reading() as session:
            account = service.find_to_block(session, said)
    except TooMany:
        form.refuse(None, _("Il y a eu trop d’essais. Attendez 10 minutes."))
        return False
    except WrongFacts as error:
        limits.note_failure("counter_block", key)
        form.refuse(error.field, labels.REFUSALS[error.code])
        return False
    acting(
        lambda db: service.block(db, account_id=account.id, ends=ends(), actor=actor(), at=now())
    )
    return True
