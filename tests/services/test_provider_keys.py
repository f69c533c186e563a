"""Keys of the provider: sealed at rest, announced, overlapping."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import KeySet

from inclusion.crypto import CannotOpen
from inclusion.provider.models import ProviderKey
from inclusion.provider.service import keys
from inclusion.secret_file import Secrets
from tests.support.clock import START

SECRETS = Secrets(b"s" * 32, b"p" * 32, b"l" * 32, b"k" * 32)
DAY = timedelta(days=1)


def shown(session, at):
    return keys.public_set(session, secrets=SECRETS, at=at)["keys"]


def signed(session, at, algorithm="RS256"):
    text = keys.sign(session, {"iss": "x"}, algorithm=algorithm, kind="JWT", secrets=SECRETS, at=at)
    found = jwt.decode(text, KeySet.import_key_set({"keys": shown(session, at)}), [algorithm])
    return found.header["kid"]


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_the_first_keys_are_made_when_needed(session, algorithm):
    kid = signed(session, START, algorithm)

    (key,) = [key for key in shown(session, START) if key["kid"] == kid]
    assert (key["alg"], key["use"]) == (algorithm, "sig")
    assert signed(session, START + DAY, algorithm) == kid
    assert len(shown(session, START)) == 2


def test_no_private_part_is_shown_nor_kept_in_clear(session):
    keys.ensure(session, secrets=SECRETS, at=START)

    for key in shown(session, START):
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)
    for row in session.scalars(sa.select(ProviderKey)):
        assert b'"d"' not in row.sealed
        assert row.kid.encode() not in row.sealed


def test_another_secret_file_opens_nothing(session):
    keys.ensure(session, secrets=SECRETS, at=START)
    other = Secrets(b"s" * 32, b"q" * 32, b"l" * 32, b"k" * 32)

    with pytest.raises(CannotOpen):
        keys.public_set(session, secrets=other, at=START)


def test_the_next_key_is_shown_a_day_before_it_signs(session):
    first = signed(session, START)
    keys.rotate_due(session, secrets=SECRETS, at=START + 88 * DAY)
    assert len(shown(session, START + 88 * DAY)) == 2

    keys.rotate_due(session, secrets=SECRETS, at=START + 89 * DAY)
    keys.rotate_due(session, secrets=SECRETS, at=START + 89 * DAY)
    assert len(shown(session, START + 89 * DAY)) == 4
    assert signed(session, START + 89 * DAY) == first

    second = signed(session, START + 90 * DAY)
    assert second != first
    assert first in {key["kid"] for key in shown(session, START + 119 * DAY)}
    keys.rotate_due(session, secrets=SECRETS, at=START + 120 * DAY)
    assert first not in {key["kid"] for key in shown(session, START + 120 * DAY)}
    assert session.scalar(sa.select(sa.func.count()).select_from(ProviderKey)) == 2


def test_a_rotation_by_hand_signs_once_services_can_know(session):
    first = signed(session, START)
    kids = keys.rotate(session, secrets=SECRETS, at=START + DAY)

    assert signed(session, START + DAY) == first
    assert signed(session, START + DAY + timedelta(minutes=2)) in kids


def test_a_stolen_key_signs_no_more(session):
    first = signed(session, START)
    keys.rotate(session, secrets=SECRETS, at=START + DAY, at_once=True)

    assert signed(session, START + DAY) != first
    assert first in {key["kid"] for key in shown(session, START + DAY)}


@pytest.mark.parametrize("kind", ["logout+jwt", "at+jwt"])
def test_only_an_id_token_is_a_hint(session, kind):
    claims = {"iss": "https://ici.fr", "aud": "a", "sub": "b", "exp": 1}
    said = {"issuer": "https://ici.fr", "secrets": SECRETS, "at": START}
    good = keys.sign(session, claims, algorithm="RS256", kind="JWT", secrets=SECRETS, at=START)
    other = keys.sign(session, claims, algorithm="RS256", kind=kind, secrets=SECRETS, at=START)
    header, body, _signature = good.split(".")

    assert keys.read_id_token(session, good, **said) == claims
    assert keys.read_id_token(session, other, **said) is None
    assert keys.read_id_token(session, good, **(said | {"issuer": "https://ailleurs.fr"})) is None
    assert keys.read_id_token(session, f"{header}.{body}.", **said) is None
    assert keys.read_id_token(session, json.dumps(claims), **said) is None
