"""The counter through its pages: the whole errand, and those who may not."""

import re
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.counter.models import Card, Recovery
from inclusion.db import write_session
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.web.models import WebSession
from tests.pages.test_counter_card import words
from tests.support.clock import START
from tests.support.html import words as read

COLLEAGUE, ELSEWHERE = "200000018", "200000026"
NAME = "Fatou Keïta"
PHRASE = "tulipe bateau crayon samedi"


def rows(app, statement):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.execute(statement).all()


def codes(client, address="/mediation/comptes/carte.pdf"):
    """Return the number and the code of the card that a visit may print."""
    text = words(client.get(address).data).split()
    number = "".join(text[text.index("compte") + 1 :][:3])
    after = " ".join(text[text.index("Code") :])
    return number, re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{3} [0-9A-Z]{3}\b", after).group()


def search(client, name=NAME, year="1971"):
    client.visit("/mediation/comptes/nouveau")
    client.submit(name=name, year=year, status=200)
    return client.page


def open_account(client, *, seen="passport", name=NAME):
    """Open an account at the counter; return the number and the code of the paper."""
    client.visit(search(client, name).link("Personne nouvelle"))
    page = client.follow(client.submit(seen=seen, read="oui", status=303))
    assert page.heading == "La carte est prête à imprimer"
    return codes(client)


def activate(client, number, code, way="code"):
    client.visit(f"/carte/activer?numero={number}")
    client.follow(client.submit(code=code, status=303))
    return client.follow(client.submit(way=way, status=303))


def leave(client):
    client.submit(client.page.form("Quitter vite"), status=303)


def enter(client, number, code, status=303):
    client.visit(f"/connexion/carte?numero={number}")
    return client.submit(code=code, status=status)


def remake(client, *, year="1971", seen="passport", name=NAME):
    """Ask to remake a card, from the search; return the page of the recovery."""
    client.visit(search(client, name, year).link("Refaire sa carte"))
    return client.follow(client.submit(name=name, year=year, seen=seen, stranger="oui", status=303))


def test_the_whole_errand_from_search_to_entering_by_card(app, client, as_mediator):
    number, code = open_account(as_mediator)

    page = activate(client, number, code)
    assert page.heading == "Votre code de carte"
    _number, lasting = codes(client, "/carte/mon-code.pdf")
    assert lasting in page.main
    client.follow(client.submit(client.page.form("J’ai gardé mon code"), status=303))
    assert client.get("/carte/mon-code").status_code == 303
    assert client.get("/carte/mon-code.pdf").status_code == 404

    leave(client)
    enter(client, number, code, status=422)
    page = client.follow(enter(client, number, lasting.lower().replace(" ", "-")))
    assert page.heading == "Mon compte"
    assert NAME in page.main
    assert rows(app, sa.select(Account.assurance).where(Account.identifier == number)) == [(2,)]


def test_a_passphrase_may_be_chosen_instead(client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code, way="phrase")
    client.submit(passphrase=f" {code} .", status=422)
    assert "papier" in client.page.problems[0]

    client.follow(client.submit(passphrase=PHRASE, status=303))
    leave(client)
    client.visit("/connexion")
    client.submit(identifier=number, password=PHRASE, status=303)
    enter(client, number, code, status=422)


def test_the_code_of_the_paper_is_on_no_page_and_in_no_row(app, as_mediator):
    _number, code = open_account(as_mediator)

    assert code not in as_mediator.visit("/mediation/comptes/carte").html
    kept = str(rows(app, sa.select(WebSession.content))) + str(rows(app, sa.select(Card)))
    assert code not in kept
    assert code.replace(" ", "") not in kept


def test_a_code_is_printed_for_ten_minutes_or_until_it_is_said_printed(as_mediator, clock):
    open_account(as_mediator)
    as_mediator.visit("/mediation/comptes/carte")
    as_mediator.submit(as_mediator.page.form("C’est imprimé"), status=303)
    assert as_mediator.get("/mediation/comptes/carte.pdf").status_code == 404
    assert as_mediator.visit("/mediation/comptes/carte").heading == "Comptes"

    open_account(as_mediator, name="Awa Keïta")
    clock.advance(timedelta(minutes=11))
    assert as_mediator.get("/mediation/comptes/carte.pdf").status_code == 404


