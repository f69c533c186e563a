"""An agent puts a paper in the safe of a person, and leaves with the receipt alone."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.appointments.queries.known import known_person
from inclusion.errors import NotFound
from inclusion.intake.taking import FileRefused, Incoming
from inclusion.organisations import queries as organisations
from inclusion.receiving import queries
from inclusion.receiving.forms.agents import GiveForm
from inclusion.receiving.rules import KEY_SHAPE
from inclusion.receiving.service import deposits
from inclusion.receiving.service.deposits import Giver
from inclusion.receiving.views import bp
from inclusion.receiving.views.taking import Parcel, give
from inclusion.safe import labels
from inclusion.safe.rules import Category
from inclusion.safe.rules.files import document_name, proposed_name
from inclusion.safe.sealing import Label
from inclusion.safe.service.papers import Full
from inclusion.tokens import secret_token
from inclusion.web import access
from inclusion.web.session import actor, reading, settings

if TYPE_CHECKING:
    from inclusion.safe.models import Safe

Answer = Response | str | tuple[str, int]
AGENTS = ("mediator", "coordinator")


@bp.route("/mediation/personnes/<public_id>/coffre/deposer", methods=["GET", "POST"])
@access.role(*AGENTS)
def put(public_id: str) -> Answer:
    """Ask for a paper and put it in, if the person allows it; say what to do if they cannot."""
    with reading() as session:
        person = known_person(session, public_id, actor())
        account = accounts.account_of_person(session, person.id)
        safe = queries.receiving_safe(session, account.id) if account else None
        giver = _giver(session)
        allowed = safe is not None and queries.is_allowed(session, safe.id, giver.kinds)
    if safe is None:
        return render_template("desk/receiving/cannot.html", person=person, account=account)
    form = GiveForm(health=bool(settings().health_host))
    if not form.is_submitted():
        form.key.data = secret_token()
    is_sent = form.validate_on_submit() & (allowed or _agrees(form))
    if is_sent:
        parcel = _parcel(form, giver, to=person.public_id, is_agreed=not allowed)
        if _is_given(form, parcel, safe):
            return redirect(url_for("receiving.receipt", key=parcel.key), 303)
    if form.problems and form.file.data and not form.file.errors:
        form.refuse("file", _("Choisissez le fichier encore une fois : la page ne le garde pas."))
    page = render_template("desk/receiving/put.html", person=person, form=form, is_allowed=allowed)
    return page, form.status


@bp.get("/mediation/depots/<key>")
@access.role(*AGENTS)
def receipt(key: str) -> str:
    """Show the receipt of a deposit to who made it, who alone has its address."""
    answer = _receipt(key)
    hashes = [
        (_("Empreinte du fichier reçu (SHA-256)"), answer.given_sha256),
        (_("Empreinte du papier gardé (SHA-256)"), answer.sha256),
        (_("Empreinte du papier scellé (SHA-256)"), answer.sealed_sha256),
    ]
    return render_template(
        "desk/receiving/receipt.html",
        answer=answer,
        key=key,
        deposited_at=datetime.fromisoformat(answer.deposited_at),
        hashes=[(term, value) for term, value in hashes if value],
    )


@bp.get("/mediation/depots/<key>/recu.jws")
@access.role(*AGENTS)
def signed_receipt(key: str) -> Response:
    """Give the signed receipt."""
    answer = _receipt(key)
    response = FlaskResponse(answer.receipt, mimetype="application/jose")
    response.headers["Content-Disposition"] = f'attachment; filename="recu-{answer.document}.jws"'
    return response


def _receipt(key: str) -> deposits.Answer:
    with reading() as session:
        found = deposits.receipt(session, giver=_giver(session), key=key)
    if found is None:
        raise NotFound("receipt")
    return found


def _giver(session: Session) -> Giver:
    account = accounts.account(session, current_user.account_id)
    structure = organisations.structure(session, current_user.structure_id)
    return Giver(
        public_id=account.public_id,
        name=f"{account.name} ({structure.name})",
        agent_id=account.id,
        structure_id=structure.id,
    )


def _agrees(form: GiveForm) -> bool:
    if not form.agreed.data:
        form.refuse("agreed", _("Demandez à la personne. Cochez si elle est d’accord."))
    return bool(form.agreed.data)


def _parcel(form: GiveForm, giver: Giver, *, to: str, is_agreed: bool) -> Parcel:
    files = [file for file in request.files.getlist("file") if file.filename]
    name = document_name(form.name.data) or proposed_name(files[0].filename or "")
    key = form.key.data or ""
    label = Label(
        name or _("Papier sans nom"),
        Category(form.category.data),
        note=form.note.data,
        depositor=giver.name,
    )
    return Parcel(
        giver=giver,
        to=to,
        files=[_incoming(file) for file in files],
        label=label,
        key=key if KEY_SHAPE.fullmatch(key) else secret_token(),
        is_agreed=is_agreed,
    )


def _incoming(file: FileStorage) -> Incoming:
    return Incoming(file.stream, file.filename or "")  # type: ignore[arg-type]  # a binary file


def _is_given(form: GiveForm, parcel: Parcel, safe: "Safe") -> bool:
    try:
        give(parcel, safe)
    except FileRefused as error:
        form.refuse("file", labels.REFUSALS[error.code])
    except deposits.NotAllowed:
        form.refuse(None, _("La personne ne permet plus ce dépôt. Demandez-lui."))
    except deposits.KeyReused:
        form.refuse(None, _("Cette page a déjà servi. Ouvrez-la à nouveau."))
    except Full:
        form.refuse(None, _("Le coffre de la personne est plein. Elle peut effacer des papiers."))
    except OSError:
        form.refuse("file", _("Le papier n’a pas pu être rangé. Essayez encore dans un moment."))
    else:
        return True
    return False
