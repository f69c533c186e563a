"""From a lost phrase to an open safe, through a trusted person, on the pages; and strangers."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.rescue.models import Handover, Release, Trusted
from inclusion.safe.models import Safe
from tests.support.client import PageClient

OWNER, HELPER, STRANGER = "100000006", "100000011", "100000022"
CARD = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?: [0-9A-HJKMNP-TV-Z]{4}){7}")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_trusts_yet(app):
    """Forget the ties of the demonstration: each test makes its own."""
    with engine_of(app).begin() as connection:
        connection.execute(sa.delete(Trusted))


def engine_of(app):
    return app.extensions["inclusion"].engine


def rows(app, statement):
    with engine_of(app).connect() as connection:
        return connection.execute(statement).all()


def signed_in(app, who, *, is_open=True) -> PageClient:
    made = app.test_client()
    made.sign_in(who)
    if is_open:
        made.unlock()
    return made


def code_of(helper) -> str:
    helper.visit("/coffre/aider")
    helper.submit(helper.page.form("Voir mon code"), status=200)
    return re.search(r"\d\d \d\d \d\d \d\d", helper.page.main).group()


def named(app, *, delay="14"):
    """Let the owner name the helper through the pages; return both clients."""
    owner, helper = signed_in(app, OWNER), signed_in(app, HELPER)
    owner.visit("/coffre/confiance/ajouter")
    owner.submit(code=code_of(helper), status=200)
    assert owner.page.heading == "Est-ce bien Henri\u00a0?"
    owner.follow(owner.submit(delay=delay, sure="oui", status=303))
    return owner, helper


def advance(app, client, step, who, *, is_open=True):
    """Move the clock and come back: the visit and the safe have closed meanwhile."""
    app.extensions["inclusion"].clock.advance(step)
    return signed_in(app, who, is_open=is_open)


def asked(app, helper):
    helper.visit("/coffre/aider")
    helper.visit(helper.page.link("Demander à rouvrir"))
    return helper.follow(helper.submit(status=303))


def text_of(helper) -> str:
    helper.visit("/coffre/aider")
    helper.visit(helper.page.link("Faire le code"))
    helper.submit(status=200)
    return CARD.search(helper.page.main).group()


def test_a_lost_phrase_is_answered_by_a_trusted_person_a_delay_and_a_code(app):
    owner, helper = named(app)
    assert "Henri Lemoine" in owner.page.main
    assert "Délai\u00a0: 14 jours." in owner.page.main
    assert "Le délai court" in asked(app, helper).main

    owner = advance(app, owner, 2 * DAY, OWNER, is_open=False)
    owner.visit("/coffre")
    page = owner.visit(owner.page.link("ni phrase, ni carte"))
    assert page.heading == "Rouvrir mon coffre"
    assert "Le délai court jusqu’au mardi 17\u00a0mars" in page.main
    helper = advance(app, helper, 12 * DAY, HELPER)
    text = text_of(helper)
    assert len(rows(app, sa.select(Handover))) == 1

    owner = signed_in(app, OWNER, is_open=False)
    page = owner.visit("/coffre/rouvrir")
    assert "Un code est prêt" in page.main
    owner.visit(page.link("Ma personne de confiance"))
    owner.submit(code=text.lower(), passphrase=owner.account["password"], status=200)
    assert owner.page.heading == "Votre carte de secours"
    card = CARD.search(owner.page.main).group()
    assert card != text

    page = owner.visit("/coffre")
    assert "Titre de séjour (exemple)" in page.main
    journal = owner.visit("/coffre/journal").main
    assert "Le coffre a été rouvert avec un code de Henri Lemoine." in journal
    assert "Henri Lemoine a préparé un code pour rouvrir votre coffre." in journal
    other = signed_in(app, OWNER, is_open=False)
    other.visit("/coffre/ouvrir-avec-la-carte")
    assert other.follow(other.submit(card=card, status=303)).heading == "Prendre une nouvelle carte"


def test_the_account_page_says_it_and_one_press_stops_it(app):
    owner, helper = named(app)
    asked(app, helper)
    page = owner.visit("/mon-compte")
    assert "Quelqu’un demande à rouvrir votre coffre" in page.main
    assert "Henri Lemoine l’a demandé" in page.main

    page = owner.follow(owner.submit(page.form("tout arrêter"), status=303))

    assert "Tout est arrêté" in page.main
    assert "Quelqu’un demande à rouvrir votre coffre" not in owner.visit("/mon-compte").main
    assert "Demande arrêtée" in helper.visit("/coffre/aider").main
    assert "Cette demande est arrêtée." in owner.visit("/coffre/journal").main


def test_one_call_stops_it(app, as_mediator):
    owner, helper = named(app)
    asked(app, helper)
    page = as_mediator.visit("/mediation/telephone")
    as_mediator.visit(page.link("Arrêter une demande"))
    as_mediator.submit(name="Fatoumata Diarra", year="1980", status=422)
    assert rows(app, sa.select(Release.stopped_at)) == [(None,)]
    page = as_mediator.follow(as_mediator.submit(name="Fatoumata Diarra", year="1971", status=303))

    assert "C’est arrêté" in page.main
    assert rows(app, sa.select(Release.stopped_at))[0][0] is not None
    assert "Aline Garnier" in owner.visit("/coffre/journal").main


def test_a_code_before_the_delay_is_not_made_by_sending_the_form_again(app):
    _owner, helper = named(app)
    asked(app, helper)
    with engine_of(app).connect() as connection:
        public_id = connection.execute(sa.select(Trusted.public_id)).scalar()
    address = f"/coffre/aider/{public_id}/remettre"
    page = helper.visit(address)
    assert "Le délai n’est pas fini" in page.main
    token = helper.visit("/coffre/aider").form("Voir mon code")
    for _again in range(3):
        answer = helper.post(address, data={"csrf_token": token.values["csrf_token"][0]})
        assert answer.status_code == 422
    assert rows(app, sa.select(Handover)) == []


def test_a_stranger_finds_nothing(app):
    _owner, helper = named(app)
    asked(app, helper)
    with engine_of(app).connect() as connection:
        public_id = connection.execute(sa.select(Trusted.public_id)).scalar()
    stranger = signed_in(app, STRANGER, is_open=False)
    stranger.visit("/coffre/creer")
    stranger.submit(understood="oui", passphrase=stranger.account["password"], status=200)
    token = stranger.visit("/coffre/aider").form("Voir mon code").values["csrf_token"][0]
    for act in ("demander", "remettre", "ne-plus-aider"):
        assert stranger.get(f"/coffre/aider/{public_id}/{act}").status_code == 404
    for act in ("demander", "remettre", "retirer", "ne-plus-aider"):
        answer = stranger.post(f"/coffre/aider/{public_id}/{act}", data={"csrf_token": token})
        assert answer.status_code == 404
    assert stranger.get(f"/coffre/confiance/{public_id}/retirer").status_code == 404
    stranger.post("/coffre/rouvrir/arreter", data={"csrf_token": token})
    assert rows(app, sa.select(Release.stopped_at)) == [(None,)]


def test_the_helpers_code_does_not_open_the_helpers_own_pages(app):
    """The code is for the owner's account: typed elsewhere it opens nothing."""
    _owner, helper = named(app)
    asked(app, helper)
    helper = advance(app, helper, 14 * DAY, HELPER)
    text = text_of(helper)
    helper.visit("/coffre/rouvrir/code")
    helper.submit(code=text, passphrase=helper.account["password"], status=422)

    assert "Ce code n’ouvre pas le coffre" in helper.page.problems[0]


