"""Notices of logout: sent once, again until taken, never into a network of ours."""

import http.server
import socket
import threading
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from inclusion.actors import SYSTEM
from inclusion.db import read_session, write_session
from inclusion.provider.models import ProviderClient, ProviderLogout
from inclusion.provider.rules import LOGOUT_TRIES
from inclusion.provider.service import calls, clients, deliveries, keys
from inclusion.secret_file import SettingsError
from inclusion.settings import Settings
from tests.support.clock import START


class Listener(http.server.BaseHTTPRequestHandler):
    """Takes notices and answers as told."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.bodies.append(self.rfile.read(length).decode())
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def listener():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.bodies, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/avis?a=b"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_settings(settings):
    return replace(settings, allow_private_backchannel=True)


def queue(engine, url: str, sid: str | None = "visite") -> int:
    with write_session(engine) as session:
        client, _secret = clients.register(
            session,
            name="Service",
            redirect_uris=["https://exemple.fr/retour"],
            backchannel_uri=url,
            with_loopback=True,
            actor=SYSTEM,
            at=START,
        )
        notice = ProviderLogout(
            client_id=client.id, subject="sujet", sid=sid, created_at=START, due_at=START
        )
        session.add(notice)
        session.flush()
        return notice.id


def state(engine, notice_id) -> ProviderLogout:
    with read_session(engine) as session:
        return session.get_one(ProviderLogout, notice_id)


def test_a_notice_is_signed_and_sent_once(engine, open_settings, listener):
    notice_id = queue(engine, listener.url)

    assert deliveries.send_due(engine, open_settings, START) == 1
    assert deliveries.send_due(engine, open_settings, START + timedelta(days=1)) == 0

    (body,) = listener.bodies
    with write_session(engine) as session:
        shown = keys.public_set(session, secrets=open_settings.secrets, at=START)
        audience = session.query(ProviderClient).one().public_id
    token = jwt.decode(parse_qs(body)["logout_token"][0], KeySet.import_key_set(shown), ["RS256"])
    assert token.header["typ"] == "logout+jwt"
    assert token.claims["iss"] == "http://localhost:8000"
    assert token.claims["aud"] == audience
    assert (token.claims["sub"], token.claims["sid"]) == ("sujet", "visite")
    assert token.claims["exp"] - token.claims["iat"] <= 120
    assert token.claims["events"] == {deliveries.EVENT: {}}
    assert token.claims["jti"]
    assert "nonce" not in token.claims
    assert state(engine, notice_id).delivered_at == START


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", [500, 302, 404])
def test_a_notice_is_sent_again_until_it_is_taken(engine, open_settings, listener, status):
    notice_id = queue(engine, listener.url, sid=None)
    listener.status = status
    assert deliveries.send_due(engine, open_settings, START) == 0
    assert state(engine, notice_id).due_at == START + LOGOUT_TRIES[0]
    assert state(engine, notice_id).trouble == f"status_{status}"
    assert deliveries.send_due(engine, open_settings, START) == 0
    assert len(listener.bodies) == 1

    listener.status = 200
    assert deliveries.send_due(engine, open_settings, START + LOGOUT_TRIES[0]) == 1
    assert state(engine, notice_id).trouble is None
    assert len(listener.bodies) == 2


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_notice_is_given_up_at_last(engine, open_settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    notice_id = queue(engine, url)
    at, tries = START, 0
    while (due := state(engine, notice_id).due_at) is not None:
        at = due
        deliveries.send_due(engine, open_settings, at)
        tries += 1

    assert tries == len(LOGOUT_TRIES) + 1
    assert at - START > timedelta(hours=12)
    assert state(engine, notice_id).trouble == "unreachable_ConnectionRefusedError"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_service_that_refuses_a_notice_is_left_alone(engine, open_settings, listener):
    notice_id = queue(engine, listener.url)
    listener.status = 400
    deliveries.send_due(engine, open_settings, START)

    assert state(engine, notice_id).due_at is None
    assert state(engine, notice_id).delivered_at is None


def test_two_workers_do_not_send_the_same_notice(engine, open_settings, listener):
    queue(engine, listener.url)
    threads = [
        threading.Thread(target=deliveries.send_due, args=(engine, open_settings, START))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(listener.bodies) == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_outside_of_tests_no_private_address_is_called(engine, settings, listener):
    plain = queue(engine, listener.url)
    secure = queue(engine, listener.url.replace("http:", "https:"))
    deliveries.send_due(engine, settings, START)

    assert state(engine, plain).trouble == "refused_scheme"
    assert state(engine, secure).trouble == "refused_private"
    assert state(engine, secure).due_at is None
    assert listener.bodies == []


def names(monkeypatch, *addresses):
    """Let every name have these addresses; return the addresses that are connected to."""
    reached = []

    def getaddrinfo(host, port, **_):
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    def create_connection(address, *_):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    return reached


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
        ["93.184.215.14", "::1"],
        ["169.254.169.254"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
    ],
)
def test_one_private_address_is_enough_to_refuse(monkeypatch, addresses):
    reached = names(monkeypatch, *addresses)

    with pytest.raises(calls.Refused):
        calls.post_form("https://exemple.fr/", {}, allow_private=False)
    assert reached == []


def test_the_call_goes_to_the_address_that_was_judged(monkeypatch):
    reached = names(monkeypatch, "93.184.215.14")

    with pytest.raises(calls.Unreachable):
        calls.post_form("https://exemple.fr:8443/avis", {}, allow_private=False)
    assert reached == [("93.184.215.14", 8443)]


def test_a_name_without_address_is_unreachable(monkeypatch):
    names(monkeypatch)

    with pytest.raises(calls.Unreachable):
        calls.post_form("https://exemple.fr/", {}, allow_private=False)


@pytest.mark.parametrize(("value", "environment"), [("1", "production"), ("oui", "development")])
def test_the_guard_is_off_in_tests_only(tmp_path, value, environment):
    environ = {
        "INCLUSION_ENVIRONMENT": environment,
        "INCLUSION_PUBLIC_URL": "https://exemple.fr",
        "INCLUSION_VAR_DIR": str(tmp_path),
        "INCLUSION_ALLOW_PRIVATE_BACKCHANNEL": value,
    }
    Settings.from_environ({"INCLUSION_VAR_DIR": str(tmp_path)})
    secrets = tmp_path / "secrets.json"
    secrets.write_text(secrets.read_text().replace("true", "false"))

    with pytest.raises(SettingsError, match="BACKCHANNEL"):
        Settings.from_environ(environ)
