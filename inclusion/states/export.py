"""The chapter of states in the export of a person's data."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.states.queries import ends, moves, protection


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return who protects the person, whom they represent, what they want, where they moved."""
    rows: list[dict[str, object]] = [
        {
            "kind": one.kind.value,
            "representative": one.representative.name,
            "judgment_on": one.judgment_on.isoformat(),
            "started_at": one.started_at.isoformat(),
            "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        }
        for one in protection.guardianships_since(session, person_id)
    ]
    if account_id is not None:
        rows += [
            {"represents": one.person.name, "started_at": one.started_at.isoformat()}
            for one in protection.held_ever(session, account_id)
        ]
    directive = ends.directive_of(session, person_id)
    if directive is not None:
        rows.append(
            {
                "wish": directive.wish.value,
                "to_whom": directive.to_whom,
                "at": directive.at.isoformat(),
            }
        )
    rows += [
        {
            "from_commune": one.from_commune,
            "to_commune": one.to_commune,
            "at": one.at.isoformat(),
        }
        for one in moves.moves_of(session, person_id)
    ]
    return DataPart("states", _l("Votre situation"), rows)
