"""Second factors, passkeys, a recent proof: through the pages."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.accounts.views.sign_in import OneFactor, enter
from inclusion.audit.models import AuditEvent
from inclusion.demo.accounts import accounts
from tests.support.authenticator import Authenticator
from tests.support.client import PageClient
from tests.support.codes import code_at, give_back

PHRASE = "tulipe bateau crayon samedi"
STEP = timedelta(seconds=30)
ALINE = next(a for a in accounts() if a["role"] == "mediator")
CITIZEN = next(a for a in accounts() if a["role"] == "citizen")
ADDED = "C’est fait"


def give_passphrase(client, account=ALINE):
    client.visit("/connexion")
    return client.follow(
        client.submit(identifier=account["identifier"], password=account["password"], status=303)
    )


def code(clock, account=ALINE):
    return code_at(account["totp_secret"], clock())


def asked(client):
    return next(form for form in client.page.forms if form.element.get("data-options") is not None)


def answered(client, device, *, act="get", status=303, **values):
    form = asked(client)
    answer = getattr(device, act)(form.element.get("data-options"))
    return client.submit(form, answer=answer, status=status, **values)


def with_passkey(client, account=CITIZEN["identifier"]):
    client.sign_in(account)
    device = Authenticator()
    client.visit("/mon-compte/cles/ajouter")
    page = client.follow(answered(client, device, act="create", name="Mon téléphone"))
    assert ADDED in page.main
    return device


def without_factor(app):
    """Have the administrator reset the mediator's second factor."""
    client = app.test_client()
    client.sign_in("administrator")
    client.visit("/administration")
    client.visit(client.page.link(ALINE["name"]))
    page = client.follow(client.submit(client.page.form("Remettre à zéro"), status=303))
    assert "prochaine entrée" in page.main


def let_time_pass(client, clock, minutes=20):
    """Let minutes pass on an active visit."""
    for _ in range(minutes // 10):
        clock.advance(timedelta(minutes=10))
        client.visit("/mon-compte")


def actions(app):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()


def test_the_passphrase_of_an_agent_opens_nothing_by_itself(client, clock):
    page = give_passphrase(client)

    assert page.heading == "Votre deuxième preuve"
    assert client.visit("/mediation").heading == "Entrer dans mon compte"
    client.visit("/connexion/deuxieme-preuve")
    assert client.follow(client.submit(code=code(clock), status=303)).url == "/mediation"


def test_no_door_lets_an_agent_in_with_one_factor(app):
    class User:
        is_agent = True

    with pytest.raises(OneFactor), app.test_request_context("/"):
        enter(User(), methods=("pwd",))


def test_the_second_proof_leads_to_the_page_that_was_asked(client, clock):
    client.visit("/mediation/semaine")
    client.follow(
        client.submit(identifier=ALINE["identifier"], password=ALINE["password"], status=303)
    )

    assert client.follow(client.submit(code=code(clock), status=303)).url == "/mediation/semaine"


def test_a_wrong_code_is_told_and_written_in_the_journal(app, client):
    give_passphrase(client)
    client.submit(code="", status=422)
    client.submit(code="000000", status=422)

    assert "Ce code" in client.page.problems[0]
    assert actions(app)[-1] == "account.second_factor_refused"


def test_a_code_opens_once(app, client, clock):
    give_passphrase(client)
    client.follow(client.submit(code=code(clock), status=303))
    other = app.test_client()
    give_passphrase(other)

    other.submit(code=code(clock), status=422)
    clock.advance(STEP)
    other.submit(code=code(clock), status=303)


def test_the_passphrase_waits_ten_minutes(client, clock):
    give_passphrase(client)
    clock.advance(timedelta(minutes=11))

    assert client.follow(client.submit(code=code(clock), status=303)).url == "/connexion"


def test_ten_wrong_codes_delay_the_next_and_time_lifts_it(client, clock):
    give_passphrase(client)
    for _ in range(10):
        client.submit(code="000000", status=422)
    client.submit(code=code(clock), status=422)
    assert "trop d’essais" in client.page.problems[0]

    clock.advance(timedelta(minutes=11))
    give_passphrase(client)
    client.submit(code=code(clock), status=303)


def test_wrong_codes_from_elsewhere_do_not_delay_the_owners_browser(app, client, clock):
    client.sign_in("mediator", shared=None)
    client.visit("/connexion")
    stranger = app.test_client()
    give_passphrase(stranger)
    for _ in range(11):
        stranger.submit(code="000000", status=422)
    assert "trop d’essais" in stranger.page.problems[0]

    clock.advance(timedelta(seconds=31))
    give_passphrase(client)
    client.submit(code=code(clock), status=303)


def test_an_agent_without_a_factor_sets_one_up_before_entering(app, client, clock, nu):
    without_factor(app)
    page = give_passphrase(client)
    assert page.heading == "Réglez votre deuxième preuve"
    assert nu.errors(page.html.encode()) == []
    assert client.visit("/mediation").heading == "Entrer dans mon compte"

    page = client.visit("/connexion/proteger")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.main).group().replace(" ", "")
    client.submit(code="000000", status=422)
    page = client.follow(client.submit(code=code_at(secret, clock()), status=303))

    assert page.url == "/mediation"
    assert "account.totp_set" in actions(app)


