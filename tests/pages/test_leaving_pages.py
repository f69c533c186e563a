"""Through the pages: leave with everything, change the phrase and the key, try the card."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.db import write_session
from inclusion.safe import queries
from inclusion.safe.models import Safe, SafeDocument
from inclusion.safe.rules import Act, Untried
from inclusion.web.models import KnownNetwork
from inclusion.web.session import reading
from tests.pages.test_counter import PHRASE as COUNTER_PHRASE
from tests.pages.test_counter import activate, open_account
from tests.pages.test_safe_pages import CARD, entries, put_in, safe_of, with_safe, without_safe
from tests.support.clock import START
from tests.support.papers import photo

NEW = "girafe orange lanterne mouton jeudi"


@pytest.fixture
def owner(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.unlock()
    return client


@pytest.fixture
def at_counter(app):
    """Let this machine's address be that of a counter."""
    with write_session(app.extensions["inclusion"].engine) as session:
        place_id = session.scalar(sa.text("SELECT min(id) FROM place"))
        session.add(KnownNetwork(network="127.0.0.1/32", place_id=place_id, created_at=START))


def download(client, words):
    client.visit("/coffre/tout-recuperer")
    answer = client.submit(client.page.form(words), status=200)
    assert answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data)), answer


def change_account_phrase(client, old, new=NEW):
    client.visit("/mon-compte/phrase-secrete")
    return client.follow(client.submit(current=old, passphrase=new, status=303))


def changed_key(client, phrase):
    client.visit("/coffre/changer-la-cle")
    client.submit(understood="oui", passphrase=phrase, status=200)
    return CARD.search(client.page.main)[0]


def open_by(client, phrase, status):
    client.visit("/coffre")
    client.submit(client.page.form("Ouvrir"), passphrase=phrase, status=status)


def close(client):
    client.visit("/coffre")
    client.submit(client.page.form("Fermer le coffre"), status=303)


def test_one_press_gives_everything(app, owner):
    put_in(owner, photo(seed=9), name="Passeport neuf")
    out, answer = download(owner, "Récupérer mes papiers")

    manifest = json.loads(out.read("manifeste.json"))
    assert (manifest["count"], manifest["is_complete"]) == (4, True)
    assert out.read("Identité/Passeport neuf.jpg") == photo(seed=9)
    readme = out.read("LISEZ-MOI.txt").decode()
    assert "Tout est là : 4 papiers." in readme
    assert "Everything is here: 4 papers." in readme
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert entries(app, owner.account)[0][0] is Act.EXPORTED
    assert '"act": "exported"' in out.read("journal.jsonl").decode()


def test_it_is_free_of_any_other_question_and_of_any_limit(owner, clock):
    for _ in range(2):  # the last proof is 18 minutes old: the open safe is enough
        clock.advance(timedelta(minutes=9))
        owner.visit("/coffre")
    assert owner.get("/coffre/changer-la-cle").location.startswith("/connexion/confirmer")
    for _ in range(5):
        download(owner, "Récupérer mes papiers")
        download(owner, "Récupérer sous clé")


def test_the_bundle_explains_itself(owner):
    out, _answer = download(owner, "Récupérer sous clé")

    readme = out.read("LISEZ-MOI.txt").decode()
    assert "age -d -i carte.key identite.age > coffre.key" in readme
    assert "open-bundle" in readme
    assert out.read("identite.age").startswith(b"age-encryption.org/v1")
    assert "def age_key" in out.read("carte.py").decode()


def test_a_closed_safe_gives_nothing(app, client):
    client.sign_in(with_safe(app)["identifier"])

    assert client.get("/coffre/tout-recuperer").location == "/coffre"
    client.visit("/coffre")
    token = client.page.form("Ouvrir").values["csrf_token"]
    for path in ("papiers", "age"):
        answer = client.post(f"/coffre/tout-recuperer/{path}.zip", data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, "/coffre")


