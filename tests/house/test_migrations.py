"""Migrations: they make what the models say, up from nothing and down again, on both engines."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from inclusion import migrate
from inclusion.db import Base, create_engine_for


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
