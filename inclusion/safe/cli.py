"""`inclusion safe`: check safes from outside, try files, read a card's key."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.intake.rules import Refusal, Verdict
from inclusion.intake.scanner import scanner_of
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
from inclusion.safe import envelope
from inclusion.safe.rules import card
from inclusion.safe.service import outside
from inclusion.settings import Settings
from inclusion.storage import open_store


@click.group("safe")
def cli() -> None:
    """Work on safes."""


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def verify(settings: Settings, *, as_json: bool) -> None:
    """Check every journal, index and stored object; exit 1 when something is wrong."""
    store, engine = (
        open_store(settings.storage_url, settings.s3),
        create_engine_for(settings.database_url),
    )
    with read_session(engine) as session:
        report = outside.checked(session, store)
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2))
    else:
        for place, fault in report.faults:
            click.echo(f"{place}: {fault}")
        click.echo(f"{report.safes} safes, {report.objects} objects, {len(report.faults)} faults")
    if report.faults:
        with write_session(engine) as session:
            outside.alert(session, report, at=utc_now())
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