def test_what_is_missing_is_said_before(app, owner):
    parts = app.extensions["inclusion"]
    with app.app_context(), reading() as session:
        blob = queries.blobs(session)[0]
    parts.store.delete(blob.store_key)

    page = owner.visit("/coffre/tout-recuperer")
    assert "La copie ne sera pas complète" in page.main
    out, _answer = download(owner, "Récupérer mes papiers")
    assert json.loads(out.read("manifeste.json"))["is_complete"] is False
    readme = out.read("LISEZ-MOI.txt").decode()
    assert "ATTENTION" in readme
    assert "WARNING" in readme


def test_the_safe_follows_the_account_when_the_old_phrase_opens_it(app, client):
    account = client.sign_in(with_safe(app)["identifier"])
    page = change_account_phrase(client, account["password"])

    assert "Elle ouvre aussi votre coffre." in page.main
    open_by(client, account["password"], 422)
    open_by(client, NEW, 303)
    assert Act.PASSPHRASE_CHANGED in [act for act, _outcome in entries(app, account)]


def test_the_safe_follows_when_it_is_open_though_its_phrase_is_older(app, client):
    account = client.sign_in(with_safe(app)["identifier"])
    reset(app, account, "tulipe bateau crayon samedi")
    client.visit("/coffre")
    open_by(client, account["safe_code"], 303)
    page = change_account_phrase(client, "tulipe bateau crayon samedi")

    assert "Elle ouvre aussi votre coffre." in page.main
    close(client)
    open_by(client, account["safe_code"], 422)
    open_by(client, NEW, 303)


def test_a_closed_safe_of_another_phrase_keeps_it_and_the_page_says_so(app, client):
    account = client.sign_in(with_safe(app)["identifier"])
    reset(app, account, "tulipe bateau crayon samedi")
    page = change_account_phrase(client, "tulipe bateau crayon samedi")

    assert "Votre coffre garde son ancienne phrase" in page.main
    open_by(client, NEW, 422)
    assert client.page.heading == "Votre compte est ouvert. Votre coffre est fermé."
    open_by(client, account["safe_code"], 303)


def test_an_open_safe_proposes_the_phrase_of_the_account(app, client, clock):
    account = client.sign_in(with_safe(app)["identifier"])
    clock.advance(timedelta(minutes=1))
    reset(app, account, NEW)
    open_by(client, account["safe_code"], 303)
    page = client.visit("/coffre")
    assert "Votre compte a une nouvelle phrase." in page.main
    client.visit(page.link("Changer la phrase du coffre"))
    client.submit(passphrase="une autre phrase que celle-là", status=422)
    client.follow(client.submit(passphrase=NEW, status=303))

    assert "Votre compte a une nouvelle phrase." not in client.page.main
    close(client)
    open_by(client, account["safe_code"], 422)
    open_by(client, NEW, 303)


def reset(app, account, phrase):
    """Give the account a phrase without the old one, as a counter or a code does."""
    from inclusion.accounts import queries as found  # noqa: PLC0415
    from inclusion.accounts import service  # noqa: PLC0415
    from inclusion.actors import SYSTEM  # noqa: PLC0415

    parts = app.extensions["inclusion"]
    with write_session(parts.engine) as session:
        row = found.find_by_identifier(session, account["identifier"])
        service.set_passphrase(
            session, account_id=row.id, new=phrase, cost=parts.settings.argon2,
            at=parts.clock(), actor=SYSTEM,
        )  # fmt: skip


