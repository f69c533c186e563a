"""Put files in an open safe: grouped, taken in, sealed, deposited; what is refused is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from flask_babel import gettext as _

from inclusion import wording
from inclusion.clock import paris_today
from inclusion.errors import Unavailable
from inclusion.intake.rules.kinds import PHOTOS, SNIFFED_BYTES, sniffed
from inclusion.intake.scanner import scanner_of
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
from inclusion.safe import labels, sealing
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, Category, Channel
from inclusion.safe.rules.files import document_name, proposed_name, says_something
from inclusion.safe.sealing import Label
from inclusion.safe.service import noting, papers
from inclusion.safe.views.opened import custody
from inclusion.web import languages
from inclusion.web.session import now, settings, store, transaction


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of what they put in. name: theirs, empty to have one proposed."""

    category: Category
    name: str = ""
    folder: str = ""
    note: str = ""
    expires_on: str = ""
    warn_on: date | None = None
    keeps_originals: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one paper to be: its reference, or why it stays outside."""

    filename: str
    document: str = ""
    refusal: Any = None


def grouped(files: Sequence[Incoming], *, as_pages: bool) -> list[list[Incoming]]:
    """Return the files of each paper: photos together when they are pages, the rest one by one."""
    photos = [file for file in files if as_pages and _is_photo(file.stream)]
    if len(photos) <= 1:
        return [[file] for file in files]
    return [photos, *([file] for file in files if file not in photos)]


def _is_photo(stream: BinaryIO) -> bool:
    """Tell whether a stream begins as a photo; it is left at its start."""
    head = stream.read(SNIFFED_BYTES)
    stream.seek(0)
    return sniffed(head) in PHOTOS


def put_in(found: Opened, groups: Sequence[Sequence[Incoming]], said: Said) -> list[Outcome]:
    """Put one paper in for each group; return what became of each."""
    names = _names([group[0].filename for group in groups], said)
    return [put_one_in(found, group, said, name) for group, name in zip(groups, names, strict=True)]


def put_one_in(
    found: Opened, files: Sequence[Incoming], said: Said, name: str, follows: Paper | None = None
) -> Outcome:
    """Put one paper in; follows: the one that it is a newer version of."""
    filename = document_name(files[0].filename)
    wishes = Wishes(
        settings().max_upload_bytes,
        keep_originals=said.keeps_originals,
        recognise_text=found.safe.text_agreed_at is not None,
        scanner=scanner_of(settings()),
    )
    label = Label(
        name, said.category, said.folder, said.note, said.expires_on, version=said.version
    )
    try:
        with taken_in(files, wishes) as intake:
            sealed = sealing.sealed(store(), intake, label, public_key=found.safe.public_key)
        with transaction() as session:
            papers.deposit(
                session,
                custody=custody(),
                opened=found,
                sealed=sealed,
                at=now(),
                follows=follows,
                warn_on=said.warn_on,
            )
    except FileRefused as error:
        _note_refused(found)
        return Outcome(filename, refusal=labels.refusal(error.code, settings().max_upload_bytes))
    except papers.Full:
        return Outcome(filename, refusal=_("Votre coffre est plein. Effacez un papier."))
    except (OSError, Unavailable):
        refusal = _("Le papier n’a pas pu être rangé. Essayez encore dans un moment.")
        return Outcome(filename, refusal=refusal)
    return Outcome(filename, sealed.document)


def _names(filenames: Sequence[str], said: Said) -> list[str]:
    """Return a name for each paper: the person's, the file's, or the sort and the day."""
    bases = [said.name or _named_by_file(filename) or _plain(said) for filename in filenames]
    return [
        _("%(name)s, numéro %(number)s", name=base, number=bases[: n + 1].count(base))
        if bases.count(base) > 1
        else base
        for n, base in enumerate(bases)
    ]


def _named_by_file(filename: str) -> str:
    name = proposed_name(filename)
    return name if says_something(name) else ""


def _plain(said: Said) -> str:
    today = wording.birth(paris_today(now()).isoformat(), languages.current().code)
    return _("%(category)s, %(day)s", category=labels.CATEGORIES[said.category], day=today)


def _note_refused(found: Opened) -> None:
    with transaction() as session:
        noting.note_refused(
            session, safe_id=found.safe.id, act=Act.DEPOSITED, at=now(), channel=Channel.OWNER
        )
