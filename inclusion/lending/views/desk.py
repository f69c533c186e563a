"""An agent opens what is lent to them or to their structure."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.accounts import service as accounts_service
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict, NotFound, TooMany
from inclusion.lending import queries
from inclusion.lending.forms import DeskForm
from inclusion.lending.queries import Held
from inclusion.lending.rules import Borrower, Ended, Purpose
from inclusion.lending.service import desks, loans, unlocks
from inclusion.lending.service.desks import Desk
from inclusion.lending.views import bp, giving, held
from inclusion.safe import queries as safes
from inclusion.safe.queries import Paper
from inclusion.safe.rules import Act, Channel
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import now, reading, settings, transaction
from inclusion.web.visit import visit, visit_ref

Answer = Response | str | tuple[str, int]
HELPERS = access.role("mediator", "coordinator")
"""Who may be lent papers. Administrators may not: none of their pages shows a content."""
SEEN = "loans_seen"
"""In a visit: the loans that it looked at since the desk's key was opened."""


class DeskClosed(Conflict):
    """The desk's key is closed: the page of loans asks the passphrase."""


@bp.app_errorhandler(DeskClosed)
def desk_closed(_error: DeskClosed) -> Response:
    """Lead back to where the desk's key is opened."""
    return redirect(url_for("lending.desk"), 303)


@bp.route("/mediation/prets", methods=["GET", "POST"])
@HELPERS
def desk() -> Answer:
    """Open the desk's key, then list what is lent here."""
    open_desk = _found()
    if open_desk is None:
        return _door()
    with reading() as session:
        lent = queries.held_by(
            session,
            account_id=current_user.account_id,
            structure_id=current_user.structure_id,
            at=now(),
        )
    identities = _identities(open_desk)
    readable = []
    for one in lent:
        paper = _readable(one, identities)
        if paper is not None:
            readable.append((one, paper))
    return render_template(
        "lending/desk.html",
        lent=readable,
        closed=len(lent) - len(readable),
        waiting=_waiting(open_desk),
        is_let_in=Borrower.STRUCTURE in identities,
        code=None,
    )


@bp.post("/mediation/prets/code")
@HELPERS
def desk_code() -> str:
    """Show the code by which somebody lends a paper to this agent."""
    open_desk = _open()
    with transaction() as session:
        code = desks.say_code(session, desk=open_desk.key, settings=settings(), at=now())
    return render_template("lending/code.html", code=code)


@bp.post("/mediation/prets/fermer")
@HELPERS
def close_desk() -> Response:
    """Close the desk's key at once."""
    with transaction() as session:
        unlocks.drop(session, visit_ref=visit_ref(), purpose=Purpose.DESK)
    response = redirect(url_for("lending.desk"), 303)
    held.take_back(response, Purpose.DESK)
    return response


@bp.post("/mediation/prets/collegues/<public_id>")
@HELPERS
def let_in(public_id: str) -> Response:
    """Let a colleague read what is lent to the structure."""
    open_desk = _open()
    if current_user.structure_id is None:
        raise NotFound("colleague")
    with transaction() as session:
        desks.let_in(
            session,
            desk=open_desk,
            structure_id=current_user.structure_id,
            account_public_id=public_id,
            at=now(),
        )
    return redirect(url_for("lending.desk"), 303)


@bp.get("/mediation/prets/<public_id>")
@HELPERS
def show(public_id: str) -> str:
    """Show a paper that is lent; looking is in the journal of its owner."""
    one, paper = _lent(public_id)
    _note_look(one)
    with reading() as session:
        images = safes.image_count(session, paper.row.id)
    return render_template("lending/show.html", one=one, paper=paper, images=images)


@bp.get("/mediation/prets/<public_id>/page/<int:number>")
@HELPERS
def page_image(public_id: str, number: int) -> Response:
    """Give the image of a page."""
    one, paper = _lent(public_id)
    response = giving.image(paper, number)
    _note_look(one)
    return response


@bp.get("/mediation/prets/<public_id>/telecharger")
@HELPERS
def download(public_id: str) -> Response:
    """Give the paper as a file."""
    one, paper = _lent(public_id)
    response = giving.download(paper)
    _note(one, Act.DOWNLOADED)
    return response


