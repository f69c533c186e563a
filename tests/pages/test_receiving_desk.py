"""A mediator puts a paper in a safe and never reads it again; the owner sorts what came."""

import io

import pytest
import sqlalchemy as sa

from inclusion import receipts
from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import Because
from inclusion.actors import SYSTEM
from inclusion.audit.models import AuditEvent
from inclusion.db import read_session, write_session
from inclusion.demo.receiving import NAME, NOTE
from inclusion.organisations import queries as organisations
from inclusion.people.models import Person
from inclusion.receiving import ends, export
from inclusion.receiving.models import SafeDeposit, SafeDepositor
from inclusion.safe.models import SafeDocument
from inclusion.safe.rules import Act, Channel, DocumentState, Outcome
from tests.support.papers import pdf, photo
from tests.support.receiving import OTHER, OWNER, WITHOUT, entries, waiting

PAPER = "Carte-vitale-de-la-rose-bleue"
COLLEAGUE, STRANGER = "200000018", "200000026"


def person_of(app, identifier):
    with read_session(app.extensions["inclusion"].engine) as session:
        account = accounts.find_by_identifier(session, identifier)
        return session.get_one(Person, account.person_id)


def desk(app, client, identifier):
    """Let the mediator's structure know a person, and open the page of the deposit."""
    person = person_of(app, identifier)
    with write_session(app.extensions["inclusion"].engine) as session:
        agent = accounts.find_by_identifier(session, client.account["identifier"])
        session.add(
            AuditEvent(
                at=app.extensions["inclusion"].clock(),
                actor_account_id=agent.id,
                actor_role="mediator",
                action="person.added",
                person_id=person.id,
                detail={},
            )
        )
    return client.visit(f"/mediation/personnes/{person.public_id}/coffre/deposer")


def given(client, content=None, name=PAPER, **said):
    file = (io.BytesIO(content or photo()), "photo.jpg")
    return client.submit(file=file, name=name, category="family", **said)


def signed_in(app, identifier):
    made = app.test_client()
    made.sign_in(identifier)
    return made


def test_a_mediator_deposits_and_leaves_with_the_receipt_alone(app, as_mediator, as_citizen):
    desk(app, as_mediator, OWNER)
    page = as_mediator.follow(given(as_mediator, pdf(), note="Votre dossier est complet."))

    assert page.heading == "Reçu de dépôt"
    assert PAPER not in page.main
    signed = as_mediator.get(page.link("reçu signé"))
    key = app.extensions["inclusion"].settings.secrets.signing_key
    said = receipts.verified(signed.text, keys=[receipts.public_key(key)])
    assert said["channel"] == "mediator"
    assert said["document"] in page.main
    assert said["sha256"][:32] in page.main
    as_citizen.unlock()
    assert PAPER in as_citizen.visit("/coffre/a-ranger").main
    page = as_citizen.visit(f"/coffre/a-ranger/{said['document']}")
    assert "Votre dossier est complet." in page.main
    assert "Aline Garnier (Maison du numérique du Mantois" in page.main
    assert "Aline Garnier (Maison" in as_citizen.visit("/coffre/journal").main


def test_no_route_gives_the_paper_back_to_who_deposited_it(app, as_mediator):
    desk(app, as_mediator, OWNER)
    as_mediator.follow(given(as_mediator))
    with read_session(app.extensions["inclusion"].engine) as session:
        document = session.scalar(
            sa.select(SafeDocument.public_id).order_by(SafeDocument.id.desc()).limit(1)
        )
    seen = 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and "document" in rule.arguments:
            values = {
                name: 1 if name in ("number", "position") else document for name in rule.arguments
            }
            with app.test_request_context():
                url = app.url_map.bind("").build(rule.endpoint, values)
            assert as_mediator.get(url).status_code == 404, url
            seen += 1

    assert seen >= 5


def test_a_press_too_many_makes_one_paper(app, as_mediator):
    desk(app, as_mediator, OWNER)
    form, content = as_mediator.page.form(), pdf()
    answers = [
        as_mediator.submit(
            form, file=(io.BytesIO(content), "a.pdf"), name=PAPER, category="money", status=303
        )
        for _ in range(2)
    ]

    assert len({answer.location for answer in answers}) == 1
    assert waiting(app) == 2


def test_a_page_that_served_does_not_serve_for_another_paper(app, as_mediator):
    desk(app, as_mediator, OWNER)
    form = as_mediator.page.form()
    for content in (pdf(), photo()):
        as_mediator.submit(form, file=(io.BytesIO(content), "a"), name=PAPER, category="money")

    assert "Cette page a déjà servi" in " ".join(as_mediator.page.problems)
    assert waiting(app) == 2


def test_a_receipt_is_shown_to_who_has_it_alone(app, as_mediator):
    desk(app, as_mediator, OWNER)
    address = given(as_mediator).location

    for who in (COLLEAGUE, STRANGER):
        assert signed_in(app, who).get(address).status_code == 404
    assert signed_in(app, OWNER).get(address).status_code == 404
    assert as_mediator.get("/mediation/depots/inconnu").status_code == 404


