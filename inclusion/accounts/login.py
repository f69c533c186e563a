"""The signed-in user as Flask-Login wants one: plain values, read once a request."""

from dataclasses import dataclass

from flask_login import UserMixin
from sqlalchemy.orm import Session

from inclusion.accounts import queries
from inclusion.accounts.contributions import contributions
from inclusion.accounts.models import Account
from inclusion.accounts.rules import AGENTS
from inclusion.organisations import queries as organisations
from inclusion.web.session import reading
from inclusion.web.visit import ACTING_FOR, visit


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """Who is signed in; `role` is the plain value that access marks speak of.

    acts_for: the name of somebody protected for whom this visit acts; `person_id` is then theirs.
    """

    account_id: int
    identifier: str
    name: str
    role: str
    structure_id: int | None
    person_id: int | None
    place_label: str
    is_agent: bool
    acts_for: str | None = None

    def get_id(self) -> str:
        """Return what the visit remembers."""
        return str(self.account_id)


def signed_in(
    account: Account, structure_name: str | None, acting: tuple[int, str] | None = None
) -> SignedIn:
    """Return the user of an account; acting: the person it acts for, and their name."""
    label = f"{account.name}, {structure_name}" if structure_name else account.name
    return SignedIn(
        account_id=account.id,
        identifier=account.identifier,
        name=account.name,
        role=account.role.value,
        structure_id=account.structure_id,
        person_id=acting[0] if acting else account.person_id,
        place_label=label,
        is_agent=account.role in AGENTS,
        acts_for=acting[1] if acting else None,
    )


def load(account_id: str) -> SignedIn | None:
    """Return the user of a visit, None when the account is closed, blocked or gone."""
    with reading() as session:
        account = queries.find_open(session, int(account_id))
        if account is None or account.blocked_at:
            return None
        structure = (
            organisations.structure(session, account.structure_id).name
            if account.structure_id
            else None
        )
        return signed_in(account, structure, _acting(session, account))


def _acting(session: Session, account: Account) -> tuple[int, str] | None:
    """Return whom this visit acts for, asked again at each request."""
    person_id, represents = visit().get(ACTING_FOR), contributions().represents
    if person_id is None or represents is None:
        return None
    name = represents(session, account.id, person_id)
    return (person_id, name) if name is not None else None
