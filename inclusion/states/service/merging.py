"""Propose that two files are one person's; an agent decides, and may take it back for 30 days."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.service import files
from inclusion.errors import Conflict, Expired, Invalid
from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.safe import queries as safes
from inclusion.states.models import Directive, FileMerge, Guardianship, Move
from inclusion.states.queries import merges as read
from inclusion.states.rules import MergeState, may_undo
from inclusion.states.service.noting import note
from inclusion.waiting.service import files as waiting


class CannotMerge(Conflict):
    """Why: same_file, merged, deceased, two_accounts, two_safes, represents."""


class Mover(Protocol):
    """Give the rows of one file to another and return their ids; `only` those when asked."""

    def __call__(
        self,
        session: Session,
        *,
        from_person: int,
        to_person: int,
        only: Collection[int] | None = None,
    ) -> list[int]:
        """Move them."""


Movable = type[Account] | type[Directive] | type[Guardianship] | type[Message] | type[Move]


def _mover(table: Movable) -> Mover:
    def move(
        session: Session,
        *,
        from_person: int,
        to_person: int,
        only: Collection[int] | None = None,
    ) -> list[int]:
        statement = sa.select(table.id).where(table.person_id == from_person)
        if only is not None:
            statement = statement.where(table.id.in_(only))
        moved = list(session.scalars(statement.order_by(table.id)))
        session.execute(sa.update(table).where(table.id.in_(moved)).values(person_id=to_person))
        return moved

    return move


MOVERS: dict[str, Mover] = {
    "appointment": files.reassign,
    "guardianship": _mover(Guardianship),
    "directive": _mover(Directive),
    "move": _mover(Move),
    "message": _mover(Message),
    "waiting_entry": waiting.reassign,
}
"""What follows a person, table by table. The journal never moves: it says what was done then."""

_move_account = _mover(Account)


def propose(
    session: Session, *, one: Person, other: Person, actor: Actor, at: datetime
) -> FileMerge:
    """Propose that two files are one person's; the same proposal twice is one.

    The file kept is that of the account in use, or else the older. Raises CannotMerge(same_file).
    """
    if one.id == other.id:
        raise CannotMerge("same_file")
    known = read.find_pending(session, one.id, other.id)
    if known is not None:
        return known
    kept, merged = sorted((one, other), key=lambda who: (not _uses(session, who.id), who.id))
    made = FileMerge(
        kept_person_id=kept.id,
        merged_person_id=merged.id,
        proposed_by=actor.account_id,
        proposed_at=at,
    )
    session.add(made)
    session.flush()
    _note(session, "merge.proposed", made, actor, at)
    return made


def obstacle(session: Session, merge: FileMerge) -> str | None:
    """Return the code of what forbids a merge, None when an agent may decide it."""
    kept, merged = _people(session, merge)
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        return "merged"
    if kept.deceased_on is not None or merged.deceased_on is not None:
        return "deceased"
    mine, theirs = (accounts.account_of_person(session, one.id) for one in (kept, merged))
    if mine and theirs and _has_safe(session, mine) and _has_safe(session, theirs):
        return "two_safes"
    if theirs and _is_used(session, theirs) and _ever_had_one(session, kept.id):
        return "two_accounts"
    return _represents(session, merge, mine) or _represents(session, merge, theirs)


def decide(
    session: Session,
    merge: FileMerge,
    *,
    kept_proved: bool,
    merged_proved: bool,
    actor: Actor,
    at: datetime,
) -> FileMerge:
    """Merge two files: what followed one person now follows the other. Deciding twice does once.

    kept_proved, merged_proved: the agent has a proof that each file is this person's.
    Raises Invalid(proofs), CannotMerge.
    """
    _lock(session, merge)
    if merge.state is MergeState.DONE:
        return merge
    if merge.state is not MergeState.PROPOSED:
        raise CannotMerge("decided")
    if not (kept_proved and merged_proved):
        raise Invalid("proofs", field="proofs")
    why = obstacle(session, merge)
    if why is not None:
        raise CannotMerge(why)
    moved = _move_all(session, merge.merged_person_id, merge.kept_person_id)
    moved |= _account(session, merge, at)
    session.get_one(Person, merge.merged_person_id).merged_into_id = merge.kept_person_id
    merge.moved, merge.state = moved, MergeState.DONE
    merge.decided_by, merge.decided_at = actor.account_id, at
    session.flush()
    _note(session, "merge.done", merge, actor, at)
    return merge


def refuse(session: Session, merge: FileMerge, *, actor: Actor, at: datetime) -> None:
    """Say that the two files are two people's."""
    _lock(session, merge)
    if merge.state is not MergeState.PROPOSED:
        raise CannotMerge("decided")
    merge.state, merge.decided_by, merge.decided_at = MergeState.REFUSED, actor.account_id, at
    session.flush()
    _note(session, "merge.refused", merge, actor, at)


