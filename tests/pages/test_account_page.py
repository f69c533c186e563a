"""My account through its pages: contacts, visits, history, choices, export, closing."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from inclusion.accounts import closing, notifying
from inclusion.accounts.models import Account
from inclusion.app import create_app
from inclusion.contributed import CONTRIBUTIONS
from inclusion.db import write_session
from inclusion.people.models import Person
from inclusion.safe.models import SafeDocument, SafeWrap
from inclusion.web.models import WebSession
from tests.support.client import PageClient
from tests.support.html import Page, words

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0 Mobile Safari/537.36"
)
PHRASE = "cerise velours tambour lundi"
SHEET = "static/css/base.css"
FATOU, HENRI = "100000006", "100000011"


@pytest.fixture
def codes(monkeypatch):
    """Collect the codes that leave."""
    sent = []
    monkeypatch.setattr(notifying, "tell_code", lambda _s, *, code, **_: sent.append(code))
    return sent


def on(app, device: str, who: str = FATOU) -> PageClient:
    """Return a client of a device, signed in."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = device
    client.sign_in(who)
    return client


def scalars(app, statement):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.scalars(statement).all()


# ------------------------------------------------------------------ the page


def test_the_page_says_when_and_from_what_the_last_visit_was(app, clock):
    on(app, CHROME)
    clock.advance(timedelta(days=1))

    page = on(app, FIREFOX).visit("/mon-compte")

    assert "hier à\u00a010\u00a0h, Chrome, Android." in page.main


def test_no_line_leads_to_a_page_that_does_not_exist(as_citizen, as_mediator):
    for client in (as_citizen, as_mediator):
        page = client.visit("/mon-compte")
        for link in [a.get("href") for a in page.root.find(".//main").iter("a")]:
            if link.startswith("/"):
                assert client.get(link).status_code == 200, link


def test_an_agent_has_fewer_lines_and_no_data_to_take(as_mediator):
    page = as_mediator.visit("/mon-compte")

    assert "Maison du numérique du Mantois" in page.main
    assert "Emporter" not in page.main
    for path in ("mes-donnees", "fermer", "avertissements", "coordonnees/confirmer/telephone"):
        assert as_mediator.get(f"/mon-compte/{path}").status_code == 404


def test_a_name_of_one_long_word_breaks_nothing(app):
    """Any text may break anywhere: a name, a secret."""
    assert "overflow-wrap:anywhere" in (Path(app.root_path).parent / SHEET).read_text()


def test_public_accounts_have_a_line_once_there_is_a_provider(as_citizen):
    assert "Mes comptes publics" not in as_citizen.visit("/mon-compte").main


# ------------------------------------------------------------------ contacts


def test_a_telephone_is_confirmed_with_the_code_that_it_received(as_citizen, codes):
    page = as_citizen.visit("/mon-compte")
    assert "à confirmer" in page.main
    as_citizen.visit(page.link("Confirmer"))
    as_citizen.follow(as_citizen.submit(as_citizen.page.form("Recevoir un code"), status=303))
    as_citizen.submit(as_citizen.page.form("Confirmer"), code="11111111", status=422)
    assert "Demandez-en un" in as_citizen.page.problems[0]

    page = as_citizen.follow(
        as_citizen.submit(as_citizen.page.form("Confirmer"), code=codes[0], status=303)
    )

    assert "06 39 98 12 34" in page.main
    assert "confirmé" in page.main
    assert "à confirmer" not in page.main


def test_no_more_than_five_codes_leave_in_ten_minutes(as_citizen, clock, codes):
    as_citizen.visit("/mon-compte/coordonnees/confirmer/telephone")
    form = as_citizen.page.form(action="envoyer")
    for _ in range(5):
        as_citizen.submit(form, status=303)
    as_citizen.submit(form, status=429)
    assert len(codes) == 5

    clock.advance(timedelta(minutes=11))
    as_citizen.visit("/mon-compte/coordonnees/confirmer/telephone")
    as_citizen.submit(as_citizen.page.form(action="envoyer"), status=303)


@pytest.mark.parametrize("channel", ["e-mail", "pigeon", "phone"])
def test_a_channel_that_one_has_not_is_no_page(as_citizen, channel):
    as_citizen.visit(f"/mon-compte/coordonnees/confirmer/{channel}", status=404)


# ------------------------------------------------------------------ visits


def test_another_device_is_closed_from_this_one(app):
    telephone, computer = on(app, CHROME), on(app, FIREFOX)
    page = computer.visit("/mon-compte/visites")
    assert "cet appareil" in page.main
    assert "Android" in page.main

    page = computer.follow(computer.submit(page.form("Fermer"), status=303))

    assert "Android" not in page.main
    assert computer.visit("/mon-compte").heading == "Mon compte"
    assert telephone.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_all_other_devices_are_closed_at_once(app):
    others, here = [on(app, CHROME), on(app, CHROME)], on(app, FIREFOX)
    here.visit("/mon-compte/visites")
    here.follow(here.submit(here.page.form("Fermer tous les autres"), status=303))

    assert here.visit("/mon-compte").heading == "Mon compte"
    assert {other.visit("/mon-compte").heading for other in others} == {"Entrer dans mon compte"}


