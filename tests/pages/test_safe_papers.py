"""The papers of an open safe: listed, changed, binned, taken back, erased with a certificate."""

import base64
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from inclusion import receipts
from inclusion.accounts import queries as accounts
from inclusion.intake.taking import Incoming, Wishes, taken_in
from inclusion.safe import queries, sealing
from inclusion.safe.custody import Custody
from inclusion.safe.models import SafeDocument
from inclusion.safe.rules import Act, Category, Channel, DocumentState, Outcome
from inclusion.safe.sealing import Label
from inclusion.safe.service import papers, shelves
from inclusion.safe.service.shelves import Changed
from inclusion.web import drafts
from inclusion.web.session import transaction
from tests.support.papers import pdf, photo
from tests.support.safes import OWNER, address, entries, given, owner_of, put_in, stranger_in

ROUTES = (
    "", "/page/1", "/apercu", "/telecharger", "/origine/0", "/changer", "/remplacer",
    "/ajouter-une-page", "/effacer",
)  # fmt: skip
ACTS = ("/changer", "/remplacer", "/ajouter-une-page", "/effacer", "/corbeille", "/reprendre")


@pytest.fixture
def owner(client):
    return owner_of(client)


def put(owner, **more):
    owner.follow(put_in(owner, given(pdf(), "bail.pdf"), **more))
    return address(owner)


def row(app, where):
    with app.extensions["inclusion"].engine.connect() as connection:
        rows = connection.execute(SafeDocument.__table__.select()).all()
    return next((one for one in rows if one.public_id == where.rpartition("/")[2]), None)


def press(owner, action, status=303):
    return owner.submit(owner.page.form(action=action), status=status)


def test_what_is_said_of_a_paper_is_changed(app, owner):
    where = put(owner, name="Bail", category="housing")
    owner.visit(owner.page.link("Changer"))
    assert owner.page.form().values["name"] == ["Bail"]
    assert owner.page.form().values["category"] == ["housing"]
    owner.follow(
        owner.submit(
            name="Bail de Limay", category="family", folder="Appartement", note="Chez Paul.",
            **{"expires-day": "24", "expires-month": "11", "expires-year": "2026"},
        )
    )  # fmt: skip

    for words in ("Bail de Limay", "Famille", "Appartement", "Chez Paul.", "24\u00a0novembre"):
        assert words in owner.page.main
    assert row(app, where).expires_on is None
    assert entries(app)[0] == (Act.RENAMED, Outcome.DONE)
    owner.visit(f"{where}/changer")
    assert owner.page.form().values["expires-day"] == ["24"]
    assert owner.page.form().values["folder"] == ["Appartement"]


