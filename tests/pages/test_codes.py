"""Enter with a code: by e-mail, by SMS, on paper; what is shown to those whom nobody knows."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import notifying
from inclusion.accounts.models import Account, KnownDevice, OneTimeCode
from inclusion.clock import utc_now
from inclusion.db import write_session
from inclusion.people.models import Person
from inclusion.web.models import Attempt, WebSession

FATOUMATA, HENRI = "100000006", "100000011"
PHRASE = "cerise velours tambour lundi"
EMAIL, PHONE = "fatoumata@exemple.fr", "+33639981234"


def change(app, statement):
    with write_session(app.extensions["inclusion"].engine) as session:
        session.execute(statement)


def rows(app, statement):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.execute(statement).all()


def confirm(app, identifier=FATOUMATA, **values):
    person_id = sa.select(Account.person_id).where(Account.identifier == identifier)
    change(
        app,
        sa.update(Person)
        .where(Person.id == person_id.scalar_subquery())
        .values(email=EMAIL, email_confirmed_at=utc_now(), phone=PHONE, **values),
    )


@pytest.fixture
def left(monkeypatch):
    """Collect the codes that leave."""
    sent = []
    monkeypatch.setattr(
        notifying, "tell_code", lambda _session, **values: sent.append(values) or None
    )
    return sent


def ask(client, identifier=EMAIL, channel="email"):
    client.visit("/connexion/code")
    return client.follow(client.submit(identifier=identifier, channel=channel, status=303))


def new_sheet(client):
    client.visit("/mon-compte/codes")
    client.submit(client.page.form("Faire une nouvelle feuille"), status=200)
    found = re.findall(r"Code n° \d+ ([\d ]{11})", client.page.main)
    return [code.replace(" ", "") for code in found]


def leave(client):
    client.visit("/mon-compte")
    client.submit(client.page.form("Quitter mon compte"), status=303)


def test_a_code_sent_to_a_confirmed_address_opens_the_account(app, client, left):
    confirm(app)
    page = ask(client)
    assert page.heading == "Écrivez le code reçu"

    code = left[0]["code"]
    grouped = " ".join(code[i : i + 2] for i in range(0, 8, 2))
    assert client.follow(client.submit(code=grouped, status=303)).heading == "Mon compte"
    assert "Entrée avec un code reçu" in client.page.main


def test_the_code_is_in_no_row_and_opens_nothing_twice(app, client, left):
    confirm(app)
    ask(client)
    code = left[0]["code"]
    kept = rows(app, sa.select(OneTimeCode.__table__))
    assert code not in str(kept)
    assert EMAIL not in str(kept)

    client.follow(client.submit(code=code, status=303))
    leave(client)
    client.visit("/connexion/code/saisir")
    client.submit(code=code, status=422)


def test_a_code_opens_nothing_in_another_browser_nor_after_ten_minutes(app, client, clock, left):
    confirm(app)
    ask(client)
    code = left[0]["code"]

    other = app.test_client()
    other.visit("/connexion/code/saisir")
    other.submit(code=code, status=422)
    clock.advance(timedelta(minutes=11))
    client.submit(code=code, status=422)


def test_a_code_dies_after_five_errors(app, client, left):
    confirm(app)
    ask(client)
    for _ in range(5):
        client.submit(code="10101010", status=422)

    client.submit(code=left[0]["code"], status=422)


def test_a_new_code_kills_the_one_before(app, client, left):
    confirm(app)
    ask(client)
    ask(client)
    client.submit(code=left[0]["code"], status=422)
    client.submit(code=left[1]["code"], status=303)


@pytest.mark.parametrize(
    ("identifier", "channel"),
    [("personne@exemple.fr", "email"), (HENRI, "email"), (FATOUMATA, "sms"), ("100000033", "sms")],
)
def test_whoever_is_unknown_or_unconfirmed_gets_the_same_page_and_no_code(
    app, client, left, identifier, channel
):
    confirm(app)
    known = ask(client).main
    assert len(left) == 1

    assert ask(client, identifier, channel).main == known
    assert len(left) == 1
    client.submit(code="10101010", status=422)


def test_an_address_that_two_people_confirmed_opens_neither(app, client, left):
    confirm(app)
    confirm(app, HENRI)
    ask(client)
    assert left == []

    client.visit("/connexion")
    client.submit(identifier=EMAIL, password=PHRASE, status=422)
    assert "écrivez votre numéro" in client.page.problems[0]
    client.submit(identifier=FATOUMATA, password=PHRASE, status=303)


def test_a_confirmed_address_or_telephone_and_the_phrase_open_the_account(app, client):
    confirm(app, phone_confirmed_at=utc_now())
    for typed in ("Fatoumata@EXEMPLE.FR".lower(), "06 39 98 12 34", "+33639981234"):
        client.visit("/connexion")
        client.follow(client.submit(identifier=typed, password=PHRASE, status=303))
        leave(client)


def test_an_address_that_is_not_confirmed_opens_nothing(client):
    client.visit("/connexion")
    client.submit(identifier="06 39 98 12 34", password=PHRASE, status=422)
    assert "ne vont pas ensemble" in client.page.problems[0]


def test_three_codes_leave_in_ten_minutes_and_nothing_tells(app, client, clock, left):
    confirm(app)
    texts = {ask(client).main for _ in range(5)}
    assert len(left) == 3
    assert len(texts) == 1

    clock.advance(timedelta(minutes=11))
    ask(client)
    assert len(left) == 4


def test_nobody_uses_up_the_codes_of_a_browser_that_is_known(app, client, left):
    confirm(app)
    client.visit("/connexion")
    client.submit(identifier=FATOUMATA, password=PHRASE, shared=None, status=303)
    leave(client)
    stranger = app.test_client()
    for _ in range(4):
        ask(stranger)
    assert len(left) == 3

    ask(client)

    assert len(left) == 4


def test_a_sheet_has_ten_codes_each_opens_once_and_is_crossed_off(app, client):
    client.sign_in("citizen")
    codes = new_sheet(client)
    assert len(set(codes)) == 10
    assert not any(code in str(rows(app, sa.text("SELECT * FROM paper_code"))) for code in codes)
    leave(client)

    hint = client.visit("/connexion/feuille").main
    assert "Le numéro a 9\u00a0chiffres." in hint
    assert "sur votre carte" not in hint
    page = client.follow(client.submit(identifier=FATOUMATA, code=codes[2], status=303))
    assert page.heading == "Rayez le code n° 3"
    assert "Il vous reste 9 codes" in page.main
    assert client.visit("/connexion/feuille/rayez").heading == "Mon compte"
    leave(client)

    client.visit("/connexion/feuille")
    client.submit(identifier=FATOUMATA, code=codes[2], status=422)
    assert "n° 3 a déjà servi" in client.page.problems[0]


def test_a_new_sheet_kills_the_one_before(client):
    client.sign_in("citizen")
    old, _new = new_sheet(client), new_sheet(client)
    leave(client)

    client.visit("/connexion/feuille")
    client.submit(identifier=FATOUMATA, code=old[0], status=422)


def test_a_code_of_a_sheet_leads_to_the_page_that_was_asked(client):
    client.sign_in("citizen")
    codes = new_sheet(client)
    leave(client)

    client.visit("/mon-compte/coordonnees")
    client.visit(client.page.link("feuille"))
    page = client.follow(client.submit(identifier=FATOUMATA, code=codes[0], status=303))
    assert client.visit(page.link("continuer")).heading == "Vos coordonnées"


def test_no_code_is_written_in_a_log(app, client, caplog, left):
    confirm(app)
    with caplog.at_level("DEBUG"):
        ask(client)
        client.submit(code=left[0]["code"], status=303)

    assert left[0]["code"] not in caplog.text


def test_a_blocked_account_opens_nothing_and_says_so_to_its_owner_alone(app, client):
    change(
        app,
        sa.update(Account).where(Account.identifier == FATOUMATA).values(blocked_at=utc_now()),
    )
    client.visit("/connexion")
    client.submit(identifier=FATOUMATA, password="non", status=422)
    assert "bloqué" not in client.page.html

    client.submit(identifier=FATOUMATA, password=PHRASE, status=403)
    assert client.page.heading == "Votre compte est bloqué"
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_a_browser_is_known_unless_others_use_it(app, client):
    client.sign_in("citizen")
    assert client.get_cookie("appareil") is None
    leave(client)

    client.visit("/connexion")
    client.submit(identifier=FATOUMATA, password=PHRASE, shared=None, status=303)
    cookie = client.get_cookie("appareil")
    assert cookie.http_only
    assert cookie.value not in str(rows(app, sa.select(KnownDevice.__table__)))
    assert not rows(app, sa.select(WebSession.token_hash).where(WebSession.is_shared.is_(True)))


def test_the_counter_of_a_known_network_is_named_and_may_err_more(app, client):
    admin = app.test_client()
    admin.sign_in("administrator")
    admin.visit("/administration/reseaux")
    admin.submit(address="10.0.0.1", status=422)
    admin.submit(address="quelque part", status=422)
    page = admin.follow(admin.submit(address="8.8.4.4", status=303))
    assert "8.8.4.4/32" in page.main

    client.visit("/connexion", status=200)
    form = client.page.form().values
    data = {**form, "identifier": FATOUMATA, "password": PHRASE}
    client.post("/connexion", data=data, environ_base={"REMOTE_ADDR": "8.8.4.4"})
    places = rows(app, sa.select(WebSession.place_id).where(WebSession.place_id.is_not(None)))
    assert len(places) == 1

    form = next(f for f in page_forms(admin) if f.action.endswith("/oublier"))
    assert "8.8.4.4" not in admin.follow(admin.submit(form, status=303)).main


def page_forms(client):
    client.visit("/administration/reseaux")
    return client.page.forms


def test_attempts_name_nobody(app, client):
    client.visit("/connexion")
    client.submit(identifier=FATOUMATA, password="non", status=422)

    kept = rows(app, sa.select(Attempt.__table__))
    assert len(kept) == 3
    assert FATOUMATA not in str(kept)


def test_a_phrase_is_offered_and_taken_in_one_press(client):
    client.visit("/inscription")
    client.follow(client.submit(name="Fatou Martin", status=303))
    client.follow(client.submit(status=303))
    client.follow(client.submit(status=303))
    offer = client.page.form("Proposez-moi une phrase")
    client.submit(offer, propose="oui", status=200)
    first = client.page.form("Ouvrir mon compte").values["passphrase"]
    assert first[0] in client.page.main
    client.submit(client.page.form("Proposez-moi une autre phrase"), propose="oui", status=200)
    taken = client.page.form("Ouvrir mon compte")
    assert taken.values["passphrase"] != first
    client.follow(client.submit(taken, status=303))

    identifier = re.search(r"\d{3} \d{3} \d{3}", client.page.main).group()
    leave(client)
    client.visit("/connexion")
    client.submit(identifier=identifier, password=taken.values["passphrase"][0], status=303)


def test_a_phrase_that_was_offered_stays_while_the_old_one_is_mistyped(client):
    client.sign_in("citizen")
    client.visit("/mon-compte/phrase-secrete")
    client.submit(client.page.form("Proposez-moi une phrase"), propose="oui", status=200)
    offered = client.page.form("Changer ma phrase").values["passphrase"]
    client.submit(client.page.form("Changer ma phrase"), current="non", status=422)
    assert client.page.form("Changer ma phrase").values["passphrase"] == offered

    client.submit(client.page.form("Changer ma phrase"), current=PHRASE, status=303)


def test_a_site_without_gateways_offers_no_code(app, client):
    parts = app.extensions["inclusion"]
    bare = replace(parts.settings, environment="production")
    app.extensions["inclusion"] = replace(parts, settings=bare)

    page = client.visit("/connexion/code")
    assert "Ce site n’envoie pas de code" in page.main
    client.sign_in("citizen")
    page = client.visit("/mon-compte/coordonnees/confirmer/telephone")
    assert "Ce site n’envoie pas de code par ce moyen" in page.main
    token = client.page.forms[0].values["csrf_token"]
    answer = client.post(
        "/mon-compte/coordonnees/confirmer/telephone/envoyer", data={"csrf_token": token}
    )
    assert answer.status_code == 404


def test_only_the_channels_with_a_gateway_are_offered(app, client):
    parts = app.extensions["inclusion"]
    mail = replace(parts.settings, environment="production", smtp_url="smtp://127.0.0.1:25")
    app.extensions["inclusion"] = replace(parts, settings=mail)

    client.visit("/connexion/code")

    assert client.submit(identifier=EMAIL, channel="sms").status_code == 422
    assert client.submit(identifier=EMAIL, channel="email").status_code == 303
