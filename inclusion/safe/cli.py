"""`inclusion safe`: check safes from outside, without opening any; read a card's key."""

import json
from dataclasses import asdict

import click

from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
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
    store, engine = open_store(settings.storage_url), create_engine_for(settings.database_url)
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
