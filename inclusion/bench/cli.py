"""`inclusion bench`: gathers what can be measured."""

import click

from inclusion.bench.accounts import accounts
from inclusion.bench.book import book
from inclusion.bench.safe import safe
from inclusion.bench.slots import slots_command


@click.group("bench")
def cli() -> None:
    """Measure."""


cli.add_command(accounts)
cli.add_command(book)
cli.add_command(safe)
cli.add_command(slots_command)
