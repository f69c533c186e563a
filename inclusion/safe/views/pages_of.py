"""The photos that a paper is made of, so that more can be added to them."""

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

import pikepdf

from inclusion.errors import Unavailable
from inclusion.intake.rules import EXTENSIONS, FileKind
from inclusion.intake.rules.kinds import PHOTOS
from inclusion.intake.taking import Incoming
from inclusion.safe.queries import Paper
from inclusion.safe.views.finding import body


def is_of_photos(paper: Paper) -> bool:
    """Tell whether a paper is a photo, or a PDF that we made of several."""
    return paper.kind in PHOTOS or _is_ours(paper)


def photos(paper: Paper) -> list[Incoming]:
    """Return the photos of a paper, as it keeps them."""
    with body(paper) as file:
        kept = list(_photos_of_pdf(file)) if _is_ours(paper) else [file.read()]
    extension = EXTENSIONS[FileKind.JPEG if _is_ours(paper) else paper.kind]
    return [Incoming(io.BytesIO(photo), f"page.{extension}") for photo in kept]


def _is_ours(paper: Paper) -> bool:
    return paper.kind is FileKind.PDF and not paper.metadata.given_sha256


def _photos_of_pdf(file: BinaryIO) -> Iterator[bytes]:
    """Yield the one image of each page, bit for bit: we put it there."""
    with pikepdf.open(file) as pdf:
        for page in pdf.pages:
            for image in page.get_images().values():
                photo = io.BytesIO()
                try:
                    pikepdf.PdfImage(cast(pikepdf.Stream, image)).extract_to(stream=photo)
                except (pikepdf.PdfError, NotImplementedError, ValueError):
                    raise Unavailable("document_damaged") from None
                yield photo.getvalue()
