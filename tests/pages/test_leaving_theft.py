"""Stolen database, store, backup and secrets, after the keys changed and after leaving."""

import json
import sqlite3

import pytest

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.safe import envelope
from inclusion.safe.envelope import Stretch
from tests.pages.test_leaving_pages import changed_key, close, download, open_by, reset
from tests.pages.test_safe_theft import (  # noqa: F401 - fixtures
    NAME,
    content,
    open_safe,
    steal,
    tmp_path_of,
)
from tests.support.thief import everything, opened_by_a_thief

NEW = "girafe orange lanterne mouton jeudi"


def rekeyed(client, phrase):
    card = changed_key(client, phrase)
    client.visit("/coffre/changer-la-cle/papiers")
    client.follow(client.submit(client.page.form("Continuer"), status=303))
    return card


def values(loot, query):
    connection = sqlite3.connect(loot / "backup.db")
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


def identities(loot, phrase):
    """Return what a phrase opens, with the stolen pepper, among the wraps of a loot."""
    keys = json.loads((loot / "secrets.json").read_text())
    pepper = crypto_bytes(keys["pepper"])
    found = []
    rows = values(
        loot,
        "SELECT stretch, public_id, wrapped FROM safe_wrap JOIN safe ON safe.id = safe_id"
        " WHERE kind = 'passphrase'",
    )
    for stretch, safe, wrapped in rows:
        key = envelope.passphrase_identity(
            phrase, stretch=Stretch(**json.loads(stretch)), pepper=pepper, safe=safe
        )
        try:
            found.append(envelope.unwrap(wrapped, identity=key))
        except CannotOpen:
            continue
    return found


def crypto_bytes(text):
    import base64  # noqa: PLC0415

    return base64.urlsafe_b64decode(text)


def opened_with(identity, loot):
    """Return how many age files of a loot open with an identity, and the keys found inside."""
    keyring, seen, opened = [identity], set(), 0
    files = list(everything(loot / "var").values())
    files += [
        v for row in values(loot, "SELECT grant, sealed_metadata FROM safe_document") for v in row
    ]
    while keyring:
        key = keyring.pop()
        if key in seen:
            continue
        seen.add(key)
        for sealed in files:
            try:
                inside = crypto.unseal(sealed, identity=key)
            except CannotOpen:
                continue
            opened += 1
            if inside.startswith(b"AGE-SECRET-KEY-1"):
                keyring.append(inside.decode())
    return opened


def test_after_the_keys_changed_a_thief_opens_nothing(app, open_safe, tmp_path):  # noqa: F811
    rekeyed(open_safe, open_safe.account["password"])
    loot = steal(app, tmp_path_of(tmp_path))

    assert list(opened_by_a_thief(loot)) == []
    assert NAME.encode() not in b"\0".join(everything(loot).values())


def test_in_the_middle_of_the_change_a_thief_opens_nothing(app, open_safe, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setattr("inclusion.safe.views.renewing.MOST_AT_ONCE", 2)
    rekeyed(open_safe, open_safe.account["password"])
    assert values(steal(app, tmp_path_of(tmp_path)), "SELECT 1 FROM safe_document WHERE rekey_due")

    assert list(opened_by_a_thief(tmp_path / "loot")) == []


def test_the_backup_of_yesterday_and_the_old_phrase_open_only_what_it_held(
    app,
    open_safe,  # noqa: F811
    tmp_path,
):
    (tmp_path / "yesterday").mkdir()
    yesterday = steal(app, tmp_path / "yesterday")
    old_phrase = open_safe.account["password"]
    (old,) = identities(yesterday, old_phrase)
    reset(app, open_safe.account, NEW)
    rekeyed(open_safe, NEW)
    (tmp_path / "today").mkdir()
    today = steal(app, tmp_path / "today")

    assert opened_with(old, yesterday) > 4  # that day is lost, as the page says
    assert identities(today, old_phrase) == []
    assert opened_with(old, today) == 0
    (new,) = identities(today, NEW)
    assert opened_with(new, today) > 4  # the same attack, with what does open


def test_the_same_attack_finds_papers_whose_own_key_did_not_change(app, open_safe, tmp_path):  # noqa: F811
    """Planted: the change of each paper's key is left out, and yesterday's keys were kept."""
    (tmp_path / "yesterday").mkdir()
    yesterday = steal(app, tmp_path / "yesterday")
    (old,) = identities(yesterday, open_safe.account["password"])
    kept = [
        crypto.unseal(grant, identity=old).decode()
        for (grant,) in values(yesterday, "SELECT grant FROM safe_document")
        if opens(grant, old)
    ]
    changed_key(open_safe, open_safe.account["password"])
    (tmp_path / "today").mkdir()
    today = steal(app, tmp_path / "today")
    assert opened_with(old, today) == 0
    assert sum(opened_with(key, today) for key in kept) > 0

    open_safe.visit("/coffre/changer-la-cle/papiers")
    open_safe.follow(open_safe.submit(open_safe.page.form("Continuer"), status=303))
    (tmp_path / "tomorrow").mkdir()
    assert sum(opened_with(key, steal(app, tmp_path / "tomorrow")) for key in kept[:1]) == 0


def opens(sealed, identity):
    try:
        return bool(crypto.unseal(sealed, identity=identity))
    except CannotOpen:
        return False


def test_the_same_thief_finds_a_new_identity_that_the_server_would_keep(
    app,
    open_safe,  # noqa: F811
    monkeypatch,
    tmp_path,
):
    """Planted: the card of the new key is wrapped to a key of the secret file."""
    kept = crypto.recipient_of(
        crypto.identity_from(app.extensions["inclusion"].settings.secrets.pepper)
    )
    honest = envelope.new_card
    monkeypatch.setattr(
        envelope,
        "new_card",
        lambda: envelope.Card(honest().text, kept, honest().fingerprint),
    )
    changed_key(open_safe, open_safe.account["password"])

    assert any(opened_by_a_thief(steal(app, tmp_path_of(tmp_path))))


def test_after_another_phrase_the_old_one_opens_nothing(app, open_safe, tmp_path):  # noqa: F811
    old = open_safe.account["password"]
    open_safe.visit("/mon-compte/phrase-secrete")
    open_safe.submit(current=old, passphrase=NEW, status=303)
    loot = steal(app, tmp_path_of(tmp_path))

    assert list(opened_by_a_thief(loot)) == []
    assert identities(loot, old) == []
    assert len(identities(loot, NEW)) == 1
    assert NEW.encode() not in b"\0".join(everything(loot).values())
    close(open_safe)
    open_by(open_safe, NEW, 303)


@pytest.mark.parametrize("words", ["Récupérer mes papiers", "Récupérer sous clé"])
def test_leaving_leaves_nothing_in_clear_behind(app, open_safe, words, tmp_path):  # noqa: F811
    download(open_safe, words)
    loot = steal(app, tmp_path_of(tmp_path))

    assert list(opened_by_a_thief(loot)) == []
    assert NAME.encode() not in b"\0".join(everything(loot).values())


def test_a_card_that_was_tried_is_kept_nowhere(app, open_safe, tmp_path):  # noqa: F811
    card = changed_key(open_safe, open_safe.account["password"])
    open_safe.visit("/coffre/essayer-ma-carte")
    open_safe.submit(card=card, status=200)
    loot = steal(app, tmp_path_of(tmp_path))

    assert list(opened_by_a_thief(loot)) == []
    stolen = b"\0".join(everything(loot).values())
    assert card.encode() not in stolen
    assert card.replace(" ", "").encode() not in stolen