def test_an_agent_may_set_up_a_passkey_and_enter_with_it(app, client):
    without_factor(app)
    give_passphrase(client)
    device = Authenticator()
    answered(client, device, act="create", name="", status=422)
    page = client.follow(answered(client, device, act="create", name="Mon téléphone"))
    assert page.url == "/mediation"

    other = app.test_client()
    give_passphrase(other)
    assert other.follow(answered(other, device)).url == "/mediation"


def test_a_passphrase_alone_adds_no_factor_to_an_agent_who_has_one(client):
    give_passphrase(client)

    assert client.visit("/connexion/proteger").heading == "Votre deuxième preuve"


def test_the_second_proof_page_is_valid(client, nu):
    page = give_passphrase(client)

    assert nu.errors(page.html.encode()) == []


def test_a_passkey_alone_opens_the_account_of_a_citizen(app, client):
    device = with_passkey(client)
    other = app.test_client()
    other.visit("/connexion")
    other.visit(other.page.link("clé d’accès"))

    assert other.follow(answered(other, device)).heading == "Mon compte"
    assert "Entrée avec une clé d’accès" in other.page.main


def test_a_passkey_that_checks_its_owner_is_two_factors(app, client):
    device = with_passkey(client, "mediator")
    other = app.test_client()
    other.visit("/connexion/cle?suite=/mediation/semaine")

    assert other.follow(answered(other, device)).url == "/mediation/semaine"


def test_an_unknown_passkey_is_refused_in_words(client):
    client.visit("/connexion/cle")
    answered(client, Authenticator(), status=422)

    assert "Essayez encore" in client.page.problems[0]


def test_an_answer_serves_once_and_for_five_minutes(app, client, clock):
    device = with_passkey(client)
    other = app.test_client()
    other.visit("/connexion/cle")
    form = asked(other)
    answer = device.get(form.element.get("data-options"))
    other.submit(form, answer=answer, status=303)
    other.submit(form, answer=answer, status=422)

    other.visit("/connexion/cle")
    clock.advance(timedelta(minutes=6))
    answered(other, device, status=422)


def test_a_passkey_is_removed_and_opens_nothing_more(app, client):
    device = with_passkey(client)
    page = client.follow(client.submit(client.page.form("Retirer"), status=303))
    assert "pas de clé" in page.main

    other = app.test_client()
    other.visit("/connexion/cle")
    answered(other, device, status=422)


def test_the_last_way_in_is_kept_and_the_page_says_why(app, client):
    with_passkey(client)
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(
            sa.update(Account)
            .where(Account.identifier == CITIZEN["identifier"])
            .values(passphrase_hash=None)
        )
    page = client.follow(client.submit(client.page.form("Retirer"), status=303))

    assert "Cette clé reste" in page.main
    assert "Mon téléphone" in page.main


def test_only_the_pages_of_passkeys_run_a_script(client):
    for path, runs in (("/connexion/cle", True), ("/connexion", False), ("/", False)):
        answer = client.get(path)
        assert ("script-src 'self'" in answer.headers["Content-Security-Policy"]) is runs
        assert (b"<script" in answer.data) is runs


