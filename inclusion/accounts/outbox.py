"""What the outbox brings to the account: messages in the export, and their end."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because, DataPart
from inclusion.actors import Actor
from inclusion.messages import labels, queries, service

_ENDS = frozenset({Because.DECEASED, Because.CLOSED})


def part(session: Session, _account_id: int | None, person_id: int) -> DataPart:
    """Return the messages to a person: when, how, about what, what became of them."""
    rows = [
        {
            "created_at": one.created_at.isoformat(),
            "sent_at": one.sent_at.isoformat() if one.sent_at else None,
            "channel": str(labels.CHANNELS[one.channel]),
            "subject": str(labels.subject(one.text_code)),
            "state": str(labels.STATES[one.state]),
        }
        for one in queries.about(session, person_id)
    ]
    return DataPart("messages", _("Messages que nous vous avons envoyés"), rows)


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Send nothing more to somebody who died, or who closed their account."""
    del account_id, actor
    if person_id is not None and because in _ENDS:
        service.cancel_for_person(session, person_id, at)
