"""`inclusion provider`: services and keys, from the command line."""

import json
from typing import Any

import click

from inclusion.actors import SYSTEM
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.errors import Invalid
from inclusion.provider import queries
from inclusion.provider.rules import ALGORITHMS, SAFE_DEPOSIT, SCOPES
from inclusion.provider.rules.acr import Acr
from inclusion.provider.service import clients, keys
from inclusion.settings import Settings


@click.group("provider")
def cli() -> None:
    """Work on the identity provider."""


@cli.command("register-client")
@click.option("--name", required=True, help="The name that people read.")
@click.option("--redirect-uri", "redirect_uris", multiple=True, required=True)
@click.option("--post-logout-uri", "post_logout_uris", multiple=True)
@click.option("--backchannel-uri", help="Where notices of logout go.")
@click.option("--scope", default="openid profile", help=f"Among: {' '.join(SCOPES)}.")
@click.option(
    "--min-acr", type=click.Choice([acr.value for acr in Acr]), help="The least way of signing in."
)
@click.option("--deposits", is_flag=True, help="It may ask to put papers in safes.")
@click.option("--sector", help="The host under which people are named.")
@click.option("--algorithm", type=click.Choice(ALGORITHMS), default="RS256")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def register_client(settings: Settings, /, *, as_json: bool, deposits: bool, **said: Any) -> None:
    """Register a service; print its client_id and its secret, once."""
    if deposits:
        said["scope"] += f" {SAFE_DEPOSIT}"
    try:
        with write_session(create_engine_for(settings.database_url)) as session:
            client, secret = clients.register(
                session,
                actor=SYSTEM,
                at=utc_now(),
                with_loopback=settings.environment == "development",
                **said,
            )
    except Invalid as error:
        raise click.ClickException(f"{error.code}: this value cannot be used.") from error
    if as_json:
        click.echo(json.dumps({"client_id": client.public_id, "client_secret": secret}))
    else:
        click.echo(f"{client.public_id} {secret}")


@cli.command("rotate-keys")
@click.option("--now", "at_once", is_flag=True, help="Sign at once: a key was stolen.")
@click.pass_obj
def rotate_keys(settings: Settings, /, *, at_once: bool) -> None:
    """Show new keys, that sign in two minutes; the former ones stay shown for thirty days."""
    with write_session(create_engine_for(settings.database_url)) as session:
        kids = keys.rotate(session, secrets=settings.secrets, at=utc_now(), at_once=at_once)
    for kid in kids:
        click.echo(kid)


@cli.command("clients")
@click.pass_obj
def list_clients(settings: Settings) -> None:
    """List the services."""
    with read_session(create_engine_for(settings.database_url)) as session:
        for client in queries.clients(session):
            click.echo(f"{client.public_id}  {client.name}  {' '.join(client.redirect_uris)}")
