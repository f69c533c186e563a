"""The keys that loans are wrapped to: an agent's own, and the one that a structure shares."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts.models import Account
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict, NotFound
from inclusion.lending import queries
from inclusion.lending.envelope import desk_identity
from inclusion.lending.models import DeskKey, Loan, StructureKey, StructureKeyWrap
from inclusion.lending.rules import CODE_LIVES, Ended
from inclusion.safe import envelope
from inclusion.safe.envelope import Stretch
from inclusion.settings import Settings
from inclusion.tokens import keyed_digest, spoken_code


class NotLetIn(Conflict):
    """No colleague has let this agent read what is lent to the structure."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An agent's desk, open. is_new: its key was made just now; had_other: an older one is lost."""

    key: DeskKey
    identity: str = field(repr=False)
    is_new: bool = False
    had_other: bool = False


def opened(
    session: Session, *, account: Account, passphrase: str, settings: Settings, at: datetime
) -> Desk:
    """Open an agent's key with their passphrase, which was checked; make it the first time.

    When the passphrase was changed by a reset the old key is lost: what was lent to it ends.
    """
    known = queries.desk_key(session, account.id)
    if known is not None:
        key = desk_identity(
            passphrase,
            stretch=Stretch(**known.stretch),
            pepper=settings.secrets.pepper,
            agent=account.public_id,
        )
        try:
            identity = envelope.unwrap(known.wrapped, identity=key)
        except CannotOpen:
            _forget(session, known, at)
        else:
            if crypto.recipient_of(identity) == known.public_key:
                return Desk(known, identity)
            _forget(session, known, at)
    return _made(session, account, passphrase, settings, at, had_other=known is not None)


def say_code(session: Session, *, desk: DeskKey, settings: Settings, at: datetime) -> str:
    """Draw the code by which somebody lends to this agent, for a quarter of an hour."""
    desk = session.get_one(DeskKey, desk.id)
    for _try in range(5):
        code = spoken_code()
        try:
            with session.begin_nested():
                desk.code_hash, desk.code_until = code_hash(code, settings), at + CODE_LIVES
                session.flush()
        except IntegrityError:  # another agent says the same one just now
            continue
        return code
    raise Conflict("code")


def code_hash(code: str, settings: Settings) -> str:
    """Return what is kept of a code."""
    return keyed_digest(settings.secrets.lookup_key, f"desk:{code}")


def structure_identity(
    session: Session, *, desk: Desk, structure_id: int, at: datetime
) -> tuple[StructureKey, str]:
    """Return the key of the agent's structure, made by the first who asks; raises NotLetIn.

    When somebody who was let in has left, the key is made anew and loans are wrapped to it. When
    nobody who was let in is left, it is lost: another is made, and what was lent to it ends.
    """
    key = queries.structure_key(session, structure_id, for_update=True)
    if key is not None and not _let_in_and_there(session, key):
        _forget_structure(session, key, at)
        key = None
    if key is None:
        key = _made_for_structure(session, desk, structure_id, at)
    wrap = queries.own_wrap(session, key, desk.key)
    if wrap is None:
        raise NotLetIn("structure_key")
    try:
        identity = envelope.unwrap(wrap.wrapped, identity=desk.identity)
    except CannotOpen:
        raise NotLetIn("structure_key") from None
    if crypto.recipient_of(identity) != key.public_key:  # somebody changed the row
        _forget_structure(session, key, at)
        return structure_identity(session, desk=desk, structure_id=structure_id, at=at)
    staying = _let_in_and_there(session, key)
    if staying != set(queries.wraps_of(session, key)):
        identity = _renewed(session, key, identity, staying, at)
    return key, identity


