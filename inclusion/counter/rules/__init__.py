"""What the counter goes by (pure): proofs, facts, masks, and when a recovery is ready."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from inclusion.contact import fold

ACTIVATION_LASTS = timedelta(days=7)
ACTIVATION_TRIES = 5
PRINT_FOR = timedelta(minutes=10)
"""How long the agent's visit holds a code to print."""
WAIT = timedelta(hours=24)
KNOWN_FOR = timedelta(days=30)
RECOVERY_LASTS = timedelta(days=7)
RECOVERIES_A_DAY = 10
SEARCHES_AN_HOUR = 60


class Method(StrEnum):
    """How somebody showed who they are."""

    NONE = "none"
    VOUCHED = "vouched"
    DOCUMENT = "document"
    FRANCECONNECT = "franceconnect"


class DocumentKind(StrEnum):
    """The paper that was seen: its kind, never its number nor a copy."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    ASYLUM = "asylum"
    DRIVING_LICENCE = "driving_licence"


LEVELS = {Method.NONE: 0, Method.VOUCHED: 1, Method.DOCUMENT: 2, Method.FRANCECONNECT: 2}
"""The level of assurance that each way gives."""


class Gone(StrEnum):
    """Why a card is dead."""

    REPRINTED = "reprinted"
    REMADE = "remade"
    ENDED = "ended"


class Ground(StrEnum):
    """What lets a recovery be done."""

    SECOND_AGENT = "second_agent"
    KNOWN_FILE = "known_file"
    DELAY = "delay"


class Review(StrEnum):
    """What the coordinator answers."""

    SEEN = "seen"
    TO_CLARIFY = "to_clarify"


class Stage(StrEnum):
    """Where a recovery stands."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Proof:
    """What an agent saw: the way, and the kind of paper if there was one."""

    method: Method
    document: DocumentKind | None = None

    @property
    def level(self) -> int:
        """The level of assurance that it gives."""
        return LEVELS[self.method]


def proof(answer: str) -> Proof:
    """Return the proof of a form's answer: a kind of paper, « vouched » or « none »."""
    if answer in set(DocumentKind):
        return Proof(Method.DOCUMENT, DocumentKind(answer))
    return Proof(Method(answer))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says of themselves; empty where not said."""

    name: str
    birth_year: str = ""
    identifier: str = ""


def count_facts(said: Facts, *, name: str, birth_on: str | None, identifier: str) -> int:
    """Return how many facts fit a file; 0 as soon as one is wrong or the name is not whole.

    The name counts for one: every word of it or all of those typed, two words at least unless the
    file has one. A year or a number that the file has and that differs spoils everything.
    """
    typed, known = set(fold(said.name).split()), set(fold(name).split())
    if not typed or not typed <= known or len(typed) < min(2, len(known)):
        return 0
    facts = 1
    for told, kept in ((said.birth_year, (birth_on or "")[:4]), (said.identifier, identifier)):
        if told and kept and told != kept:
            return 0
        facts += bool(told and kept)
    return facts


def ground_of(
    *, has_other_way: bool, paper_seen: bool, facts: int, known_since: datetime | None, at: datetime
) -> Ground:
    """Return what a recovery rests on: a delay wherever the owner can be reached otherwise."""
    if has_other_way or not paper_seen:
        return Ground.DELAY
    is_known = known_since is not None and known_since <= at - KNOWN_FOR
    return Ground.KNOWN_FILE if is_known and facts >= 2 else Ground.SECOND_AGENT


def ready_at(ground: Ground, at: datetime) -> datetime:
    """Return when a recovery may be done: at once for a known file, otherwise in a day.

    A second agent who confirms makes it ready at once.
    """
    return at if ground is Ground.KNOWN_FILE else at + WAIT


def stage(
    *,
    opened_at: datetime,
    ready: datetime,
    refused_at: datetime | None,
    done_at: datetime | None,
    at: datetime,
) -> Stage:
    """Return where a recovery stands."""
    if done_at is not None:
        return Stage.DONE
    if refused_at is not None:
        return Stage.REFUSED
    if at >= opened_at + RECOVERY_LASTS:
        return Stage.EXPIRED
    return Stage.READY if at >= ready else Stage.WAITING


def masked(name: str) -> str:
    """Return « F… D… »: enough to recognise somebody in front of you, not to learn a name."""
    return " ".join(f"{word[0].upper()}…" for word in name.split()[:3])


def birth_year(text: str, *, today: date) -> str | None:
    """Return a year typed, or None when it is none that a living person was born in."""
    digits = text.strip()
    if len(digits) != 4 or not (digits.isascii() and digits.isdecimal()):
        return None
    return digits if 1880 <= int(digits) <= today.year else None