def undo(session: Session, merge: FileMerge, *, actor: Actor, at: datetime) -> FileMerge:
    """Give back everything that moved, and only that; raises Expired, CannotMerge(decided)."""
    _lock(session, merge)
    if merge.state is not MergeState.DONE or merge.decided_at is None:
        raise CannotMerge("decided")
    if not may_undo(merge.decided_at, at):
        raise Expired("merge")
    session.get_one(Person, merge.merged_person_id).merged_into_id = None
    for table, mover in MOVERS.items():
        _give_back(session, merge, mover, merge.moved.get(table, []))
    _give_back(session, merge, _move_account, merge.moved.get("account", []))
    session.execute(
        sa.update(Account)
        .where(Account.id.in_(merge.moved.get("account_closed", [])))
        .values(closed_at=None)
    )
    merge.state, merge.undone_at = MergeState.UNDONE, at
    session.flush()
    session.expire_all()
    _note(session, "merge.undone", merge, actor, at)
    return merge


def _lock(session: Session, merge: FileMerge) -> None:
    """Let one agent at a time decide about these two files."""
    pair = (merge.kept_person_id, merge.merged_person_id)
    session.execute(
        sa.select(Person.id).where(Person.id.in_(pair)).order_by(Person.id).with_for_update()
    )
    session.refresh(merge, ["state", "decided_at", "moved"], with_for_update=True)


def _move_all(session: Session, from_person: int, to_person: int) -> dict[str, list[int]]:
    return {
        table: mover(session, from_person=from_person, to_person=to_person)
        for table, mover in MOVERS.items()
    }


def _account(session: Session, merge: FileMerge, at: datetime) -> dict[str, list[int]]:
    """Move the only account, or close the one of two that nobody ever used."""
    mine = accounts.account_of_person(session, merge.kept_person_id)
    theirs = accounts.account_of_person(session, merge.merged_person_id)
    if theirs is None:
        return {}
    if mine is None and not _ever_had_one(session, merge.kept_person_id):
        ids = _move_account(
            session, from_person=merge.merged_person_id, to_person=merge.kept_person_id
        )
        return {"account": ids}
    theirs.closed_at = at
    return {"account_closed": [theirs.id]}


def _give_back(session: Session, merge: FileMerge, mover: Mover, ids: list[int]) -> None:
    if ids:
        mover(
            session,
            from_person=merge.kept_person_id,
            to_person=merge.merged_person_id,
            only=ids,
        )


def _represents(session: Session, merge: FileMerge, account: Account | None) -> str | None:
    """Refuse that somebody becomes their own representative."""
    if account is None:
        return None
    pair = (merge.kept_person_id, merge.merged_person_id)
    own = sa.select(Guardianship.id).where(
        Guardianship.person_id.in_(pair), Guardianship.representative_account_id == account.id
    )
    return "represents" if session.scalar(own.limit(1)) is not None else None


def _people(session: Session, merge: FileMerge) -> tuple[Person, Person]:
    return (
        session.get_one(Person, merge.kept_person_id),
        session.get_one(Person, merge.merged_person_id),
    )


def _uses(session: Session, person_id: int) -> bool:
    account = accounts.account_of_person(session, person_id)
    return account is not None and _is_used(session, account)


def _is_used(session: Session, account: Account) -> bool:
    return account.last_sign_in_at is not None or _has_safe(session, account)


def _has_safe(session: Session, account: Account) -> bool:
    return safes.find_safe(session, account.id) is not None


def _ever_had_one(session: Session, person_id: int) -> bool:
    any_account = sa.select(Account.id).where(Account.person_id == person_id)
    return session.scalar(any_account) is not None


def _note(session: Session, action: str, merge: FileMerge, actor: Actor, at: datetime) -> None:
    for person_id in (merge.kept_person_id, merge.merged_person_id):
        note(
            session,
            action,
            person_id=person_id,
            actor=actor,
            at=at,
            about=("file_merge", merge.id),
        )
