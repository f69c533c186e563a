"""The codes that sign somebody in, handed to the outbox."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts import notifying
from inclusion.accounts.rules.codes import CodeChannel
from inclusion.accounts.rules.reaching import ContactChannel
from inclusion.people.models import Person

TO = {CodeChannel.EMAIL: ContactChannel.EMAIL, CodeChannel.SMS: ContactChannel.PHONE}


def send_code(
    session: Session,
    *,
    person: Person,
    account_id: int,
    channel: CodeChannel,
    code: str,
    at: datetime,
) -> None:
    """Hand a one-time code to the outbox, in the caller's transaction."""
    notifying.tell_code(
        session,
        person=person,
        account_id=account_id,
        channel=TO[channel],
        code=code,
        at=at,
        text="code",
    )