def test_a_colleague_of_a_structure_that_is_allowed_deposits_too(app):
    colleague = signed_in(app, COLLEAGUE)
    page = desk(app, colleague, OWNER)

    assert "devant moi" not in page.main
    assert given(colleague).status_code == 303


def test_another_structure_needs_the_person_before_it(app):
    stranger = signed_in(app, STRANGER)
    page = desk(app, stranger, OWNER)
    assert "La personne est d’accord, devant moi" in page.main

    given(stranger).status_code  # noqa: B018 - the page says the rest
    assert any("Demandez à la personne" in problem for problem in stranger.page.problems)
    assert any("fichier encore une fois" in problem for problem in stranger.page.problems)
    assert stranger.page.form().values["name"] == [PAPER]
    assert waiting(app) == 1

    assert given(stranger, agreed="oui").status_code == 303
    assert waiting(app) == 2
    with read_session(app.extensions["inclusion"].engine) as session:
        row = session.scalars(sa.select(SafeDeposit).order_by(SafeDeposit.id.desc())).first()
        event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert row.agreed_at is not None
    assert (event.action, event.detail["agreed_in_presence"]) == ("deposit.made", True)
    assert event.actor_account_id == row.agent_id
    newest = entries(app)[0]
    assert (newest.act, newest.channel, newest.reason) == (
        Act.RECEIVED,
        Channel.MEDIATOR,
        "in_presence",
    )


def test_an_agreement_counts_once(app):
    stranger = signed_in(app, STRANGER)
    desk(app, stranger, OWNER)
    given(stranger, agreed="oui")

    assert "devant moi" in desk(app, stranger, OWNER).main


def test_an_agent_deposits_only_for_the_people_of_the_structure(app):
    stranger = signed_in(app, STRANGER)
    known = person_of(app, OTHER)

    answer = stranger.get(f"/mediation/personnes/{known.public_id}/coffre/deposer")

    assert answer.status_code == 404


def test_a_person_without_a_safe_is_told_what_to_do(app, as_mediator):
    assert "n’a pas encore de coffre" in desk(app, as_mediator, WITHOUT).main


def test_a_person_without_an_account_is_told_what_to_do(app, as_mediator, clock):
    page = desk(app, as_mediator, WITHOUT)
    with write_session(app.extensions["inclusion"].engine) as session:
        accounts.find_by_identifier(session, WITHOUT).closed_at = clock()

    assert "n’a pas de compte" in as_mediator.visit(page.url).main


def test_the_safe_of_somebody_deceased_receives_nothing(app, as_mediator, clock):
    with write_session(app.extensions["inclusion"].engine) as session:
        account = accounts.find_by_identifier(session, OWNER)
        session.get_one(Person, account.person_id).deceased_on = clock().date()

    assert "décédée" in desk(app, as_mediator, OWNER).main


