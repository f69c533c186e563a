"""Put papers in, look at them, download them, erase them. The safe must be open."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from inclusion import spool
from inclusion.crypto import CannotOpen
from inclusion.errors import NotFound, Unavailable
from inclusion.intake.rules import MEDIA_TYPES
from inclusion.intake.scanner import scanner_of
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
from inclusion.safe import labels, queries, sealing
from inclusion.safe.forms import DepositForm
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, BlobKind, Category, Channel
from inclusion.safe.rules.files import content_disposition, document_name, proposed_name
from inclusion.safe.sealing import Label
from inclusion.safe.service import noting
from inclusion.safe.service import papers as service
from inclusion.safe.views import bp
from inclusion.safe.views.doors import Answer
from inclusion.safe.views.opened import custody, opened, shelf
from inclusion.storage import ObjectMissing
from inclusion.web import access
from inclusion.web.session import now, reading, settings, store, transaction

IN_MEMORY_BYTES = 1 << 20
SANDBOX = "default-src 'none'; sandbox"


@bp.route("/coffre/deposer", methods=["GET", "POST"])
@access.citizen
def deposit() -> Answer:
    """Put a paper in."""
    found = opened()
    form = DepositForm()
    if form.validate_on_submit():
        reference = _deposited(form, found)
        if reference is not None:
            return redirect(url_for("safe.show", document=reference, nouveau="oui"), 303)
    if form.problems and form.file.data and not form.file.errors:
        form.refuse("file", _("Choisissez le fichier encore une fois : la page ne le garde pas."))
    return render_template("safe/deposit.html", form=form), form.status


@bp.get("/coffre/papier/<document>")
@access.citizen
def show(document: str) -> str:
    """Show what a paper is, a small image of it, and what may be done."""
    found = opened()
    paper = _paper(found, document)
    with reading() as session:
        images = queries.image_count(session, paper.row.id)
    return render_template(
        "safe/show.html",
        paper=paper,
        images=images,
        is_new=request.args.get("nouveau") == "oui",
        category=labels.CATEGORIES[paper.category],
        kind=labels.KINDS[paper.kind],
    )


@bp.get("/coffre/papier/<document>/apercu")
@access.citizen
def thumbnail(document: str) -> Response:
    """Give the small image of a paper."""
    return _image(document, BlobKind.THUMBNAIL, 0, "image/webp")


@bp.get("/coffre/papier/<document>/page/<int:number>")
@access.citizen
def page_image(document: str, number: int) -> Response:
    """Give the image of a page, made by us; the first look is in the journal."""
    response = _image(document, BlobKind.PAGE, number, "image/jpeg")
    if number == 1:
        _note(opened(), Act.READ, document)
    return response


@bp.get("/coffre/papier/<document>/telecharger")
@access.citizen
def download(document: str) -> Response:
    """Give the paper as it came, bit for bit, never shown inside the browser."""
    found = opened()
    paper = _paper(found, document)
    content = _opened(paper, BlobKind.BODY)
    content.truncate(paper.metadata.size_bytes)
    content.seek(0)
    _note(found, Act.DOWNLOADED, document)
    response = send_file(content, mimetype=MEDIA_TYPES[paper.kind])
    response.headers["Content-Disposition"] = content_disposition(paper.metadata.name, paper.kind)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@bp.route("/coffre/papier/<document>/effacer", methods=["GET", "POST"])
@access.citizen
def erase(document: str) -> Answer:
    """Ask once, then erase for ever."""
    found = opened()
    paper = _paper(found, document)
    if request.method == "POST":
        with transaction() as session:
            service.erase(session, custody=custody(), opened=found, paper=paper, at=now())
        return redirect(url_for("safe.index"), 303)
    return render_template("safe/erase.html", paper=paper)


def _deposited(form: DepositForm, found: Opened) -> str | None:
    upload = form.file.data
    name = document_name(form.name.data) or proposed_name(upload.filename or "")
    try:
        wishes = Wishes(
            settings().max_upload_bytes,
            recognise_text=found.safe.text_agreed_at is not None,
            scanner=scanner_of(settings()),
        )
        with taken_in([Incoming(upload.stream, upload.filename or "")], wishes) as intake:
            label = Label(name or _("Papier sans nom"), Category(form.category.data))
            sealed = sealing.sealed(store(), intake, label, public_key=found.safe.public_key)
        with transaction() as session:
            service.deposit(session, custody=custody(), opened=found, sealed=sealed, at=now())
    except FileRefused as error:
        with transaction() as session:
            noting.note_refused(
                session,
                safe_id=found.safe.id,
                act=Act.DEPOSITED,
                at=now(),
                channel=Channel.OWNER,
            )
        form.refuse("file", labels.refusal(error.code, settings().max_upload_bytes))
    except service.Full:
        form.refuse(None, _("Votre coffre est plein. Effacez un papier, ou appelez-nous."))
    except OSError:
        form.refuse("file", _("Le papier n’a pas pu être rangé. Essayez encore dans un moment."))
    else:
        return sealed.document
    return None


def _image(document: str, kind: BlobKind, position: int, media_type: str) -> Response:
    paper = _paper(opened(), document)
    response = send_file(_opened(paper, kind, position), mimetype=media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _paper(found: Opened, document: str) -> Paper:
    """Return a paper of the open safe; a paper of another safe is not found, and its owner told."""
    kept = shelf(found)
    paper = next((paper for paper in kept.papers if paper.public_id == document), None)
    if paper is not None:
        return paper
    if any(fault.document == document for fault in kept.faults):
        raise Unavailable("document_damaged")
    with transaction() as session:
        noting.note_stranger(session, document=document, at=now())
    raise NotFound("document")


def _opened(paper: Paper, kind: BlobKind, position: int = 0) -> BinaryIO:
    """Return the object in clear, whole and checked, in memory or a nameless private file."""
    spooled = SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home())  # noqa: SIM115 - sent later
    sink = cast(BinaryIO, spooled)
    try:
        with reading() as session:
            blob = queries.own_blob(session, paper, kind, position)
        sealing.opened(
            store(), blob.store_key, sink, identity=paper.identity, sha256=blob.sealed_sha256
        )
    except (CannotOpen, ObjectMissing):
        sink.close()
        raise Unavailable("document_damaged") from None
    sink.seek(0)
    return sink


def _note(found: Opened, act: Act, document: str) -> None:
    with transaction() as session:
        noting.note(session, safe_id=found.safe.id, act=act, at=now(), document=document)