def test_the_visit_of_somebody_else_does_not_exist(app):
    theirs = on(app, CHROME, HENRI)
    public_id = scalars(app, sa.select(WebSession.public_id))[-1]
    mine = on(app, FIREFOX)
    mine.visit("/mon-compte/visites")
    token = mine.page.form("Quitter vite").values["csrf_token"]

    answer = mine.post(f"/mon-compte/visites/{public_id}/fermer", data={"csrf_token": token})

    assert answer.status_code == 404
    assert theirs.visit("/mon-compte").heading == "Mon compte"


def test_a_page_under_way_does_not_revive_a_visit_that_was_closed(app, clock):
    telephone = on(app, CHROME)
    with app.extensions["inclusion"].engine.connect() as connection:
        before = connection.scalar(sa.select(sa.func.count()).select_from(WebSession))

    def closed_meanwhile(*_args):
        with write_session(app.extensions["inclusion"].engine) as session:
            session.execute(sa.delete(WebSession))

    app.before_request_funcs.setdefault(None, []).append(closed_meanwhile)
    clock.advance(timedelta(minutes=2))
    telephone.get("/mon-compte")
    app.before_request_funcs[None].remove(closed_meanwhile)

    assert before == 1
    assert telephone.visit("/mon-compte").heading == "Entrer dans mon compte"


# ------------------------------------------------------------------ a new device


def test_a_new_device_is_asked_about_at_the_next_visit_and_not_there(app):
    computer = on(app, FIREFOX)
    telephone = on(app, CHROME)
    assert "Était-ce vous" not in telephone.visit("/mon-compte").main

    back = on(app, FIREFOX)
    assert "Un message vous attend" in back.visit("/rendez-vous").text
    page = back.visit("/mon-compte")
    assert "Était-ce vous" in page.main
    assert "Android" in page.main
    assert computer.visit("/mon-compte").link("Non, ce n’était pas moi").endswith("on-m-a-eu")

    back.visit("/mon-compte")
    page = back.follow(back.submit(back.page.form("Oui, c’était moi"), status=303))
    assert "Était-ce vous" not in page.main
    assert "Un message vous attend" not in back.visit("/rendez-vous").text


def test_an_agent_is_told_too(app):
    on(app, FIREFOX, "mediator")
    on(app, CHROME, "mediator")

    assert "Un message vous attend" in on(app, FIREFOX, "mediator").visit("/mediation").text


# ------------------------------------------------------------------ history and choices


def test_the_history_names_roles_and_structures_and_nobody(as_citizen):
    page = as_citizen.visit("/mon-compte/historique")

    assert "Entrée avec votre phrase secrète." in page.main
    assert "Une médiatrice ou un médiateur, Maison du numérique" in page.main
    assert "Garnier" not in page.main


@pytest.mark.parametrize("number", ["0", "-3", "99999", "x"])
def test_any_page_number_of_the_history_gives_a_page(as_citizen, number):
    as_citizen.visit(f"/mon-compte/historique?page={number}")


def test_nothing_ticked_is_a_choice(as_citizen):
    as_citizen.visit("/mon-compte/avertissements")
    as_citizen.submit(topics=[], status=303)
    assert as_citizen.visit("/mon-compte/avertissements").form().values.get("topics") is None

    as_citizen.submit(topics=["safe", "pigeon"], status=422)
    as_citizen.submit(topics=["safe"], status=303)
    assert as_citizen.visit("/mon-compte/avertissements").form().values["topics"] == ["safe"]


# ------------------------------------------------------------------ export


def exported(client, kind):
    client.visit("/mon-compte/mes-donnees")
    answer = client.submit(format=kind, status=200)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def test_the_export_holds_every_part_and_no_secret(app, as_citizen):
    answer = exported(as_citizen, "json")
    data = json.loads(answer.data)
    parts = {part["code"]: part for part in data["parts"]}

    with app.test_request_context("/"), write_session(app.extensions["inclusion"].engine) as db:
        account = db.scalar(sa.select(Account).where(Account.identifier == FATOU))
        codes = {part(db, account.id, account.person_id).code for part in CONTRIBUTIONS.exports}
    assert set(parts) == codes
    filled = {"account", "person", "ways_in", "appointments", "safe", "journal"}
    assert filled <= codes
    assert all(parts[code]["rows"] for code in filled)
    assert parts["person"]["rows"][0]["phone"] == "+33639981234"
    assert len(parts["safe"]["rows"]) == 8
    text = answer.get_data(as_text=True)
    assert account.passphrase_hash not in text
    assert "argon2" not in text
    assert "_hash" not in text


def test_the_export_speaks_of_nobody_else(app):
    text = exported(on(app, FIREFOX, HENRI), "json").get_data(as_text=True)

    assert "Henri Lemoine" in text
    assert "Fatoumata" not in text
    assert FATOU not in text


