"""Migrations: they make what the models say, up from nothing and down again, on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from inclusion import migrate
from inclusion.db import Base, create_engine_for

GROUND = (
    (
        "INSERT INTO person (public_id, name, name_key, language, created_at)"
        " VALUES ('p', 'Fatou', 'fatou', 'fr', :at)"
    ),
    (
        "INSERT INTO account (public_id, identifier, name, role, person_id, passphrase_hash,"
        " languages, created_at)"
        " VALUES ('a', '100000006', 'Fatou', 'citizen', 1, 'hash', '[]', :at)"
    ),
    (
        "INSERT INTO web_session (token_hash, account_id, content, created_at, last_seen_at,"
        " expires_at) VALUES ('t', 1, '{}', :at, :at, :at)"
    ),
)


@pytest.fixture
def empty(databases, dialect) -> Iterator[sa.Engine]:
    made = create_engine_for(databases.empty_url(dialect))
    yield made
    databases.drop(made)


def test_the_migrations_make_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_tables_go_up_down_and_up_again(empty):
    migrate.upgrade(empty)
    migrate.downgrade(empty)
    left = set(sa.inspect(empty).get_table_names()) - {"alembic_version"}
    migrate.upgrade(empty)

    assert left == set()


def test_an_upgrade_that_has_nothing_to_do_does_nothing(engine):
    migrate.upgrade(engine)


def test_the_migrations_follow_one_another():
    script = ScriptDirectory.from_config(migrate.config())

    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_the_ground_with_people_in_it_comes_up_to_date(empty):
    migrate.upgrade(empty, "0004")
    with empty.execution_options(inclusion_writes=True).begin() as connection:
        for statement in GROUND:
            connection.execute(sa.text(statement), {"at": at_of(empty)})

    migrate.upgrade(empty)

    with empty.connect() as connection:
        account = connection.execute(sa.text("SELECT name, assurance FROM account")).one()
        person = connection.execute(
            sa.text("SELECT address_kind, hidden_contact FROM person")
        ).one()
    assert tuple(account) == ("Fatou", 0)
    assert (person[0], bool(person[1])) == ("none", False)


def at_of(engine) -> object:
    return 0 if engine.dialect.name == "sqlite" else datetime(2026, 3, 3, tzinfo=UTC)
