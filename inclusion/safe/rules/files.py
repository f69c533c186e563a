"""Names, kinds and sizes of files, before anything opens them."""

import re
import unicodedata
from urllib.parse import quote

from inclusion.intake.rules import EXTENSIONS, FileKind
from inclusion.safe.rules import NAME_LENGTH

SMALLEST_PADDED_BYTES = 4096

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_WORD_LENGTH = 3
_SAYS_NOTHING = re.compile(
    r"capture|cop(ie|y)|dcim|doc|document|dsc|ecran|fichier|file|heic|image|img|jpe?g|mvimg|new"
    r"|nouveau|numerisation|page|pdf|photo|picture|png|pxl|sans|scan(ned)?|screenshot|signal"
    r"|telegram|titre|untitled|whatsapp"
)
_SPACES = re.compile(r"[\s_]+")


def padded_size(size_bytes: int) -> int:
    """Give the size that a body of this size is stored as: at most 12 % more.

    Source: Padmé, "Reducing Metadata Leakage from Encrypted Files" (2019), §4.
    """
    if size_bytes <= SMALLEST_PADDED_BYTES:
        return SMALLEST_PADDED_BYTES
    exponent = size_bytes.bit_length() - 1
    kept_bits = exponent.bit_length()
    mask = (1 << (exponent - kept_bits)) - 1
    return (size_bytes + mask) & ~mask


def document_name(text: str) -> str:
    """Give a name as it is kept: one line, no control sign, no direction mark."""
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    kept = "".join(sign for sign in spaced if not unicodedata.category(sign).startswith("C"))
    return _SPACES.sub(" ", kept).strip()[:NAME_LENGTH].strip()


def proposed_name(filename: str) -> str:
    """Give the name that a file's own name suggests; empty when it says nothing."""
    base = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return document_name(_EXTENSION.sub("", base))


def says_something(name: str) -> bool:
    """Tell whether a name holds a word that is not a camera's, a scanner's or a telephone's."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.split(r"[\W_]+", plain)
    kept = [word for word in words if len(word) >= _WORD_LENGTH and word.isalpha()]
    return any(not _SAYS_NOTHING.fullmatch(word) for word in kept)


def download_name(name: str, kind: FileKind, extension: str = "") -> str:
    """Give the file name of a download, safe on every system.

    extension: that of the kind when none is given.
    """
    kept = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", document_name(name)).strip(" .")
    ending = re.sub(r"[^A-Za-z0-9]", "", extension) or EXTENSIONS[kind]
    return f"{_SPACES.sub(' ', kept) or 'papier'}.{ending}"


def content_disposition(name: str, kind: FileKind, extension: str = "") -> str:
    """Write the header that makes a browser keep the file. Source: RFC 6266 §4, RFC 8187."""
    full = download_name(name, kind, extension)
    decomposed = unicodedata.normalize("NFKD", full)
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "", decomposed) or f"papier.{EXTENSIONS[kind]}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"
