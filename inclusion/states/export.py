"""The chapter of states in the export of a person's data."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart, Said
from inclusion.states.labels.citizen import OWN_WISHES, PROTECTIONS
from inclusion.states.queries import ends, moves, protection

WORDS: dict[str, Any] = {
    "kind": _l("Protection"),
    "representative": _l("Votre représentant"),
    "judgment_on": _l("Date du jugement"),
    "represents": _l("Vous représentez"),
    "started_at": _l("Depuis"),
    "ended_at": _l("Jusqu’à"),
    "wish": _l("Après votre mort"),
    "to_whom": _l("À qui les remettre"),
    "from_commune": _l("Ancienne commune"),
    "to_commune": _l("Nouvelle commune"),
    "at": _l("Date"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return who protects the person, whom they represent, what they want, where they moved."""
    rows: list[dict[str, object]] = [
        {
            "kind": Said(one.kind.value, PROTECTIONS[one.kind]),
            "representative": one.representative.name,
            "judgment_on": one.judgment_on,
            "started_at": one.started_at,
            "ended_at": one.ended_at,
        }
        for one in protection.guardianships_since(session, person_id)
    ]
    if account_id is not None:
        rows += [
            {"represents": one.person.name, "started_at": one.started_at}
            for one in protection.held_ever(session, account_id)
        ]
    directive = ends.directive_of(session, person_id)
    if directive is not None:
        rows.append(
            {
                "wish": Said(directive.wish.value, OWN_WISHES[directive.wish][0]),
                "to_whom": directive.to_whom,
                "at": directive.at,
            }
        )
    rows += [
        {
            "from_commune": one.from_commune,
            "to_commune": one.to_commune,
            "at": one.at,
        }
        for one in moves.moves_of(session, person_id)
    ]
    return DataPart("states", _l("Votre situation"), rows, WORDS)
