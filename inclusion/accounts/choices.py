"""What somebody asked to be told about; until they say, they are told everything."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account, NotificationChoice
from inclusion.accounts.rules.reaching import Topic
from inclusion.actors import Actor
from inclusion.audit import service as audit


def wanted(session: Session, account_id: int) -> set[Topic]:
    """Return the topics that an account is told about."""
    refused = session.scalars(
        sa.select(NotificationChoice.topic).where(
            NotificationChoice.account_id == account_id, NotificationChoice.is_wanted.is_(False)
        )
    )
    return set(Topic) - set(refused)


def is_wanted(session: Session, account_id: int, topic: Topic) -> bool:
    """Tell whether an account is told about a topic."""
    return topic in wanted(session, account_id)


def person_wants(session: Session, person_id: int, topic: Topic) -> bool:
    """Tell whether a person is told about a topic; without an account they never refused."""
    return session.connection().scalar(_REFUSED, {"person": person_id, "topic": topic}) is None


_REFUSED = (
    sa.select(NotificationChoice.id)
    .join(Account, Account.id == NotificationChoice.account_id)
    .where(
        Account.person_id == sa.bindparam("person"),
        NotificationChoice.topic == sa.bindparam("topic"),
        NotificationChoice.is_wanted.is_(False),
    )
)


def choose(session: Session, *, account_id: int, topics: Collection[Topic], at: datetime) -> None:
    """Keep the topics that somebody wants to be told about; the others are no longer told."""
    account = session.get_one(Account, account_id, with_for_update=True)  # one choice at a time
    if set(topics) == wanted(session, account_id):
        return
    session.execute(
        sa.delete(NotificationChoice).where(NotificationChoice.account_id == account_id)
    )
    session.add_all(
        NotificationChoice(account_id=account_id, topic=topic, is_wanted=topic in topics)
        for topic in Topic
    )
    audit.record(
        session,
        action="account.choices_changed",
        at=at,
        actor=Actor(account.id, account.role.value, account.structure_id),
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail={"wanted": sorted(topics)},
    )
