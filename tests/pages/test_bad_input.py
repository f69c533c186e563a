"""Names, dates, telephones and addresses as people write them, through the pages themselves.

Each is accepted, or refused with a sentence that helps and with what was typed still there.
"""

import csv
from pathlib import Path

import pytest
import sqlalchemy as sa

from inclusion.people.models import Person

STRINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "strings"
real = pytest.mark.skipif(
    not STRINGS.exists(), reason="the folder of difficult strings is not here"
)
NASTY = ["\0", "a\0b", "\u200b", "\u202e0639", "🙂" * 40, "a" * 100_000, "%s%n{0}", "'\"<>&", "@"]
HELPS = ("au moins une lettre", "Vérifiez", "Écrivez", "trop long", "trop court", "Choisissez")


def table(name):
    with (STRINGS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def helped(client):
    return bool(client.page.problems) and all(
        any(word in problem for word in HELPS) for problem in client.page.problems
    )


def start(client, name="Fatou"):
    client.visit("/inscription")
    return client.follow(client.submit(name=name, status=303))


@real
def test_every_name_of_somebody_is_accepted(client):
    for row in table("noms_prenoms"):
        if row["accepter"] != "oui":
            continue
        for name in {f"{row['prenom']} {row['nom']}", row["prenom"], row["nom"]} - {""}:
            client.visit("/inscription")
            assert client.submit(name=name).status_code == 303, row


@real
def test_a_name_that_hides_something_is_made_plain_or_refused(app, client):
    for row in table("noms_prenoms"):
        if row["accepter"] == "oui":
            continue
        client.visit("/inscription")
        answer = client.submit(name=f"{row['prenom']} {row['nom']}")
        assert answer.status_code == 303 or helped(client), row


@pytest.mark.parametrize("length", [1, 300, 600])
def test_a_name_of_one_letter_or_of_hundreds_opens_an_account(app, client, length):
    start(client, "É" * length)
    client.follow(client.submit(status=303))
    client.follow(client.submit(status=303))
    client.follow(client.submit(passphrase="tulipe bateau crayon samedi", status=303))

    with app.extensions["inclusion"].engine.connect() as connection:
        names = connection.scalars(sa.select(Person.name)).all()
    assert "É" * length in names
    assert "É" * length in client.visit("/mon-compte").main


def test_a_name_that_never_ends_is_refused_with_a_sentence(client):
    client.visit("/inscription")
    client.submit(name="a" * 601, status=422)
    assert helped(client)


@real
def test_a_birth_date_is_taken_as_known_or_explained(client):
    refused = {"29/02/1900", "29/02/2023", "12/13/1980", "04/05/80", "01/01/2030", "24/11/2026"}
    for row in table("dates_naissance"):
        parts = row["saisie"].split("/")
        if row["saisie"] and len(parts) != 3:
            continue  # the three boxes leave no room for it
        day, month, year = parts if row["saisie"] else ("", "", "")
        start(client)
        values = {"birth_on-day": day, "birth_on-month": month, "birth_on-year": year}
        if row["saisie"] not in refused:
            client.submit(**values, status=303)
            continue
        client.submit(**values, status=422)
        assert helped(client)
        assert client.page.form().values["birth_on-year"] == [year]


@pytest.mark.parametrize(("day", "month"), [("4", "mai"), ("x", "5"), ("4", ""), ("-1", "5")])
def test_a_date_in_letters_or_in_part_is_explained(client, day, month):
    start(client)
    client.submit(
        **{"birth_on-day": day, "birth_on-month": month, "birth_on-year": "1980"}, status=422
    )
    assert helped(client)


@real
def test_a_telephone_is_read_however_it_is_written_or_explained(client):
    for row in table("telephones"):
        start(client)
        client.follow(client.submit(status=303))
        answer = client.submit(phone=row["saisie"])
        is_fictional = row["saisie"] in ("06 39 98 12 34", "07 00 00 00 00", "")
        wanted = 303 if row["valide_phonenumbers_9.0.43_FR"] == "True" or is_fictional else 422
        assert answer.status_code == wanted, row
        if wanted == 422:
            assert helped(client)
            assert client.page.form().values["phone"] == [row["saisie"]]


@real
def test_an_address_is_accepted_or_explained(client):
    for row in table("courriels"):
        start(client)
        client.follow(client.submit(status=303))
        answer = client.submit(email=row["saisie"])
        is_right = row["valide_email_validator_2.4.0"] == "True" or not row["saisie"]
        is_trimmed = row["saisie"].endswith(" ")
        assert answer.status_code == (303 if is_right or is_trimmed else 422), row
        assert answer.status_code == 303 or helped(client), row


@real
def test_nothing_typed_at_the_door_breaks_it(client):
    typed = NASTY + [row["saisie"] for name in ("telephones", "courriels") for row in table(name)]
    for number, text in enumerate(typed):
        address = {"REMOTE_ADDR": f"198.51.{number}.7"}
        for path, other in (
            ("/connexion", {"password": text}),
            ("/connexion/feuille", {"code": text}),
            ("/connexion/code", {"channel": text or "x"}),
        ):
            client.visit(path)
            data = {**client.page.form().values, "identifier": text, **other}
            answer = client.post(path, data=data, environ_base=address)
            assert answer.status_code == 422, (path, text)
            assert client.page.problems


@pytest.mark.parametrize(
    "text", [*NASTY, "\U0001d4dc\U0001d4ea\U0001d4fb " * 5, "مُحَمَّد عبد الله قطة شمس"]
)
def test_a_passphrase_of_any_script_is_judged(client, text):
    start(client)
    client.follow(client.submit(status=303))
    client.follow(client.submit(status=303))
    answer = client.submit(passphrase=text)
    assert answer.status_code == 303 or helped(client)
