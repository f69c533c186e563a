"""`inclusion audit`: sign the heads of journals, and follow every journal against them."""

import json
import time
from dataclasses import asdict

import click

from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.proofs.service import heads, upkeep
from inclusion.proofs.service.following import followed
from inclusion.proofs.service.places import AlreadyStated
from inclusion.safe.cli import cli as safe_cli
from inclusion.secret_file import rotate_signing_key
from inclusion.settings import Settings


@click.group("audit")
def cli() -> None:
    """Prove that no journal was rewritten."""


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def verify(settings: Settings, *, as_json: bool) -> None:
    """Follow every journal and every signed head; exit 1 with the place of each fault."""
    started = time.perf_counter()
    with read_session(create_engine_for(settings.database_url)) as session:
        report = followed(session, keys=settings.secrets.verifying_keys, folder=settings.heads_dir)
    seconds = time.perf_counter() - started
    rate = round(report.entries / seconds)
    if as_json:
        values = asdict(report) | {"seconds": round(seconds, 3), "entries_per_second": rate}
        click.echo(json.dumps(values, indent=2))
    else:
        for fault in report.faults:
            click.echo(str(fault))
        click.echo(
            f"{report.safes} safes, {report.entries} entries, {report.statements} statements, "
            f"{len(report.faults)} faults ({rate} entries/s)"
        )
    if report.faults:
        raise SystemExit(1)


@cli.command("seal")
@click.pass_obj
def seal(settings: Settings) -> None:
    """Sign the heads of journals now."""
    engine = create_engine_for(settings.database_url)
    try:
        seq = heads.seal(engine, heads.Sealing.of(settings), utc_now())
    except AlreadyStated as error:
        raise click.ClickException(
            f"The other place holds statement {error.code}, which the database does not know. "
            "If a backup was put back, run: inclusion safe restored"
        ) from None
    click.echo(f"statement {seq}: {settings.heads_dir}")


@cli.command("rotate-key")
@click.pass_obj
def rotate_key(settings: Settings) -> None:
    """Draw another key for receipts; those signed before still verify."""
    rotate_signing_key(settings.secret_file)
    with write_session(create_engine_for(settings.database_url)) as session:
        count = upkeep.note_everywhere(session, reason="signing_key", at=utc_now())
    click.echo(f"Another signing key, told to {count} safes. Restart the site and the worker.")


@safe_cli.command("restored")
@click.pass_obj
def restored(settings: Settings) -> None:
    """Tell every safe that a backup was put back, and sign the heads anew."""
    engine, at = create_engine_for(settings.database_url), utc_now()
    with write_session(engine) as session:
        count = upkeep.note_everywhere(session, reason="restored", at=at)
    seq = heads.seal(engine, heads.Sealing.of(settings), at, restored=True)
    click.echo(f"{count} safes told; statement {seq} starts from here.")
