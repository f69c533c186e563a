"""What the pages of proofs share: a paper of the open safe, files to take away."""

from typing import Any

from flask import make_response, url_for
from werkzeug.wrappers import Response

from inclusion.crypto import CannotOpen
from inclusion.errors import NotFound, Unavailable
from inclusion.proofs import labels, paper
from inclusion.proofs.service import statements
from inclusion.receipts import NotGenuine, verified
from inclusion.safe.queries import Paper
from inclusion.safe.views.opened import opened, shelf
from inclusion.web.session import settings

JWS = "application/jose"


def paper_of(document: str) -> Paper:
    """Return a paper of the open safe; a stranger's is not found. Raises Closed, NotFound."""
    papers = shelf(opened()).papers
    found = next((one for one in papers if one.public_id == document), None)
    if found is None:
        raise NotFound("document")
    return found


def receipt_of(found: Paper) -> tuple[str, dict[str, Any]]:
    """Return the receipt of a paper and what it says; raises NotFound, Unavailable."""
    try:
        return statements.receipt_of(found, keys=settings().secrets.verifying_keys)
    except (CannotOpen, NotGenuine):
        raise Unavailable("receipt_damaged") from None


def read(jws: str) -> dict[str, Any]:
    """Return what a statement of ours says. Raises NotGenuine."""
    return verified(jws, keys=settings().secrets.verifying_keys)


def as_file(content: str | bytes, *, media_type: str, name: str) -> Response:
    """Give a file to keep, never shown inside the browser."""
    response = make_response(content)
    response.mimetype = media_type
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def as_pdf(jws: str, claims: dict[str, Any], *, name: str) -> Response:
    """Give a statement as a sheet to print."""
    content = paper.made(
        title=labels.TITLES[claims["kind"]],
        facts=labels.facts(claims),
        jws=jws,
        address=settings().public_url + url_for("proofs.verify"),
    )
    return as_file(content, media_type="application/pdf", name=name)
