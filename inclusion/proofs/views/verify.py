"""The public page that tells whether a receipt is true, and the keys to tell it off line."""

import hashlib
from typing import Any, BinaryIO

from flask import jsonify, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from inclusion.proofs import labels
from inclusion.proofs.forms import VerifyForm
from inclusion.proofs.service import statements
from inclusion.proofs.views import bp
from inclusion.proofs.views.shared import read
from inclusion.receipts import MOST_LENGTH, NotGenuine
from inclusion.safe.views.doors import Answer
from inclusion.web import access
from inclusion.web.session import settings

CHUNK_BYTES = 1 << 20


@bp.route("/coffre/verifier", methods=["GET", "POST"])
@access.public
def verify() -> Answer:
    """Tell whether a receipt is true, and whether a file is the one that it speaks of."""
    form = VerifyForm()
    if form.validate_on_submit():
        text = _given(form)
        try:
            claims = _claims(text)
        except NotGenuine:
            form.refuse("statement", _wrong(text))
        else:
            return render_template(
                "proofs/genuine.html", facts=labels.facts(claims), match=_match(form, claims)
            )
    if form.problems and form.document.data:
        form.refuse(
            "document", _("Choisissez le papier encore une fois : la page ne le garde pas.")
        )
    return render_template("proofs/verify.html", form=form), form.status


@bp.get("/coffre/cles.json")
@access.public
def keys() -> Response:
    """Give the public keys of receipts (RFC 7517): the present one, then the former ones."""
    response = jsonify({"keys": settings().secrets.verifying_keys})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _given(form: VerifyForm) -> str:
    upload = form.statement_file.data
    if upload:
        return str(upload.stream.read(MOST_LENGTH + 1).decode("ascii", "replace"))
    return form.statement.data or ""


def _claims(text: str) -> dict[str, Any]:
    claims = read(text)
    if claims.get("kind") not in statements.KINDS:
        raise NotGenuine("receipt")
    return claims


def _wrong(text: str) -> str:
    if not text.strip():
        return _("Collez le texte signé, ou choisissez son fichier.")
    return _("Ce reçu n’est pas vrai, ou il manque un morceau. Copiez tout le texte.")


def _match(form: VerifyForm, claims: dict[str, Any]) -> bool | None:
    """Tell whether the file is the one of the receipt; None when there is nothing to compare."""
    upload = form.document.data
    if not upload or claims["kind"] != "deposit":
        return None
    found = _sha256(upload.stream)
    return found in (claims["sha256"], claims.get("given_sha256"))


def _sha256(stream: BinaryIO) -> str:
    found = hashlib.sha256()
    while content := stream.read(CHUNK_BYTES):
        found.update(content)
    return found.hexdigest()
