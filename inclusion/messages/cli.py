"""`inclusion messages`: send what is due, once."""

import click

from inclusion.clock import utc_now
from inclusion.db import create_engine_for
from inclusion.messages.sending import deliver_due
from inclusion.settings import Settings


@click.group("messages")
def cli() -> None:
    """Work on the outbox."""


@cli.command()
@click.pass_obj
def send(settings: Settings) -> None:
    """Send the messages that are due, in one pass, as the worker does every five seconds."""
    tried = deliver_due(create_engine_for(settings.database_url), settings, utc_now)
    click.echo(f"{tried} tried.")
