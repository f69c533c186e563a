"""The same code, or the same refresh token, presented by many at once: one wins, then nobody."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from inclusion.accounts import service as accounts
from inclusion.actors import SYSTEM
from inclusion.db import read_session, write_session
from inclusion.provider.models import ProviderConsent, ProviderToken
from inclusion.provider.rules.steps import Standing
from inclusion.provider.service import authorization, clients
from inclusion.provider.service.server import Server
from tests.support.clock import START

MANY = 6
BACK = "https://exemple.fr/retour"
VERIFIER = "v" * 43


class Ground:
    """A person, a service, and requests each in a transaction of its own."""

    def __init__(self, engine, settings) -> None:
        self.engine, self.settings = engine, settings
        with write_session(engine) as session:
            account = accounts.register(
                session,
                name="Fatou Martin",
                passphrase="cerise velours tambour lundi",
                cost=settings.argon2,
                at=START,
            )
            client, self.secret = clients.register(
                session,
                name="Service",
                redirect_uris=[BACK],
                with_loopback=False,
                actor=SYSTEM,
                at=START,
            )
        self.client_id = client.public_id
        self.standing = Standing(account.id, START, ("pwd",), "visite")

    def accept(self) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
        pairs = [
            ("client_id", self.client_id),
            ("redirect_uri", BACK),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("code_challenge", challenge.rstrip(b"=").decode()),
            ("code_challenge_method", "S256"),
        ]
        with write_session(self.engine) as session:
            server = Server(session, settings=self.settings, at=START)
            asked = authorization.read(server, pairs, asked_at=START)
            done = authorization.accept(server, asked, self.standing, actor=SYSTEM)
            return done.answer.location.partition("code=")[2].partition("&")[0]

    def token(self, **values) -> dict:
        said = {"client_id": self.client_id, "client_secret": self.secret, **values}
        with write_session(self.engine) as session:
            server = Server(session, settings=self.settings, at=START)
            request = server.request("/oidc/token", list(said.items()), method="POST")
            return server.answer("token", request).body

    def exchange(self, code: str) -> dict:
        return self.token(
            grant_type="authorization_code", code=code, redirect_uri=BACK, code_verifier=VERIFIER
        )

    def live(self) -> int:
        with read_session(self.engine) as session:
            query = sa.select(sa.func.count()).where(ProviderToken.revoked_at.is_(None))
            return session.scalar(query)


@pytest.fixture
def ground(engine, settings) -> Ground:
    return Ground(engine, settings)


def at_once(act, *values):
    barrier = Barrier(MANY)

    def together(_number):
        barrier.wait()
        return act(*values)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(together, range(MANY)))


def test_a_code_gives_tokens_once_then_nothing_is_left(ground):
    answers = at_once(ground.exchange, ground.accept())

    assert sum("access_token" in answer for answer in answers) == 1
    assert {answer.get("error") for answer in answers} == {None, "invalid_grant"}
    assert ground.live() == 0


def test_a_refresh_token_serves_once_then_nothing_is_left(ground):
    first = ground.exchange(ground.accept())["refresh_token"]

    answers = at_once(lambda: ground.token(grant_type="refresh_token", refresh_token=first))

    assert sum("access_token" in answer for answer in answers) == 1
    assert ground.live() == 0


def test_two_presses_of_accept_make_one_consent(ground):
    codes = at_once(ground.accept)

    assert len(set(codes)) == MANY
    with read_session(ground.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ProviderConsent)) == 1
