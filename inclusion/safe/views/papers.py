"""Look at papers, download them, say something else of them. The safe must be open."""

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from inclusion.intake.rules import MEDIA_TYPES, FileKind
from inclusion.safe import labels, queries
from inclusion.safe.forms import PaperForm
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, BlobKind, DocumentState
from inclusion.safe.rules.files import content_disposition, document_name
from inclusion.safe.rules.listing import day_boxes
from inclusion.safe.rules.shelf import BIN_TIME
from inclusion.safe.service import papers as service
from inclusion.safe.service.shelves import Shelf
from inclusion.safe.views import bp, pages_of
from inclusion.safe.views.doors import Answer
from inclusion.safe.views.finding import (
    body,
    content,
    find_paper,
    folders,
    note,
    original,
    the_paper,
)
from inclusion.safe.views.opened import custody, opened, shelf
from inclusion.web import access
from inclusion.web.session import now, reading, settings, transaction

SANDBOX = "default-src 'none'; sandbox"


@bp.get("/coffre/papier/<document>")
@access.citizen
def show(document: str) -> str:
    """Show what a paper is, a small image of it, and what may be done."""
    found = opened()
    kept = shelf(found)
    paper = the_paper(kept, document)
    with reading() as session:
        images = queries.image_count(session, paper.row.id)
    binned_at = paper.row.binned_at
    return render_template(
        "safe/show.html",
        paper=paper,
        images=images,
        is_new=request.args.get("nouveau") == "oui",
        state=paper.row.state.value,
        bin_until=binned_at + BIN_TIME if binned_at else None,
        category=labels.CATEGORIES[paper.category],
        kind=labels.KINDS[paper.kind],
        older=_older(kept, paper),
        newer=_newer(kept, paper),
        takes_pages=pages_of.is_of_photos(paper),
    )


@bp.route("/coffre/papier/<document>/changer", methods=["GET", "POST"])
@access.citizen
def change(document: str) -> Answer:
    """Say something else of a paper: its name, sort, folder, note and end."""
    found = opened()
    kept = shelf(found)
    paper = the_paper(kept, document, DocumentState.KEPT)
    form = PaperForm(health=bool(settings().health_host), data=_as_typed(paper))
    if form.validate_on_submit():
        _revise(found, paper, form)
        return redirect(url_for("safe.show", document=document), 303)
    page = render_template(
        "safe/change.html", form=form, paper=paper, icons=labels.ICONS, folders=folders(kept)
    )
    return page, form.status


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
        note(opened(), Act.READ, document)
    return response


@bp.get("/coffre/papier/<document>/telecharger")
@access.citizen
def download(document: str) -> Response:
    """Give the paper as it is kept, bit for bit, never shown inside the browser."""
    found = opened()
    paper = find_paper(found, document)
    response = send_file(body(paper), mimetype=MEDIA_TYPES[paper.kind])
    _as_download(response, paper.metadata.name, paper.kind, paper.metadata.extension)
    note(found, Act.DOWNLOADED, document)
    return response


@bp.get("/coffre/papier/<document>/origine/<int:position>")
@access.citizen
def download_original(document: str, position: int) -> Response:
    """Give a photo as it came, with the place where it was taken."""
    found = opened()
    paper = find_paper(found, document)
    file = original(paper, position)
    response = send_file(file, mimetype=MEDIA_TYPES[FileKind.OTHER])
    extension = paper.metadata.original_extension
    _as_download(response, paper.metadata.name, FileKind.OTHER, extension)
    note(found, Act.DOWNLOADED, document)
    return response


def _as_typed(paper: Paper) -> dict[str, object]:
    said = paper.metadata
    return {
        "name": said.name,
        "category": said.category,
        "folder": said.folder,
        "note": said.note,
        "expires": day_boxes(said.expires_on),
        "warns": paper.row.expires_on is not None,
    }


def _revise(found: Opened, paper: Paper, form: PaperForm) -> None:
    folder, text, expires_on = form.said
    with transaction() as session:
        service.revise(
            session,
            custody=custody(),
            opened=found,
            paper=paper,
            at=now(),
            warn_on=form.warn_on,
            name=document_name(form.name.data or "") or paper.metadata.name,
            category=form.category.data,
            folder=folder,
            note=text,
            expires_on=expires_on,
        )


def _older(kept: Shelf, paper: Paper) -> list[Paper]:
    """Return the older versions of a paper that open, the newest first."""
    by_row = {one.row.id: one for one in kept.papers}
    found: list[Paper] = []
    one: Paper | None = paper
    while one is not None and one.row.follows_id is not None:
        one = by_row.get(one.row.follows_id)
        found += [one] if one is not None else []
    return found


def _newer(kept: Shelf, paper: Paper) -> Paper | None:
    return next((one for one in kept.papers if one.row.follows_id == paper.row.id), None)


def _image(document: str, kind: BlobKind, position: int, media_type: str) -> Response:
    paper = find_paper(opened(), document)
    response = send_file(content(paper, kind, position), mimetype=media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _as_download(response: Response, name: str, kind: FileKind, extension: str) -> None:
    response.headers["Content-Disposition"] = content_disposition(name, kind, extension)
    response.headers["Content-Security-Policy"] = SANDBOX
