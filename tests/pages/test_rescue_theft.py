"""A thief with everything that lies here, while trust, codes and two bodies hold wraps."""

import json

import pytest

from inclusion import crypto
from inclusion.rescue import envelope
from inclusion.safe import envelope as safe_envelope
from inclusion.safe.rules import card
from tests.pages.test_rescue_officers import both, half_open, owner  # noqa: F401 - fixtures
from tests.pages.test_rescue_pages import (  # noqa: F401 - fixtures
    DAY,
    HELPER,
    asked,
    named,
    nobody_trusts_yet,
    signed_in,
    text_of,
)  # fmt: skip
from tests.pages.test_safe_theft import steal
from tests.support.thief import opened_by_a_thief


@pytest.fixture
def loot(tmp_path):
    folder = tmp_path / "loot"
    folder.mkdir()
    return folder


def handed_over(app):
    """Leave a code that waits to be typed, and both safes open."""
    _owner, helper = named(app)
    asked(app, helper)
    app.extensions["inclusion"].clock.advance(14 * DAY)
    helper = signed_in(app, HELPER)
    helper.visit("/coffre/aider")
    helper.submit(helper.page.form("Voir mon code"), status=200)
    return text_of(helper)


def test_a_thief_opens_no_wrap_of_a_rescue(app, both, owner, loot):  # noqa: F811 - fixtures
    half_open(app, owner, both)
    handed_over(app)

    assert list(opened_by_a_thief(steal(app, loot))) == []


def test_the_same_thief_finds_trust_sealed_to_a_key_of_the_server(app, monkeypatch, loot):
    """Planted: the wrap of a trusted person goes to a key of the secret file."""
    pepper = app.extensions["inclusion"].settings.secrets.pepper
    kept = crypto.recipient_of(crypto.identity_from(pepper))
    honest = safe_envelope.wrap
    monkeypatch.setattr(
        "inclusion.rescue.service.trusting.envelope.wrap",
        lambda identity, **_to: honest(identity, recipient=kept),
    )
    named(app)

    assert any(opened_by_a_thief(steal(app, loot)))


def test_the_same_thief_finds_a_code_that_was_kept(app, loot):
    """Planted: the code that gives a safe back is written somewhere, its 20 bytes in a file."""
    secret = card.read(handed_over(app))
    (app.extensions["inclusion"].settings.var_dir / "kept.json").write_text(
        json.dumps({"code": secret.hex()})
    )

    assert any(opened_by_a_thief(steal(app, loot)))


def test_the_same_thief_finds_an_officers_key_left_here(app, both, owner, loot):  # noqa: F811
    """Planted: the private key of the second body lies in var/, with a half open file."""
    half_open(app, owner, both)
    left = app.extensions["inclusion"].settings.var_dir / "officer.txt"
    left.write_text(both[1].identities[0] + "\n")

    assert any(opened_by_a_thief(steal(app, loot)))


def test_the_same_thief_finds_both_seals_made_to_one_key(app, both, monkeypatch, loot):  # noqa: F811
    """Planted: the first seal goes to a key of the secret file."""
    pepper = app.extensions["inclusion"].settings.secrets.pepper
    kept = crypto.recipient_of(crypto.identity_from(pepper))
    honest = crypto.seal_to
    monkeypatch.setattr(
        envelope.crypto,
        "seal_to",
        lambda content, **_to: honest(content, recipients=[kept]),
    )
    client = signed_in(app, "citizen")
    client.visit("/coffre/confiance/organismes")
    client.submit(understood="oui", status=303)

    assert any(opened_by_a_thief(steal(app, loot)))
