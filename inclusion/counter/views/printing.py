"""Print a card: once, for ten minutes; another print is another code."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.counter import paper
from inclusion.counter.service import cards
from inclusion.counter.views import bp
from inclusion.counter.views.held import as_pdf, drop, held, hold_issued
from inclusion.counter.views.shared import Answer, place_id
from inclusion.people import queries as people
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, settings


@bp.get("/mediation/comptes/carte")
@access.role("mediator", "coordinator")
def printing() -> Answer:
    """Offer the card that was just made; where PDF can be made, the code is not on screen."""
    card = held()
    if card is None:
        return redirect(url_for("counter.home"), 303)
    return render_template("desk/accounts/printing.html", card=card, has_pdf=paper.has_pdf())


@bp.get("/mediation/comptes/carte.pdf")
@access.role("mediator", "coordinator")
def printing_pdf() -> Response:
    """Give the card to print."""
    return as_pdf()


@bp.post("/mediation/comptes/carte/imprimee")
@access.role("mediator", "coordinator")
def printed() -> Response:
    """Forget the code: the card is in its owner's hand."""
    drop()
    return redirect(url_for("counter.home"), 303)


@bp.post("/mediation/comptes/<public_id>/reimprimer")
@access.role("mediator", "coordinator")
@access.recent
def reprint(public_id: str) -> Response:
    """Print again a card that never served; the one before is dead."""
    with reading() as session:
        account = accounts.citizen_by_public_id(session, public_id)
        language = people.person(session, account.person_id or 0).language
    drawn = cards.draw(settings().argon2)
    issued = acting(
        lambda db: cards.reprint(
            db,
            account_id=account.id,
            drawn=drawn,
            actor=actor(),
            at=now(),
            place_id=place_id(),
        )
    )
    hold_issued(issued, language=language)
    return redirect(url_for("counter.printing"), 303)
