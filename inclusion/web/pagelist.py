"""What `inclusion pages` lists: one line for each GET page, with real ids of the demonstration."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A page to visit.

    kind: journey, list, agent, showcase, download or protocol (each has its byte budget).
    role: "public", or the role of the account to sign in with. account: the identifier to use,
    the first account of that role in the demonstration when None. needs: ("unlocked",) when the
    safe must be open. args: values of the address; query: its query string.
    """

    endpoint: str
    kind: str
    role: str = "public"
    account: str | None = None
    needs: tuple[str, ...] = ()
    args: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
