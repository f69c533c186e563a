"""The code generator of an agent: shown as a drawing and as letters, kept at its first code."""

import base64
from dataclasses import dataclass

import segno
from flask import redirect, render_template, session, url_for
from flask_login import current_user

from inclusion.accounts import queries, totp
from inclusion.accounts.forms import CodeForm
from inclusion.accounts.views import bp, proofs
from inclusion.accounts.views.others import close_others
from inclusion.accounts.views.sign_in import Answer
from inclusion.errors import TooMany
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import now, reading, settings, transaction

DRAFT = "totp_draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """A secret to set up: its drawing, and its letters by four."""

    drawing: str
    letters: str


@bp.get("/mon-compte/double-preuve", endpoint="totp")
@access.agent
def show() -> str:
    """Say which second factors I have."""
    with reading() as db:
        held = queries.totp_of(db, current_user.account_id)
        passkeys = queries.passkeys_of(db, current_user.account_id)
    return render_template("accounts/totp.html", held=held, passkeys=passkeys)


@bp.route("/mon-compte/double-preuve/nouvelle", methods=["GET", "POST"])
@access.agent
@access.recent
def new_totp() -> Answer:
    """Set another generator, in place of the one before."""
    account_id = current_user.account_id
    form = CodeForm()
    if form.validate_on_submit() and installed(form, account_id):
        return redirect(url_for("accounts.totp"), 303)
    drawn = draft(account_id, current_user.identifier)
    return render_template("accounts/new_totp.html", form=form, draft=drawn), form.status


def draft(account_id: int, identifier: str) -> Draft:
    """Return the secret being set up in this visit, drawn the first time; kept sealed."""
    secret = _kept(account_id)
    if secret is None:
        secret = totp.new_secret()
        content = totp.sealed(settings().secrets.pepper, secret, account_id=account_id)
        session[DRAFT] = {"for": account_id, "sealed": base64.b64encode(content).decode()}
    address = totp.address(secret, name=identifier, issuer=settings().product_name)
    return Draft(
        drawing=segno.make_qr(address, error="m").svg_data_uri(border=2, scale=4, unit="px"),
        letters=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )


def installed(form: CodeForm, account_id: int, *, is_first: bool = False) -> bool:
    """Keep the secret of this visit if the code is its own; other visits of the account end."""
    secret = _kept(account_id)
    if secret is None:
        form.refuse("code", proofs.wrong_code())
        return False
    try:
        own = proofs.second_count(account_id)
        taken = limits.take(own)
        with transaction() as db:
            totp.install(
                db,
                account_id=account_id,
                secret=secret,
                code=form.code.data or "",
                pepper=settings().secrets.pepper,
                at=now(),
                is_first=is_first,
            )
            close_others(db, account_id)
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return False
    except totp.WrongCode:
        form.refuse("code", proofs.wrong_code())
        return False
    limits.give_back(taken, own)
    session.pop(DRAFT, None)
    return True


def _kept(account_id: int) -> str | None:
    kept = session.get(DRAFT)
    if kept is None or kept["for"] != account_id:
        return None
    content = base64.b64decode(kept["sealed"])
    return totp.opened(settings().secrets.pepper, content, account_id=account_id)
