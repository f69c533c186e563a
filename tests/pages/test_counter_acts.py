"""What agents need not type twice, what they must ask, and what they are told of it."""

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.people.models import Person
from tests.pages.test_counter import NAME, activate, open_account, remake, rows, search
from tests.support.clock import START


def account_of(app, number):
    return rows(app, sa.select(Account.public_id).where(Account.identifier == number))[0][0]


def person_of(app, number):
    statement = sa.select(Person.public_id).join(Account, Account.person_id == Person.id)
    return rows(app, statement.where(Account.identifier == number))[0][0]


@pytest.mark.parametrize("act", ["refaire", "papier"])
def test_the_facts_to_prove_are_never_filled_in(app, as_mediator, act):
    number, _code = open_account(as_mediator)
    search(as_mediator)
    as_mediator.visit(f"/mediation/comptes/{account_of(app, number)}/{act}")

    values = as_mediator.page.form().values
    assert values["name"] == [""]
    assert values["year"] == [""]


def test_a_better_paper_shown_later_is_what_the_request_says(as_mediator):
    open_account(as_mediator, seen="none")
    first = remake(as_mediator, seen="none")
    assert "Attente de 24\u00a0heures" in first.main
    assert "La personne le verra à sa prochaine visite" in first.main

    again = remake(as_mediator, seen="passport")

    assert again.url == first.url
    assert "Passeport" in again.main
    assert "un collègue confirme" in again.main
    search(as_mediator)
    as_mediator.visit(as_mediator.page.link("Refaire sa carte"))
    as_mediator.submit(name=NAME, year="1971", seen="none", stranger="oui", status=422)
    assert "déjà en cours" in as_mediator.page.problems[0]


def test_the_person_is_said_to_be_told_when_something_was_sent(app, as_mediator):
    number, _code = open_account(as_mediator)
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(
            sa.update(Person)
            .where(Person.public_id == person_of(app, number))
            .values(email="fatou@example.fr", email_confirmed_at=START)
        )

    assert "La personne est prévenue" in remake(as_mediator).main


def test_a_phrase_is_proposed_to_whoever_has_a_card(client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code, way="phrase")
    client.submit(client.page.form("Proposez-moi une phrase"), propose="oui", status=200)
    page = client.page.form("Garder cette phrase")
    assert len(page.values["passphrase"][0].split()) == 7

    page = client.follow(client.submit(page, status=303))

    assert page.heading == "Mon compte"
    assert "Ma carte" not in page.main
    assert page.link("Changer ma phrase")


def test_the_account_page_names_the_card_and_offers_a_first_phrase(client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code)
    page = client.visit("/mon-compte")

    assert "Un numéro et un code, faits au comptoir." in page.main
    assert page.link("Choisir une phrase")
    assert "Changer ma phrase" not in page.main
    assert client.visit(page.link("Voir : Ma carte")).heading == "Ce que le comptoir a fait"


def test_an_impossible_date_is_said_with_the_other_problems(as_mediator):
    as_mediator.visit(search(as_mediator).link("Personne nouvelle"))
    impossible = {"birth-day": "31", "birth-month": "2", "birth-year": "1980"}
    as_mediator.submit(**impossible, status=422)

    assert len(as_mediator.page.problems) == 3
    assert any("Vérifiez la date" in problem for problem in as_mediator.page.problems)


def test_from_the_account_of_a_person_blocking_types_nothing_twice(app, as_mediator):
    number, _code = open_account(as_mediator)
    base = f"/mediation/personnes/{person_of(app, number)}"
    as_mediator.visit(as_mediator.visit(f"{base}/compte").link("Bloquer le compte"))
    assert as_mediator.page.form().values["identifier"] == [number]
    as_mediator.follow(as_mediator.submit(status=303))

    assert "Bloquer le compte" not in as_mediator.visit(f"{base}/compte").main
    assert "Compte bloqué" in as_mediator.visit(base).main


def test_the_number_of_somebody_unknown_here_is_not_given(app, as_mediator):
    number, _code = open_account(as_mediator)
    elsewhere = app.test_client()
    elsewhere.sign_in("200000026")

    address = f"/mediation/comptes/bloquer?personne={person_of(app, number)}"
    assert elsewhere.get(address).status_code == 404


def test_one_call_blocks(as_mediator):
    page = as_mediator.visit("/mediation/telephone")

    assert as_mediator.visit(page.link("Bloquer un compte")).heading == "Bloquer un compte"


def test_to_open_again_one_comes_with_a_paper(as_citizen):
    said = "Pour le rouvrir, venez dans un lieu avec un papier."

    assert said in as_citizen.visit("/mon-compte/on-m-a-eu").main
    assert said in as_citizen.visit("/on-m-a-eu?fait=1").main