@pytest.mark.parametrize("content", [b"MZ not a paper", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_bad_file_is_explained_and_written(app, as_mediator, content):
    desk(app, as_mediator, OWNER)
    given(as_mediator, content)

    assert as_mediator.page.problems
    assert as_mediator.page.form().values["name"] == [PAPER]
    assert (entries(app)[0].act, entries(app)[0].outcome) == (Act.RECEIVED, Outcome.REFUSED)


def test_the_page_of_a_person_leads_to_the_deposit(app, as_mediator):
    desk(app, as_mediator, OWNER)
    person = person_of(app, OWNER)

    link = as_mediator.visit(f"/mediation/personnes/{person.public_id}").link("Déposer un papier")
    assert link.endswith("/coffre/deposer")


# ------------------------------------------------------------- the owner
def test_a_closed_safe_says_how_many_wait_and_nothing_else(as_citizen):
    page = as_citizen.visit("/coffre/a-ranger")

    assert "1 papier vous attend" in page.main.replace("\u00a0", " ")
    assert NAME not in page.main
    assert "1 papier est à ranger" in as_citizen.visit("/coffre").main.replace("\u00a0", " ")


def test_the_owner_keeps_a_paper_under_another_name(app, as_citizen):
    as_citizen.unlock()
    page = as_citizen.visit("/coffre/a-ranger")
    page = as_citizen.visit(page.link(NAME[:11]))
    assert NOTE in page.main
    image = as_citizen.get(f"/coffre/papier/{page.url.rpartition('/')[2]}/apercu")
    assert image.mimetype == "image/webp"

    page = as_citizen.follow(
        as_citizen.submit(name="Chez ma sœur", category="family", folder="Logement 2026")
    )

    assert "Tout est rangé" in page.main
    main = as_citizen.visit("/coffre").main
    assert "Chez ma sœur" in main
    assert "à ranger" not in main
    acts = [entry.act for entry in entries(app)[:2]]
    assert acts == [Act.SORTED, Act.RENAMED]


def test_a_name_is_needed_to_keep(as_citizen):
    as_citizen.unlock()
    as_citizen.visit(as_citizen.visit("/coffre/a-ranger").link(NAME[:11]))
    as_citizen.submit(name="", status=422)

    assert "Écrivez un nom" in " ".join(as_citizen.page.problems)


def test_the_owner_refuses_a_paper_and_it_is_gone(app, as_citizen):
    as_citizen.unlock()
    page = as_citizen.visit(as_citizen.visit("/coffre/a-ranger").link(NAME[:11]))
    sort_url = page.url
    as_citizen.visit(page.link("Refuser"))
    page = as_citizen.follow(as_citizen.submit(status=303))

    assert "Tout est rangé" in page.main
    assert waiting(app) == 0
    assert entries(app)[0].act is Act.ERASED
    assert as_citizen.get(sort_url).status_code == 404


def test_a_paper_kept_twice_is_kept_once(app, as_citizen):
    as_citizen.unlock()
    as_citizen.visit(as_citizen.visit("/coffre/a-ranger").link(NAME[:11]))
    form = as_citizen.page.form()
    as_citizen.submit(form, status=303)
    again = as_citizen.submit(form)

    assert again.status_code == 404
    assert [entry.act for entry in entries(app)].count(Act.SORTED) == 1


def test_a_paper_that_waits_is_sorted_by_its_owner_alone(app, as_citizen):
    as_citizen.unlock()
    address = as_citizen.visit("/coffre/a-ranger").link(NAME[:11])
    other = signed_in(app, OTHER)
    other.unlock()

    assert other.get(address).status_code == 404
    assert other.get(f"{address}/refuser").status_code == 404


def test_a_closed_safe_sorts_nothing(app, as_citizen):
    with read_session(app.extensions["inclusion"].engine) as session:
        document = session.scalar(
            sa.select(SafeDocument.public_id).where(SafeDocument.state == DocumentState.TO_SORT)
        )
    answer = as_citizen.get(f"/coffre/a-ranger/{document}")

    assert answer.status_code == 303
    assert answer.location.endswith("/coffre")


# ------------------------------------------------------------- who may deposit
def test_the_owner_allows_a_structure_and_stops_it(app, as_citizen):
    page = as_citizen.visit("/coffre/qui-peut-deposer")
    with read_session(app.extensions["inclusion"].engine) as session:
        agent = accounts.find_by_identifier(session, STRANGER)
        public_id = organisations.structure(session, agent.structure_id).public_id
    as_citizen.follow(as_citizen.submit(page.form(action=f"{public_id}/laisser"), status=303))
    stranger = signed_in(app, STRANGER)
    assert "devant moi" not in desk(app, stranger, OWNER).main

    page = as_citizen.visit("/coffre/qui-peut-deposer")
    as_citizen.submit(page.form(action=f"{public_id}/arreter"), status=303)

    given(stranger)
    assert stranger.page.problems
    assert waiting(app) == 1
    acts = [entry.act for entry in entries(app)[:2]]
    assert acts == [Act.DEPOSITOR_REFUSED, Act.DEPOSITOR_ALLOWED]
    as_citizen.unlock()
    assert "Vous ne laissez plus Maison" in as_citizen.visit("/coffre/journal").main


@pytest.mark.parametrize("path", ["structure/inconnu", "magie/x", "service/inconnu"])
def test_a_depositor_that_is_not_there_is_not_found(as_citizen, path):
    as_citizen.visit("/coffre/qui-peut-deposer")
    token = as_citizen.page.form().values["csrf_token"]
    answer = as_citizen.post(f"/coffre/qui-peut-deposer/{path}/laisser", data={"csrf_token": token})

    assert answer.status_code == 404


def test_who_has_no_safe_allows_nobody(app):
    assert signed_in(app, WITHOUT).get("/coffre/qui-peut-deposer").status_code == 404


@pytest.mark.parametrize("because", list(Because))
def test_what_ends_an_account_stops_every_depositor(app, clock, because):
    with write_session(app.extensions["inclusion"].engine) as session:
        account = accounts.find_by_identifier(session, OWNER)
        for _ in range(2):
            ends.end(
                session, account_id=account.id, person_id=account.person_id, because=because,
                actor=SYSTEM, at=clock(),
            )  # fmt: skip
        live = session.scalars(
            sa.select(SafeDepositor.id).where(SafeDepositor.stopped_at.is_(None))
        ).all()
    assert live == []
    newest = entries(app)[0]
    assert (newest.act, newest.channel, newest.reason) == (
        Act.DEPOSITOR_REFUSED,
        Channel.OPERATOR,
        because.value,
    )


def test_the_export_says_who_may_deposit_and_what_came(app):
    with (
        app.test_request_context("/"),
        read_session(app.extensions["inclusion"].engine) as session,
    ):
        account = accounts.find_by_identifier(session, OWNER)
        rows = export.part(session, account.id, account.person_id).rows
        nothing = export.part(session, None, account.person_id).rows

    names = {row["depositor"] for row in rows if "depositor" in row}
    assert "Caisse de retraite (exemple)" in names
    assert any("Mantois" in name for name in names)
    assert [row for row in rows if "reference" in row]
    assert nothing == []