def test_without_pango_the_sheets_stand_in(as_mediator, monkeypatch):
    monkeypatch.setattr("inclusion.pdf._engine", lambda: None)
    as_mediator.visit(search(as_mediator).link("Personne nouvelle"))
    page = as_mediator.follow(as_mediator.submit(seen="none", read="oui", status=303))

    assert len([e for e in page.root.iter("section") if "sheet" in e.get("class", "")]) == 2
    assert "en PDF" not in page.main


def test_nothing_opens_before_the_text_is_read_and_the_paper_ticked(as_mediator):
    as_mediator.visit(search(as_mediator).link("Personne nouvelle"))
    as_mediator.submit(status=422)

    assert len(as_mediator.page.problems) == 2


def test_opening_without_a_search_leads_to_the_search(as_mediator):
    page = as_mediator.visit("/mediation/comptes/ouvrir")

    assert page.heading == "Cette personne a-t-elle déjà un compte\u00a0?"


def test_what_was_searched_is_not_typed_again(as_mediator):
    page = as_mediator.visit(search(as_mediator).link("Personne nouvelle"))

    assert page.form().values["name"] == [NAME]
    assert page.form().values["birth-year"] == ["1971"]


def test_matches_are_masked(as_mediator):
    page = search(as_mediator, "Fatoumata Diarra")

    assert "F… D…" in page.main
    assert "1971" in page.main
    assert "Compte\u00a0: oui" in page.main
    assert "Fatoumata" not in page.main


def test_a_person_with_a_file_gets_an_account_without_typing(as_mediator):
    page = search(as_mediator, "Rosa Ferreira", "1980")
    page = as_mediator.visit(page.link("Ouvrir son compte"))

    assert "name" not in page.form().values
    as_mediator.submit(seen="none", read="oui", status=303)
    assert codes(as_mediator)


def test_a_file_of_another_structure_asks_for_a_paper(app, as_mediator):
    with write_session(app.extensions["inclusion"].engine) as session:
        people.add(session, name="Ada Lumière", birth_on="1980", at=START)
    page = search(as_mediator, "Ada Lumière", "1980")
    as_mediator.visit(page.link("Ouvrir son compte"))
    as_mediator.submit(seen="none", read="oui", status=422)
    assert "papier" in as_mediator.page.problems[0]

    as_mediator.submit(seen="passport", read="oui", status=303)


def test_a_reprint_is_another_code(app, client, as_mediator):
    number, old = open_account(as_mediator)
    public_id = rows(
        app,
        sa.select(Person.public_id)
        .join(Account, Account.person_id == Person.id)
        .where(Account.identifier == number),
    )[0][0]
    as_mediator.visit(f"/mediation/personnes/{public_id}/compte")
    as_mediator.follow(as_mediator.submit(status=303))
    same, new = codes(as_mediator)

    assert same == number
    assert new != old
    client.visit(f"/carte/activer?numero={number}")
    client.submit(code=old, status=422)
    client.submit(code=new, status=303)


def test_five_wrong_codes_kill_the_card_and_unknown_numbers_hear_the_same(client, as_mediator):
    number, code = open_account(as_mediator)
    said = set()
    for one in (number, "100000033"):
        client.visit(f"/carte/activer?numero={one}")
        for _ in range(5):
            client.submit(code="0000000000", status=422)
            said.add(tuple(client.page.problems))
    client.visit(f"/carte/activer?numero={number}")
    client.submit(code=code, status=422)

    assert len(said) == 1


def test_ten_wrong_codes_delay_and_the_right_number_is_kept(client):
    for _ in range(10):
        enter(client, "100000006", "0000000000", status=422)
        assert client.page.form().values["identifier"] == ["100000006"]
    enter(client, "100000006", "0000000000", status=422)

    assert "trop d’essais" in client.page.problems[0]


def test_a_wrong_number_in_the_address_is_dropped(client):
    for asked in ("123", "<b>", "100000007", "9" * 300):
        page = client.visit("/carte?numero=" + asked)
        assert asked not in page.main


def test_the_middle_of_an_activation_leads_back_to_its_start(client):
    for path in ("choisir", "phrase"):
        assert client.visit(f"/carte/{path}").heading == "Mettre ma carte en service"


def test_an_activation_left_for_half_an_hour_begins_again(client, as_mediator, clock):
    number, code = open_account(as_mediator)
    client.visit(f"/carte/activer?numero={number}")
    client.follow(client.submit(code=code, status=303))
    clock.advance(timedelta(minutes=31))

    assert client.visit("/carte/choisir").heading == "Mettre ma carte en service"


