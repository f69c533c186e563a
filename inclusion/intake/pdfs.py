"""PDF files: kept as they came; opened by us only when whole, bare of passwords and of programs.

Runs in the subprocess. Source: ISO 32000-2 §12.6 (actions), §7.11.4 (embedded files).
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Name
from PIL import Image

from inclusion.intake import images
from inclusion.intake.refused import Refused
from inclusion.intake.rules import MOST_PAGE_IMAGES, Refusal
from inclusion.intake.words import (
    MOST_READ_PAGES,
    MOST_TEXT_PAGES,
    MOST_TEXT_SIGNS,
    READ_SIDE,
    tidy,
)

MOST_OBJECTS = 300_000
MOST_ATTACHMENTS = 50
MOST_SCALE = 4
READ_SECONDS = 5
_ACTIONS = frozenset(
    (
        "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition",
        "/RichMediaExecute", "/Movie", "/Sound",
    )
)  # fmt: skip
_KEYS = frozenset(("/JS", "/JavaScript", "/EmbeddedFiles", "/XFA", "/RichMedia", "/EF"))
_LIVELY = frozenset(("/RichMedia", "/Movie", "/Screen", "/3D", "/Sound", "/FileAttachment"))
_BROKEN = (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError, KeyError)


@dataclass(slots=True)
class Findings:
    """What a PDF holds besides pages."""

    is_active: bool = False
    attachments: list[pikepdf.Stream] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a PDF: its pages, whether we opened it, what the antivirus must also see.

    is_laid_out: all of it lies in the files `scan-…`, decompressed.
    """

    pages: int
    is_opened: bool
    is_laid_out: bool = True


def taken(path: Path, folder: Path, *, wants_scan: bool, wants_text: bool) -> Taken:
    """Judge a PDF; write its images, its words, and copies for the antivirus. Raises Refused."""
    try:
        with pikepdf.open(path) as pdf:
            return _judged(pdf, folder, wants_scan=wants_scan, wants_text=wants_text)
    except pikepdf.PasswordError:
        raise Refused(Refusal.PROTECTED) from None
    except _BROKEN:
        raise Refused(Refusal.UNREADABLE) from None


def _judged(pdf: pikepdf.Pdf, folder: Path, *, wants_scan: bool, wants_text: bool) -> Taken:
    if pdf.is_encrypted:
        raise Refused(Refusal.PROTECTED)
    pages = len(pdf.pages)
    if not pages:
        raise Refused(Refusal.UNREADABLE)
    found = _findings(pdf)
    is_laid_out = not wants_scan or _lay_out(pdf, found, folder)
    is_opened = not found.is_active and _is_whole(pdf, pages)
    if is_opened:
        try:
            most = MOST_TEXT_PAGES if wants_text else MOST_PAGE_IMAGES
            _draw(_bare_copy(pdf, folder, most), folder, wants_text=wants_text)
        except (pypdfium2.PdfiumError, MemoryError, OSError, *_BROKEN):
            is_opened = False
    return Taken(pages, is_opened, is_laid_out)


def _is_whole(pdf: pikepdf.Pdf, pages: int) -> bool:
    """Tell whether the file is sound to its last stream, and counts its pages right."""
    if pdf.Root.Pages.get(Name.Count) != pages:
        return False
    try:
        return not pdf.check_pdf_syntax()
    except MemoryError:
        return False  # a stream swells beyond reason


def _findings(pdf: pikepdf.Pdf) -> Findings:
    found = Findings()
    if len(pdf.objects) > MOST_OBJECTS:
        found.is_active = True  # too many to look at: not opened
        return found
    opening = pdf.Root.get(Name.OpenAction)
    if isinstance(opening, pikepdf.Dictionary) and opening.get(Name.S) != Name.GoTo:
        found.is_active = True
    for entry in _dictionaries(pdf):
        keys = set(entry.keys())
        if (
            keys & _KEYS
            or _named(entry, Name.S) in _ACTIONS
            or _named(entry, Name.Subtype) in _LIVELY
        ):
            found.is_active = True
        if "/EF" in keys and isinstance(entry.EF, pikepdf.Dictionary):
            found.attachments += [
                file for file in entry.EF.values() if isinstance(file, pikepdf.Stream)
            ]
    return found


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary of the file, those inside others too."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                inside = list(one.values())
            elif isinstance(one, pikepdf.Array):
                inside = list(one)
            else:
                continue
            waiting += [
                value
                for value in inside
                if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
            ]


def _named(entry: pikepdf.Object, key: pikepdf.Name) -> str:
    value = entry.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _lay_out(pdf: pikepdf.Pdf, found: Findings, folder: Path) -> bool:
    """Write for the antivirus what it would not unpack; tell whether that is all of it."""
    try:
        pdf.save(
            folder / "scan-0",
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        for number, stream in enumerate(found.attachments[:MOST_ATTACHMENTS], start=1):
            (folder / f"scan-{number}").write_bytes(stream.read_bytes())
    except (OSError, MemoryError, *_BROKEN):
        return False
    return len(found.attachments) <= MOST_ATTACHMENTS


def _bare_copy(pdf: pikepdf.Pdf, folder: Path, most_pages: int) -> Path:
    """Write the first pages alone: no catalogue of theirs, no action, no link."""
    with pikepdf.new() as bare:
        bare.pages.extend(pdf.pages[:most_pages])
        for page in bare.pages:
            for key in ("/AA", "/B", "/Metadata", "/PieceInfo"):
                if key in page:
                    del page[key]
            for note in page.get("/Annots", ()):
                for key in ("/A", "/AA", "/Dest", "/PA"):
                    if isinstance(note, pikepdf.Dictionary) and key in note:
                        del note[key]
        bare.save(folder / "bare")
    return folder / "bare"


def _draw(path: Path, folder: Path, *, wants_text: bool) -> None:
    document = pypdfium2.PdfDocument(path)
    with contextlib.closing(document):
        for number in range(min(len(document), MOST_PAGE_IMAGES)):
            images.keep(_image(document[number], images.IMAGE_SIDE), folder, number + 1)
        if wants_text:
            _read(document, folder)
    path.unlink()


def _image(page: pypdfium2.PdfPage, side: int) -> Image.Image:
    """Draw a page whatever its size: the scale follows from the longest side."""
    scale = min(side / max(*page.get_size(), 1), MOST_SCALE)
    image: Image.Image = page.render(scale=scale).to_pil()
    return image


def _read(document: pypdfium2.PdfDocument, folder: Path) -> None:
    """Write the words of the pages, or their images where there are no words to take."""
    until = time.monotonic() + READ_SECONDS
    text = ""
    for page in document:
        if len(text) > MOST_TEXT_SIGNS or time.monotonic() > until:
            break
        text += page.get_textpage().get_text_bounded() + "\n"
    if tidy(text):
        (folder / "text").write_text(tidy(text), encoding="utf-8")
        return
    for number in range(min(len(document), MOST_READ_PAGES)):
        image = _image(document[number], READ_SIDE).convert("L")
        image.save(folder / f"read-{number + 1}", "PNG", compress_level=1)
