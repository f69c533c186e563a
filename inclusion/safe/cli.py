"""`inclusion safe`: check safes from outside, try files, read a card's key."""

import hashlib
import json
import time
from pathlib import Path

import click

from inclusion.db import create_engine_for, read_session
from inclusion.errors import NotFound
from inclusion.intake.rules import Refusal, Verdict
from inclusion.intake.scanner import scanner_of
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
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
    store = open_store(settings.storage_url)
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


@cli.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a file.")
@click.pass_obj
def inspect(settings: Settings, files: tuple[str, ...], *, as_json: bool) -> None:
    """Say what would become of FILES if they were put in a safe; deposit nothing."""
    wishes = Wishes(settings.max_upload_bytes, scanner=scanner_of(settings))
    for name in files:
        began = time.monotonic()
        verdict, reason = _verdict(Path(name), wishes)
        seconds = round(time.monotonic() - began, 3)
        if as_json:
            line = {"file": name, "verdict": verdict, "reason": reason, "seconds": seconds}
            click.echo(json.dumps(line))
        else:
            shown = click.format_filename(name)
            click.echo(f"{verdict:<10} {reason:<16} {seconds:>7.3f} s  {shown}")


def _verdict(path: Path, wishes: Wishes) -> tuple[str, str]:
    """Return what becomes of a file, and why when it is refused."""
    try:
        with path.open("rb") as stream, taken_in([Incoming(stream, path.name)], wishes) as intake:
            return intake.verdict.value, ""
    except FileRefused as refused:
        return Verdict.REFUSED.value, refused.code
    except OSError:
        return Verdict.REFUSED.value, Refusal.UNREADABLE.value


def _fault(store: Store, key: str, sha256: str) -> str | None:
    found = hashlib.sha256()
    try:
        with store.open(key) as file:
            while content := file.read(CHUNK_BYTES):
                found.update(content)
    except NotFound:
        return "missing"
    return None if found.hexdigest() == sha256 else "altered"
