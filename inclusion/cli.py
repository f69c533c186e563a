"""The `inclusion` command: gathers the groups of every domain."""

import json
import os
import sys
from datetime import timedelta
from functools import partial
from typing import Any

import click
import pyotp
from gunicorn.app.base import BaseApplication
from sqlalchemy.engine import Engine

from inclusion import migrate, spool
from inclusion import settings as settings_module
from inclusion.accounts.cli import cli as accounts_cli
from inclusion.accounts.closing import close_due
from inclusion.app import create_app
from inclusion.appointments.cli import cli as openings_cli
from inclusion.appointments.service.holding import drop_expired as drop_expired_holds
from inclusion.appointments.service.laying import lay_out_all
from inclusion.appointments.service.telling import remind_due
from inclusion.bench.cli import cli as bench_cli
from inclusion.clock import utc_now
from inclusion.contributed import CONTRIBUTIONS
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.demo import load as demo_load
from inclusion.demo import pagelist
from inclusion.demo.accounts import accounts as demo_accounts
from inclusion.errors import DomainError
from inclusion.keeping.service import warn_due
from inclusion.leaving.cli import cli as safe_cli
from inclusion.lending.service import loans
from inclusion.messages import sealing
from inclusion.messages import service as messages
from inclusion.messages.cli import cli as messages_cli
from inclusion.messages.sending import deliver_due
from inclusion.places.cli import cli as places_cli
from inclusion.proofs.cli import cli as proofs_cli
from inclusion.proofs.service import heads
from inclusion.provider.cli import cli as provider_cli
from inclusion.provider.service.deliveries import send_due
from inclusion.provider.service.keys import rotate_due
from inclusion.provider.service.logouts import drop_expired
from inclusion.rescue.service.stopping import tell_dead
from inclusion.safe.service.upkeep import empty_bins, sweep_orphans
from inclusion.safe.service.uploads import drop_expired as drop_expired_uploads
from inclusion.safe.service.visits import drop_closed
from inclusion.secret_file import SettingsError
from inclusion.settings import Settings
from inclusion.storage import StoreRefused, open_store
from inclusion.waiting.service.running import run as hand_on_hours
from inclusion.waiting.service.running import search as look_for_hours
from inclusion.web import logs
from inclusion.web.service import drop_ended_visits
from inclusion.worker import Job, run_forever


@click.group()
@click.pass_context
def cli(context: click.Context) -> None:
    """Trait d'union: appointments for help in person, a digital safe, a single account."""
    try:
        context.obj = settings_module.load()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    sealing.use(context.obj.secrets)


@cli.command()
@click.pass_obj
def serve(settings: Settings) -> None:
    """Serve the site with a production WSGI server."""
    logs.set_up()
    open_store(settings.storage_url, settings.s3)
    Server(settings).run()


@cli.command()
@click.option("--with-parent", is_flag=True, help="Stop when the process that started it ends.")
@click.pass_obj
def worker(settings: Settings, *, with_parent: bool) -> None:
    """Run the jobs that are due, until stopped."""
    logs.set_up()
    parent = os.getppid()
    engine, store = (
        create_engine_for(settings.database_url),
        open_store(settings.storage_url, settings.s3),
    )
    rotates = partial(rotate_due, secrets=settings.secrets)
    run_forever(
        [
            Job("openings", timedelta(hours=6), partial(_write, engine, lay_out_all)),
            Job("reminders", timedelta(minutes=10), partial(_write, engine, remind_due)),
            Job("holds", timedelta(minutes=1), partial(_write, engine, drop_expired_holds)),
            Job("waiting", timedelta(minutes=1), partial(hand_on_hours, engine)),
            Job("free hours", timedelta(hours=1), partial(look_for_hours, engine)),
            Job("visits", timedelta(hours=1), partial(_write, engine, drop_ended_visits)),
            Job("closings", timedelta(days=1), partial(_write, engine, _close_due)),
            Job("safes", timedelta(minutes=10), partial(_write, engine, drop_closed)),
            Job(
                "bins",
                timedelta(hours=6),
                partial(_write, engine, partial(empty_bins, store=store)),
            ),
            Job("dates", timedelta(hours=6), partial(_write, engine, warn_due)),
            Job("trust", timedelta(minutes=10), partial(_write, engine, tell_dead)),
            Job("loans", timedelta(hours=1), partial(_write, engine, loans.tidy)),
            Job(
                "uploads",
                timedelta(hours=1),
                partial(_write, engine, partial(drop_expired_uploads, store=store)),
            ),
            Job("logouts", timedelta(seconds=5), partial(send_due, engine, settings)),
            Job("keys", timedelta(hours=6), partial(_write, engine, rotates)),
            Job("tokens", timedelta(hours=1), partial(_write, engine, drop_expired)),
            Job(
                "heads",
                timedelta(hours=1),
                partial(heads.seal_daily, engine, heads.Sealing.of(settings)),
            ),
            Job("orphans", timedelta(hours=1), partial(sweep_orphans, engine, store)),
            Job(
                "messages",
                timedelta(seconds=5),
                lambda _at: deliver_due(engine, settings, utc_now),
            ),
            Job("old messages", timedelta(hours=6), partial(_write, engine, messages.tidy)),
        ],
        utc_now,
        goes_on=lambda: not with_parent or os.getppid() == parent,
    )


