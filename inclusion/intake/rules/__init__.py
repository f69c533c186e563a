"""Files as they come: their kinds, what became of them, why they stay outside."""

from enum import StrEnum

MOST_PAGE_IMAGES = 5
MOST_PHOTOS = 20


class FileKind(StrEnum):
    """What the body of a paper is. OTHER is kept as it came and never opened."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    OTHER = "other"
    NOTE = "note"
    CONTACT = "contact"
    DATE = "date"


NOTEBOOK = (FileKind.DATE, FileKind.CONTACT, FileKind.NOTE)
"""What a person writes here: no file was given."""


class Verdict(StrEnum):
    """What became of a file that was taken in."""

    ACCEPTED = "accepted"
    CLEANED = "cleaned"
    UNOPENED = "unopened"
    REFUSED = "refused"


class Scan(StrEnum):
    """What the scanner said: nothing found, or nothing said."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


class Refusal(StrEnum):
    """Why a file stays outside."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    UNREADABLE = "unreadable"
    PROTECTED = "protected"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    INFECTED = "infected"
    SCANNER_AWAY = "scanner_away"
    DANGEROUS = "dangerous"
    OVERFULL = "overfull"
    TOO_MANY_PHOTOS = "too_many_photos"
    MIXED = "mixed"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.HEIC: "image/heic",
    FileKind.OTHER: "application/octet-stream",
    FileKind.NOTE: "text/plain",
    FileKind.CONTACT: "text/vcard",
    FileKind.DATE: "text/calendar",
}
EXTENSIONS = {
    FileKind.PDF: "pdf",
    FileKind.JPEG: "jpg",
    FileKind.PNG: "png",
    FileKind.WEBP: "webp",
    FileKind.HEIC: "heic",
    FileKind.OTHER: "bin",
    FileKind.NOTE: "txt",
    FileKind.CONTACT: "vcf",
    FileKind.DATE: "ics",
}
