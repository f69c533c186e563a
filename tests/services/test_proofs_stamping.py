"""Statements stamped by an outside authority, which `openssl ts` checks."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from inclusion.db import read_session
from inclusion.proofs import queries
from inclusion.proofs.models import JournalStatement
from inclusion.proofs.rules import Fault
from inclusion.proofs.service import heads, stamping
from tests.services.test_proofs_heads import kinds, safes, sealing  # noqa: F401 - fixtures
from tests.support.clock import START as AT
from tests.support.tsa import serving


@pytest.fixture
def authority(tmp_path):
    with serving(tmp_path / "tsa") as made:
        yield made


def test_a_statement_is_stamped_and_openssl_agrees(engine, safes, sealing, authority):  # noqa: F811
    heads.seal(engine, replace(sealing, tsa_url=authority.url), AT)
    with read_session(engine) as session:
        statement = queries.last_statement(session)

    content = statement.jws.encode()
    assert authority.verifies(statement.timestamp_token, content)
    assert not authority.verifies(statement.timestamp_token, content + b"!")
    assert kinds(engine, sealing) == []


def test_the_stamp_of_another_statement_is_found(engine, safes, sealing, authority):  # noqa: F811
    heads.seal(engine, replace(sealing, tsa_url=authority.url), AT)
    other = stamping.token_for(b"something else", url=authority.url)
    with engine.begin() as connection:
        connection.execute(sa.update(JournalStatement).values(timestamp_token=other))

    assert kinds(engine, sealing) == [Fault.TOKEN_WRONG]


def test_an_authority_that_answers_about_something_else_stamps_nothing(authority):
    authority.lies = True
    with pytest.raises(stamping.NoAnswer):
        stamping.token_for(b"what was asked", url=authority.url)


def test_an_authority_that_is_away_does_not_keep_the_day_from_being_signed(engine, safes, sealing):  # noqa: F811
    heads.seal(engine, replace(sealing, tsa_url="http://127.0.0.1:9/"), AT)

    with read_session(engine) as session:
        assert queries.last_statement(session).timestamp_token is None
    assert kinds(engine, sealing) == []
