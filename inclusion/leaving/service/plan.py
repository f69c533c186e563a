"""What an owner leaves with: every paper of the safe, where its files go, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.errors import Unavailable
from inclusion.intake.rules import EXTENSIONS
from inclusion.leaving import queries as leaving
from inclusion.leaving.rules import RECEIPTS, safe_name, unique_path
from inclusion.safe import queries
from inclusion.safe.models import SafeBlob
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import BlobKind, Category, DocumentState, WrapKind
from inclusion.safe.service.shelves import Shelf
from inclusion.storage import Store

GIVEN_BACK = (BlobKind.BODY, BlobKind.ORIGINAL)
"""What is the person's. Images, thumbnails and words read are made by us, and can be again."""


@dataclass(frozen=True, slots=True)
class Words:
    """How folders are called in the language of the person."""

    categories: Mapping[Category, str]
    to_sort: str
    binned: str
    replaced: str
    original: str
    unnamed: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: its path, and the object that it comes from. size_bytes: None when not known."""

    path: str
    kind: BlobKind
    store_key: str
    sealed_sha256: str
    sealed_bytes: int
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One paper with its files, and where its receipt goes."""

    number: int
    paper: Paper
    pieces: list[Piece]
    receipt_path: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that leaves; held in memory without any content. lost: names of papers gone."""

    opened: Opened
    at: datetime
    product: str
    lines: list[Line]
    lost: list[str]
    faults: list[str]
    card_wrap: bytes = field(repr=False)
    weight_bytes: int


def plan(
    session: Session, *, opened: Opened, shelf: Shelf, words: Words, product: str, at: datetime
) -> Plan:
    """Return what leaves: kept, to sort, in the bin, and older versions."""
    naming = _Naming(words)
    ordered = sorted(shelf.papers, key=lambda paper: paper.row.id)
    rows = leaving.blobs_of_safe(session, opened.safe.id)
    lines = [
        naming.line(number, paper, rows.get(paper.row.id, []))
        for number, paper in enumerate(ordered, start=1)
    ]
    return Plan(
        opened=opened,
        at=at,
        product=product,
        lines=lines,
        lost=sorted(shelf.lost.values()),
        faults=sorted({found.fault.value for found in shelf.faults}),
        card_wrap=queries.wrap(session, opened.safe.id, WrapKind.CARD).wrapped,
        weight_bytes=queries.weight(session, opened.safe.id),
    )


def missing(made: Plan, store: Store) -> list[str]:
    """Return the names of the papers whose objects are not in the store, or are gone with them."""
    gone = [
        line.paper.metadata.name
        for line in made.lines
        if not line.pieces or not all(_is_there(store, piece) for piece in line.pieces)
    ]
    return sorted([*gone, *made.lost])


def _is_there(store: Store, piece: Piece) -> bool:
    try:
        return store.exists(piece.store_key)
    except (Unavailable, OSError):
        return False


class _Naming:
    """Gives each file a path of its own."""

    def __init__(self, words: Words) -> None:
        self.words, self.taken = words, set[str]()

    def line(self, number: int, paper: Paper, rows: list[SafeBlob]) -> Line:
        stem = safe_name(paper.metadata.name, fallback=self.words.unnamed)
        ordered = sorted(rows, key=lambda row: (row.kind is not BlobKind.BODY, row.position))
        pieces = [self._piece(paper, row, stem) for row in ordered if row.kind in GIVEN_BACK]
        return Line(number, paper, pieces, unique_path(RECEIPTS, stem, "jws", self.taken))

    def _piece(self, paper: Paper, row: SafeBlob, stem: str) -> Piece:
        said = paper.metadata
        if row.kind is BlobKind.BODY:
            extension, size = said.extension or EXTENSIONS[paper.kind], {0: said.size_bytes}
        else:
            stem = f"{stem} ({self.words.original})"
            extension, size = said.original_extension, dict(enumerate(said.original_bytes))
        name = safe_name(extension, fallback="bin")
        return Piece(
            unique_path(self._folder(paper), stem, name, self.taken),
            row.kind,
            row.store_key,
            row.sealed_sha256,
            row.sealed_bytes,
            size.get(row.position),
        )

    def _folder(self, paper: Paper) -> str:
        place = {
            DocumentState.TO_SORT: self.words.to_sort,
            DocumentState.BINNED: self.words.binned,
            DocumentState.REPLACED: self.words.replaced,
        }.get(paper.row.state)
        parts = [place, self.words.categories[paper.category], paper.metadata.folder]
        return "/".join(safe_name(part, fallback="_") for part in parts if part)
