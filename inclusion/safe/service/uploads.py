"""Large files that come in parts, and go on where the line was cut.

Each part is sealed to the safe as it comes: what waits in the store opens for its owner alone.
Source: the tus protocol 1.0, core and creation.
"""

from datetime import datetime, timedelta
from io import BytesIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.db import after_commit
from inclusion.errors import Conflict, Invalid, NotFound, TooMany
from inclusion.safe import journal
from inclusion.safe.models import Safe, SafeUpload, SafeUploadPart
from inclusion.safe.service.shelves import forget
from inclusion.storage import Store, new_key
from inclusion.tokens import public_id

MOST_UPLOADS = 5
LARGEST_PART_BYTES = 4_000_000
LASTS = timedelta(hours=24)


class WrongOffset(Conflict):
    """A part does not begin where the one before ended."""


class TooLarge(Invalid):
    """The file, or one part of it, weighs more than it may."""


def begin(
    session: Session, *, safe: Safe, filename: str, size_bytes: int, most_bytes: int, at: datetime
) -> SafeUpload:
    """Announce a file; raises TooLarge, and TooMany when five are on their way."""
    if not 0 < size_bytes <= most_bytes:
        raise TooLarge("upload")
    journal.locked(session, safe.id)  # so that files announced together are counted one by one
    if len(_live(session, safe.id, at)) >= MOST_UPLOADS:
        raise TooMany("uploads", retry_after=LASTS)
    upload = SafeUpload(
        public_id=public_id(),
        safe_id=safe.id,
        sealed_name=crypto.seal(filename.encode(), recipient=safe.public_key),
        size_bytes=size_bytes,
        received_bytes=0,
        until=at + LASTS,
    )
    session.add(upload)
    session.flush()
    return upload


def find(session: Session, *, safe_id: int, public_id: str, at: datetime) -> SafeUpload:
    """Return a file on its way to this safe; raises NotFound."""
    for upload in _live(session, safe_id, at):
        if upload.public_id == public_id:
            return upload
    raise NotFound("upload")


def add(
    session: Session, *, store: Store, safe: Safe, upload: SafeUpload, offset: int, content: bytes
) -> int:
    """Take the next part; return where the one after begins. Raises WrongOffset, TooLarge.

    The database decides between two parts that come at once for the same place.
    """
    if len(content) > LARGEST_PART_BYTES or offset + len(content) > upload.size_bytes:
        raise TooLarge("part")
    taken = session.execute(
        sa.update(SafeUpload)
        .where(SafeUpload.id == upload.id, SafeUpload.received_bytes == offset)
        .values(received_bytes=offset + len(content))
        .returning(SafeUpload.id)
    ).scalar()
    if taken is None:
        raise WrongOffset("upload")
    if content:
        key = new_key()
        store.put(key, BytesIO(crypto.seal(content, recipient=safe.public_key)))
        session.add(SafeUploadPart(upload_id=upload.id, position=offset, store_key=key))
        session.flush()
    return offset + len(content)


def opened(
    session: Session, store: Store, upload: SafeUpload, sink: "crypto.Writable", *, identity: str
) -> str:
    """Write a whole file into a private sink, part by part; return its name.

    Raises WrongOffset when it is not whole, CannotOpen.
    """
    if upload.received_bytes != upload.size_bytes:
        raise WrongOffset("upload")
    for part in _parts(session, upload):
        with store.open(part.store_key) as sealed:
            crypto.open_stream(sealed, sink, identity=identity)
    return crypto.unseal(upload.sealed_name, identity=identity).decode()


def drop(session: Session, *, store: Store, uploads: list[SafeUpload]) -> None:
    """Forget files: their rows now, their parts in the store once that is kept."""
    keys = [part.store_key for upload in uploads for part in _parts(session, upload)]
    for upload in uploads:
        session.execute(sa.delete(SafeUploadPart).where(SafeUploadPart.upload_id == upload.id))
        session.execute(sa.delete(SafeUpload).where(SafeUpload.id == upload.id))
    after_commit(session, lambda: forget(store, keys))


def drop_expired(session: Session, *, store: Store, at: datetime) -> int:
    """Forget files that nobody went on with for a day; return how many."""
    expired = list(session.scalars(sa.select(SafeUpload).where(SafeUpload.until <= at)))
    drop(session, store=store, uploads=expired)
    return len(expired)


def _live(session: Session, safe_id: int, at: datetime) -> list[SafeUpload]:
    return list(
        session.scalars(
            sa.select(SafeUpload).where(SafeUpload.safe_id == safe_id, SafeUpload.until > at)
        )
    )


def _parts(session: Session, upload: SafeUpload) -> list[SafeUploadPart]:
    return list(
        session.scalars(
            sa.select(SafeUploadPart)
            .where(SafeUploadPart.upload_id == upload.id)
            .order_by(SafeUploadPart.position)
        )
    )