def test_a_wrong_code_is_said_kept_and_counted(app):
    owner, _helper = named(app)
    owner.visit("/coffre/rouvrir/code")
    owner.submit(code="K7Q2", passphrase="x", status=422)
    assert "Il manque 28 signes" in owner.page.problems[0]
    assert owner.page.form().values["code"] == ["K7Q2"]
    owner.submit(code="0000 " * 8, passphrase="wrong", status=422)
    assert "phrase de votre compte" in owner.page.problems[0]
    for _try in range(10):
        owner.submit(code="0000 " * 8, passphrase=owner.account["password"], status=422)
    owner.submit(code="0000 " * 8, passphrase=owner.account["password"], status=422)

    assert "trop d’essais" in owner.page.problems[0]


def test_codes_of_trust_cannot_be_tried_without_end(app):
    owner = signed_in(app, OWNER)
    owner.visit("/coffre/confiance/ajouter")
    for _try in range(10):
        owner.submit(code="10 10 10 10", status=422)
        assert "Ce code ne marche pas" in owner.page.problems[0]
    owner.submit(code="10 10 10 10", status=422)

    assert "trop d’essais" in owner.page.problems[0]


def test_naming_wants_a_delay_a_word_and_an_open_safe(app):
    owner, helper = signed_in(app, OWNER), signed_in(app, HELPER)
    owner.visit("/coffre/confiance/ajouter")
    code = code_of(helper)
    owner.submit(code=code, status=200)
    owner.submit(delay="14", status=422)
    assert "Cochez si c’est vrai" in owner.page.problems[0]
    owner.submit(delay="1", sure="oui", status=422)
    assert "délai" in owner.page.problems[0]
    assert rows(app, sa.select(Trusted)) == []
    closed = signed_in(app, OWNER, is_open=False)

    assert closed.get("/coffre/confiance/ajouter").location.endswith("/coffre")


