"""`inclusion bench accounts`: what a stranger could learn from time, measured, never tested."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask.testing import FlaskClient

from inclusion import migrate
from inclusion.accounts import service
from inclusion.app import create_app
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, write_session
from inclusion.settings import Settings
from inclusion.tokens import account_identifier

PHRASE = "cerise velours tambour lundi"
PATHS = {
    "/connexion": {"password": "x"},
    "/connexion/feuille": {"code": "48273915"},
    "/connexion/code": {"channel": "email"},
}


@click.command("accounts")
@click.option("--rounds", default=60, show_default=True, help="Tries of each kind.")
@click.pass_obj
def accounts(settings: Settings, *, rounds: int) -> None:
    """Compare how long known and unknown numbers are refused, on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        client, known = _prepared(settings, Path(folder), rounds)
        for path, values in PATHS.items():
            token = _token(client, path)
            addresses = _addresses()
            times: dict[str, list[float]] = {"known": [], "unknown": []}
            for identifier in known:
                for kind, typed in (("known", identifier), ("unknown", account_identifier())):
                    data = {"csrf_token": token, "identifier": typed, **values}
                    times[kind].append(_timed(_post(client, path, data, next(addresses))))
            one, other = (statistics.median(times[kind]) * 1000 for kind in ("known", "unknown"))
            click.echo(
                f"{path:20} known {one:7.2f} ms  unknown {other:7.2f} ms  ratio {one / other:.3f}"
            )


def _prepared(settings: Settings, folder: Path, rounds: int) -> tuple[FlaskClient, list[str]]:
    """Return a client and the numbers of accounts, one a round, so that nothing is delayed."""
    own = Settings(
        environment="development",
        public_url="http://127.0.0.1:8000",
        database_url=f"sqlite:///{folder / 'bench.db'}",
        storage_url=f"file:{folder / 'storage'}",
        secret_file=folder / "secrets.json",
        var_dir=folder,
        secrets=settings.secrets,
        argon2=settings.argon2,
    )
    engine = create_engine_for(own.database_url)
    migrate.upgrade(engine)
    known = []
    with write_session(engine) as session:
        for number in range(rounds):
            account = service.register(
                session,
                name=f"Personne {number}",
                passphrase=PHRASE,
                cost=own.argon2,
                at=utc_now(),
            )
            known.append(account.identifier)
    return create_app(own).test_client(), known


def _token(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _post(
    client: FlaskClient, path: str, data: dict[str, str], address: str
) -> Callable[[], object]:
    return lambda: client.post(path, data=data, environ_base={"REMOTE_ADDR": address})


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _addresses() -> Iterator[str]:
    """Yield an address of another network each time, as many guessers have."""
    for number in range(60_000):
        yield f"10.{number // 250}.{number % 250}.1"
