"""The notebook of the demonstration: a note, a contact, a date of which somebody is warned."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inclusion.clock import paris_today
from inclusion.intake.rules import FileKind
from inclusion.intake.taking import written
from inclusion.keeping.bodies import body
from inclusion.safe import queries, sealing
from inclusion.safe.custody import Custody
from inclusion.safe.rules import Category
from inclusion.safe.sealing import Label
from inclusion.safe.service import papers
from inclusion.safe.service.keys import unwrap_by_passphrase
from inclusion.settings import Settings
from inclusion.storage import Store


def load(
    session: Session,
    *,
    store: Store,
    settings: Settings,
    account_id: int,
    passphrase: str,
    at: datetime,
) -> None:
    """Write a notebook in a safe that the passphrase opens."""
    safe = queries.find_safe(session, account_id)
    if safe is None:
        return
    identity = unwrap_by_passphrase(session, safe, passphrase=passphrase, settings=settings)
    opened, custody = queries.Opened(safe, identity, at), Custody.of(settings, store)
    day = paris_today(at) + timedelta(days=45)
    for kind, name, details in (
        (FileKind.DATE, "Fin du titre de séjour (exemple)", {"on": day.isoformat()}),
        (FileKind.CONTACT, "Mme Exemple, assistante sociale", {"tel": "01 99 00 12 34"}),
        (FileKind.NOTE, "Numéro d’allocataire (exemple)", {"text": "0000000"}),
    ):
        label = Label(name, Category.OTHER, expires_on=details.get("on", ""), details=details)
        content = body(kind, name=name, details=details, reference=name)
        with written(kind, content) as intake:
            sealed = sealing.sealed(store, intake, label, public_key=safe.public_key)
        made = papers.deposit(session, custody=custody, opened=opened, sealed=sealed, at=at)
        if kind is FileKind.DATE:
            made.row.expires_on = day