def test_the_page_to_read_is_whole_valid_and_calls_nobody(as_citizen, nu):
    answer = exported(as_citizen, "html")
    page = Page(answer.get_data(as_text=True))

    assert nu.errors(answer.data) == []
    assert page.heading == "Mes données"
    titles = [words(h2) for h2 in page.root.iter("h2")]
    assert "Mes rendez-vous" in titles
    assert "Le journal" in titles
    assert "Vous avez emporté vos données." in page.main
    assert all(
        link.get("href").startswith("data:text/css;base64,") for link in page.root.iter("link")
    )


def test_the_page_to_read_is_all_in_words_and_hides_that_one_hides(app):
    client = on(app, FIREFOX)
    client.visit("/mon-compte/discretion")
    client.follow(client.submit(client.page.form("Demander la discrétion"), status=303))
    client.visit("/mon-compte/apres-moi")
    client.submit(client.page.form("Garder cette réponse"), wish="keep", status=303)
    client.visit("/mon-compte/adresse")
    said = {"kind": "home", "line": "3 rue du Port", "postcode": "92000", "commune": "Nanterre"}
    client.submit(client.page.form("Garder cette adresse"), status=303, **said)

    page = Page(exported(client, "html").get_data(as_text=True))

    assert "Nouvelle commune" in page.main
    keys = {words(dt) for dt in page.root.iter("dt")}
    assert {key for key in keys if "_" in key or key == key.lower()} == set()
    values = [words(dd) for dd in page.root.iter("dd")]
    assert [one for one in values if re.match(r"\d{4}-\d\d-\d\d", one)] == []
    for text in (page.html, exported(client, "json").get_data(as_text=True)):
        assert "Coordonnées cachées" not in text
        for code in ("hidden_contact", "person.hidden", "iscrétion"):
            assert code not in text


@pytest.mark.parametrize("role", ["mediator", "administrator"])
def test_nobody_else_takes_the_data_of_a_citizen(app, role):
    client = on(app, FIREFOX, role)
    client.visit("/mon-compte")
    token = client.page.form("Quitter mon compte").values["csrf_token"]

    answer = client.post("/mon-compte/mes-donnees", data={"csrf_token": token, "format": "json"})

    assert answer.status_code == 404


# ------------------------------------------------------------------ closing


def ask_to_close(client, **values):
    client.visit("/mon-compte/fermer")
    form = client.page.form("Fermer mon compte")
    return client.submit(form, **{"password": PHRASE, "taken": "oui", **values})


def test_closing_asks_for_the_papers_and_the_phrase(as_citizen):
    assert ask_to_close(as_citizen, taken=None).status_code == 422
    assert "papiers" in as_citizen.page.problems[0]
    assert ask_to_close(as_citizen, password="non").status_code == 422
    assert len(as_citizen.page.problems) == 1
    assert "va fermer" not in as_citizen.visit("/mon-compte").main


def test_somebody_without_papers_is_not_asked_for_them(app):
    client = on(app, FIREFOX, "100000022")

    assert "taken" not in client.visit("/mon-compte/fermer").form("Fermer").values
    answer = ask_to_close(client, taken=None, password="violon cabane tisane robinet")
    assert answer.status_code == 303


def test_an_account_that_closes_is_kept_with_one_press(app, as_citizen, clock):
    page = as_citizen.follow(ask_to_close(as_citizen))
    assert "Il ferme jeudi 2\u00a0avril\u00a02026" in page.main

    clock.advance(timedelta(days=29))
    back = on(app, FIREFOX)
    back.visit("/mon-compte")
    page = back.follow(back.submit(back.page.form("Garder mon compte"), status=303))
    assert "va fermer" not in page.main

    clock.advance(timedelta(days=5))
    assert due(app, clock) == 0
    on(app, FIREFOX)


def due(app, clock):
    with write_session(app.extensions["inclusion"].engine) as session:
        return closing.close_due(session, at=clock(), ends=CONTRIBUTIONS.ends)


def test_thirty_days_later_nothing_opens_and_the_papers_are_gone(app, as_citizen, clock):
    ask_to_close(as_citizen)
    clock.advance(timedelta(days=30))
    still = on(app, CHROME)

    assert due(app, clock) == 1

    assert still.visit("/mon-compte").heading == "Entrer dans mon compte"
    still.submit(identifier=FATOU, password=PHRASE, status=422)
    (person,) = scalars(
        app, sa.select(Person.id).where(Person.name == "Fatoumata Diarra", Person.phone.is_(None))
    )
    assert person
    kept = scalars(app, sa.select(Account.closed_at).where(Account.identifier == FATOU))
    assert kept != [None]
    # Henri's safe is whole; hers is empty.
    assert scalars(app, sa.select(SafeDocument.id))
    assert len(scalars(app, sa.select(SafeWrap.safe_id).distinct())) == 1


def test_the_site_and_the_worker_share_one_list(settings):
    assert create_app(settings).extensions["inclusion.contributions"] is CONTRIBUTIONS
