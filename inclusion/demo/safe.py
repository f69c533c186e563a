"""Safes of the demonstration: a few made-up papers, drawn when it is loaded."""

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from inclusion.intake.scanner import scanner_of
from inclusion.intake.taking import Incoming, Wishes, taken_in
from inclusion.safe import sealing
from inclusion.safe.custody import Custody
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Category
from inclusion.safe.sealing import Label
from inclusion.safe.service import keys, papers
from inclusion.settings import Settings
from inclusion.storage import Store

PAPERS = (
    ("Titre de séjour (exemple)", Category.IDENTITY, "JPEG", 40, ""),
    ("Quittance de loyer de janvier (exemple)", Category.HOUSING, "PDF", 20, "Appartement"),
    ("Avis d’impôt (exemple)", Category.MONEY, "PDF", 3, "Appartement"),
)
IN_THE_BIN = ("Ancienne facture (exemple)", Category.HOUSING, "PDF", 30, "")
LASTS = timedelta(days=45)


def load(
    session: Session,
    *,
    store: Store,
    settings: Settings,
    account_id: int,
    passphrase: str,
    at: datetime,
) -> None:
    """Create a safe that the passphrase opens, with three invented papers, and one in the bin."""
    created_at = at - timedelta(days=41)
    made = keys.create(
        session,
        account_id=account_id,
        passphrase=passphrase,
        settings=settings,
        store=store,
        at=created_at,
    )
    custody = Custody.of(settings, store)
    wishes = Wishes(settings.max_upload_bytes, scanner=scanner_of(settings))
    for name, category, kind, days_ago, folder in (*PAPERS, IN_THE_BIN):
        ends = (at + LASTS).date().isoformat() if category is Category.IDENTITY else ""
        label = Label(name, category, folder, expires_on=ends)
        with taken_in([Incoming(drawn(name, kind))], wishes) as intake:
            sealed = sealing.sealed(store, intake, label, public_key=made.safe.public_key)
        put_in_at = at - timedelta(days=days_ago)
        deposited = papers.deposit(
            session, custody=custody, opened=made.opened(at), sealed=sealed, at=put_in_at
        )
    papers.put_in_bin(
        session,
        custody=custody,
        opened=made.opened(at),
        paper=Paper(deposited.row, sealed.identity, sealed.metadata),
        at=at - timedelta(days=2),
    )
    _erase_one(session, store, custody, made.opened(at), at - timedelta(days=2))


def _erase_one(
    session: Session, store: Store, custody: Custody, opened: Opened, at: datetime
) -> None:
    """Put in a paper and erase it, so that a certificate is there to see."""
    with taken_in([Incoming(drawn("Brouillon", "JPEG"))], Wishes(25_000_000)) as intake:
        sealed = sealing.sealed(
            store, intake, Label("Brouillon", Category.OTHER), public_key=opened.safe.public_key
        )
    row = papers.deposit(session, custody=custody, opened=opened, sealed=sealed, at=at).row
    paper = Paper(row, sealed.identity, sealed.metadata)
    papers.erase(session, custody=custody, opened=opened, paper=paper, at=at)


def drawn(name: str, kind: str) -> io.BytesIO:
    """Return a made-up paper: its name, and lines that say nothing."""
    image = Image.new("RGB", (840, 1188), "#fbf7ef")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 780, 84), fill="#551347")
    draw.text((60, 120), name, fill="#241a24", font_size=34)
    draw.text((60, 180), "Papier de démonstration, sans valeur", fill="#5e505c", font_size=24)
    for line in range(260, 1080, 44):
        draw.rectangle((60, line, 780 - line % 7 * 40, line + 10), fill="#dccfbe")
    content = io.BytesIO()
    image.save(content, kind)
    content.seek(0)
    return content
