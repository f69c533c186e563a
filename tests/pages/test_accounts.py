"""Open an account, enter, change, leave: through the pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.accounts.views.sign_in import _is_ours
from inclusion.web.models import WebSession

PHRASE = "tulipe bateau crayon samedi"


def rows(app, statement):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.execute(statement).all()


def open_account(client, name="Fatou Martin", phrase=PHRASE):
    client.visit("/inscription")
    client.follow(client.submit(name=name, status=303))
    client.follow(client.submit(status=303))
    client.follow(client.submit(status=303))
    return client.follow(client.submit(passphrase=phrase, status=303))


def test_a_name_and_a_phrase_are_enough_to_open_an_account(client):
    page = open_account(client)

    assert page.heading.startswith("C’est fait")
    assert client.visit("/mon-compte").main.count("Fatou Martin") == 1


def test_one_letter_and_other_scripts_are_names(client):
    for name in ("O", "李", "نادية", "N’Golo"):
        open_account(client, name=name)
        assert name in client.visit("/mon-compte").main
        client.submit(client.page.form("Quitter mon compte"), status=303)


def test_an_empty_name_is_asked_again_with_an_example(client):
    client.visit("/inscription")
    client.submit(name="  ", status=422)

    assert client.page.title.startswith("Erreur")
    assert "Fatou Martin" in client.page.problems[0]


def test_a_page_of_the_middle_leads_back_to_the_first_question(client):
    for path in ("naissance", "contact", "phrase-secrete"):
        assert client.visit(f"/inscription/{path}").heading.startswith("Comment vous appelez-vous")


def test_an_impossible_birth_date_is_kept_and_explained(client):
    client.visit("/inscription")
    client.follow(client.submit(name="Fatou", status=303))
    client.submit(
        **{"birth_on-day": "31", "birth_on-month": "2", "birth_on-year": "1971"}, status=422
    )

    assert "1971" in client.page.html
    assert len(client.page.problems) == 1


def test_a_weak_phrase_is_refused_and_never_printed_back(client):
    client.visit("/inscription")
    client.follow(client.submit(name="Fatou", status=303))
    client.follow(client.submit(status=303))
    client.follow(client.submit(status=303))
    client.submit(passphrase="motdepasse123", status=422)

    assert "motdepasse123" not in client.page.html


def test_the_wrong_phrase_and_the_unknown_number_get_the_same_answer(client):
    texts = set()
    for number in ("100000006", "100000033"):
        client.visit("/connexion")
        client.submit(identifier=number, password="non", status=422)
        texts.add(tuple(client.page.problems))

    assert len(texts) == 1


def test_a_number_may_be_typed_with_spaces_and_a_mistyped_one_is_told(client):
    client.visit("/connexion")
    client.submit(identifier="100 000 007", password="x", status=422)
    assert "9" in client.page.problems[0]

    client.submit(identifier="100 000 006", password="cerise velours tambour lundi", status=303)


def test_ten_wrong_phrases_delay_the_next_and_time_lifts_it(client, clock):
    client.visit("/connexion")
    for _ in range(10):
        client.submit(identifier="100000006", password="non", status=422)
    client.submit(identifier="100000006", password="cerise velours tambour lundi", status=422)
    assert "trop d’essais" in client.page.problems[0]

    clock.advance(timedelta(minutes=11))
    client.submit(identifier="100000006", password="cerise velours tambour lundi", status=303)


def test_one_account_throttled_does_not_delay_another(client):
    client.visit("/connexion")
    for _ in range(11):
        client.submit(identifier="100000006", password="non", status=422)

    client.submit(identifier="100000011", password="girafe orange lanterne mouton", status=303)


def test_entering_changes_the_token_and_the_database_never_holds_it(app, client):
    client.visit("/connexion")
    before = client.get_cookie("visite").value
    client.sign_in("citizen")
    after = client.get_cookie("visite").value

    assert before != after
    hashes = {row.token_hash for row in rows(app, sa.select(WebSession))}
    assert not {before, after} & hashes


def test_an_old_token_opens_nothing_after_leaving(app, client):
    client.sign_in("citizen")
    token = client.get_cookie("visite").value
    client.visit("/mon-compte")
    answer = client.submit(client.page.form("Quitter mon compte"), status=303)

    assert "storage" in answer.headers["Clear-Site-Data"]
    client.set_cookie("visite", token)
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_a_visit_on_a_shared_computer_ends_after_fifteen_idle_minutes(client, clock):
    client.sign_in("citizen")
    clock.advance(timedelta(minutes=14))
    assert client.visit("/mon-compte").heading == "Mon compte"
    clock.advance(timedelta(minutes=14))
    assert client.visit("/mon-compte").heading == "Mon compte"

    clock.advance(timedelta(minutes=16))
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_quick_exit_stands_on_every_page_and_leads_to_the_weather(client):
    client.sign_in("citizen")
    for path in ("/", "/mon-compte", "/lieux", "/coffre", "/rendez-vous"):
        client.visit(path)
        assert client.page.form("Quitter vite").action.endswith("/quitter-vite")

    answer = client.submit(client.page.form("Quitter vite"), status=303)

    assert answer.location == "https://meteofrance.com/"
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_entering_leads_back_to_the_page_that_was_asked(client):
    client.visit("/mon-compte/coordonnees")
    page = client.follow(
        client.submit(identifier="100000006", password="cerise velours tambour lundi", status=303)
    )

    assert page.heading == "Vos coordonnées"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        "\\x",
        "/a\nb",
    ],
)
def test_entering_never_leads_outside(wanted):
    assert not _is_ours(wanted)


def test_the_passphrase_changes_against_the_present_one(client):
    client.sign_in("citizen")
    client.visit("/mon-compte/phrase-secrete")
    client.submit(current="non", passphrase=PHRASE, status=422)
    assert len(client.page.problems) == 1
    client.submit(current="cerise velours tambour lundi", passphrase="court", status=422)
    page = client.follow(
        client.submit(current="cerise velours tambour lundi", passphrase=PHRASE, status=303)
    )

    assert "coffre" in page.main


def test_the_account_page_tells_what_happened(client):
    client.sign_in("citizen")

    assert "Entrée avec votre phrase secrète" in client.visit("/mon-compte").main


def test_an_administrator_opens_an_agents_account(app, client):
    client.sign_in("administrator")
    client.visit("/administration/agents/nouveau")
    client.submit(name="", status=422)
    page = client.follow(
        client.submit(name="Léa Blanc", role="mediator", passphrase=PHRASE, status=303)
    )

    assert "Léa Blanc" in page.heading
    assert rows(app, sa.select(Account.id).where(Account.name == "Léa Blanc"))


@pytest.mark.parametrize("role", ["citizen", "mediator", "coordinator"])
def test_others_cannot_open_an_agents_account(client, role):
    client.sign_in(role)

    client.visit("/administration/agents/nouveau", status=404)
