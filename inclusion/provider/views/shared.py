"""What the provider's views share: where the person stands, requests that wait, answers."""

from datetime import datetime
from typing import Any

from flask import Response, json, redirect, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from inclusion.errors import Expired
from inclusion.provider import labels
from inclusion.provider.rules import REQUEST_WAITS
from inclusion.provider.rules.addresses import origin
from inclusion.provider.rules.steps import Standing
from inclusion.provider.service.server import Answer, Server
from inclusion.tokens import public_id
from inclusion.web.session import now, settings
from inclusion.web.visit import FORM_TARGETS, METHODS, PROVED_AT, visit

WAITING = "provider"
MOST_WAITING = 3
Pairs = list[tuple[str, str]]


def server(session: Session) -> Server:
    """Return the authorization server of this request."""
    return Server(session, settings=settings(), at=now())


def standing() -> Standing:
    """Return where the person of this request stands."""
    if not current_user.is_authenticated or current_user.acts_for:
        return Standing()  # nobody signs in elsewhere in the name of somebody else
    current = visit()
    proved_at = current.get(PROVED_AT)
    return Standing(
        account_id=current_user.account_id,
        proved_at=datetime.fromisoformat(proved_at) if proved_at else None,
        methods=tuple(current.get(METHODS, ())),
        visit_id=current.public_id or "",
    )


def remember(pairs: Pairs, leads_to: str) -> str:
    """Keep a service's request while the person signs in; return its handle."""
    current, handle = visit(), public_id()
    waiting = dict(list(current.get(WAITING, {}).items())[1 - MOST_WAITING :])
    waiting[handle] = {"pairs": pairs, "at": now().isoformat(), "origin": origin(leads_to)}
    current[WAITING] = waiting
    current[FORM_TARGETS] = sorted({one["origin"] for one in waiting.values()})
    return handle


def waiting(handle: str) -> tuple[Pairs, datetime]:
    """Return a request that waits and when it came; raises Expired."""
    found = visit().get(WAITING, {}).get(handle)
    if found is None:
        raise Expired("request")
    asked_at = datetime.fromisoformat(found["at"])
    if now() >= asked_at + REQUEST_WAITS:
        raise Expired("request")
    return [(name, value) for name, value in found["pairs"]], asked_at


def sent() -> Pairs:
    """Return the parameters of this request, each as often as it came."""
    values = request.form if request.method == "POST" else request.args
    return list(values.items(multi=True))


def led(answer: Answer) -> BaseResponse:
    """Return the redirect of an answer, as a GET whatever came before."""
    return redirect(answer.location, 303)


def told(answer: Answer) -> Response:
    """Return an answer to a service, as JSON that nobody keeps."""
    response = Response(json.dumps(answer.body), answer.status, mimetype="application/json")
    response.headers.update(answer.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(code: str) -> Any:
    """Return the page of a request that leads nowhere."""
    reason = labels.REFUSALS[code]
    return render_template("provider/refused.html", reason=reason), 400
