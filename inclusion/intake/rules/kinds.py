"""What a file announces that it is, before anything opens it."""

from inclusion.intake.rules import FileKind

SNIFFED_BYTES = 16


def sniffed(head: bytes) -> FileKind | None:
    """Give the kind that the first 16 bytes announce, or None."""
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    return None
