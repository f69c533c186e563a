"""Anybody with a link and its code looks at one paper, without an account."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion.errors import NotFound
from inclusion.lending import queries
from inclusion.lending.forms import LinkForm
from inclusion.lending.queries import Held
from inclusion.lending.rules import Purpose
from inclusion.lending.service import loans, unlocks
from inclusion.lending.views import bp, giving, held
from inclusion.safe import queries as safes
from inclusion.safe.queries import Paper
from inclusion.safe.rules import Act, Channel
from inclusion.tokens import digest, only_digits
from inclusion.web import access
from inclusion.web.session import now, reading, transaction
from inclusion.web.visit import visit_ref

Answer = Response | str | tuple[str, int]
AFTER_THE_CODE = frozenset({"lending.lent", "lending.lent_image", "lending.lent_download"})


class LinkGone(NotFound):
    """The link opens nothing: unknown, ended, or its page closed by itself. All look the same."""


@bp.app_errorhandler(LinkGone)
def link_gone(_error: LinkGone) -> tuple[str, int]:
    """Say what to do, whatever the reason is."""
    return render_template("lending/gone.html"), 404


@bp.after_request
def keep_to_ourselves(response: Response) -> Response:
    """Keep what a link leads to out of caches, search engines and other sites' logs.

    The page that asks the code sends its origin with the form, since CSRF is checked against it
    over HTTPS: never its address, which holds the token.
    """
    if request.endpoint == "lending.by_link" or request.endpoint in AFTER_THE_CODE:
        is_after = request.endpoint in AFTER_THE_CODE
        response.headers["Referrer-Policy"] = "no-referrer" if is_after else "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/pret/<token>", methods=["GET", "POST"])
@access.public
def by_link(token: str) -> Answer:
    """Ask the code of a link; five wrong ones end the loan."""
    one = _of_link(token)
    if _already(one):
        return redirect(url_for("lending.lent"), 303)
    form = LinkForm()
    if form.validate_on_submit():
        answer = _tried(form, one, token)
        if answer is not None:
            return answer
    return render_template("lending/by_link.html", form=form), form.status


@bp.get("/pret")
@access.public
def lent() -> str:
    """Show the paper that this visit opened by a link and a code."""
    one, paper = _opened()
    with reading() as session:
        images = safes.image_count(session, paper.row.id)
    return render_template("lending/lent.html", one=one, paper=paper, images=images)


@bp.get("/pret/page/<int:number>")
@access.public
def lent_image(number: int) -> Response:
    """Give the image of a page; the opening by the code is in the owner's journal."""
    _one, paper = _opened()
    return giving.image(paper, number)


@bp.get("/pret/telecharger")
@access.public
def lent_download() -> Response:
    """Give the paper as a file."""
    one, paper = _opened()
    response = giving.download(paper)
    _note(one, Act.DOWNLOADED)
    return response


def _of_link(token: str) -> Held:
    try:
        with reading() as session:
            return queries.of_link(session, digest(token), now())
    except NotFound:
        raise LinkGone("loan") from None


def _tried(form: LinkForm, one: Held, token: str) -> Answer | None:
    code = only_digits(form.code.data)
    if len(code) != 8:
        form.refuse("code", _("Le code a 8 chiffres. Vérifiez-le."))
        return None
    with transaction() as session:
        is_allowed = loans.take_try(session, loan=one.loan)
    if not is_allowed:
        raise LinkGone("loan")
    left = 0
    with transaction() as session:
        try:
            identity = loans.open_link(session, one=one, token=token, code=code, at=now())
        except loans.WrongCode as wrong:
            left = wrong.left
        else:
            return _entered(session, one, identity)
    if left <= 0:
        return render_template("lending/dead.html"), 410
    form.refuse(
        "code",
        ngettext(
            "Ce code n’est pas le bon. Il reste %(num)s essai.",
            "Ce code n’est pas le bon. Il reste %(num)s essais.",
            left,
        ),
    )
    return None


def _entered(session: Session, one: Held, identity: str) -> Response:
    key = unlocks.keep(
        session,
        visit_ref=visit_ref(),
        purpose=Purpose.LINK,
        subject_id=one.loan.id,
        identity=identity,
        at=now(),
    )
    response = redirect(url_for("lending.lent"), 303)
    held.give(response, Purpose.LINK, key)
    return response


def _already(one: Held) -> bool:
    found = held.found(Purpose.LINK)
    return found is not None and found[0].subject_id == one.loan.id


def _opened() -> tuple[Held, Paper]:
    found = held.found(Purpose.LINK)
    if found is None:
        raise LinkGone("loan")
    unlock, identity = found
    with reading() as session:
        one = queries.of_unlock(session, unlock, now())
    if one is None:
        raise LinkGone("loan")
    return one, giving.paper_of(one, identity)


def _note(one: Held, act: Act) -> None:
    with transaction() as session:
        loans.note_opening(session, one=one, act=act, channel=Channel.LINK, who="", at=now())