def test_a_new_key_closes_every_other_visit_and_gives_a_new_card(app, owner):
    account, elsewhere = owner.account, app.test_client()
    elsewhere.sign_in(account["identifier"])
    elsewhere.unlock()
    card = changed_key(owner, account["password"])

    assert elsewhere.get("/coffre").status_code == 303  # to the sign-in
    page = owner.visit(owner.page.link("J’ai gardé ma carte"))
    assert "3 papiers attendent leur nouvelle clé." in page.main
    assert "3 papiers attendent leur nouvelle clé." in owner.visit("/coffre").main
    owner.visit("/coffre/changer-la-cle/papiers")
    page = owner.follow(owner.submit(owner.page.form("Continuer"), status=303))
    assert page.heading == "La clé de chaque papier est changée"
    out, _answer = download(owner, "Récupérer mes papiers")
    assert json.loads(out.read("manifeste.json"))["count"] == 3
    assert json.loads(out.read("manifeste.json"))["is_complete"] is True
    acts = [act for act, _outcome in entries(app, account)]
    assert acts.count(Act.REKEYED) == 3
    assert Act.KEY_CHANGED in acts
    close(owner)
    owner.visit("/coffre/ouvrir-avec-la-carte")
    owner.submit(card=card, status=303)


def test_a_new_key_asks_to_understand_and_for_the_right_phrase(app, owner):
    before = safe_of(app, owner.account).public_key
    owner.visit("/coffre/changer-la-cle")
    owner.submit(understood=None, passphrase=owner.account["password"], status=422)
    owner.submit(understood="oui", passphrase="une autre phrase que celle-là", status=422)

    assert safe_of(app, owner.account).public_key == before


def test_the_keys_are_changed_in_several_presses(app, owner, monkeypatch):
    monkeypatch.setattr("inclusion.safe.views.renewing.MOST_AT_ONCE", 2)
    changed_key(owner, owner.account["password"])
    owner.visit("/coffre/changer-la-cle/papiers")
    page = owner.follow(owner.submit(owner.page.form("Continuer"), status=303))
    assert "1 papier attend sa nouvelle clé." in page.main
    page = owner.follow(owner.submit(owner.page.form("Continuer"), status=303))

    assert page.heading == "La clé de chaque papier est changée"
    owner.visit("/coffre")
    for link in re.findall(r"/coffre/papier/\w+", owner.page.html):
        assert owner.get(f"{link}/telecharger").status_code == 200


def test_what_is_lent_ends_with_the_key(app, owner, monkeypatch):
    ended, name = [], "inclusion.contributions"

    def end(session, *, safe_id, document_id, at):
        ended.append(document_id)

    others = replace(app.extensions[name], key_changed=(end,))
    monkeypatch.setitem(app.extensions, name, others)
    changed_key(owner, owner.account["password"])
    assert ended == [None]
    owner.visit("/coffre/changer-la-cle/papiers")
    owner.follow(owner.submit(owner.page.form("Continuer"), status=303))

    assert len(ended) == 4
    assert None not in ended[1:]


def test_a_card_is_tried_on_line_if_one_likes(app, client):
    account = without_safe(app)
    client.sign_in(account["identifier"])
    client.visit("/coffre/creer")
    client.submit(understood="y", passphrase=account["password"], status=200)
    card = CARD.search(client.page.main)[0]
    assert "Essayer ma carte de secours" in client.visit("/coffre").main

    client.visit("/coffre/essayer-ma-carte")
    client.submit(card="0000 " * 3, status=422)
    assert "Il manque 20 signes." in client.page.problems[0]
    client.submit(card="0000 " * 8, status=422)
    client.submit(card=card.lower(), status=200)
    assert client.page.heading == "Votre carte marche"
    assert "Essayer ma carte de secours" not in client.visit("/coffre").main
    assert safe_of(app, account).card_used_at is None  # no new card is asked for


def test_the_card_is_given_as_a_pdf_and_kept_nowhere(app, client):
    account = without_safe(app)
    client.sign_in(account["identifier"])
    client.visit("/coffre/creer")
    client.submit(understood="y", passphrase=account["password"], status=200)
    card = CARD.search(client.page.main)[0]
    form = client.page.form("La carte, en PDF")
    for large in ({}, {"grand": "1"}):
        answer = client.submit(form, status=200, **large)
        assert answer.mimetype == "application/pdf"
        text = pdf_text(answer.data)
        for group in card.split(" "):
            assert group in text
        assert answer.headers["Cache-Control"] == "no-store"

    assert client.submit(form, card="0000 " * 8).status_code == 404
    stolen = b"\0".join(
        path.read_bytes()
        for path in app.extensions["inclusion"].settings.var_dir.rglob("*")
        if path.is_file()
    )
    assert card.encode() not in stolen
    assert card.replace(" ", "").encode() not in stolen


