"""`inclusion accounts`: structures and agents, from the command line."""

import secrets

import click

from inclusion.accounts import factors, queries, service
from inclusion.accounts.rules import AGENTS, Role
from inclusion.actors import SYSTEM
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, write_session
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.settings import Settings
from inclusion.tokens import only_digits


@click.group("accounts")
def cli() -> None:
    """Work on accounts."""


@cli.command("add-structure")
@click.option("--name", required=True)
@click.option("--department", type=click.Choice([d.value for d in Department]), required=True)
@click.pass_obj
def add_structure(settings: Settings, *, name: str, department: str) -> None:
    """Add a structure and print its number."""
    with write_session(create_engine_for(settings.database_url)) as session:
        structure = organisations.add(session, name=name, department=Department(department))
    click.echo(structure.id)


@cli.command("add-agent")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(sorted(role.value for role in AGENTS)), required=True)
@click.option("--structure", "structure_id", type=int, required=True)
@click.pass_obj
def add_agent(settings: Settings, *, name: str, role: str, structure_id: int) -> None:
    """Open an agent's account; print its number and a first passphrase, once."""
    passphrase = secrets.token_urlsafe(18)
    with write_session(create_engine_for(settings.database_url)) as session:
        account = service.add_agent(
            session,
            name=name,
            role=Role(role),
            structure_id=structure_id,
            passphrase=passphrase,
            cost=settings.argon2,
            actor=SYSTEM,
            at=utc_now(),
        )
    click.echo(f"{account.identifier} {passphrase}")


@cli.command("reset-second-factor")
@click.option("--identifier", required=True, help="The nine digits of the agent's account.")
@click.pass_obj
def reset_second_factor(settings: Settings, *, identifier: str) -> None:
    """Forget the second factor of an agent, who sets another up at the next sign-in."""
    with write_session(create_engine_for(settings.database_url)) as session:
        account = queries.find_by_identifier(session, only_digits(identifier))
        if account is None or account.role not in AGENTS:
            raise click.ClickException("No agent has this number.")
        factors.reset(session, account_id=account.id, actor=SYSTEM, at=utc_now())
    click.echo(f"{account.identifier}: a second factor will be set up at the next sign-in.")
