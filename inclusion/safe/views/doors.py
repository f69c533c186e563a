"""Create a safe, open it by the phrase or by the card, close it."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import NotFound, TooMany
from inclusion.safe import labels, queries
from inclusion.safe.forms import CardForm, CreateForm, OpenForm, RenewForm
from inclusion.safe.rules import Act, card
from inclusion.safe.rules.shelf import Fault
from inclusion.safe.service import keys, visits
from inclusion.safe.service.faults import note_found
from inclusion.safe.service.noting import note_refused
from inclusion.safe.views import bp, listing
from inclusion.safe.views.faults import turned
from inclusion.safe.views.opened import Closed, drop_key, find_opened, keep_key, opened, shelf
from inclusion.safe.views.phrases import has_phrase, is_account_phrase, phrase_is_right
from inclusion.safe.views.showing import card_page, must_try
from inclusion.web import access, drafts, limits
from inclusion.web.forms import Form, too_many_tries
from inclusion.web.session import now, reading, settings, store, transaction
from inclusion.web.visit import visit_ref

if TYPE_CHECKING:
    from inclusion.safe.models import Safe

Answer = Response | str | tuple[str, int]


@bp.app_errorhandler(Closed)
def closed(_error: Closed) -> Response:
    """Lead back to the door of the safe; what was written in a form waits there."""
    if request.method == "POST" and current_user.is_authenticated:
        drafts.keep_for(current_user.account_id)
    return redirect(url_for("safe.index"), 303)


@bp.route("/coffre", methods=["GET", "POST"])
@access.citizen
def index() -> Answer:
    """Show the papers when it is open, the door when it is closed, what it is before that."""
    safe = _find_safe()
    if safe is None:
        return render_template("safe/none.html")
    found = find_opened()
    if found is None:
        return _door(safe)
    if safe.card_used_at is not None:
        return redirect(url_for("safe.renew"), 303)
    if must_try(safe):
        return redirect(url_for("safe.try_card"), 303)
    kept = shelf(found)
    away = turned(kept)
    return away if away is not None else listing.page(found, kept, **_waiting(safe))


@bp.route("/coffre/creer", methods=["GET", "POST"])
@access.citizen
def create() -> Answer:
    """Explain, ask for the phrase, make the safe, and show its card once."""
    if _find_safe() is not None:
        return redirect(url_for("safe.index"), 303)
    if not has_phrase():
        return render_template("safe/needs_phrase.html")
    form = CreateForm()
    if form.validate_on_submit() and phrase_is_right(form):
        try:
            return _created(form.passphrase.data or "")
        except keys.AlreadyThere:
            return redirect(url_for("safe.index"), 303)
    return render_template("safe/create.html", form=form), form.status


@bp.route("/coffre/ouvrir-avec-la-carte", methods=["GET", "POST"])
@access.citizen
def open_with_card() -> Answer:
    """Open with the rescue card; a new card follows."""
    safe = _safe()
    form = CardForm()
    if form.validate_on_submit():
        identity = _by_card(form, safe)
        if identity is not None:
            return _enter(safe, identity, Act.OPENED_BY_CARD, "safe.renew")
    return render_template("safe/card.html", form=form), form.status


@bp.route("/coffre/nouvelle-carte", methods=["GET", "POST"])
@access.citizen
def renew() -> Answer:
    """Take a new card: the old one, and the old phrase, open nothing more."""
    found = opened()
    form = RenewForm()
    if form.validate_on_submit() and phrase_is_right(form):
        with transaction() as session:
            text = keys.renew(
                session,
                safe_id=found.safe.id,
                identity=found.identity,
                passphrase=form.passphrase.data or "",
                settings=settings(),
                at=now(),
            )
        return card_page(text)
    return render_template("safe/renew.html", form=form, was_used=found.safe.card_used_at), (
        form.status
    )


@bp.post("/coffre/fermer")
@access.citizen
def close() -> Response:
    """Close the safe at once."""
    found = find_opened()
    if found is not None:
        with transaction() as session:
            visits.close(session, safe_id=found.safe.id, visit_ref=visit_ref(), at=now())
    response = redirect(url_for("safe.index"), 303)
    drop_key(response)
    return response


@bp.get("/coffre/journal")
@access.citizen
def journal() -> str:
    """Tell what happened to the safe, in plain French; with names when it is open."""
    safe, found = _safe(), find_opened()
    with reading() as session:
        entries = queries.entries(session, safe.id)
        authors = queries.authors(session, {entry.who for entry in entries})
    papers = shelf(found).papers if found is not None else []
    names = {paper.public_id: paper.metadata.name for paper in papers}
    lines = [
        (
            entry.at,
            labels.sentence(
                entry, name=names.get(entry.document), by=authors.get(entry.who) or entry.reason
            ),
        )
        for entry in entries
    ]
    return render_template("safe/journal.html", lines=lines, is_open=found is not None)


@bp.get("/coffre/comment-ca-marche")
@access.public
def how_it_works() -> str:
    """Say what is protected and what is not."""
    return render_template("safe/how_it_works.html", conformity=settings().safe_conformity)


def _door(safe: "Safe") -> Answer:
    form, has_changed = OpenForm(), False
    if form.validate_on_submit():
        identity = _by_passphrase(form, safe)
        if identity is not None:
            return _enter(safe, identity, Act.OPENED_BY_PASSPHRASE, "safe.index")
        has_changed = bool(form.passphrase.errors) and is_account_phrase(form)
    page = render_template("safe/closed.html", form=form, has_changed=has_changed)
    return page, form.status


def _by_passphrase(form: OpenForm, safe: "Safe") -> str | None:
    def unwrap(session: Any) -> str:
        return keys.unwrap_by_passphrase(
            session, safe, passphrase=form.passphrase.data or "", settings=settings()
        )

    wrong = _("Cette phrase n’ouvre pas le coffre. Vérifiez-la, ou prenez votre carte de secours.")
    return tried(form, safe, unwrap, Act.OPENED_BY_PASSPHRASE, ("passphrase", wrong))


def _by_card(form: CardForm, safe: "Safe") -> str | None:
    missing = card.missing_signs(form.card.data)
    if missing > 0:
        form.refuse("card", _("Il manque %(count)s signes. Le code en a 32.", count=missing))
        return None
    wrong = _("Ce code n’ouvre pas le coffre. Recopiez les 8 groupes de la carte.")
    return tried(
        form,
        safe,
        lambda session: keys.unwrap_by_card(session, safe, text=form.card.data),
        Act.OPENED_BY_CARD,
        ("card", wrong),
    )


def tried(form: Form, safe: "Safe", unwrap: Any, act: Act, wrong: tuple[str, str]) -> str | None:
    """Return the identity, or None with the form refused, the try counted and recorded."""
    key = str(safe.id)
    try:
        limits.guard("safe", key)
        with reading() as session:
            identity: str = unwrap(session)
    except TooMany:
        form.refuse(None, too_many_tries(10))
    except keys.KeyReplaced:
        with transaction() as session:
            note_found(session, safe_id=safe.id, faults={Fault.KEY_REPLACED}, at=now())
        form.refuse(
            None, _("Quelque chose a changé dans votre coffre. Il reste fermé. Appelez-nous.")
        )
    except keys.WrongKey:
        limits.note_failure("safe", key)
        with transaction() as session:
            note_refused(session, safe_id=safe.id, act=act, at=now())
        form.refuse(*wrong)
    else:
        limits.forgive("safe", key)
        return identity
    return None


def _created(passphrase: str) -> Response:
    with transaction() as session:
        made = keys.create(
            session,
            account_id=current_user.account_id,
            passphrase=passphrase,
            settings=settings(),
            store=store(),
            at=now(),
        )
        key = visits.open_for_visit(
            session,
            safe=made.safe,
            identity=made.identity,
            visit_ref=visit_ref(),
            act=Act.OPENED_BY_PASSPHRASE,
            at=now(),
        )
    response = Response(card_page(made.card), mimetype="text/html")
    keep_key(response, key)
    return response


def _enter(safe: "Safe", identity: str, act: Act, endpoint: str) -> Response:
    with transaction() as session:
        key = visits.open_for_visit(
            session, safe=safe, identity=identity, visit_ref=visit_ref(), act=act, at=now()
        )
    response = redirect(url_for(endpoint), 303)
    keep_key(response, key)
    return response


def _waiting(safe: "Safe") -> dict[str, object]:
    """Return what the owner may still do for the keys of an open safe."""
    with reading() as session:
        return {
            "rekeys": queries.rekeys_due(session, safe.id),
            "phrase_is_older": queries.phrase_is_older(session, safe),
            "is_tried": safe.card_tried_at is not None,
        }


def _find_safe() -> "Safe | None":
    with reading() as session:
        return queries.find_safe(session, current_user.account_id)


def _safe() -> "Safe":
    safe = _find_safe()
    if safe is None:
        raise NotFound("safe")
    return safe
