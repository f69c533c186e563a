"""Stolen database, store, backup and secrets, while a safe is open: nothing can be read."""

import base64
import io
import json
import shutil
import sqlite3

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.safe.models import SafeUnlock
from inclusion.storage import new_key
from inclusion.web.models import WebSession
from tests.support.papers import photo
from tests.support.thief import everything, opened_by_a_thief

NAME = "Ordonnance-de-la-rose-bleue"
RUN = 16


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
                for name in ("session_key", "pepper", "lookup_key")
            }
        )
    )
    return folder


def test_a_thief_opens_nothing_and_reads_nothing(app, open_safe, content, tmp_path):
    loot = steal(app, tmp_path_of(tmp_path))

    assert opened_by_a_thief(loot) == []
    stolen = b"\0".join(everything(loot).values())
    for name in (NAME.encode(), NAME.encode("utf-16-le"), base64.b64encode(NAME.encode())[:-4]):
        assert name not in stolen
    runs = (content[at : at + RUN] for at in range(len(content) - RUN + 1))
    assert not any(run in stolen for run in runs if len(set(run)) > 4)


def test_the_same_thief_finds_a_key_that_the_server_would_keep(app, open_safe, tmp_path):
    parts = app.extensions["inclusion"]
    pepper = parts.settings.secrets.pepper
    recipient = crypto.recipient_of(crypto.identity_from(pepper))
    parts.store.put(new_key(), io.BytesIO(crypto.seal(b"AGE-SECRET", recipient=recipient)))

    assert opened_by_a_thief(steal(app, tmp_path_of(tmp_path)))


def test_the_same_thief_finds_an_unlock_key_kept_beside_its_row(app, open_safe, tmp_path):
    key = open_safe.get_cookie("safe").value
    with app.extensions["inclusion"].engine.begin() as connection:
        assert connection.execute(sa.select(SafeUnlock)).all()
        connection.execute(sa.update(WebSession).values(content={"safe": key}))

    assert opened_by_a_thief(steal(app, tmp_path_of(tmp_path)))


def tmp_path_of(tmp_path):
    folder = tmp_path / "loot"
    folder.mkdir()
    return folder