def test_the_script_is_served_under_its_hash_for_a_year(client):
    client.visit("/connexion/cle")
    address = next(script.get("src") for script in client.page.root.iter("script"))
    answer = client.get(address)

    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/passkey-0000.js").status_code == 404


def test_a_sensitive_page_asks_again_after_fifteen_minutes(client, clock):
    client.sign_in("citizen")
    let_time_pass(client, clock)

    page = client.visit("/mon-compte/phrase-secrete")
    assert page.heading == "Confirmez que c’est vous"
    client.submit(password="non", status=422)
    page = client.follow(client.submit(password=CITIZEN["password"], status=303))

    assert page.heading == "Changer votre phrase secrète"


def test_an_old_proof_changes_nothing_and_leads_back_to_the_form(app, client, clock):
    client.sign_in("citizen")
    client.visit("/mon-compte/phrase-secrete")
    form = client.page.form()
    let_time_pass(client, clock)

    page = client.follow(
        client.submit(form, current=CITIZEN["password"], passphrase=PHRASE, status=303)
    )

    assert "pas été gardé" in page.main
    assert "account.passphrase_changed" not in actions(app)
    page = client.follow(client.submit(password=CITIZEN["password"], status=303))
    assert page.heading == "Changer votre phrase secrète"


def test_an_act_without_a_page_leads_back_to_the_page_above(client, clock):
    with_passkey(client)
    form = client.page.form("Retirer")
    let_time_pass(client, clock)
    client.follow(client.submit(form, status=303))

    page = client.follow(client.submit(password=CITIZEN["password"], status=303))

    assert page.heading == "Vos clés d’accès"
    assert "Mon téléphone" in page.main


def test_an_agent_proves_with_both_or_with_a_passkey(app, client, clock):
    device = with_passkey(client, "mediator")
    for _ in range(2):
        clock.advance(timedelta(minutes=10))
        client.visit("/mediation")
    client.visit("/mon-compte/double-preuve/nouvelle")
    client.submit(password=ALINE["password"], code="000000", status=422)
    give_back(app)
    page = client.follow(client.submit(password=ALINE["password"], code=code(clock), status=303))
    assert page.heading == "Régler un autre générateur"

    client.visit("/connexion/confirmer?suite=/mon-compte/cles")
    assert client.follow(answered(client, device)).heading == "Vos clés d’accès"


def test_a_passkey_of_another_proves_nothing(app, client):
    device = with_passkey(app.test_client(), "100000011")
    with_passkey(client)
    client.visit("/connexion/confirmer")
    answered(client, device, status=422)


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example"])
def test_a_proof_never_leads_outside(client, wanted):
    client.sign_in("citizen")
    client.visit(f"/connexion/confirmer?suite={wanted}")

    assert client.submit(password=CITIZEN["password"], status=303).location == "/mon-compte"


def test_another_generator_takes_the_place_of_the_first(app, client, clock):
    client.sign_in("mediator")
    page = client.visit("/mon-compte/double-preuve/nouvelle")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.main).group().replace(" ", "")
    client.follow(client.submit(code=code_at(secret, clock()), status=303))

    clock.advance(STEP)
    other = app.test_client()
    give_passphrase(other)
    other.submit(code=code(clock), status=422)
    other.submit(code=code_at(secret, clock()), status=303)


def test_a_new_phrase_ends_the_other_visits_and_says_so(app, client):
    other = app.test_client()
    other.sign_in("citizen")
    client.sign_in("citizen")
    client.visit("/mon-compte/phrase-secrete")
    page = client.follow(client.submit(current=CITIZEN["password"], passphrase=PHRASE, status=303))

    assert "autres visites sont fermées" in page.main
    assert client.visit("/mon-compte").heading == "Mon compte"
    assert other.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_a_reset_ends_the_visits_of_the_agent(app, client):
    other: PageClient = app.test_client()
    other.sign_in("mediator")
    without_factor(app)

    assert other.visit("/mediation").heading == "Entrer dans mon compte"


def test_an_administrator_does_not_reset_their_own_factor(app, client):
    me = client.sign_in("administrator")
    client.visit("/administration")
    own = [url for name, url in client.page.links.items() if name == me["name"]]
    page = client.visit(own[-1])

    assert "collègue" in page.main
    with pytest.raises(AssertionError):
        page.form("Remettre à zéro")