_close_due = partial(close_due, ends=CONTRIBUTIONS.ends)


def _write(engine: Engine, job: Any, at: Any) -> None:
    with write_session(engine) as session:
        job(session, at=at)


@cli.group()
def db() -> None:
    """Work on the database."""


@db.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the tables up to date."""
    migrate.upgrade(create_engine_for(settings.database_url))


@cli.group()
def demo() -> None:
    """Work on the demonstration."""


@demo.command("load")
@click.pass_obj
def load_demo(settings: Settings) -> None:
    """Fill an empty database with an invented town; does nothing when it is there."""
    if settings.environment == "production":
        raise click.ClickException("The demonstration is not for production.")
    engine, store = (
        create_engine_for(settings.database_url),
        open_store(settings.storage_url, settings.s3),
    )
    try:
        loaded = demo_load.load(engine, settings=settings, store=store, clock=utc_now)
    except DomainError as error:
        raise click.ClickException(
            "This database already holds accounts: the demonstration wants an empty one."
        ) from error
    click.echo("Demonstration loaded." if loaded else "The demonstration is already there.")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_demo_accounts(settings: Settings, *, as_json: bool) -> None:
    """Print who may sign in to the demonstration, with the passphrases."""
    _require_demo(settings)
    lines = demo_accounts()
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line['role']:14} {line['identifier']}  {line['password']:38} {line['name']}")
    click.echo("Agents also give a code of six digits: inclusion demo code NUMBER")


@demo.command("code")
@click.argument("identifier")
@click.pass_obj
def print_demo_code(settings: Settings, identifier: str) -> None:
    """Print the code of the moment of an agent of the demonstration, as a telephone would."""
    _require_demo(settings)
    secrets = {line["identifier"]: line["totp_secret"] for line in demo_accounts()}
    secret = secrets.get(identifier)
    if secret is None:
        raise click.ClickException("No agent of the demonstration has this number.")
    click.echo(pyotp.TOTP(secret).at(utc_now()))


@cli.command("pages")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_pages(settings: Settings, *, as_json: bool) -> None:
    """Print every GET page of the demonstration, with real ids."""
    _require_demo(settings)
    app = create_app(settings)
    with read_session(create_engine_for(settings.database_url)) as session:
        pages = pagelist.described(app, session)
    if as_json:
        click.echo(json.dumps(pages, ensure_ascii=False, indent=2))
        return
    for page in pages:
        click.echo(f"{page['kind']:9} {page['role']:14} {page['url']}")


def _require_demo(settings: Settings) -> None:
    with read_session(create_engine_for(settings.database_url)) as session:
        if not demo_load.is_loaded(session):
            raise click.ClickException("This is not a demonstration database.")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, set from our settings."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; the application is made in each worker."""
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Say how many processes and threads, and keep addresses out of the logs."""
        options = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.web_workers,
            "worker_class": "gthread",
            "threads": self.settings.web_threads,
            "worker_tmp_dir": spool.home(),
            "timeout": 60,
            "graceful_timeout": 5,
            "keepalive": 5,
            "backlog": 2048,
            "accesslog": None,
            "loglevel": "warning",
            "proc_name": "inclusion",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return create_app(self.settings)


GROUPS = (
    accounts_cli,
    messages_cli,
    openings_cli,
    places_cli,
    safe_cli,
    bench_cli,
    provider_cli,
    proofs_cli,
)
for group in GROUPS:
    cli.add_command(group)


def main() -> None:
    """Run the command line."""
    try:
        cli(prog_name="inclusion")
    except KeyboardInterrupt:
        sys.exit(130)
    except StoreRefused as refused:
        sys.exit(f"Error: {refused.sentence}")


if __name__ == "__main__":
    main()
