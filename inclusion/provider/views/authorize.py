"""The authorization endpoint, and the pages between it and its answer."""

from typing import Any
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import contributions
from inclusion.provider import labels
from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.provider.rules.addresses import origin
from inclusion.provider.rules.steps import Step
from inclusion.provider.service import authorization, claims
from inclusion.provider.service.authorization import Outcome, Unusable
from inclusion.provider.views import bp
from inclusion.provider.views.shared import (
    Pairs,
    led,
    refused,
    remember,
    sent,
    server,
    standing,
    waiting,
)
from inclusion.web import access
from inclusion.web.languages import LANGUAGES, SOURCE
from inclusion.web.security import lead_to
from inclusion.web.session import actor, now, reading, transaction

TRANSLATED = {language.code for language in LANGUAGES if language is not SOURCE}


@bp.route("/oidc/authorize", methods=["GET", "POST"])
@access.public
def authorize() -> Any:
    """Take a service's request: a page of ours when it is unusable, the sign-in otherwise.

    A POST from elsewhere comes without our cookie, so it is asked again by GET.
    """
    if request.method == "POST":
        return redirect(f"{request.path}?{urlencode(sent())}", 303)
    pairs = sent()
    is_silent = "none" in dict(pairs).get("prompt", "").split()
    with transaction() if is_silent else reading() as session:
        provider = server(session)
        try:
            asked = authorization.read(provider, pairs, asked_at=now())
        except Unusable as error:
            return refused(error.code)
        except OAuth2Error as error:
            return led(provider.refuse(error))
        if asked.is_silent:
            done = authorization.proceed(provider, asked, standing(), actor=actor())
            assert done.answer is not None  # noqa: S101 - a silent request is always answered
            return led(done.answer)
    handle = remember(pairs, asked.redirect_uri)
    return redirect(_prefix(pairs) + url_for("provider.consent", handle=handle), 303)


@bp.get("/connexion/service/<handle>")
@access.public
def consent(handle: str) -> Any:
    """Lead to the sign-in, ask for the consent, or send the person back to the service."""
    return _go_on(handle)


@bp.post("/connexion/service/<handle>")
@access.public
def decide(handle: str) -> Any:
    """Take the person's answer."""
    return _go_on(handle, decision=request.form.get("decision", "refuse"))


def _go_on(handle: str, decision: str | None = None) -> Any:
    pairs, asked_at = waiting(handle)
    with transaction() as session:
        provider = server(session)
        try:
            asked = authorization.read(provider, pairs, asked_at=asked_at)
        except Unusable as error:
            return refused(error.code)
        except OAuth2Error as error:
            return led(provider.refuse(error))
        decides = authorization.accept if decision == "accept" else authorization.proceed
        done = decides(provider, asked, standing(), actor=actor())
        if done.has_agreed:
            _told_of_agreement(session, done)
        if done.answer is None and decision == "refuse":
            return led(authorization.decline(provider, asked, step=done.step))
        if done.answer is not None:
            return led(done.answer)
        told = claims.told(session, done.account, asked.scope) if done.account else {}
    return _page(done, handle, told)


def _page(done: Outcome, handle: str, told: dict[str, Any]) -> Any:
    here = url_for("provider.consent", handle=handle)
    sign_in = url_for("accounts.sign_in", suite=here.removeprefix(request.script_root))
    if done.step is Step.SIGN_IN:
        return redirect(sign_in, 303)
    client = done.asked.client
    lead_to(origin(done.asked.redirect_uri))
    if done.step is Step.STRONGER:
        reason = labels.STRONGER[client.min_acr or ""]
        return render_template(
            "provider/stronger.html", client=client, reason=reason, sign_in=sign_in
        )
    return render_template(
        "provider/consent.html",
        client=client,
        rows=_rows(told, done.asked.scope),
        may_deposit=SAFE_DEPOSIT in done.asked.scope.split(),
    )


def _told_of_agreement(session: Session, done: Outcome) -> None:
    for note in contributions().agreements:
        note(
            session,
            account_id=done.account.id if done.account else 0,
            client=done.asked.client.public_id,
            scope=done.asked.scope,
            is_given=True,
            at=now(),
        )


def _rows(told: dict[str, Any], scope: str) -> list[tuple[Any, str, Any, Any]]:
    """Return what will be sent, for people: label, name of the value, value, what goes with it.

    What is asked and not known today is told too: it will be sent once the person gives it.
    """
    asked = set(scope.split())
    return [
        (label, name, told.get(name), _confirmed(told, name))
        for name, label in labels.CLAIMS.items()
        if labels.SCOPE_OF[name] in asked
    ]


def _confirmed(told: dict[str, Any], name: str) -> str | None:
    is_verified = told.get(f"{name}_verified")
    if is_verified is None:
        return None
    return _("confirmé") if is_verified else _("pas encore confirmé")


def _prefix(pairs: Pairs) -> str:
    """Return the prefix of the first language wished for that we ship, when none is chosen."""
    if request.script_root:
        return ""
    wished = dict(pairs).get("ui_locales", "").split()
    known = (code.partition("-")[0].lower() for code in wished)
    first = next((code for code in known if code in TRANSLATED | {SOURCE.code}), SOURCE.code)
    return f"/{first}" if first in TRANSLATED else ""
