"""Who may call an endpoint: one mark per view, and nothing without a mark is served.

    @bp.get("/mon-compte")
    @access.citizen
    def show() -> str: ...

Roles are plain values here, since accounts stand above this module.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import Forbidden, NotFound
from inclusion.web import drafts
from inclusion.web.drafts import here

AGENTS = frozenset({"mediator", "coordinator", "administrator"})
MARK = "__access__"
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
    roles, _name = getattr(current_app.view_functions[request.endpoint], MARK)
    if roles is None:
        return None
    if not current_user.is_authenticated:
        if request.method != "GET" and not drafts.keep():
            raise Forbidden("signed_out")
        return redirect(url_for("accounts.sign_in", suite=here()), 303)
    if current_user.role not in roles:
        raise NotFound("not_for_this_role")
    return None
