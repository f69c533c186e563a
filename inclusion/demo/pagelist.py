"""Every GET page of the demonstration, with real ids: what page tests and browsers visit."""

from typing import Any

from flask import Flask, url_for
from sqlalchemy.orm import Session

from inclusion.accounts import pages as accounts
from inclusion.appointments import pages as appointments
from inclusion.catalogue import pages as catalogue
from inclusion.counter import pages as counter
from inclusion.demo.cast import AGENTS, CITIZENS
from inclusion.desk import pages as desk
from inclusion.federation import pages as federation
from inclusion.keeping import pages as keeping
from inclusion.leaving import pages as leaving
from inclusion.lending import pages as lending
from inclusion.messages import pages as messages
from inclusion.places import pages as places
from inclusion.proofs import pages as proofs
from inclusion.provider import pages as provider
from inclusion.receiving import pages as receiving
from inclusion.rescue import pages as rescue
from inclusion.safe import pages as safe
from inclusion.states import pages as states
from inclusion.waiting import pages as waiting
from inclusion.web import pages as public
from inclusion.web import showcase
from inclusion.web.pagelist import Page

SOURCES = (
    public,
    showcase,
    accounts,
    places,
    appointments,
    desk,
    safe,
    keeping,
    rescue,
    lending,
    leaving,
    federation,
    messages,
    counter,
    provider,
    proofs,
    states,
    receiving,
    waiting,
    catalogue,
)


def listed(session: Session) -> list[Page]:
    """Return the pages that each domain names."""
    return [page for source in SOURCES for page in source.pages(session)]


def described(app: Flask, session: Session) -> list[dict[str, Any]]:
    """Return the pages as `inclusion pages --json` prints them."""
    with app.test_request_context("/"):
        return [
            {
                "endpoint": page.endpoint,
                "url": url_for(page.endpoint, **page.args, **page.query),
                "role": page.role,
                "account": page.account or _first_account(page.role),
                "needs": list(page.needs),
                "kind": page.kind,
            }
            for page in listed(session)
        ]


def _first_account(role: str) -> str | None:
    return next((part.identifier for part in (*CITIZENS, *AGENTS) if part.role == role), None)