@bp.post("/mediation/prets/<public_id>/rendre")
@HELPERS
def give_back(public_id: str) -> Response:
    """Give a paper back before its day."""
    one, _paper = _lent(public_id)
    with transaction() as session:
        loans.end(session, loan=one.loan, why=Ended.GIVEN_BACK, at=now(), who=_who(session))
    return redirect(url_for("lending.desk"), 303)


def _door() -> Answer:
    form, key = DeskForm(), str(current_user.account_id)
    if form.validate_on_submit():
        try:
            limits.guard("passphrase", key)
            return _entered(form)
        except TooMany:
            form.refuse(None, too_many_tries(10))
        except accounts_service.WrongCredentials:
            limits.note_failure("passphrase", key)
            form.refuse("passphrase", _("Ce n’est pas votre phrase secrète. Vérifiez-la."))
    return render_template("lending/desk_door.html", form=form), form.status


def _entered(form: DeskForm) -> Response:
    passphrase = form.passphrase.data or ""
    with transaction() as session:
        accounts_service.confirm_passphrase(
            session,
            account_id=current_user.account_id,
            passphrase=passphrase,
            cost=settings().argon2,
        )
        account = accounts.account(session, current_user.account_id)
        opened = desks.opened(
            session, account=account, passphrase=passphrase, settings=settings(), at=now()
        )
        key = unlocks.keep(
            session,
            visit_ref=visit_ref(),
            purpose=Purpose.DESK,
            subject_id=opened.key.id,
            identity=opened.identity,
            at=now(),
        )
    visit().pop(SEEN, None)
    response = redirect(url_for("lending.desk", perdus="oui" if opened.had_other else None), 303)
    held.give(response, Purpose.DESK, key)
    return response


def _found() -> Desk | None:
    found = held.found(Purpose.DESK)
    if found is None:
        return None
    unlock, identity = found
    with reading() as session:
        key = queries.desk_key(session, current_user.account_id)
    return Desk(key, identity) if key is not None and key.id == unlock.subject_id else None


def _open() -> Desk:
    found = _found()
    if found is None:
        raise DeskClosed("desk")
    return found


def _identities(open_desk: Desk) -> dict[Borrower, str]:
    """Return the identities that this agent reads loans with: their own, the structure's."""
    identities = {Borrower.AGENT: open_desk.identity}
    if current_user.structure_id is not None:
        try:
            with transaction() as session:
                _key, identity = desks.structure_identity(
                    session, desk=open_desk, structure_id=current_user.structure_id, at=now()
                )
            identities[Borrower.STRUCTURE] = identity
        except desks.NotLetIn:
            pass
    return identities


def _readable(one: Held, identities: dict[Borrower, str]) -> Paper | None:
    holder = identities.get(one.loan.borrower)
    try:
        return queries.paper(one, loans.identity_of(one, holder=holder)) if holder else None
    except CannotOpen:
        return None


def _lent(public_id: str) -> tuple[Held, Paper]:
    open_desk = _open()
    with reading() as session:
        one = queries.held(
            session,
            public_id,
            account_id=current_user.account_id,
            structure_id=current_user.structure_id,
            at=now(),
        )
    paper = _readable(one, _identities(open_desk))
    if paper is None:
        raise NotFound("loan")
    return one, paper


def _waiting(open_desk: Desk) -> list[Any]:
    """Return the colleagues who have a key and were not let in."""
    if current_user.structure_id is None:
        return []
    with reading() as session:
        key = queries.structure_key(session, current_user.structure_id)
        if key is None or queries.own_wrap(session, key, open_desk.key) is None:
            return []
        let = queries.wraps_of(session, key)
        members = queries.members(session, current_user.structure_id)
    return [account for desk_key, account in members if desk_key.id not in let]


def _note_look(one: Held) -> None:
    """Note that this visit looks at a paper: once for all its pages, until the desk opens again."""
    seen = visit().get(SEEN, [])
    if one.loan.public_id not in seen:
        _note(one, Act.READ)
        visit()[SEEN] = [*seen, one.loan.public_id]


def _note(one: Held, act: Act) -> None:
    with transaction() as session:
        loans.note_opening(
            session,
            one=one,
            act=act,
            channel=Channel.BORROWER,
            who=_who(session),
            at=now(),
        )


def _who(session: Any) -> str:
    return accounts.account(session, current_user.account_id).public_id
