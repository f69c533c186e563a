"""Enter with a code: received by e-mail or SMS, or read on a sheet; make a sheet."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import codes, labels, queries
from inclusion.accounts.forms import AskCodeForm, ReceivedCodeForm, SheetCodeForm
from inclusion.accounts.rules.codes import (
    NETWORK_SENDS,
    SENDS,
    SENDS_WINDOW,
    CodeChannel,
    PaperAnswer,
)
from inclusion.accounts.rules.identifiers import is_readable
from inclusion.accounts.views import bp, tries
from inclusion.accounts.views.sign_in import Answer, admit, next_page, wanted
from inclusion.errors import TooMany
from inclusion.web import access, limits
from inclusion.web.session import now, reading, settings, transaction
from inclusion.web.visit import visit, visit_ref

if TYPE_CHECKING:
    from inclusion.accounts.models import Account

CROSSED = "crossed_off"
SHEETS = 5


@bp.route("/connexion/code", methods=["GET", "POST"])
@access.public
def ask_code() -> Answer:
    """Ask for a code; the answer is the same whoever is known."""
    form, offered = AskCodeForm(), codes.offered(settings())
    form.offer(offered)
    if form.validate_on_submit():
        if is_readable(form.identifier.data):
            _send(form)
            return redirect(url_for("accounts.received_code", suite=wanted()), 303)
        form.refuse("identifier", labels.UNREADABLE)
    page = render_template(
        "accounts/ask_code.html", form=form, wanted=wanted(), is_offered=bool(offered)
    )
    return page, form.status


@bp.route("/connexion/code/saisir", methods=["GET", "POST"])
@access.public
def received_code() -> Answer:
    """Enter with the code that came to this browser's request."""
    form = ReceivedCodeForm()
    if form.validate_on_submit():
        account = _account_of_code(form)
        if account is not None:
            return admit(account, methods=("otp",), is_shared=form.shared.data)
    return render_template("accounts/received_code.html", form=form, wanted=wanted()), form.status


@bp.route("/connexion/feuille", methods=["GET", "POST"])
@access.public
def sheet() -> Answer:
    """Enter with a code of a sheet, and say which one to cross off."""
    form = SheetCodeForm()
    if form.validate_on_submit():
        found = _account_of_sheet(form)
        if found is not None:
            account, position = found
            first = url_for("accounts.cross_off", suite=wanted())
            answer = admit(account, methods=("paper",), is_shared=form.shared.data, first=first)
            visit()[CROSSED] = position
            return answer
    return render_template("accounts/sheet.html", form=form, wanted=wanted()), form.status


@bp.get("/connexion/feuille/rayez")
@access.citizen
def cross_off() -> Answer:
    """Say which code to cross off, once."""
    position = visit().pop(CROSSED, None)
    if position is None:
        return redirect(next_page(current_user), 303)
    with reading() as session:
        left = codes.left_on_sheet(session, current_user.account_id)
    return render_template(
        "accounts/cross_off.html", position=position, left=left, url=next_page(current_user)
    )


@bp.get("/mon-compte/codes")
@access.citizen
def paper_codes() -> str:
    """Say how many codes are left, and offer a new sheet."""
    with reading() as session:
        has_sheet = codes.has_sheet(session, current_user.account_id)
        left = codes.left_on_sheet(session, current_user.account_id)
    return render_template("accounts/paper_codes.html", has_sheet=has_sheet, left=left)


@bp.post("/mon-compte/codes")
@access.citizen
@access.recent
def new_sheet() -> Response:
    """Make a sheet and show it, once."""
    limits.take(limits.Count("sheet", str(current_user.account_id), SHEETS, limits.WINDOW))
    made = codes.draw_sheet(pepper=settings().secrets.pepper, cost=settings().argon2)
    with transaction() as session:
        codes.keep_sheet(session, account_id=current_user.account_id, sheet=made, at=now())
    page = render_template(
        "accounts/new_sheet.html", codes=made.codes, identifier=current_user.identifier
    )
    return Response(page, mimetype="text/html")


def _send(form: AskCodeForm) -> None:
    """Send, or not: past the limit of a network nothing leaves, and nothing says so."""
    device = tries.device_key(form.identifier.data)
    try:
        limits.take(
            limits.Count("code_sent_device", device, SENDS, SENDS_WINDOW)
            if device
            else limits.network_count("code_sent", free=NETWORK_SENDS, window=SENDS_WINDOW)
        )
    except TooMany:
        is_sent = False
    else:
        is_sent = True
    with transaction() as session:
        account = queries.find_by_typed(session, form.identifier.data)
        codes.send(
            session,
            account=account if is_sent else None,
            channel=CodeChannel(form.channel.data),
            visit_hash=visit_ref(),
            pepper=settings().secrets.pepper,
            at=now(),
            is_known_browser=device is not None,
        )


def _account_of_code(form: ReceivedCodeForm) -> "Account | None":
    try:
        attempt = tries.begin_from_network()
    except TooMany as error:
        form.refuse(None, tries.wait_words(error))
        return None
    with transaction() as session:
        account = codes.use(
            session,
            typed=form.code.data,
            visit_hash=visit_ref(),
            pepper=settings().secrets.pepper,
            at=now(),
        )
    if account is None:
        form.refuse("code", labels.WRONG_CODE)
        return None
    attempt.right()
    return account


def _account_of_sheet(form: SheetCodeForm) -> "tuple[Account, int] | None":
    typed = form.identifier.data
    if not is_readable(typed):
        form.refuse("identifier", labels.UNREADABLE)
        return None
    try:
        attempt = tries.begin(typed)
    except TooMany as error:
        form.refuse(None, tries.wait_words(error))
        return None
    account, tried = _tried_sheet(typed, form.code.data)
    if tried.answer is PaperAnswer.USED:
        form.refuse(
            "code",
            _("Le code n° %(number)s a déjà servi. Rayez-le et prenez le suivant.",
              number=tried.position),
        )  # fmt: skip
    elif tried.answer is PaperAnswer.WRONG or account is None or tried.position is None:
        form.refuse("code", labels.WRONG_SHEET_CODE)
    else:
        attempt.right()
        return account, tried.position
    return None


def _tried_sheet(typed: str, code: str) -> "tuple[Account | None, codes.Tried]":
    with reading() as session:
        account = queries.find_by_typed(session, typed)
        given = codes.stretched(
            session,
            account=account,
            typed=code,
            pepper=settings().secrets.pepper,
            cost=settings().argon2,
        )
    with transaction() as session:
        tried = codes.use_paper(session, account=account, given=given, at=now())
    return account, tried
