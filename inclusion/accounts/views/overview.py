"""My account: clear lines that lead to everything else."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import arrivals, history, page_words, queries
from inclusion.accounts.contributions import contributions, ways_of
from inclusion.accounts.views import bp
from inclusion.accounts.views.arrival import last_visit, remind
from inclusion.organisations import queries as organisations
from inclusion.people import queries as people
from inclusion.web import access, languages
from inclusion.web import service as web
from inclusion.web.session import now, reading, transaction

NEWEST = 4


@bp.get("/mon-compte")
@access.signed_in
def show() -> str:
    """Show who I am, how I enter, where I am signed in, and what happened last."""
    is_agent = current_user.is_agent
    with reading() as session:
        account = queries.account(session, current_user.account_id)
        person = people.person(session, account.person_id) if account.person_id else None
        newest = history.page(
            session,
            account_id=account.id,
            person_id=account.person_id,
            actions=contributions().event_words.keys(),
            per_page=NEWEST,
        )
        visits = web.visits_of(session, account_id=account.id, at=now())
        ways = ways_of(session, account.id)
        doubt = remind(session, account.id)
        team = (
            organisations.structure(session, account.structure_id).name
            if account.structure_id
            else None
        )
        has_identity = "identity" in ways_of(session, account.id)
    return render_template(
        "accounts/show.html",
        account=account,
        person=person,
        spoken=languages.language_name(person.language) if person else None,
        newest=newest,
        event_words=contributions().event_words,
        visits=visits,
        doubt=doubt,
        last=last_visit(),
        now=now(),
        words=page_words,
        ways=page_words.doors(page_words.WAYS_IN, is_agent=is_agent, ways=ways),
        has_identity=has_identity,
        doors=page_words.doors(page_words.DOORS, is_agent=is_agent),
        scammed_url=None if current_user.is_agent else page_words.scammed_url(),
        team=team,
    )


@bp.post("/mon-compte/appareils/<public_id>/c-est-moi")
@access.signed_in
def recognise(public_id: str) -> Response:
    """Say that a sign-in from a new device was mine."""
    with transaction() as session:
        arrivals.recognise(session, account_id=current_user.account_id, public_id=public_id)
    return redirect(url_for("accounts.show"), 303)
