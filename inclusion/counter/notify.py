"""Tell the owner of an account by the way they confirmed: the seam where messages are wired."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from inclusion.people.models import Person


def tell(
    session: Session,
    *,
    person: "Person",
    text: str,
    values: Mapping[str, str],
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Post `text` (a code) to the person's confirmed channel; nothing leaves from here yet."""