def let_in(
    session: Session, *, desk: Desk, structure_id: int, account_public_id: str, at: datetime
) -> None:
    """Let a colleague read what is lent to the structure; raises NotFound, NotLetIn."""
    key, identity = structure_identity(session, desk=desk, structure_id=structure_id, at=at)
    for one, account in queries.members(session, structure_id):
        if account.public_id == account_public_id:
            if queries.own_wrap(session, key, one) is None:
                _wrap_to(session, key, one, identity, at)
            return
    raise NotFound("colleague")


def _made(
    session: Session,
    account: Account,
    passphrase: str,
    settings: Settings,
    at: datetime,
    *,
    had_other: bool,
) -> Desk:
    identity, stretch = crypto.new_identity(), Stretch.fresh(settings.argon2)
    key = desk_identity(
        passphrase, stretch=stretch, pepper=settings.secrets.pepper, agent=account.public_id
    )
    row = DeskKey(
        account_id=account.id,
        public_key=crypto.recipient_of(identity),
        wrapped=envelope.wrap(identity, recipient=crypto.recipient_of(key)),
        stretch=stretch.as_mapping(),
        created_at=at,
    )
    session.add(row)
    session.flush()
    return Desk(row, identity, is_new=True, had_other=had_other)


def _forget(session: Session, desk: DeskKey, at: datetime) -> None:
    """Delete a key that nobody opens any more, and end what was lent to it."""
    session.execute(
        sa.update(Loan)
        .where(Loan.account_id == desk.account_id, Loan.ended_at.is_(None))
        .values(ended_at=at, ended=Ended.KEY, wrapped=None)
    )
    session.delete(desk)
    session.flush()


def _let_in_and_there(session: Session, key: StructureKey) -> set[int]:
    """Return the desk keys of those who were let in and still work there."""
    members = {one.id for one, _account in queries.members(session, key.structure_id)}
    return members & set(queries.wraps_of(session, key))


def _forget_structure(session: Session, key: StructureKey, at: datetime) -> None:
    """Delete a key that nobody opens any more, and end what was lent to it."""
    session.execute(
        sa.update(Loan)
        .where(Loan.structure_id == key.structure_id, Loan.ended_at.is_(None))
        .values(ended_at=at, ended=Ended.KEY, wrapped=None)
    )
    for wrap in queries.wraps_of(session, key).values():
        session.delete(wrap)
    session.flush()
    session.delete(key)
    session.flush()


def _made_for_structure(
    session: Session, desk: Desk, structure_id: int, at: datetime
) -> StructureKey:
    identity = crypto.new_identity()
    key = StructureKey(
        structure_id=structure_id, public_key=crypto.recipient_of(identity), created_at=at
    )
    try:
        with session.begin_nested():
            session.add(key)
            session.flush()
            _wrap_to(session, key, desk.key, identity, at)
    except IntegrityError:  # a colleague made it meanwhile
        raise NotLetIn("structure_key") from None
    return key


def _renewed(
    session: Session, key: StructureKey, identity: str, staying: set[int], at: datetime
) -> str:
    """Make the key of a structure anew for those who stay; loans are wrapped to the new one."""
    fresh = crypto.new_identity()
    recipient = crypto.recipient_of(fresh)
    session.execute(sa.delete(StructureKeyWrap).where(StructureKeyWrap.structure_key_id == key.id))
    for one, _account in queries.members(session, key.structure_id):
        if one.id in staying:
            _wrap_to(session, key, one, fresh, at)
    for loan in queries.live_of_structure(session, key.structure_id):
        if loan.wrapped is not None:
            own = envelope.unwrap(loan.wrapped, identity=identity)
            loan.wrapped = envelope.wrap(own, recipient=recipient)
    key.public_key, key.created_at = recipient, at
    session.flush()
    return fresh


def _wrap_to(
    session: Session, key: StructureKey, desk: DeskKey, identity: str, at: datetime
) -> None:
    session.add(
        StructureKeyWrap(
            structure_key_id=key.id,
            desk_key_id=desk.id,
            wrapped=envelope.wrap(identity, recipient=desk.public_key),
            created_at=at,
        )
    )
    session.flush()
