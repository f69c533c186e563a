"""Read who may put papers in a safe, and what was put in."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.appointments.models import Appointment
from inclusion.errors import NotFound
from inclusion.organisations.models import Structure
from inclusion.people.models import Person
from inclusion.provider import queries as provider
from inclusion.provider.models import ProviderClient
from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.receiving.models import SafeDeposit, SafeDepositor
from inclusion.receiving.rules import Kind
from inclusion.safe import queries as safes
from inclusion.safe.models import Safe, SafeDocument
from inclusion.safe.rules import DocumentState

Row = Structure | Account | ProviderClient
COLUMNS = {
    Kind.STRUCTURE: SafeDepositor.structure_id,
    Kind.AGENT: SafeDepositor.agent_id,
    Kind.SERVICE: SafeDepositor.client_id,
}


@dataclass(frozen=True, slots=True)
class Depositor:
    """Somebody who may be allowed to put papers in a safe, by the id of its row and by name."""

    kind: Kind
    id: int
    public_id: str
    name: str


def receiving_safe(session: Session, account_id: int) -> Safe | None:
    """Return the safe of an account that papers may go into now, or None.

    None go into the safe of an account that is closed or blocked, or of somebody who died.
    """
    if accounts.find_open(session, account_id) is None:
        return None
    return safes.find_safe(session, account_id)


def safe_of_subject(session: Session, client: ProviderClient, subject: str) -> Safe | None:
    """Return the safe of the person whom a service knows by this name, when it may deposit."""
    consent = provider.consent_of_subject(session, client_id=client.id, subject=subject)
    if consent is None or consent.withdrawn_at is not None:
        return None
    safe = receiving_safe(session, consent.account_id)
    is_right = safe is not None and is_allowed(session, safe.id, {Kind.SERVICE: client.id})
    return safe if is_right else None


def person_of_subject(session: Session, client: ProviderClient, subject: str) -> int | None:
    """Return the person whom a service knows by this name, or None."""
    consent = provider.consent_of_subject(session, client_id=client.id, subject=subject)
    if consent is None:
        return None
    return accounts.account(session, consent.account_id).person_id


def is_allowed(session: Session, safe_id: int, whos: dict[Kind, int]) -> bool:
    """Tell whether the owner of a safe allows one of these; the ids are those of rows."""
    return (
        session.scalar(
            sa.select(SafeDepositor.id)
            .where(
                SafeDepositor.safe_id == safe_id,
                SafeDepositor.stopped_at.is_(None),
                sa.or_(*(COLUMNS[kind] == row_id for kind, row_id in whos.items())),
            )
            .limit(1)
        )
        is not None
    )


def allowed(session: Session, safe_id: int) -> list[SafeDepositor]:
    """Return the rows of those who may put papers in a safe."""
    return list(
        session.scalars(
            sa.select(SafeDepositor)
            .where(SafeDepositor.safe_id == safe_id, SafeDepositor.stopped_at.is_(None))
            .order_by(SafeDepositor.id)
        )
    )


def depositor_row(session: Session, safe_id: int, one: Depositor) -> SafeDepositor | None:
    """Return what the owner of a safe last said of a depositor, or None."""
    return session.scalar(
        sa.select(SafeDepositor)
        .where(SafeDepositor.safe_id == safe_id, COLUMNS[one.kind] == one.id)
        .execution_options(populate_existing=True)
    )


def proposed(session: Session, *, safe_id: int, person_id: int) -> dict[Kind, list[Depositor]]:
    """Return whom a person may allow: services that ask for it, structures, agents they met."""
    services = [one for one in provider.clients(session) if SAFE_DEPOSIT in one.scope.split()]
    structures = session.scalars(sa.select(Structure).order_by(Structure.name))
    allowed_before = sa.select(SafeDepositor.agent_id).where(
        SafeDepositor.safe_id == safe_id, SafeDepositor.stopped_at.is_(None)
    )
    met = sa.select(Appointment.mediator_id).where(Appointment.person_id == person_id)
    agents = session.scalars(
        sa.select(Account)
        .where(
            Account.role == Role.MEDIATOR,
            Account.closed_at.is_(None),
            sa.or_(Account.id.in_(met), Account.id.in_(allowed_before)),
        )
        .order_by(Account.name)
    )
    return {
        Kind.SERVICE: [_as_depositor(Kind.SERVICE, one) for one in services],
        Kind.STRUCTURE: [_as_depositor(Kind.STRUCTURE, one) for one in structures],
        Kind.AGENT: [_as_depositor(Kind.AGENT, one) for one in agents],
    }


def depositor(
    session: Session, *, safe_id: int, person_id: int, kind: Kind, public_id: str
) -> Depositor:
    """Return one of those whom a person may allow; raises NotFound."""
    among = proposed(session, safe_id=safe_id, person_id=person_id)[kind]
    found = next((one for one in among if one.public_id == public_id), None)
    if found is None:
        raise NotFound("depositor")
    return found


def service(session: Session, public_id: str) -> Depositor | None:
    """Return a service that may ask to deposit, by its client_id, or None."""
    client = provider.find_client(session, public_id)
    if client is None or SAFE_DEPOSIT not in client.scope.split():
        return None
    return _as_depositor(Kind.SERVICE, client)


def deposit_made(
    session: Session, *, key_hash: str, client_id: int | None, agent_id: int | None
) -> SafeDeposit | None:
    """Return the deposit that an agent or a service made with this key, or None."""
    giver = (
        SafeDeposit.client_id == client_id
        if client_id is not None
        else SafeDeposit.agent_id == agent_id
    )
    return session.scalar(sa.select(SafeDeposit).where(giver, SafeDeposit.key_hash == key_hash))


def deposits_of(session: Session, safe_id: int) -> list[SafeDeposit]:
    """Return the deposits of others in a safe, the oldest first."""
    return list(
        session.scalars(
            sa.select(SafeDeposit).where(SafeDeposit.safe_id == safe_id).order_by(SafeDeposit.id)
        )
    )


def waiting(session: Session, account_id: int) -> int:
    """Return how many papers wait to be sorted by the owner of an account's safe."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SafeDocument)
            .join(Safe, Safe.id == SafeDocument.safe_id)
            .where(Safe.account_id == account_id, SafeDocument.state == DocumentState.TO_SORT)
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that waits: its reference, the account that owns it, the person of that account."""

    document: str
    identifier: str
    person: str


def first_waiting(session: Session) -> Waiting | None:
    """Return the oldest paper that waits in a safe, or None."""
    row = session.execute(
        sa.select(SafeDocument.public_id, Account.identifier, Person.public_id)
        .join(Safe, Safe.id == SafeDocument.safe_id)
        .join(Account, Account.id == Safe.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(SafeDocument.state == DocumentState.TO_SORT)
        .order_by(SafeDocument.id)
        .limit(1)
    ).first()
    return Waiting(*row) if row is not None else None


def state(session: Session, document_id: int) -> DocumentState | None:
    """Return where a paper now stands, None when it is gone."""
    return session.scalar(sa.select(SafeDocument.state).where(SafeDocument.id == document_id))


def name_of(session: Session, row: SafeDepositor) -> str:
    """Return the name of somebody who may put papers in."""
    if row.structure_id is not None:
        return session.get_one(Structure, row.structure_id).name
    if row.agent_id is not None:
        return session.get_one(Account, row.agent_id).name
    return session.get_one(ProviderClient, row.client_id).name


def _as_depositor(kind: Kind, row: Row) -> Depositor:
    return Depositor(kind, row.id, row.public_id, row.name)