def pdf_text(content):
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    return document[0].get_textpage().get_text_bounded()


def created_at_counter(client, as_mediator):
    """Open an account at the counter, then its safe in the person's own visit; give the card."""
    number, code = open_account(as_mediator)
    activate(client, number, code, way="phrase")
    page = client.follow(client.submit(passphrase=COUNTER_PHRASE, status=303))
    assert page.heading == "Mon coffre"
    client.visit(page.link("Créer mon coffre"))
    client.submit(understood="y", passphrase=COUNTER_PHRASE, status=200)
    return CARD.search(client.page.main)[0]


def test_at_the_counter_the_card_is_tried_before_leaving(app, client, as_mediator, at_counter):
    card = created_at_counter(client, as_mediator)
    page = client.visit("/coffre")
    assert page.heading == "Essayons la carte avant de partir"
    client.submit(client.page.form("Essayer la carte"), card=card, status=200)

    assert client.visit("/coffre").heading == "Mon coffre"
    assert tried_at_counter(app) == [(True, None)]
    assert "Carte de secours du coffre essayée\u00a0: oui." in file_of(as_mediator, app)


def test_at_the_counter_one_leaves_without_trying_only_with_a_reason(
    app, client, as_mediator, at_counter
):
    created_at_counter(client, as_mediator)
    page = client.visit("/coffre")
    client.visit(page.link("Partir sans essayer la carte"))
    client.submit(client.page.form("Partir sans essayer"), status=422)
    assert len(client.page.problems) == 2
    client.submit(
        client.page.form("Partir sans essayer"),
        reason="no_printer", understood="oui", status=303,
    )  # fmt: skip

    assert client.visit("/coffre").heading == "Mon coffre"
    assert tried_at_counter(app) == [(False, Untried.NO_PRINTER)]
    assert "Carte de secours du coffre essayée\u00a0: non." in file_of(as_mediator, app)


def tried_at_counter(app):
    with app.extensions["inclusion"].engine.connect() as connection:
        rows = connection.execute(
            sa.select(Safe.card_tried_at.is_not(None), Safe.card_untried)
            .order_by(Safe.id.desc())
            .limit(1)
        ).all()
    return [(bool(tried), reason) for tried, reason in rows]


def file_of(agent, app):
    with app.extensions["inclusion"].engine.connect() as connection:
        public_id = connection.scalar(
            sa.text("SELECT public_id FROM person ORDER BY id DESC LIMIT 1")
        )
    return agent.visit(f"/mediation/personnes/{public_id}/compte").main


def test_an_account_without_a_phrase_chooses_one_first(client, as_mediator, at_counter):
    number, code = open_account(as_mediator)
    activate(client, number, code)
    page = client.follow(client.submit(client.page.form("J’ai gardé mon code"), status=303))
    page = client.visit(page.link("Créer mon coffre"))

    assert page.heading == "Choisissez d’abord une phrase secrète"
    assert page.link("Choisir ma phrase").endswith("/mon-compte/phrase-secrete")


def test_closing_an_account_offers_everything_first(owner):
    page = owner.visit("/mon-compte/fermer")

    assert page.link("Tout récupérer").endswith("/coffre/tout-recuperer")
    assert "Vos papiers sont effacés, pour toujours." in page.main


def test_whoever_was_scammed_is_led_to_another_key(client):
    page = client.visit("/on-m-a-eu")

    assert page.link("Changer la clé de mon coffre").endswith("/coffre/changer-la-cle")


def test_no_paper_waits_for_a_key_before_a_change(app, owner):
    with app.app_context(), reading() as session:
        assert not session.scalars(sa.select(SafeDocument).where(SafeDocument.rekey_due)).all()