def test_whoever_is_told_at_once_may_choose_a_week(app):
    with engine_of(app).begin() as connection:
        connection.execute(
            sa.update(Person)
            .where(Person.name == "Fatoumata Diarra")
            .values(phone_confirmed_at=app.extensions["inclusion"].clock())
        )
    owner, helper = named(app, delay="7")
    asked(app, helper)

    assert "Délai\u00a0: 7 jours." in owner.visit("/coffre/confiance").main
    sent = rows(app, sa.select(Message.text_code).where(Message.text_code.startswith("safe_")))
    assert [code for (code,) in sent] == ["safe_rescue_changed", "safe_release_asked"]


def test_somebody_who_hides_is_warned(app):
    with engine_of(app).begin() as connection:
        connection.execute(
            sa.update(Person).where(Person.name == "Fatoumata Diarra").values(hidden_contact=True)
        )
    owner = signed_in(app, OWNER)

    page = owner.visit("/coffre/confiance/ajouter")

    assert "Ne choisissez pas cette personne" in page.main
    assert page.link("Ne choisir personne")


def test_either_side_ends_the_tie(app):
    owner, helper = named(app)
    helper.visit("/coffre/aider")
    helper.visit(helper.page.link("Ne plus aider"))
    helper.follow(helper.submit(status=303))
    assert rows(app, sa.select(Trusted)) == []
    assert "n’est plus votre personne de confiance" in owner.visit("/coffre/journal").main
    owner.visit("/coffre/confiance/ajouter")
    owner.submit(code=code_of(helper), status=200)
    owner.follow(owner.submit(delay="30", sure="oui", status=303))
    owner.visit(owner.page.link("Retirer"))
    owner.follow(owner.submit(status=303))

    assert "Vous n’avez choisi personne." in owner.page.main
    assert "Personne ne vous a encore choisi." in helper.visit("/coffre/aider").main


def test_a_dead_tie_is_said_on_both_sides(app):
    owner, helper = named(app)
    with engine_of(app).begin() as connection:
        connection.execute(sa.update(Trusted).values(holder_key="age1" + "q" * 58))

    assert "Ne marche plus" in owner.visit("/coffre/confiance").main
    page = helper.visit("/coffre/aider")
    assert "Ne marche plus" in page.main
    assert "Demander à rouvrir" not in page.main
    assert "Ce lien ne marche plus" in owner.visit("/coffre/rouvrir").main


def test_the_doors_say_what_is_closed_and_that_papers_stay(app):
    owner = signed_in(app, OWNER, is_open=False)
    page = owner.visit("/coffre/rouvrir")

    assert "Vous n’en avez pas choisi. Cette porte est fermée." in page.main
    assert "12 mois au moins" in page.main
    assert "organismes" not in page.main
    assert owner.get("/coffre/confiance/organismes").status_code == 404
    assert "organismes" not in owner.visit("/coffre/confiance").main


def test_whoever_has_no_safe_has_no_page_of_rescue(app):
    nobody = signed_in(app, STRANGER, is_open=False)
    assert rows(app, sa.select(sa.func.count()).select_from(Safe))[0][0] == 2
    for path in ("/coffre/rouvrir", "/coffre/confiance", "/coffre/aider", "/coffre/rouvrir/code"):
        assert nobody.get(path).status_code == 404
