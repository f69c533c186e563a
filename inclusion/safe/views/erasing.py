"""The bin, and erasing for ever with a certificate."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion import receipts
from inclusion.safe.queries import Paper
from inclusion.safe.rules import DocumentState
from inclusion.safe.rules.listing import part
from inclusion.safe.rules.shelf import BIN_TIME
from inclusion.safe.service import papers as service
from inclusion.safe.views import bp
from inclusion.safe.views.doors import Answer
from inclusion.safe.views.finding import find_paper
from inclusion.safe.views.opened import custody, opened, shelf
from inclusion.web import access
from inclusion.web.session import now, settings, transaction

PER_PAGE = 25
CERTIFICATE_TYPE = "application/jose"


@bp.get("/coffre/corbeille")
@access.citizen
def bin_() -> str:
    """List what is in the bin, until when, and what can be done."""
    binned = shelf(opened()).binned
    asked = request.args.get("papier", "")
    page = part(binned, number=request.args.get("page", 1, type=int), per_page=PER_PAGE)
    return render_template(
        "safe/bin.html",
        page=page,
        put_in=next((paper for paper in binned if paper.public_id == asked), None),
        until={paper.public_id: _until(paper) for paper in page.items},
        page_url=lambda number: url_for("safe.bin_", page=number),
    )


@bp.post("/coffre/papier/<document>/corbeille")
@access.citizen
def put_in_bin(document: str) -> Response:
    """Put a paper in the bin: it can be taken back for 30 days."""
    found = opened()
    paper = find_paper(found, document, DocumentState.KEPT, DocumentState.BINNED)
    if paper.row.state is DocumentState.KEPT:
        with transaction() as session:
            service.put_in_bin(session, custody=custody(), opened=found, paper=paper, at=now())
    return redirect(url_for("safe.bin_", papier=document), 303)


@bp.post("/coffre/papier/<document>/reprendre")
@access.citizen
def restore(document: str) -> Response:
    """Take a paper out of the bin."""
    found = opened()
    paper = find_paper(found, document, DocumentState.KEPT, DocumentState.BINNED)
    if paper.row.state is DocumentState.BINNED:
        with transaction() as session:
            service.restore(session, custody=custody(), opened=found, paper=paper, at=now())
    return redirect(url_for("safe.show", document=document), 303)


@bp.route("/coffre/papier/<document>/effacer", methods=["GET", "POST"])
@access.citizen
def erase(document: str) -> Answer:
    """Ask once, then erase for ever and show the certificate."""
    found = opened()
    paper = find_paper(found, document)
    if request.method == "GET":
        return render_template("safe/erase.html", paper=paper)
    with transaction() as session:
        certificate = service.erase(session, custody=custody(), opened=found, paper=paper, at=now())
    return render_template(
        "safe/erased.html", paper=paper, certificate=certificate, at=now(), until=now() + BIN_TIME
    )


@bp.post("/coffre/attestation")
@access.citizen
def certificate() -> Response:
    """Give back a certificate as a file, once we know it for ours."""
    text = request.form.get("certificate", "")
    key = receipts.public_key(settings().secrets.signing_key)
    claims = receipts.verified(text, keys=[key])
    response = Response("".join(text.split()), mimetype=CERTIFICATE_TYPE)
    name = f"attestation-{claims['kind']}-{claims['document']}.jws"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _until(paper: Paper) -> object:
    return paper.row.binned_at + BIN_TIME if paper.row.binned_at else None
