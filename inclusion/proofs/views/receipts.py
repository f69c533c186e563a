"""The receipt of a paper, its technical metadata, and the certificates of what was erased."""

import json
from typing import TYPE_CHECKING

from flask import render_template
from werkzeug.wrappers import Response

from inclusion.proofs import labels, paper, queries
from inclusion.proofs.service import statements
from inclusion.proofs.views import bp
from inclusion.proofs.views.shared import JWS, as_file, as_pdf, paper_of, read, receipt_of
from inclusion.safe.views.opened import opened
from inclusion.web import access
from inclusion.web.session import reading

if TYPE_CHECKING:
    from inclusion.safe.models import SafeCertificate


@bp.get("/coffre/papier/<document>/recu")
@access.citizen
def receipt(document: str) -> str:
    """Show what was signed when a paper came in."""
    found = paper_of(document)
    jws, claims = receipt_of(found)
    return render_template(
        "proofs/receipt.html",
        document=document,
        name=found.metadata.name,
        facts=labels.facts(claims),
        jws=jws,
        has_pdf=paper.has_pdf(),
    )


@bp.get("/coffre/papier/<document>/recu.pdf")
@access.citizen
def receipt_pdf(document: str) -> Response:
    """Give the receipt to print."""
    return as_pdf(*receipt_of(paper_of(document)), name="recu.pdf")


@bp.get("/coffre/papier/<document>/recu.jws")
@access.citizen
def receipt_text(document: str) -> Response:
    """Give the signed text of the receipt."""
    return as_file(receipt_of(paper_of(document))[0], media_type=JWS, name="recu.jws")


@bp.get("/coffre/papier/<document>/metadonnees.json")
@access.citizen
def metadata(document: str) -> Response:
    """Give the six technical metadata of NF Z42-020."""
    _jws, claims = receipt_of(paper_of(document))
    content = json.dumps(statements.technical_metadata(claims), ensure_ascii=False, indent=2)
    return as_file(content, media_type="application/json", name="metadonnees.json")


@bp.get("/coffre/attestations")
@access.citizen
def certificates() -> str:
    """List what was erased, with the certificate of each."""
    found = opened()
    with reading() as session:
        kept = queries.certificates(session, found.safe.id)
    return render_template("proofs/certificates.html", certificates=kept)


@bp.get("/coffre/attestations/<document>")
@access.citizen
def certificate(document: str) -> str:
    """Show the certificate of one erased paper."""
    kept = _certificate(document)
    return render_template(
        "proofs/certificate.html",
        document=document,
        facts=labels.facts(read(kept.jws)),
        jws=kept.jws,
        has_pdf=paper.has_pdf(),
    )


@bp.get("/coffre/attestations/<document>.pdf")
@access.citizen
def certificate_pdf(document: str) -> Response:
    """Give the certificate to print."""
    kept = _certificate(document)
    return as_pdf(kept.jws, read(kept.jws), name="attestation.pdf")


@bp.get("/coffre/attestations/<document>.jws")
@access.citizen
def certificate_text(document: str) -> Response:
    """Give the signed text of the certificate."""
    return as_file(_certificate(document).jws, media_type=JWS, name="attestation.jws")


def _certificate(document: str) -> "SafeCertificate":
    found = opened()
    with reading() as session:
        return queries.certificate(session, found.safe.id, document)
