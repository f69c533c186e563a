"""Who acts: what every service is told, and the journal keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: an account and the role it acts in, or nobody known.

    role: "public" without an account, "system" for our own jobs, otherwise the account's role.
    """

    account_id: int | None
    role: str
    structure_id: int | None = None


PUBLIC = Actor(None, "public")
SYSTEM = Actor(None, "system")
