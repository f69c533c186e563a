"""A registered service that deposits in safes, and what it sends."""

import base64
import hashlib
import io
import itertools
import json

from inclusion.accounts import queries as accounts
from inclusion.actors import SYSTEM, Actor
from inclusion.db import read_session, write_session
from inclusion.provider import queries as provider
from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.provider.service import clients, consents
from inclusion.receiving import queries
from inclusion.receiving.service import depositors
from inclusion.safe import journal
from inclusion.safe import queries as safes
from tests.support.clock import START
from tests.support.papers import pdf

PATH = "/api/coffre/depots"
OWNER, OTHER, WITHOUT = "100000006", "100000011", "100000022"
_numbers = itertools.count(1)


def key() -> str:
    """Return a key that no other deposit has."""
    return f"depot-{next(_numbers):020}"


class Depositor:
    """A service registered for deposits, known to some people of the demonstration."""

    def __init__(self, app, name="Caisse d’allocations (exemple)", scope=SAFE_DEPOSIT) -> None:
        self.app, self.name = app, name
        self.engine = app.extensions["inclusion"].engine
        with write_session(self.engine) as session:
            row, self.secret = clients.register(
                session,
                name=name,
                redirect_uris=["https://caisse.exemple.fr/retour"],
                sector=None,
                scope=f"openid profile {scope}",
                actor=SYSTEM,
                at=START,
                with_loopback=False,
            )
            self.id = row.public_id

    def known_to(self, identifier: str, *, allows: bool = True) -> str:
        """Let a person sign in to it, and allow it; return the name that it knows them by."""
        settings = self.app.extensions["inclusion"].settings
        with write_session(self.engine) as session:
            account = accounts.find_by_identifier(session, identifier)
            consent = consents.give(
                session,
                account=account,
                client=provider.find_client(session, self.id),
                scope="openid",
                secrets=settings.secrets,
                actor=Actor(account.id, account.role.value, None),
                at=START,
            )
            if allows:
                depositors.hear(
                    session,
                    account_id=account.id,
                    client=self.id,
                    scope=SAFE_DEPOSIT,
                    is_given=True,
                    at=START,
                )
            return consent.subject

    def ask_token(self, **values):
        pair = base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()
        said = {"grant_type": "client_credentials", **values}
        return self.app.test_client().post(
            "/oidc/token", data=said, headers={"Authorization": f"Basic {pair}"}
        )

    def token(self) -> str:
        return self.ask_token(scope=SAFE_DEPOSIT).json["access_token"]

    def send(self, to, content=None, *, token=None, idempotency=None, **said):
        """Deposit a paper; `said` replaces what the metadata say, None leaves it out."""
        metadata = {"sub": to, "name": "Attestation de droits", "category": "money", **said}
        metadata = {name: value for name, value in metadata.items() if value is not None}
        headers = {"Authorization": f"Bearer {token or self.token()}"}
        headers["Idempotency-Key"] = idempotency or key()
        content = pdf() if content is None else content
        return self.app.test_client().post(
            PATH,
            data={
                "metadata": json.dumps(metadata),
                "file": (io.BytesIO(content), "attestation.pdf"),
            },
            headers=headers,
            content_type="multipart/form-data",
        )


def sha256(content: bytes) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(content).hexdigest()


def waiting(app, identifier=OWNER) -> int:
    """Return how many papers wait in somebody's safe."""
    with read_session(app.extensions["inclusion"].engine) as session:
        return queries.waiting(session, accounts.find_by_identifier(session, identifier).id)


def entries(app, identifier=OWNER) -> list:
    """Return the journal of somebody's safe, the newest first, once its chain was followed."""
    with read_session(app.extensions["inclusion"].engine) as session:
        account = accounts.find_by_identifier(session, identifier)
        safe = safes.find_safe(session, account.id)
        assert journal.verdict(session, safe).broken is None
        return safes.entries(session, safe.id)
