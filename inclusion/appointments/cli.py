"""`inclusion openings`: openings and absences as spreadsheets, out and in."""

from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import SYSTEM
from inclusion.appointments.queries import sheets as read
from inclusion.appointments.queries.mediators import all_mediators
from inclusion.appointments.service import sheets as service
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.settings import Settings

_ABSENCES = click.option("--absences", is_flag=True, help="Absences, not openings.")


@click.group("openings")
def cli() -> None:
    """Work on openings and absences of all mediators."""


@cli.command("export")
@_ABSENCES
@click.pass_obj
def export(settings: Settings, *, absences: bool) -> None:
    """Write what is not over, as docs/openings-csv.md says."""
    write = read.absences_sheet if absences else read.openings_sheet
    with read_session(_engine(settings)) as session:
        text = write(session, mediators=_everybody(session), at=utc_now())
    click.echo(text, nl=False)


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_ABSENCES
@click.pass_obj
def import_(settings: Settings, *, file: Path, absences: bool) -> None:
    """Bring a file in, all of it or, when a line is wrong, nothing."""
    bring = service.bring_absences if absences else service.bring_openings
    text = file.read_text(encoding="utf-8-sig")
    try:
        with write_session(_engine(settings)) as session:
            done = bring(session, text, mediators=_everybody(session), actor=SYSTEM, at=utc_now())
    except service.BadLines as bad:
        lines = "\n".join(f"{one.number}: {one.code}" for one in bad.faults)
        raise click.ClickException(f"nothing was added\n{lines}") from None
    click.echo(f"{done.added} added, {done.known} known")


def _engine(settings: Settings) -> sa.Engine:
    return create_engine_for(settings.database_url)


def _everybody(session: Session) -> list[int]:
    return all_mediators(session)
