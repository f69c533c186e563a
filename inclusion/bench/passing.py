"""What a file costs on its way in and out of a safe.

Run as a program, it says by how many KiB the memory of a process grew for one file.
"""

import sys
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy.orm import Session

from inclusion import settings as settings_module
from inclusion import spool
from inclusion.bench.place import Place, made_in
from inclusion.clock import utc_now
from inclusion.db import write_session
from inclusion.intake.taking import Incoming, Wishes, taken_in
from inclusion.messages import sealing as messages_sealing
from inclusion.safe import sealing
from inclusion.safe.rules import Category
from inclusion.safe.sealing import Label, Sealed
from inclusion.safe.service import papers

NAME = "mesure.bin"
"""Of a kind that is kept as it comes, and never opened."""
NO_LIMIT = 2**40


def put_in(place: Place, path: Path) -> Sealed:
    """Put a file in, from a file received to a row committed."""
    sealed = sealed_in(place, path)
    with write_session(place.engine) as session:
        deposited(session, place, sealed)
    return sealed


def sealed_in(place: Place, path: Path, *, name: str = "Mesure") -> Sealed:
    """Take a file in and seal it into the store; its rows are still to be written."""
    label, key = Label(name, Category.OTHER), place.opened.safe.public_key
    with path.open("rb") as stream, taken_in([Incoming(stream, NAME)], Wishes(NO_LIMIT)) as intake:
        return sealing.sealed(place.store, intake, label, public_key=key)


def deposited(session: Session, place: Place, sealed: Sealed) -> None:
    """Write the rows of what was sealed."""
    papers.deposit(session, custody=place.custody, opened=place.opened, sealed=sealed, at=utc_now())


def taken_out(place: Place, sealed: Sealed) -> None:
    """Open the body into a nameless private file, as a download does before it is sent."""
    body = sealed.blobs[0]
    with TemporaryFile(dir=spool.home()) as sink:
        sealing.opened(
            place.store, body.store_key, sink, identity=sealed.identity, sha256=body.sha256
        )


def peak_kib() -> int:
    """Return the most memory that this process ever held, in KiB."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def _main(folder: str, path: str) -> None:
    settings = settings_module.load()
    messages_sealing.use(settings.secrets)
    place = made_in(Path(folder), settings)
    before = peak_kib()
    taken_out(place, put_in(place, Path(path)))
    sys.stdout.write(str(peak_kib() - before))


if __name__ == "__main__":
    _main(*sys.argv[1:])