def test_a_day_is_in_clear_only_for_whoever_wants_a_warning(app, owner):
    day = {"expires-day": "24", "expires-month": "11", "expires-year": "2026"}
    where = put(owner, warns="oui", **day)
    assert row(app, where).expires_on == date(2026, 11, 24)
    assert "Nous vous prévenons avant." in owner.page.main

    owner.visit(f"{where}/changer")
    assert owner.page.form().values["warns"] == ["oui"]
    owner.follow(owner.submit(warns=None))
    assert row(app, where).expires_on is None
    assert "24\u00a0novembre\u00a02026" in owner.page.main


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "x" * 121}, "Ce nom est trop long."),
        ({"folder": "x" * 61}, "Ce nom est trop long."),
        ({"note": "x" * 2001}, "Ce texte est trop long."),
        ({"category": "secret"}, "Choisissez une sorte de papier."),
        ({"expires-day": "31", "expires-month": "2", "expires-year": "2027"}, "Écrivez un jour"),
        ({"expires-day": "٣", "expires-month": "²", "expires-year": "26"}, "Écrivez un jour"),
        ({"warns": "oui"}, "Écrivez le jour où ce papier finit"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(owner, typed, words):
    where = put(owner)
    owner.visit(f"{where}/changer")
    owner.submit(status=422, **{"note": "À garder", **typed})

    assert words in owner.page.problems[0]
    assert owner.page.form().values["note"] == [typed.get("note", "À garder")]
    assert owner.page.root.find(".//details").get("open") is not None


def test_an_empty_name_leaves_the_one_it_had(owner):
    where = put(owner, name="Bail")
    owner.visit(f"{where}/changer")
    owner.follow(owner.submit(name=" \u200b "))

    assert owner.page.heading == "Bail"


def test_the_list_is_filtered_by_sort_and_by_folder(owner):
    put(owner, name="Bulletin de paie", category="work", folder="Mon patron")
    owner.visit("/coffre")
    assert "4 papiers." in owner.page.main

    owner.visit(owner.page.link("Travail"))
    assert "Bulletin de paie" in owner.page.links
    assert "Avis d’impôt (exemple)" not in owner.page.links
    assert "1 papier." in owner.page.main
    owner.visit("/coffre")
    link = owner.page.link("Mon patron")
    assert "patron" not in link
    owner.visit(link)
    assert "Bulletin de paie" in owner.page.links
    assert "1 papier." in owner.page.main


@pytest.mark.parametrize("query", ["sorte=rien", "dossier=99", "dossier=x", "page=99", "page=-1"])
def test_an_address_made_up_shows_every_paper(owner, query):
    assert "3 papiers." in owner.visit(f"/coffre?{query}").main


def test_a_paper_that_ends_stands_first_and_says_so(owner, clock):
    put(owner, name="Le plus neuf")
    names = [text for text in owner.visit("/coffre").links if "exemple" in text or "neuf" in text]
    assert names[:2] == ["Titre de séjour (exemple)", "Le plus neuf"]
    assert "bientôt fini" in owner.page.main

    clock.advance(timedelta(days=60))
    owner_of(owner)
    assert "bientôt fini" not in owner.visit("/coffre").main
    assert "fini" in owner.page.main


def test_hundreds_of_papers_are_shown_page_by_page_within_the_budget(app, owner, monkeypatch):
    read = shelves.read

    def many(*args, **more):
        kept = read(*args, **more)
        paper, papers = kept.kept[-1], []
        for number in range(500):
            fields = {
                name: getattr(paper.row, name)
                for name in ("id", "state", "deposited_at", "expires_on", "binned_at")
            }
            made = SimpleNamespace(**fields, public_id=f"a{number:015}")
            said = replace(
                paper.metadata,
                name=f"Papier numéro {number}",
                category=list(Category)[number % 9].value,
                folder=f"Dossier {number % 12}",
            )
            papers.append(replace(paper, row=made, metadata=said))
        return replace(kept, kept=papers)

    monkeypatch.setattr(shelves, "read", many)
    page = owner.visit("/coffre")
    assert "500 papiers." in page.main
    assert len([text for text in page.links if text.startswith("Papier numéro")]) == 20
    answer = owner.get("/coffre", headers={"Accept-Encoding": "br"})
    assert len(answer.data) < 4_800, "with the sheet, a journey holds in 10,000 bytes"
    owner.visit(page.link("Page suivante"))
    assert "Page 2 sur 25." in owner.page.main


def test_a_paper_goes_to_the_bin_and_comes_back(app, owner):
    where = put(owner, name="Vieille facture")
    owner.follow(press(owner, "/corbeille"))
    assert owner.page.heading == "La corbeille de mon coffre"
    assert "Le papier est à la corbeille" in owner.page.main
    assert "Il sera effacé le jeudi 2\u00a0avril." in owner.page.main
    assert "Vieille facture" not in owner.visit("/coffre").links
    assert entries(app)[0] == (Act.BINNED, Outcome.DONE)

    owner.visit(owner.page.link("Corbeille"))
    owner.visit(owner.page.link("Vieille facture"))
    assert "Il sera effacé le jeudi 2\u00a0avril." in owner.page.main
    assert owner.get(f"{where}/changer").status_code == 404
    owner.visit(where)
    owner.follow(press(owner, "/reprendre"))
    assert owner.page.heading == "Vieille facture"
    assert "Vieille facture" in owner.visit("/coffre").links
    assert entries(app)[0] == (Act.RESTORED, Outcome.DONE)


def test_binning_twice_changes_nothing(app, owner):
    put(owner)
    form = owner.page.form(action="/corbeille")
    owner.submit(form, status=303)
    owner.submit(form, status=303)

    assert [act for act, _outcome in entries(app)].count(Act.BINNED) == 2, "one, and that of before"


def test_an_empty_bin_says_so(owner):
    owner.visit("/coffre/corbeille")
    owner.visit(owner.page.link("Effacer maintenant"))
    owner.submit(status=200)

    assert "La corbeille est vide." in owner.visit("/coffre/corbeille").main


def test_erasing_gives_a_certificate_that_anybody_verifies(app, owner):
    where = put(owner, name="Ancien bail")
    owner.visit(owner.page.link("Effacer ce papier"))
    owner.submit(status=200)

    assert owner.page.heading == "Le papier est effacé"
    form = owner.page.form("Télécharger l’attestation")
    text = form.values["certificate"][0]
    key = app.extensions["inclusion"].settings.secrets.signing_key
    claims = receipts.verified(text, keys=[receipts.public_key(key)])
    assert claims["kind"] == "erasure"
    assert claims["document"] == where.rpartition("/")[2]
    assert "Ancien bail" not in json.dumps(claims, ensure_ascii=False)
    file = owner.submit(form, status=200)
    assert file.mimetype == "application/jose"
    assert file.data.decode() == text
    assert file.headers["Content-Disposition"].endswith(f'-{claims["document"]}.jws"')
    assert row(app, where) is None


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 9_000])
def test_a_certificate_that_is_not_ours_is_not_given_back(owner, text):
    where = put(owner)
    owner.visit(f"{where}/effacer")
    owner.submit(status=200)
    form = owner.page.form("Télécharger l’attestation")
    head, _claims, signature = form.values["certificate"][0].split(".")
    forged = base64.urlsafe_b64encode(b'{"kind":"erasure","document":"x"}').decode().rstrip("=")

    assert owner.submit(form, certificate=text).status_code == 422
    assert owner.submit(form, certificate=f"{head}.{forged}.{signature}").status_code == 422


