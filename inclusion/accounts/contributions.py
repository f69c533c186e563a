"""What other domains bring to the account, so that accounts need not know them.

`create_app` gathers the parts: the words of events for the history, the data of the export, and
what has to end when an account does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from inclusion.accounts.rules.because import Because
from inclusion.actors import Actor
from inclusion.settings import Settings

__all__ = [
    "Agreement",
    "Because",
    "Contributions",
    "DataPart",
    "End",
    "Export",
    "KeyChanged",
    "PassphraseChanged",
    "Said",
    "contributions",
    "init_app",
]

NAME = "inclusion.contributions"


@dataclass(frozen=True, slots=True)
class Said:
    """A code of the export, with the words that a person reads in its place."""

    code: str
    words: Any


@dataclass(frozen=True, slots=True)
class DataPart:
    """One chapter of the export: a stable code, a heading, rows of values.

    Values are JSON's, instants, dates or `Said`. words: a heading for each key that a person
    reads; the others are for machines alone. note: what a reader must know of this chapter.
    """

    code: str
    title: Any
    rows: list[dict[str, Any]] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    note: Any = ""


Export = Callable[[Session, int | None, int], DataPart]
"""Called with the session, the account's id (if any) and the person's id."""


class End(Protocol):
    """Stop what a domain holds for an account or a person; it must be safe to call twice."""

    def __call__(
        self,
        session: Session,
        *,
        account_id: int | None,
        person_id: int | None,
        because: Because,
        actor: Actor,
        at: datetime,
    ) -> None:
        """Stop it, in the caller's transaction."""


Represents = Callable[[Session, int, int], str | None]
"""Given an account and a person: that person's name when the account may act for them now."""

Ways = Callable[[Session, int], set[str]]
"""Called with the session and an account's id; names the ways in which it can be entered."""


class Leave(Protocol):
    """End, in other services, what was opened from a visit (its `web_session.public_id`)."""

    def __call__(self, session: Session, *, account_id: int, visit_id: str, at: datetime) -> None:
        """End it, in the caller's transaction."""


class Agreement(Protocol):
    """Take note that a person agreed to what a service asks, or took it back."""

    def __call__(
        self,
        session: Session,
        *,
        account_id: int,
        client: str,
        scope: str,
        is_given: bool,
        at: datetime,
    ) -> None:
        """Note it, in the caller's transaction. client: the public id of the service."""


class PassphraseChanged(Protocol):
    """Follow the passphrase of an account that its owner changes, knowing the old one.

    Tell whether what is kept opens with the new one; None when nothing is kept.
    """

    def __call__(
        self,
        session: Session,
        *,
        account_id: int,
        old: str | None,
        new: str,
        settings: Settings,
        at: datetime,
    ) -> bool | None:
        """Follow it, in the caller's transaction."""


class KeyChanged(Protocol):
    """End what somebody else may open in a safe whose key changes; it may be called twice.

    document_id: the one paper whose own key changes, None for the safe's key.
    """

    def __call__(
        self, session: Session, *, safe_id: int, document_id: int | None, at: datetime
    ) -> None:
        """End it, in the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """All that the domains bring.

    event_words: a sentence for each action of the journal. erased: how many papers of an account
    go with it when it is closed.
    """

    event_words: dict[str, Any]
    exports: Sequence[Export]
    ends: Sequence[End]
    erased: Sequence[Callable[[Session, int], int]] = ()
    represents: Represents | None = None
    leaves: Sequence[Leave] = ()
    ways: Sequence[Ways] = ()
    agreements: Sequence[Agreement] = ()
    passphrase_changed: Sequence[PassphraseChanged] = ()
    key_changed: Sequence[KeyChanged] = ()


def init_app(app: Flask, gathered: Contributions) -> None:
    """Keep what the domains bring."""
    app.extensions[NAME] = gathered


def contributions() -> Contributions:
    """Return what the domains of the running application bring."""
    return cast(Contributions, current_app.extensions[NAME])


def ways_of(session: Session, account_id: int) -> set[str]:
    """Return every way in which an account can be entered, whichever domain brings it."""
    return set().union(*(ways(session, account_id) for ways in contributions().ways))
