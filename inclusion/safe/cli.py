"""`inclusion safe`: check safes from outside, without opening any; read a card's key."""

import hashlib

import click

from inclusion.db import create_engine_for, read_session
from inclusion.errors import NotFound
from inclusion.safe import envelope, journal, queries
from inclusion.safe.rules import card
from inclusion.settings import Settings
from inclusion.storage import Store, open_store

CHUNK_BYTES = 1 << 20


@click.group("safe")
def cli() -> None:
    """Work on safes."""


@cli.command()
@click.pass_obj
def verify(settings: Settings) -> None:
    """Check every journal and every stored object; exit 1 when something is wrong."""
    store = open_store(settings.storage_url, settings.s3)
    faults: list[str] = []
    with read_session(create_engine_for(settings.database_url)) as session:
        safes = queries.safes(session)
        for safe in safes:
            verdict = journal.verdict(session, safe)
            if verdict.broken is not None:
                faults.append(f"safe {safe.public_id}: journal {verdict.broken} at {verdict.at}")
        blobs = queries.blobs(session)
        for blob in blobs:
            fault = _fault(store, blob.store_key, blob.sealed_sha256)
            faults += [f"object {blob.store_key}: {fault}"] if fault else []
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


def _fault(store: Store, key: str, sha256: str) -> str | None:
    found = hashlib.sha256()
    try:
        with store.open(key) as file:
            while content := file.read(CHUNK_BYTES):
                found.update(content)
    except NotFound:
        return "missing"
    return None if found.hexdigest() == sha256 else "altered"
