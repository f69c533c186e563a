"""`inclusion provider register-client`: what it takes, what it prints, once."""

import json

import pytest
from click.testing import CliRunner

from inclusion import migrate
from inclusion.db import create_engine_for
from inclusion.provider.cli import cli
from inclusion.provider.rules.acr import Acr


@pytest.fixture
def migrated(settings):
    migrate.upgrade(create_engine_for(settings.database_url))
    return settings


def register(settings, *more):
    return CliRunner().invoke(
        cli,
        ["register-client", "--name", "Médiathèque", "--redirect-uri", "https://exemple.fr/retour",
         "--json", *more],
        obj=settings,
    )  # fmt: skip


@pytest.mark.parametrize("acr", [acr.value for acr in Acr])
def test_each_class_that_is_documented_may_be_the_least(migrated, acr):
    answer = register(migrated, "--min-acr", acr)

    assert answer.exit_code == 0, answer.output
    assert set(json.loads(answer.output)) == {"client_id", "client_secret"}


def test_a_class_that_is_not_ours_is_refused(migrated):
    assert register(migrated, "--min-acr", "eidas1").exit_code != 0


def test_a_request_with_everything_is_taken(migrated):
    answer = register(
        migrated,
        "--redirect-uri", "https://exemple.fr/autre",
        "--post-logout-uri", "https://exemple.fr/au-revoir",
        "--backchannel-uri", "https://exemple.fr/avis",
        "--scope", "openid profile email",
        "--sector", "exemple.fr",
    )  # fmt: skip

    assert answer.exit_code == 0, answer.output
