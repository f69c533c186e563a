"""`inclusion safe`: check safes from outside, without opening any; read a card's key."""

import hashlib

import click
import sqlalchemy as sa

from inclusion.db import create_engine_for, read_session
from inclusion.errors import NotFound
from inclusion.safe import envelope, journal
from inclusion.safe.models import Safe, SafeBlob
from inclusion.safe.rules import card
from inclusion.settings import Settings
from inclusion.storage import Store, open_store


@click.group("safe")
def cli() -> None:
    """Work on safes."""


@cli.command()
@click.pass_obj
def verify(settings: Settings) -> None:
    """Check every journal and every stored object; exit 1 when something is wrong."""
    store = open_store(settings.storage_url)
    faults: list[str] = []
    with read_session(create_engine_for(settings.database_url)) as session:
        safes = session.scalars(sa.select(Safe).order_by(Safe.id)).all()
        for safe in safes:
            verdict = journal.verdict(session, safe)
            if verdict.broken is not None:
                faults.append(f"safe {safe.public_id}: journal {verdict.broken} at {verdict.at}")
        blobs = session.scalars(sa.select(SafeBlob).order_by(SafeBlob.id)).all()
        faults += [fault for blob in blobs if (fault := _fault(store, blob))]
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(safes)} safes, {len(blobs)} objects, {len(faults)} faults")
    if faults:
        raise SystemExit(1)


@cli.command("card-key")
@click.argument("code")
def card_key(code: str) -> None:
    """Print the age key of a rescue card, for the public `age` tool."""
    secret = card.read(code)
    if secret is None:
        raise click.ClickException("This is not the code of a rescue card: 8 groups of 4 signs.")
    click.echo(envelope.card_identity(secret))


def _fault(store: Store, blob: SafeBlob) -> str | None:
    try:
        with store.open(blob.store_key) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except NotFound:
        return f"object {blob.store_key}: missing"
    return None if found == blob.sealed_sha256 else f"object {blob.store_key}: altered"
