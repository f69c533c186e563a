"""Large files that come in parts: the tus protocol 1.0, spoken by a small script of ours.

Without the script, or below 8 MB, files come with the form. The token against forged requests is
in the header `X-CSRFToken`, as for every form.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import request, url_for
from werkzeug.wrappers import Response

from inclusion import spool
from inclusion.crypto import CannotOpen
from inclusion.errors import NotFound
from inclusion.intake.taking import Incoming
from inclusion.safe.queries import Opened
from inclusion.safe.service import uploads as service
from inclusion.safe.views import bp
from inclusion.safe.views.opened import opened
from inclusion.web import access
from inclusion.web.session import now, reading, settings, store, transaction

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
IN_MEMORY_BYTES = 1 << 20
FIELD = "envoi"


@bp.post("/coffre/envois")
@access.citizen
def begin_upload() -> Response:
    """Announce a file: its size, its name."""
    found = opened()
    with transaction() as session:
        upload = service.begin(
            session,
            safe=found.safe,
            filename=_filename(),
            size_bytes=_number("Upload-Length"),
            most_bytes=settings().max_upload_bytes,
            at=now(),
        )
    where = url_for("safe.go_on_with_upload", public_id=upload.public_id)
    return _answer(201, Location=where)


@bp.route("/coffre/envois/<public_id>", methods=["HEAD", "PATCH"])
@access.citizen
def go_on_with_upload(public_id: str) -> Response:
    """Say where the next part begins, or take it."""
    found = opened()
    with transaction() as session:
        upload = service.find(session, safe_id=found.safe.id, public_id=public_id, at=now())
        offset = upload.received_bytes
        if request.method == "PATCH":
            if request.mimetype != PART_TYPE:
                return _answer(415)
            offset = service.add(
                session,
                store=store(),
                safe=found.safe,
                upload=upload,
                offset=_number("Upload-Offset"),
                content=request.get_data(cache=False),
            )
    status = 204 if request.method == "PATCH" else 200
    return _answer(
        status, **{"Upload-Offset": str(offset), "Upload-Length": str(upload.size_bytes)}
    )


@contextmanager
def sent_in_parts(found: Opened) -> Iterator[list[Incoming]]:
    """Yield the files of this form that came in parts and are whole, each in a private spool."""
    with ExitStack() as spools:
        references = request.form.getlist(FIELD)[: service.MOST_UPLOADS]
        found_whole = [_whole(found, reference, spools) for reference in references]
        yield [file for file in found_whole if file is not None]


def _whole(found: Opened, reference: str, spools: ExitStack) -> Incoming | None:
    spooled = spools.enter_context(  # closed when the form was answered
        SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home())  # noqa: SIM115
    )
    sink = cast(BinaryIO, spooled)
    try:
        with reading() as session:
            upload = service.find(session, safe_id=found.safe.id, public_id=reference, at=now())
            name = service.opened(session, store(), upload, sink, identity=found.identity)
    except (NotFound, service.WrongOffset, CannotOpen):
        return None
    sink.seek(0)
    return Incoming(sink, name)


def forget_parts(found: Opened) -> None:
    """Forget what came in parts with this form: it is in the safe, or refused."""
    with transaction() as session:
        for reference in request.form.getlist(FIELD)[: service.MOST_UPLOADS]:
            with suppress(NotFound):
                upload = service.find(session, safe_id=found.safe.id, public_id=reference, at=now())
                service.drop(session, store=store(), uploads=[upload])


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise service.TooLarge(header)
    return int(text)


def _filename() -> str:
    """Return the name of `Upload-Metadata: filename <base64>`, empty when there is none."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            with suppress(binascii.Error, UnicodeDecodeError):
                return base64.b64decode(value, validate=True).decode()[:200]
    return ""


def _answer(status: int, **headers: str) -> Response:
    response = Response(status=status)
    response.headers["Tus-Resumable"] = VERSION
    for name, value in headers.items():
        response.headers[name] = value
    return response
