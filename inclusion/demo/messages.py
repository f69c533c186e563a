"""Messages of the demonstration: a letter to print, one that may have left, one that did not."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.demo.cast import CITIZENS
from inclusion.messages import service
from inclusion.messages.rules import Channel, State


def load(session: Session, *, at: datetime, accounts: dict[str, Account]) -> None:
    """Write the messages."""
    one, other, third = (accounts[part.identifier] for part in CITIZENS[:3])
    service.post(
        session,
        text="card_remade",
        channel=Channel.LETTER,
        to=f"{other.name}\nchez Mme Lemoine\n3 rue des Exemples\n78200 Mantes-la-Jolie",
        language="fr",
        values={},
        person_id=other.person_id,
        account_id=other.id,
        at=at,
    )
    doubtful = service.post(
        session,
        text="identity_linked",
        channel=Channel.EMAIL,
        to="fatoumata.diarra@exemple.test",
        language="fr",
        values={},
        person_id=one.person_id,
        account_id=one.id,
        at=at,
    )
    doubtful.state, doubtful.last_error = State.DOUBTFUL, "no_answer"
    failed = service.post(
        session,
        text="closing",
        channel=Channel.SMS,
        to="+33639980000",
        language="ar",
        values={},
        person_id=third.person_id,
        account_id=third.id,
        at=at,
    )
    failed.state, failed.last_error = State.FAILED, "http_400"