def test_a_colleague_confirms_and_the_owner_reads_it_at_the_next_visit(app, client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code)
    _number, lasting = codes(client, "/carte/mon-code.pdf")

    page = remake(as_mediator)
    assert "En attente" in page.main
    colleague = app.test_client()
    colleague.sign_in(COLLEAGUE)
    listed = colleague.visit("/mediation/comptes/a-confirmer")
    colleague.visit(listed.link("F… K…"))
    colleague.submit(name="Autre Nom", seen="passport", stranger="oui", status=422)
    colleague.follow(
        colleague.submit(name=NAME, year="1971", seen="passport", stranger="oui", status=303)
    )
    page = as_mediator.visit(page.url)
    as_mediator.follow(as_mediator.submit(page.form("Faire la nouvelle carte"), status=303))
    _same, fresh = codes(as_mediator)

    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"
    enter(client, number, lasting, status=422)
    activate(client, number, fresh)
    page = client.visit("/mon-compte")
    assert "Votre carte a été refaite" in page.main
    assert "mars" in page.main
    assert "Mantois" in page.main
    client.follow(client.submit(page.form("J’ai lu"), status=303))
    assert "Votre carte a été refaite" not in client.page.main
    assert "Elle a été refaite" in client.visit("/mon-compte/avis").main


def test_the_owner_refuses_by_one_button(app, client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code)
    asked = remake(as_mediator)
    page = client.visit("/mon-compte")
    assert "Quelqu’un veut refaire votre carte" in page.main

    client.follow(client.submit(page.form("Ce n’est pas moi"), status=303))

    assert "C’est refusé" in client.page.main
    assert "Refusée" in as_mediator.visit(asked.url).main
    assert "Quelqu’un veut" not in client.visit("/mon-compte").main


def test_a_button_sent_before_its_time_or_after_a_refusal_makes_no_card(app, client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code)
    asked = remake(as_mediator)
    token = asked.root.find(".//input[@name='csrf_token']").get("value")

    def press():
        before = rows(app, sa.select(Card.id))
        answer = as_mediator.post(f"{asked.url}/faire", data={"csrf_token": token})
        assert answer.location == asked.url
        assert rows(app, sa.select(Card.id)) == before

    press()
    client.visit("/mon-compte")
    client.submit(client.page.form("Ce n’est pas moi"), status=303)
    press()
    assert client.visit("/mon-compte").heading == "Mon compte"


def test_a_recovery_says_what_does_not_fit(as_mediator):
    as_mediator.visit(search(as_mediator, "Fatoumata Diarra").link("Refaire sa carte"))
    as_mediator.submit(name="Fatoumata Diarra", year="1971", seen="passport", status=422)
    assert "collègue" in as_mediator.page.problems[0]
    as_mediator.submit(seen="passport", stranger="oui", year="1972", status=422)
    assert "dossier" in as_mediator.page.problems[0]
    as_mediator.submit(seen="passport", stranger="oui", year="72", status=422)
    assert "1971" in as_mediator.page.problems[0]


def test_an_agent_blocks_on_two_facts_and_everything_closes(app, as_mediator):
    client = app.test_client()
    client.sign_in("citizen")
    as_mediator.visit("/mediation/comptes/bloquer")
    as_mediator.submit(name="Fatoumata Diarra", status=422)
    page = as_mediator.follow(as_mediator.submit(name="Fatoumata Diarra", year="1971", status=303))

    assert "Le compte est bloqué" in page.main
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"
    assert rows(app, sa.select(Account.blocked_at).where(Account.identifier == "100000006"))[0][0]


def test_a_blocked_account_is_told_only_after_the_right_code(client, as_mediator):
    number, code = open_account(as_mediator)
    activate(client, number, code)
    _number, lasting = codes(client, "/carte/mon-code.pdf")
    as_mediator.visit("/mediation/comptes/bloquer")
    as_mediator.submit(name=NAME, identifier=number, status=303)

    enter(client, number, "0000000000", status=422)
    assert "bloqué" not in client.page.problems[0]
    enter(client, number, lasting, status=422)
    assert "Votre compte est bloqué" in client.page.problems[0]


