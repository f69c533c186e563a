"""What the safe speaks about: categories, kinds of file, acts of the journal, durations."""

from datetime import timedelta
from enum import StrEnum

IDLE = timedelta(minutes=10)
LONGEST = timedelta(minutes=60)
TOUCH_EVERY = timedelta(minutes=1)
ORPHAN_AGE = timedelta(hours=1)
BIN_DAYS = 30
NAME_LENGTH = 120
FOLDER_LENGTH = 60
MOST_FILES = 20
PASSPHRASE_LENGTH = 12


class Category(StrEnum):
    """Where a person looks for a paper. Health is offered only where a host is declared for it."""

    IDENTITY = "identity"
    FAMILY = "family"
    HOUSING = "housing"
    WORK = "work"
    MONEY = "money"
    SCHOOL = "school"
    TRAVEL = "travel"
    JUSTICE = "justice"
    HEALTH = "health"
    OTHER = "other"


class WrapKind(StrEnum):
    """The ways to the key of a safe."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind of wrap, no secret
    CARD = "card"


class Untried(StrEnum):
    """Why somebody left the counter without trying their rescue card."""

    NO_PRINTER = "no_printer"
    IN_A_HURRY = "in_a_hurry"
    LATER_AT_HOME = "later_at_home"
    OTHER = "other"


class BlobKind(StrEnum):
    """The sealed objects of a document."""

    BODY = "body"
    PAGE = "page"
    THUMBNAIL = "thumbnail"
    ORIGINAL = "original"
    TEXT = "text"


class DocumentState(StrEnum):
    """Where a paper stands: kept, waiting to be sorted, in the bin, replaced by a newer version."""

    KEPT = "kept"
    TO_SORT = "to_sort"
    BINNED = "binned"
    REPLACED = "replaced"


class Act(StrEnum):
    """What can happen to a safe, as its journal keeps it."""

    CREATED = "created"
    OPENED_BY_PASSPHRASE = "opened_by_passphrase"  # noqa: S105 - an act, no secret
    OPENED_BY_CARD = "opened_by_card"
    CLOSED = "closed"
    DEPOSITED = "deposited"
    READ = "read"
    DOWNLOADED = "downloaded"
    ERASED = "erased"
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105 - an act, no secret
    CARD_RENEWED = "card_renewed"
    CARD_TRIED = "card_tried"
    CARD_NOT_TRIED = "card_not_tried"
    VERIFIED = "verified"
    RECEIVED = "received"
    SORTED = "sorted"
    RENAMED = "renamed"
    REPLACED = "replaced"
    BINNED = "binned"
    RESTORED = "restored"
    FAULT_FOUND = "fault_found"
    FAULT_ACCEPTED = "fault_accepted"
    EXPORTED = "exported"
    LENT = "lent"
    LOAN_ENDED = "loan_ended"
    DEPOSITOR_ALLOWED = "depositor_allowed"
    DEPOSITOR_REFUSED = "depositor_refused"
    TRUSTED_ADDED = "trusted_added"
    TRUSTED_REMOVED = "trusted_removed"
    RELEASE_ASKED = "release_asked"
    RELEASE_STOPPED = "release_stopped"
    HANDED_OVER = "handed_over"
    OPENING_ASKED = "opening_asked"
    OPENING_STOPPED = "opening_stopped"
    OFFICERS_ADDED = "officers_added"
    OFFICERS_REMOVED = "officers_removed"
    OPENED_BY_TRUSTED = "opened_by_trusted"
    OPENED_BY_OFFICERS = "opened_by_officers"
    KEY_CHANGED = "key_changed"
    REKEYED = "rekeyed"
    TEXT_AGREED = "text_agreed"
    TEXT_REFUSED = "text_refused"
    MAINTAINED = "maintained"
    METADATA_READ = "metadata_read"
    JOURNAL_READ = "journal_read"
    LISTED = "listed"
    COUNTED = "counted"


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"


class Channel(StrEnum):
    """Who did an act, without a name."""

    OWNER = "owner"
    STRANGER = "stranger"
    OPERATOR = "operator"
    MEDIATOR = "mediator"
    SERVICE = "service"
    BORROWER = "borrower"
    LINK = "link"
    TRUSTED = "trusted"
    OFFICER = "officer"
