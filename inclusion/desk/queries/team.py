"""Whose day an agent may look at: the mediators of their own structure, and nobody else's."""

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.queries.appointments import mediators_of
from inclusion.errors import NotFound


def team(session: Session, actor: Actor) -> list[Account]:
    """Return the mediators of the actor's structure, by name."""
    return mediators_of(session, actor.structure_id) if actor.structure_id is not None else []


def chosen(members: list[Account], public_id: str | None, actor: Actor) -> list[Account]:
    """Return the mediators to show: the one asked for, oneself, or the whole team.

    public_id: « tous » for the whole team. Raises NotFound for a mediator of another structure.
    """
    if public_id == "tous":
        return members
    if public_id:
        return [one_of(members, public_id)]
    return [one for one in members if one.id == actor.account_id] or members


def one_of(members: list[Account], public_id: str) -> Account:
    """Return the member of a reference; raises NotFound."""
    found = next((one for one in members if one.public_id == public_id), None)
    if found is None:
        raise NotFound("mediator")
    return found


def manageable(members: list[Account], actor: Actor) -> list[Account]:
    """Return those whose openings the actor may change: one's own, or the team's."""
    if actor.role in {"coordinator", "administrator"}:
        return members
    return [one for one in members if one.id == actor.account_id]
