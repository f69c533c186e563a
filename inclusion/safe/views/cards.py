"""The rescue card once it is drawn: try it without using it up, print it, leave without trying."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from inclusion.errors import NotFound
from inclusion.safe import envelope, paper
from inclusion.safe.forms import TryForm, UntriedForm
from inclusion.safe.rules import Act, Untried, card
from inclusion.safe.service import keys
from inclusion.safe.views import bp
from inclusion.safe.views.doors import Answer, tried
from inclusion.safe.views.opened import opened
from inclusion.safe.views.showing import must_try
from inclusion.web import access, languages
from inclusion.web.session import now, transaction


@bp.route("/coffre/essayer-ma-carte", methods=["GET", "POST"])
@access.citizen
def try_card() -> Answer:
    """Ask for the code of the card, to be sure that it was well kept; it stays good."""
    safe = opened().safe
    form = TryForm()
    if form.validate_on_submit() and _works(form):
        return render_template("safe/card_works.html")
    page = render_template("safe/try_card.html", form=form, must=must_try(safe))
    return page, form.status


@bp.route("/coffre/partir-sans-essayer", methods=["GET", "POST"])
@access.citizen
def leave_untried() -> Answer:
    """Leave the counter without trying the card: a tick, and the reason is kept."""
    safe = opened().safe
    form = UntriedForm()
    if form.validate_on_submit():
        with transaction() as session:
            keys.leave_untried(session, safe, reason=Untried(form.reason.data), at=now())
        return redirect(url_for("safe.index"), 303)
    return render_template("safe/untried.html", form=form), form.status


@bp.post("/coffre/carte.pdf")
@access.citizen
def card_pdf() -> Response:
    """Give the card of this safe as a PDF, from the code that the page before still shows."""
    safe, text = opened().safe, request.form.get("card", "")
    secret = card.read(text)
    is_ours = secret is not None and envelope.card_fingerprint(secret) == safe.card_fingerprint
    if secret is None or not is_ours or not paper.has_pdf():
        raise NotFound("card")
    content = paper.pdf(
        card.written(secret), is_large="grand" in request.form, language=languages.current().code
    )
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="carte-de-secours.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _works(form: TryForm) -> bool:
    missing = card.missing_signs(form.card.data)
    if missing > 0:
        form.refuse("card", _("Il manque %(count)s signes. Le code en a 32.", count=missing))
        return False
    wrong = _("Ce n’est pas le code de votre carte. Recopiez les 8 groupes.")
    found = opened()
    identity = tried(
        form,
        found.safe,
        lambda session: keys.unwrap_by_card(session, found.safe, text=form.card.data),
        Act.CARD_TRIED,
        ("card", wrong),
    )
    if identity is None:
        return False
    with transaction() as session:
        keys.try_card(session, found.safe, text=form.card.data, at=now())
    return True
