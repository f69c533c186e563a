"""Who may call an endpoint: one mark per view, and nothing without a mark is served.

    @bp.get("/mon-compte")
    @access.citizen
    def show() -> str: ...

A second mark, `@access.recent` under the first, asks whoever is signed in to prove it again before
a sensitive act (ASVS 5.0 §7.5).

Roles are plain values here, since accounts stand above this module.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from inclusion.errors import Forbidden, NotFound
from inclusion.web import drafts
from inclusion.web.drafts import here
from inclusion.web.session import now
from inclusion.web.visit import PROVED_AT, visit

AGENTS = frozenset({"mediator", "coordinator", "administrator"})
MARK = "__access__"
RECENT = "__recent__"
RECENTLY = timedelta(minutes=15)
F = TypeVar("F", bound=Callable[..., Any])


class Unmarked(RuntimeError):
    """A view was registered without saying who may call it."""


def _mark(view: F, roles: frozenset[str] | None, name: str) -> F:
    setattr(view, MARK, (roles, name))
    return view


def public(view: F) -> F:
    """Everybody, signed in or not."""
    return _mark(view, None, "public")


def signed_in(view: F) -> F:
    """Whoever is signed in."""
    return _mark(view, AGENTS | {"citizen"}, "signed_in")


def citizen(view: F) -> F:
    """Only citizens: their own pages."""
    return _mark(view, frozenset({"citizen"}), "citizen")


def agent(view: F) -> F:
    """Mediators, coordinators and administrators."""
    return _mark(view, AGENTS, "agent")


def role(*roles: str) -> Callable[[F], F]:
    """Only the roles named."""
    return lambda view: _mark(view, frozenset(roles), "role:" + "|".join(sorted(roles)))


def recent(view: F) -> F:
    """Only who proved who they are less than 15 minutes ago; the others are asked again."""
    setattr(view, RECENT, True)
    return view


def has_proved_recently() -> bool:
    """Tell whether this visit holds a proof of the last 15 minutes."""
    proved_at = visit().get(PROVED_AT)
    return proved_at is not None and now() - datetime.fromisoformat(proved_at) < RECENTLY


def mark_of(view: Callable[..., Any]) -> str | None:
    """Return the name of a view's mark, None when it has none."""
    found = getattr(view, MARK, None)
    return found[1] if found else None


def init_app(app: Flask) -> None:
    """Check every request against the mark of its view, before anything else is done."""
    app.before_request(_enforce)


def check_marks(app: Flask) -> None:
    """Refuse to start when a view has no mark; called once all blueprints are there."""
    for endpoint, view in app.view_functions.items():
        if mark_of(view) is None:
            raise Unmarked(endpoint)


def _enforce() -> Response | None:
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    roles, _name = getattr(view, MARK)
    if roles is None:
        return None
    if not current_user.is_authenticated:
        if request.method != "GET" and not drafts.keep():
            raise Forbidden("signed_out")
        return redirect(url_for("accounts.sign_in", suite=here()), 303)
    if current_user.role not in roles:
        raise NotFound("not_for_this_role")
    if getattr(view, RECENT, False) and not has_proved_recently():
        return _ask_again()
    return None


def _ask_again() -> Response:
    """Lead to the proof, and from there to the page that was asked or that held the form."""
    if request.method == "GET":
        return redirect(url_for("accounts.prove", suite=here()), 303)
    return redirect(url_for("accounts.prove", suite=_page_above(), perdu="oui"), 303)


def _page_above() -> str:
    """Return the nearest address above this one that is a page."""
    path = request.path
    adapter = current_app.create_url_adapter(request)
    while adapter and path:
        try:
            adapter.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"
