"""Safes of the demonstration: a few made-up papers, drawn when it is loaded."""

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from inclusion.safe import sealing
from inclusion.safe.intake import taken_in
from inclusion.safe.rules import Category
from inclusion.safe.service import keys, papers
from inclusion.settings import Settings
from inclusion.storage import Store

PAPERS = (
    ("Titre de séjour (exemple)", Category.IDENTITY, "JPEG", 40),
    ("Quittance de loyer de janvier (exemple)", Category.HOUSING, "PDF", 20),
    ("Avis d’impôt (exemple)", Category.MONEY, "PDF", 3),
)


def load(
    session: Session,
    *,
    store: Store,
    settings: Settings,
    account_id: int,
    passphrase: str,
    at: datetime,
) -> None:
    """Create a safe that the passphrase opens, with three invented papers."""
    created_at = at - timedelta(days=41)
    safe = keys.create(
        session, account_id=account_id, passphrase=passphrase, settings=settings, at=created_at
    ).safe
    for name, category, kind, days_ago in PAPERS:
        with taken_in(_drawn(name, kind), most_bytes=settings.max_upload_bytes) as intake:
            document = sealing.sealed(
                store, intake, name=name, category=category, public_key=safe.public_key
            )
        papers.deposit(
            session, safe_id=safe.id, document=document, at=at - timedelta(days=days_ago)
        )


def _drawn(name: str, kind: str) -> io.BytesIO:
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
