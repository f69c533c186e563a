"""Items of ASVS that no other test shows: the end of a long visit, the fields one may not write."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from inclusion.accounts import queries
from inclusion.cli import demo
from inclusion.db import read_session


def test_a_visit_ends_after_twelve_hours_however_busy(client, clock):
    client.sign_in("citizen")
    for _ in range(12 * 6 - 1):
        clock.advance(timedelta(minutes=10))
        assert client.visit("/mon-compte").heading == "Mon compte"

    clock.advance(timedelta(minutes=10))

    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


@pytest.mark.parametrize(
    "more", [{"role": "administrator"}, {"assurance": "2"}, {"identifier": "400000004"}]
)
def test_a_field_that_the_form_has_not_is_not_written(app, client, more):
    account = client.sign_in("citizen")
    client.visit("/mon-compte/coordonnees")
    form = next(form for form in client.page.forms if "name" in form.values)
    client.submit(form, status=303, **more)

    with read_session(app.extensions["inclusion"].engine) as session:
        kept = queries.find_by_identifier(session, account["identifier"])
    assert kept is not None
    assert (kept.role.value, kept.assurance) == ("citizen", 0)


def test_the_demonstration_and_its_known_accounts_stay_out_of_production(settings):
    class Production:
        environment = "production"

    answer = CliRunner().invoke(demo, ["load"], obj=Production())

    assert answer.exit_code != 0
    assert "not for production" in answer.output
