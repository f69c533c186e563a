"""Stolen database, store, backup and secrets, while a safe is open: nothing can be read."""

import base64
import io
import json
import shutil
import sqlite3

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.safe import envelope
from inclusion.safe.models import SafeUnlock
from inclusion.web.models import WebSession
from tests.support.papers import photo
from tests.support.thief import everything, opened_by_a_thief

NAME = "Ordonnance-de-la-rose-bleue"
RUN = 16
WITHOUT_A_SAFE = "100000022"


@pytest.fixture
def content():
    return photo(size=(20, 20))


@pytest.fixture
def open_safe(app, client, content):
    """Give a client whose safe is open and holds a paper of its own."""
    client.sign_in("citizen")
    client.unlock()
    client.visit("/coffre/deposer")
    client.follow(
        client.submit(
            file=(io.BytesIO(content), "photo.jpg"), name=NAME, category="identity", status=303
        )
    )
    client.visit("/coffre")
    assert NAME in client.page.main
    return client


def steal(app, folder):
    """Copy what a thief would: the live database, the store, a backup, the secrets."""
    parts = app.extensions["inclusion"]
    source = sqlite3.connect(parts.engine.url.database)
    backup = sqlite3.connect(folder / "backup.db")
    source.backup(backup)
    backup.close()
    source.close()
    shutil.copytree(parts.settings.var_dir, folder / "var")
    keys = parts.settings.secrets
    (folder / "secrets.json").write_text(
        json.dumps(
            {
                name: base64.urlsafe_b64encode(getattr(keys, name)).decode()
                for name in ("session_key", "pepper", "lookup_key", "signing_key")
            }
        )
    )
    return folder


def test_a_thief_opens_nothing_and_reads_nothing(app, open_safe, content, tmp_path):
    loot = steal(app, tmp_path_of(tmp_path))

    assert list(opened_by_a_thief(loot)) == []
    stolen = b"\0".join(everything(loot).values())
    for name in (NAME.encode(), NAME.encode("utf-16-le"), base64.b64encode(NAME.encode())[:-4]):
        assert name not in stolen
    runs = (content[at : at + RUN] for at in range(len(content) - RUN + 1))
    assert not any(run in stolen for run in runs if len(set(run)) > 4)


def test_the_same_thief_finds_a_key_that_the_server_would_keep(app, client, monkeypatch, tmp_path):
    """Planted: the safe's identity is sealed to a key of the secret file, as an escrow would."""
    pepper = app.extensions["inclusion"].settings.secrets.pepper
    kept = crypto.recipient_of(crypto.identity_from(pepper))
    honest = envelope.wrap
    escrow = iter([kept])
    monkeypatch.setattr(
        envelope,
        "wrap",
        lambda identity, *, recipient: honest(identity, recipient=next(escrow, recipient)),
    )
    account = client.sign_in(WITHOUT_A_SAFE)
    client.visit("/coffre/creer")
    client.submit(understood="y", passphrase=account["password"], status=200)

    assert any(opened_by_a_thief(steal(app, tmp_path_of(tmp_path))))


def test_the_same_thief_finds_an_unlock_key_kept_in_its_row(app, client, monkeypatch, tmp_path):
    """Planted: the key of the cookie is written before what it seals."""
    honest = crypto.seal_blob
    monkeypatch.setattr(
        crypto,
        "seal_blob",
        lambda key, content, *, bound_to: key + honest(key, content, bound_to=bound_to),
    )
    client.sign_in("citizen")
    client.visit("/coffre")
    client.submit(passphrase=client.account["safe_code"], status=303)

    assert any(opened_by_a_thief(steal(app, tmp_path_of(tmp_path))))


def test_the_same_thief_finds_an_unlock_key_kept_beside_its_row(app, open_safe, tmp_path):
    key = open_safe.get_cookie("safe").value
    with app.extensions["inclusion"].engine.begin() as connection:
        assert connection.execute(sa.select(SafeUnlock)).all()
        connection.execute(sa.update(WebSession).values(content={"safe": key}))

    assert any(opened_by_a_thief(steal(app, tmp_path_of(tmp_path))))


def tmp_path_of(tmp_path):
    folder = tmp_path / "loot"
    folder.mkdir()
    return folder