def test_an_owner_blocks_their_own_account(client):
    client.sign_in("citizen")
    client.visit(client.visit("/mon-compte").link("Bloquer mon compte"))
    page = client.follow(client.submit(client.page.form("Bloquer mon compte"), status=303))

    assert page.heading == "Compte bloqué"
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_a_paper_shown_later_is_noted(app, as_mediator):
    number, _code = open_account(as_mediator, seen="none")
    public_id = rows(app, sa.select(Account.public_id).where(Account.identifier == number))[0][0]
    as_mediator.visit(f"/mediation/comptes/{public_id}/papier")
    as_mediator.submit(name=NAME, seen="none", status=422)
    as_mediator.submit(name=NAME, seen="residence_permit", status=303)

    assert rows(app, sa.select(Account.assurance).where(Account.identifier == number)) == [(2,)]


def test_the_coordinator_reviews_the_week(as_coordinator):
    page = as_coordinator.visit("/coordination/recuperations")
    assert "Moussa Sangaré" in page.main
    form = page.form("À éclaircir")

    as_coordinator.follow(as_coordinator.submit(form, review="to_clarify", status=303))

    tags = [e for e in as_coordinator.page.root.iter("span") if "tag" in e.get("class", "")]
    assert "À éclaircir" in [read(tag) for tag in tags]
    assert as_coordinator.submit(form, review="x").status_code == 422


def test_the_account_page_of_a_person_leads_from_the_desk(app, as_mediator):
    public_id = rows(app, sa.select(Person.public_id).where(Person.name == "Moussa Sangaré"))[0][0]
    as_mediator.visit(f"/mediation/personnes/{public_id}")
    page = as_mediator.visit(as_mediator.page.link("Voir le compte"))

    assert "Titre de séjour" in page.main
    assert "Niveau 2" in page.main


@pytest.fixture
def recovery(app):
    """Give the recovery that the demonstration has open: its reference."""
    return rows(app, sa.select(Recovery.public_id))[0][0]


def test_another_structure_neither_sees_nor_acts(app, recovery):
    stranger = app.test_client()
    stranger.sign_in(ELSEWHERE)
    public_id = rows(app, sa.select(Person.public_id).where(Person.name == "Moussa Sangaré"))[0][0]
    base = f"/mediation/comptes/demandes/{recovery}"

    for path in (base, f"{base}/confirmer", f"/mediation/personnes/{public_id}/compte"):
        assert stranger.get(path).status_code == 404, path
    token = stranger.visit("/mediation/comptes/bloquer").form().values["csrf_token"][0]
    for path in (f"{base}/faire", f"{base}/confirmer"):
        assert stranger.post(path, data={"csrf_token": token}).status_code == 404, path
    assert "Sangaré" not in stranger.visit("/mediation/comptes").main
    assert "M… S…" not in stranger.visit("/mediation/comptes/a-confirmer").main


@pytest.mark.parametrize("role", ["citizen", "administrator"])
def test_other_roles_find_no_counter(app, recovery, role):
    client = app.test_client()
    client.sign_in(role)
    for path in ("", "/nouveau", "/ouvrir", "/bloquer", "/carte.pdf", f"/demandes/{recovery}"):
        assert client.get(f"/mediation/comptes{path}").status_code == 404, path


def test_a_mediator_reviews_nothing(as_mediator, recovery):
    token = as_mediator.visit("/mediation/comptes/bloquer").form().values["csrf_token"][0]

    assert as_mediator.get("/coordination/recuperations").status_code == 404
    answer = as_mediator.post(
        f"/coordination/recuperations/{recovery}", data={"csrf_token": token, "review": "seen"}
    )
    assert answer.status_code == 404


def test_whoever_opened_it_cannot_confirm_it(app, recovery):
    opener = app.test_client()
    opener.sign_in(COLLEAGUE)
    opener.visit(f"/mediation/comptes/demandes/{recovery}/confirmer")
    opener.submit(
        name="Moussa Sangaré", year="1964", seen="residence_permit", stranger="oui", status=422
    )

    assert "collègue" in opener.page.problems[0]


def test_a_card_held_by_one_visit_is_in_no_other(app, as_mediator):
    open_account(as_mediator)
    other = app.test_client()
    other.sign_in("mediator")

    assert other.get("/mediation/comptes/carte.pdf").status_code == 404
    assert len(pypdfium2.PdfDocument(as_mediator.get("/mediation/comptes/carte.pdf").data)) == 1
