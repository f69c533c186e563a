"""Moving house is one act: the address changes, the file follows, appointments stay."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.queries.known import HANDED_ON
from inclusion.errors import Invalid
from inclusion.people.models import Person
from inclusion.people.rules import AddressKind
from inclusion.places.queries import communes
from inclusion.places.rules.communes import key
from inclusion.states.models import Move
from inclusion.states.queries import moves as read
from inclusion.states.rules import is_postcode
from inclusion.states.service.noting import note

DEPARTMENTS = ("78", "92")
LONGEST_LINE, LONGEST_COMMUNE = 300, 100


@dataclass(frozen=True, slots=True)
class Address:
    """Where a letter reaches somebody; no fixed address is an address too."""

    kind: AddressKind
    line: str | None = None
    postcode: str | None = None
    commune: str | None = None


def checked(address: Address) -> Address:
    """Return the address as it is kept; raises Invalid(line, postcode, no_such_postcode, commune).

    Without a fixed address, the commune where somebody mostly is may be said, or nothing.
    """
    line = " ".join((address.line or "").split())
    postcode = "".join((address.postcode or "").split())
    commune = " ".join((address.commune or "").split())
    if address.kind is AddressKind.NONE:
        if not postcode and not commune:
            return Address(address.kind)
        line = ""
    elif not line or len(line) > LONGEST_LINE:
        raise Invalid("line", field="line")
    if not is_postcode(postcode):
        is_wrong = len(postcode) == 5 and postcode.isdecimal()
        raise Invalid("no_such_postcode" if is_wrong else "postcode", field="postcode")
    if not commune or len(commune) > LONGEST_COMMUNE:
        raise Invalid("commune", field="commune")
    return Address(address.kind, line or None, postcode, _known_commune(postcode, commune))


def move(
    session: Session,
    *,
    person_id: int,
    address: Address,
    actor: Actor,
    at: datetime,
    to_structure_id: int | None = None,
) -> Move:
    """Change where somebody lives and hand their file on; nothing else of theirs changes.

    to_structure_id: who follows them there; the structure nearest to the commune if not said.
    Raises what `checked` raises.
    """
    new = checked(address)
    person = session.get_one(Person, person_id)
    from_structure = read.structure_of(session, person_id) or actor.structure_id
    to_structure = to_structure_id or read.structure_near(
        session, postcode=new.postcode, commune=new.commune
    )
    is_handed_on = to_structure is not None and to_structure != from_structure
    made = Move(
        person_id=person_id,
        from_commune=person.commune,
        to_commune=new.commune,
        from_structure_id=from_structure,
        to_structure_id=to_structure if is_handed_on else None,
        account_id=actor.account_id,
        at=at,
    )
    person.address_kind, person.address_line = new.kind, new.line
    person.postcode, person.commune = new.postcode, new.commune
    session.add(made)
    session.flush()
    note(session, "person.moved", person_id=person_id, actor=actor, at=at)
    if is_handed_on and to_structure is not None:
        about = ("structure", to_structure)
        note(session, HANDED_ON, person_id=person_id, actor=actor, at=at, about=about)
    return made


def receive(session: Session, moved: Move, *, actor: Actor, at: datetime) -> None:
    """Note that the new structure has taken the file."""
    if moved.received_at is not None:
        return
    moved.received_at = at
    session.flush()
    note(session, "person.received", person_id=moved.person_id, actor=actor, at=at)


def _known_commune(postcode: str, commune: str) -> str:
    """Return the commune as it is written; of 78 and 92 we know them all."""
    if not postcode.startswith(DEPARTMENTS):
        return commune
    found = [one for one in communes.find(commune) if postcode in one.postal_codes]
    exact = [one for one in found if key(commune) in map(key, (one.name, *one.former_names))]
    if not found:
        raise Invalid("commune", field="commune")
    return (exact or found)[0].name
