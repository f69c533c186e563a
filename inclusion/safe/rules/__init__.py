"""What the safe speaks about: categories, kinds of file, acts of the journal, durations."""

from datetime import timedelta
from enum import StrEnum

IDLE = timedelta(minutes=10)
LONGEST = timedelta(minutes=60)
TOUCH_EVERY = timedelta(minutes=1)
ORPHAN_AGE = timedelta(hours=1)
MOST_DOCUMENTS = 500
MOST_PAGE_IMAGES = 5
NAME_LENGTH = 120
PASSPHRASE_LENGTH = 12


class Category(StrEnum):
    """Where a person looks for a paper. No health: that asks for a declared host."""

    IDENTITY = "identity"
    FAMILY = "family"
    HOUSING = "housing"
    WORK = "work"
    MONEY = "money"
    SCHOOL = "school"
    TRAVEL = "travel"
    JUSTICE = "justice"
    OTHER = "other"


class FileKind(StrEnum):
    """The files taken in."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


class Refusal(StrEnum):
    """Why a file stays outside."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    UNREADABLE = "unreadable"
    PROTECTED = "protected"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"


class WrapKind(StrEnum):
    """The ways to the key of a safe."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind of wrap, no secret
    CARD = "card"


class BlobKind(StrEnum):
    """The sealed objects of a document."""

    BODY = "body"
    PAGE = "page"
    THUMBNAIL = "thumbnail"


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
    VERIFIED = "verified"


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"


class Channel(StrEnum):
    """Who did an act, without a name."""

    OWNER = "owner"
    STRANGER = "stranger"
    OPERATOR = "operator"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
}
EXTENSIONS = {
    FileKind.PDF: "pdf",
    FileKind.JPEG: "jpg",
    FileKind.PNG: "png",
    FileKind.WEBP: "webp",
}
