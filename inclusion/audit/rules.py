"""What an entry of the journal says about its author (pure)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: an account and the role it acts in, or nobody known.

    role: "public" without an account, "system" for our own jobs, otherwise the account's role.
    """

    account_id: int | None
    role: str


PUBLIC = Actor(None, "public")
SYSTEM = Actor(None, "system")