def test_the_facts_of_a_file_are_shown(owner):
    content = pdf()
    owner.follow(put_in(owner, given(content, "bail.pdf")))

    assert address(owner).rpartition("/")[2] in owner.page.main
    assert "pas analysé" in owner.page.main
    assert f"{len(content)} octets" in owner.page.main.replace("\u202f", "")


def test_no_route_of_a_paper_answers_a_stranger_and_the_owner_is_told(app, owner):
    where = put(owner, name="À moi seul")
    stranger = stranger_in(app)
    token = stranger.visit("/coffre").form().values["csrf_token"]

    told = 0
    for part in ROUTES:
        assert stranger.get(where + part).status_code == 404, part
        told += 1
    for part in ACTS:
        answer = stranger.post(where + part, data={"csrf_token": token, "category": "other"})
        assert answer.status_code == 404, part
        told += 1
    assert stranger.get(f"/coffre/ajoutes?papier={where.rpartition('/')[2]}").status_code == 404
    assert entries(app)[: told + 1] == [(Act.READ, Outcome.REFUSED)] * (told + 1)
    assert row(app, where).state is DocumentState.KEPT
    assert "À moi seul" not in stranger.page.html


def test_a_closed_safe_answers_nothing(owner):
    where = put(owner)
    token = owner.page.form(action="/corbeille").values["csrf_token"]
    owner.visit("/coffre")
    owner.submit(owner.page.form("Fermer le coffre"), status=303)

    for part in ROUTES:
        assert owner.get(where + part).status_code == 303
    for part in ACTS:
        assert owner.post(where + part, data={"csrf_token": token}).status_code == 303


def test_a_safe_changed_outside_leads_back_to_it(app, owner, monkeypatch):
    put(owner, name="Bail")

    def changed(*_args, **_more):
        raise Changed("index_altered")

    monkeypatch.setattr(shelves, "changing", changed)
    answer = press(owner, "/corbeille")

    assert answer.location == "/coffre/change"


def test_what_is_written_in_the_safe_is_never_readable_by_the_server(app, owner, clock):
    put(owner)
    owner.visit("/coffre/deposer")
    form = owner.page.form()
    clock.advance(timedelta(days=2))
    owner.submit(form, name="Ordonnance", category="other", status=303)
    with app.extensions["inclusion"].engine.connect() as connection:
        kept = connection.exec_driver_sql("select * from web_session").all()

    assert drafts.NAME in repr(kept), "what was typed waits, sealed by a key of the browser"
    assert "Ordonnance" not in repr(kept)
    assert owner.get_cookie("draft").value not in repr(kept)


def test_a_photo_says_that_it_is_one(owner):
    owner.follow(put_in(owner, given(photo())))

    assert "Photo, " in owner.page.main


def test_a_paper_to_sort_is_not_among_those_kept(app, owner):
    parts = app.extensions["inclusion"]
    with app.app_context(), transaction() as session:
        account = accounts.find_by_identifier(session, OWNER)
        safe = queries.find_safe(session, account.id)
        with taken_in([Incoming(io.BytesIO(pdf()), "a.pdf")], Wishes(1_000_000)) as intake:
            sealed = sealing.sealed(
                parts.store, intake, Label("Reçu", Category.OTHER), public_key=safe.public_key
            )
        papers.receive(
            session, custody=Custody.of(parts.settings, parts.store), safe_id=safe.id,
            sealed=sealed, channel=Channel.MEDIATOR, depositor=account.public_id, at=parts.clock(),
        )  # fmt: skip
    page = owner.visit("/coffre")

    assert "3 papiers." in page.main
    assert "Reçu" not in page.links
    assert "2 papiers sont à ranger." in page.main
    assert owner.get(f"/coffre/papier/{sealed.document}/changer").status_code == 404
