"""`inclusion safe open-bundle`: open the bundle that a person left with."""

from pathlib import Path

import click

from inclusion.leaving.service.unpacking import CannotOpenBundle, open_bundle
from inclusion.safe import envelope
from inclusion.safe.cli import cli
from inclusion.safe.rules import card

__all__ = ["cli"]

CODE_WANTED = "This is not the code of a rescue card: 8 groups of 4 signs."


@cli.command("open-bundle")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--card", "code", help="The code of the rescue card; asked for when absent.")
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds an age key, instead of the card.",
)
@click.option("--into", required=True, type=click.Path(path_type=Path), help="A new folder.")
def open_bundle_command(bundle: Path, code: str | None, identity: Path | None, into: Path) -> None:
    """Open BUNDLE into a new folder; exit 1 when something is missing or damaged."""
    try:
        done = open_bundle(bundle, key=_key(code, identity), into=into)
    except CannotOpenBundle:
        raise click.ClickException(
            "This key does not open this file, or it is not a bundle of this service."
        ) from None
    except FileExistsError:
        raise click.ClickException(f"{into} is there already: name a new folder.") from None
    for path in done.damaged:
        click.echo(f"missing or damaged: {path}")
    click.echo(f"{done.papers} papers, {done.files} files, {len(done.damaged)} faults")
    if done.damaged:
        raise SystemExit(1)


def _key(code: str | None, identity: Path | None) -> str:
    if identity is not None:
        lines = identity.read_text().splitlines()
        return next((line.strip() for line in lines if line and not line.startswith("#")), "")
    secret = card.read(code or click.prompt("Code", hide_input=True))
    if secret is None:
        raise click.ClickException(CODE_WANTED)
    return envelope.card_identity(secret)
