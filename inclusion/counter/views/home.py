"""The accounts of a counter: doors, cards printed lately, and the account of a person."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from inclusion.accounts import queries as accounts
from inclusion.counter import queries
from inclusion.counter.forms.agents import PaperForm
from inclusion.counter.labels import agents as labels
from inclusion.counter.rules import proof
from inclusion.counter.service import opening
from inclusion.counter.service.journal import OwnAccount, WrongFacts
from inclusion.counter.views import bp
from inclusion.counter.views.shared import Answer, structure_id, today
from inclusion.errors import Invalid, NotFound
from inclusion.people import queries as people
from inclusion.safe import queries as safes
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

CARDS_SINCE = timedelta(days=7)


@bp.get("/mediation/comptes")
@access.role("mediator", "coordinator")
def home() -> str:
    """Show what can be done with accounts, what is under way, and the cards of the week."""
    at = now()
    with reading() as session:
        waiting = queries.to_confirm(
            session, structure_id=structure_id(), not_by=current_user.account_id, at=at
        )
        under_way = queries.under_way(session, structure_id=structure_id(), at=at)
        cards = queries.cards_of(session, structure_id=structure_id(), since=at - CARDS_SINCE)
    return render_template(
        "desk/accounts/home.html",
        waiting=waiting,
        under_way=under_way,
        cards=cards,
        labels=labels,
        at=at,
        is_blocked="bloque" in request.args,
    )


@bp.get("/mediation/personnes/<public_id>/compte")
@access.role("mediator", "coordinator")
def person(public_id: str) -> str:
    """Show the account of a person whom this structure knows: proofs, card, what can be done."""
    with reading() as session:
        one = people.person_by_public_id(session, public_id)
        if not queries.knows(session, person_id=one.id, structure_id=structure_id()):
            raise NotFound("person")
        account = accounts.account_of_person(session, one.id)
        proofs = queries.proofings(session, account.id) if account else []
        card = queries.live_card(session, account.id) if account else None
        is_tried = safes.card_is_tried(session, account.id) if account else None
    return render_template(
        "desk/accounts/person.html",
        person=one,
        account=account,
        proofs=proofs,
        card=card,
        rescue_is_tried=is_tried,
        is_ours=card is not None and card.structure_id == structure_id(),
        labels=labels,
        at=now(),
    )


@bp.route("/mediation/comptes/<public_id>/papier", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
@access.recent
def paper_seen(public_id: str) -> Answer:
    """Note that the owner of an account has shown a paper."""
    with reading() as session:
        account = accounts.citizen_by_public_id(session, public_id)
    form = PaperForm()
    if form.validate_on_submit() and _show_paper(form, account.id):
        return redirect(url_for("counter.home"), 303)
    return render_template("desk/accounts/paper_seen.html", form=form), form.status


def _show_paper(form: PaperForm, account_id: int) -> bool:
    said = form.facts(today=today())
    if said is None:
        return False
    try:
        acting(
            lambda db: opening.show_paper(
                db,
                account_id=account_id,
                said=said,
                proof=proof(form.seen.data),
                actor=actor(),
                at=now(),
            )
        )
    except OwnAccount as error:
        form.refuse(None, labels.REFUSALS[error.code])
    except (WrongFacts, Invalid) as error:
        form.refuse(error.field, labels.REFUSALS[error.code])
    else:
        return True
    return False
