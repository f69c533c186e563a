"""Names that every system takes, unique whatever the case, and still readable."""

import re
import unicodedata

MOST_SIGNS = 80
MOST_BYTES = 180
JOURNAL = "journal.jsonl"
MANIFEST = "manifeste.json"
TABLE = "manifeste.csv"
README = "LISEZ-MOI.txt"
RECEIPTS = "Reçus"

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_SPACES = re.compile(r"\s+")
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in "0123456789¹²³"))
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_name(text: str, *, fallback: str) -> str:
    """Give a name for a file or a folder. Source: Microsoft, "Naming Files, Paths, Namespaces"."""
    spaced = _SPACES.sub(" ", _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)))
    kept = "".join(sign for sign in spaced if not unicodedata.category(sign).startswith("C"))
    name = _cut(_SPACES.sub(" ", kept)).strip(" .") or fallback
    return f"_{name}" if name.partition(".")[0].rstrip().casefold() in _RESERVED else name


def unique_path(folder: str, stem: str, extension: str, taken: set[str]) -> str:
    """Give a path that no other has, and take it: « Passeport.pdf », then « Passeport (2).pdf »."""
    number = 1
    while True:
        mark = f" ({number})" if number > 1 else ""
        path = f"{folder}/{stem}{mark}.{extension}"
        folded = unicodedata.normalize("NFKC", path).casefold()
        if folded not in taken:
            taken.add(folded)
            return path
        number += 1


def cell(value: object) -> str:
    """Give a value for a table that a spreadsheet will not take for a formula. Source: OWASP."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def is_inside(path: str) -> bool:
    """Tell whether a path of an archive stays under the folder where it is written."""
    parts = path.split("/")
    return bool(path) and "\\" not in path and not any(part in {"", ".", ".."} for part in parts)


def _cut(name: str) -> str:
    name = name.strip()[:MOST_SIGNS]
    while len(name.encode()) > MOST_BYTES:
        name = name[:-1]
    return name
