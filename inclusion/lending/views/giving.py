"""Give a borrower the images of a paper, or the paper itself: never its originals."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import send_file
from werkzeug.wrappers import Response

from inclusion import spool
from inclusion.crypto import CannotOpen
from inclusion.errors import Unavailable
from inclusion.intake.rules import MEDIA_TYPES
from inclusion.lending import queries
from inclusion.lending.queries import Held
from inclusion.safe import queries as safes
from inclusion.safe import sealing
from inclusion.safe.queries import Paper
from inclusion.safe.rules import BlobKind
from inclusion.safe.rules.files import content_disposition
from inclusion.storage import ObjectMissing
from inclusion.web.session import reading, store

IN_MEMORY_BYTES = 1 << 20
SANDBOX = "default-src 'none'; sandbox"


def paper_of(one: Held, identity: str) -> Paper:
    """Return the paper of a loan; raises Unavailable when its rows were changed outside."""
    try:
        return queries.paper(one, identity)
    except CannotOpen:
        raise Unavailable("document_damaged") from None


def image(paper: Paper, number: int) -> Response:
    """Return the image of a page, made by us."""
    response = send_file(_opened(paper, BlobKind.PAGE, number), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def download(paper: Paper) -> Response:
    """Return the paper, never shown inside the browser."""
    content = _opened(paper, BlobKind.BODY, 0)
    content.truncate(paper.metadata.size_bytes)
    content.seek(0)
    response = send_file(content, mimetype=MEDIA_TYPES[paper.kind])
    response.headers["Content-Disposition"] = content_disposition(paper.metadata.name, paper.kind)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _opened(paper: Paper, kind: BlobKind, position: int) -> BinaryIO:
    spooled = SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home())  # noqa: SIM115 - sent later
    sink = cast(BinaryIO, spooled)
    try:
        with reading() as session:
            blob = safes.own_blob(session, paper, kind, position)
        sealing.opened(
            store(), blob.store_key, sink, identity=paper.identity, sha256=blob.sealed_sha256
        )
    except (CannotOpen, ObjectMissing):
        sink.close()
        raise Unavailable("document_damaged") from None
    sink.seek(0)
    return sink
