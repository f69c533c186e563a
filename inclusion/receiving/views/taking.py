"""Take files in, seal them to a safe, deposit them: what the desk and the services share."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from inclusion.errors import DomainError
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
from inclusion.receiving.service import deposits
from inclusion.receiving.service.deposits import Answer, Giver, NotAllowed
from inclusion.safe import sealing
from inclusion.safe.rules import Act
from inclusion.safe.sealing import Label
from inclusion.safe.service import noting
from inclusion.safe.views.opened import custody
from inclusion.web.session import now, reading, settings, store, transaction

if TYPE_CHECKING:
    from inclusion.safe.models import Safe


CHUNK_BYTES = 1 << 20


class HashMismatch(DomainError):
    """The file is not the one whose hash the depositor gave (NF Z42-020)."""

    status = 422


@dataclass(frozen=True, slots=True)
class Parcel:
    """A deposit on its way.

    key: the depositor's own, one for each deposit. to: the person, as the depositor names them.
    sha256: of the file, as the depositor counted it; empty when they did not.
    """

    giver: Giver
    to: str
    files: Sequence[Incoming]
    label: Label
    key: str
    sha256: str = ""
    is_agreed: bool = False


def give(parcel: Parcel, safe: "Safe | None") -> Answer:
    """Deposit a parcel, once; return the receipt. safe: none when it takes nothing from them.

    Raises NotAllowed, KeyReused, HashMismatch, FileRefused, Full, OSError.
    """
    hashes = [_hash(file.stream) for file in parcel.files]
    fingerprint = _fingerprint(parcel, hashes)
    with reading() as session:
        earlier = deposits.replay(
            session, giver=parcel.giver, key=parcel.key, fingerprint=fingerprint
        )
    if earlier is not None:
        return earlier
    if safe is None:
        raise NotAllowed("safe")
    if parcel.sha256 and hashes != [parcel.sha256]:
        raise HashMismatch("sha256")
    sealed = _sealed(parcel, safe)
    with transaction() as session:
        return deposits.deposit(
            session,
            custody=custody(),
            giver=parcel.giver,
            safe_id=safe.id,
            sealed=sealed,
            key=parcel.key,
            fingerprint=fingerprint,
            at=now(),
            is_agreed=parcel.is_agreed,
        )


def _sealed(parcel: Parcel, safe: "Safe") -> sealing.Sealed:
    wishes = Wishes(settings().max_upload_bytes, recognise_text=safe.text_agreed_at is not None)
    try:
        with taken_in(parcel.files, wishes) as intake:
            return sealing.sealed(store(), intake, parcel.label, public_key=safe.public_key)
    except FileRefused:
        with transaction() as session:
            noting.note_refused(
                session,
                safe_id=safe.id,
                act=Act.RECEIVED,
                at=now(),
                channel=parcel.giver.channel,
                who=parcel.giver.public_id,
                reason=parcel.giver.name if parcel.giver.client_id is not None else "",
            )
        raise


def _fingerprint(parcel: Parcel, hashes: list[str]) -> str:
    label = parcel.label
    said = [parcel.to, label.name, label.category.value, label.note, parcel.sha256, *hashes]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _hash(stream: BinaryIO) -> str:
    found = hashlib.sha256()
    while content := stream.read(CHUNK_BYTES):
        found.update(content)
    stream.seek(0)
    return found.hexdigest()
