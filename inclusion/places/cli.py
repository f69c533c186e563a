"""`inclusion places`: import the national file, export ours."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from inclusion.actors import SYSTEM
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.places import labels
from inclusion.places.service import exporting, importing
from inclusion.places.service.reading import BrokenFile
from inclusion.settings import Settings


@click.group("places")
def cli() -> None:
    """Work on the directory of places."""


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="JSON, or .csv")
@click.pass_obj
def import_(settings: Settings, *, file: Path, report: Path | None) -> None:
    """Bring in a file of the national schema, all of it or, when it is broken, nothing."""
    try:
        with file.open("rb") as stream, write_session(_engine(settings)) as session:
            done = importing.import_places(session, stream, actor=SYSTEM, at=utc_now())
    except BrokenFile as broken:
        raise click.ClickException(_broken(broken)) from None
    for line in _summary(done):
        click.echo(line)
    if report is not None:
        _write_report(done, report)


@cli.command("export")
@click.option("--incomplete", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(settings: Settings, *, incomplete: Path | None) -> None:
    """Write the places that the national schema takes; --incomplete gets the others, with why."""
    with read_session(_engine(settings)) as session:
        done = exporting.export(session)
    text = io.StringIO()
    exporting.write_accepted(done.accepted, text)
    click.echo(text.getvalue(), nl=False)
    if incomplete is not None:
        with incomplete.open("w", encoding="utf-8", newline="") as stream:
            exporting.write_refused(done.refused, stream, reasons=labels.REASONS)
    told = f"{len(done.accepted)} lieux exportés, {len(done.refused)} incomplets."
    click.echo(told, err=True)


def _engine(settings: Settings) -> Any:
    return create_engine_for(settings.database_url)


def _broken(broken: BrokenFile) -> str:
    where = f" Ligne {broken.line}." if broken.line else ""
    detail = f" {broken.detail}." if broken.detail else ""
    return f"{labels.BROKEN[broken.code]}{where}{detail} Rien n’a changé."


def _summary(done: importing.ImportReport) -> list[str]:
    return [
        f"{done.rows} lignes lues.",
        f"{done.added} ajoutées, {done.updated} mises à jour, {done.unchanged} inchangées.",
        f"{done.refused} refusées, {done.complete} complètes, {done.incomplete} incomplètes.",
        f"{done.kept} corrections d’agents gardées.",
        *(
            f"  {column or 'ligne'} : {labels.REASONS[reason]} ({count})"
            for column, reason, count in done.by_reason()
        ),
    ]


def _write_report(done: importing.ImportReport, path: Path) -> None:
    faults = [{**asdict(fault), "words": labels.REASONS[fault.reason]} for fault in done.faults]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(
                stream, ("line", "column", "value", "reason", "words"), lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(faults)
        return
    counts = {key: value for key, value in asdict(done).items() if key != "faults"}
    text = json.dumps({**counts, "faults": faults}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
