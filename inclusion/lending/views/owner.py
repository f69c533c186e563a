"""The owner of a safe lends papers, sees what is lent, ends a loan."""

import segno
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import NotFound, TooMany
from inclusion.lending import queries
from inclusion.lending.forms import TO_ANYBODY, ConfirmForm, LendForm, days_of
from inclusion.lending.rules import Borrower, Ended
from inclusion.lending.service import desks, loans
from inclusion.lending.views import bp
from inclusion.safe import queries as safes
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.views.opened import find_opened, opened, shelf
from inclusion.tokens import only_digits
from inclusion.web import access, limits
from inclusion.web.forms import Form, too_many_tries
from inclusion.web.session import now, reading, settings, transaction

Answer = Response | str | tuple[str, int]


@bp.app_template_global()
def is_lent(document: str) -> bool:
    """Tell the page of a paper whether it is lent."""
    with reading() as session:
        return queries.is_lent(session, document, now())


@bp.get("/coffre/prets")
@access.citizen
def mine() -> str:
    """List what is lent: to whom, until when, how often it was opened."""
    with reading() as session:
        safe = safes.find_safe(session, current_user.account_id)
        if safe is None:
            raise NotFound("safe")
        lent = queries.lent_by(session, safe.id)
    found = find_opened()
    names = {p.public_id: p.metadata.name for p in shelf(found).papers} if found else {}
    return render_template("lending/mine.html", lent=lent, names=names, at=now())


@bp.route("/coffre/papier/<document>/preter", methods=["GET", "POST"])
@access.citizen
@access.recent
def lend(document: str) -> Answer:
    """Choose whom to lend a paper to, and for how long."""
    found = opened()
    paper = _paper(found, document)
    if "who" in request.form:
        return _confirmed(found, paper)
    form = LendForm()
    if form.validate_on_submit():
        if form.to.data == TO_ANYBODY:
            answer = _by_link(form, found, paper)
        else:
            answer = _to_confirm(form, paper)
        if answer is not None:
            return answer
    with reading() as session:
        lent = queries.lent_by(session, found.safe.id, document_id=paper.row.id)
    return render_template(
        "lending/lend.html", form=form, paper=paper, lent=lent, at=now()
    ), form.status


@bp.post("/coffre/prets/<public_id>/fin")
@access.citizen
def end(public_id: str) -> Response:
    """End a loan at once: for that the safe need not be open."""
    with transaction() as session:
        safe = safes.find_safe(session, current_user.account_id)
        if safe is None:
            raise NotFound("loan")
        loan = queries.own_loan(session, safe.id, public_id)
        loans.end(session, loan=loan, why=Ended.OWNER, at=now())
    return redirect(url_for("lending.mine"), 303)


def _by_link(form: LendForm, found: Opened, paper: Paper) -> Answer | None:
    try:
        with transaction() as session:
            link = loans.lend_by_link(
                session,
                opened=found,
                paper=paper,
                days=days_of(form),
                settings=settings(),
                at=now(),
            )
    except loans.CannotLend:
        form.refuse(None, _cannot())
        return None
    address = settings().public_url + url_for("lending.by_link", token=link.token)
    return render_template(
        "lending/link.html",
        paper=paper,
        address=address,
        drawing=segno.make_qr(address, error="m").svg_data_uri(border=2, scale=4, unit="px"),
        code=link.code,
        until=link.loan.until,
    )


def _to_confirm(form: LendForm, paper: Paper) -> Answer | None:
    agent = _agent(form)
    if agent is None:
        return None
    confirm = ConfirmForm(
        formdata=None,
        code=only_digits(form.code.data),
        agent=agent[1].public_id,
        days=days_of(form),
    )
    return render_template("lending/confirm.html", form=confirm, paper=paper, agent=agent)


def _confirmed(found: Opened, paper: Paper) -> Answer:
    form = ConfirmForm()
    agent = _agent(form) if form.validate_on_submit() else None
    if agent is None or agent[1].public_id != form.agent.data:
        again = LendForm(formdata=None, days=str(days_of(form)))
        again.refuse("code", _("Ce code ne marche plus. Demandez-en un autre à la personne."))
        return render_template("lending/lend.html", form=again, paper=paper, lent=[], at=now()), 422
    try:
        _lend_to(form, found, paper, agent)
    except loans.AlreadyLent:
        form.refuse(None, _("Ce papier lui est déjà prêté."))
    except loans.CannotLend:
        form.refuse(None, _cannot())
    except NotFound:
        form.refuse("who", _("Ses collègues ne peuvent pas encore recevoir de prêt."))
    else:
        return redirect(url_for("lending.mine"), 303)
    return render_template("lending/confirm.html", form=form, paper=paper, agent=agent), 422


def _lend_to(form: ConfirmForm, found: Opened, paper: Paper, agent: queries.Agent) -> None:
    desk, account, _structure = agent
    with transaction() as session:
        if form.who.data == Borrower.AGENT.value:
            loans.lend_to_agent(
                session, opened=found, paper=paper, desk=desk, days=days_of(form), at=now()
            )
            return
        key = queries.structure_key(session, account.structure_id)
        if key is None:
            raise NotFound("structure_key")
        loans.lend_to_structure(
            session, opened=found, paper=paper, key=key, days=days_of(form), at=now()
        )


def _agent(form: Form) -> queries.Agent | None:
    """Return the agent whose code was typed, None with the form refused; tries are counted."""
    code, key = only_digits(form["code"].data or ""), str(current_user.account_id)
    if len(code) != 8:
        form.refuse("code", _("Écrivez les 8 chiffres que dit la personne qui vous aide."))
        return None
    try:
        limits.guard("desk_code", key)
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return None
    with reading() as session:
        agent = queries.agent_of_code(session, desks.code_hash(code, settings()), now())
    if agent is None:
        limits.note_failure("desk_code", key)
        form.refuse("code", _("Ce code ne marche pas. Vérifiez-le avec la personne."))
    return agent


def _paper(found: Opened, document: str) -> Paper:
    for paper in shelf(found).papers:
        if paper.public_id == document:
            return paper
    raise NotFound("document")


def _cannot() -> str:
    return _("Ce papier ne peut pas être prêté. Il est à la corbeille, ou pas encore rangé.")
