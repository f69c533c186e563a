"""What the outbox brings to the account: messages in the export, and their end."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because, DataPart
from inclusion.actors import Actor
from inclusion.messages import labels, queries, service

WORDS: dict[str, Any] = {
    "created_at": _l("Écrit"),
    "sent_at": _l("Parti"),
    "channel": _l("Moyen"),
    "subject": _l("Sujet"),
    "state": _l("Où il en est"),
}
_ENDS = frozenset({Because.DECEASED, Because.CLOSED})


def part(session: Session, _account_id: int | None, person_id: int) -> DataPart:
    """Return the messages to a person: when, how, about what, what became of them."""
    rows = [
        {
            "created_at": one.created_at,
            "sent_at": one.sent_at,
            "channel": str(labels.CHANNELS[one.channel]),
            "subject": str(labels.subject(one.text_code)),
            "state": str(labels.STATES[one.state]),
        }
        for one in queries.about(session, person_id)
    ]
    return DataPart("messages", _("Messages que nous vous avons envoyés"), rows, WORDS)


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
