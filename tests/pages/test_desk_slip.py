"""The slip: on a page, and as a PDF that a validator accepts, in each language."""

import re
from urllib.parse import unquote

import page as page_validation
import pypdfium2
import pytest
import sqlalchemy as sa

from inclusion.appointments import paper
from inclusion.appointments.models import Appointment
from inclusion.appointments.queries.appointments import appointment
from inclusion.appointments.queries.reasons import reasons
from inclusion.appointments.rules.booking import Status
from inclusion.appointments.views import slip as slip_views
from inclusion.db import read_session
from inclusion.tokens import group_code


@pytest.fixture
def booked(app):
    with read_session(app.extensions["inclusion"].engine) as session:
        public_id = session.scalar(
            sa.select(Appointment.public_id).where(
                Appointment.mediator.has(identifier="200000005"),
                Appointment.status == Status.SCHEDULED,
            )
        )
        return appointment(session, public_id)


def made(app, booked, language, *, is_large=False):
    with app.test_request_context("/"):
        return paper.pdf(paper.slip(booked, language=language), is_large=is_large)


def words(content):
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(one.get_textpage().get_text_range() for one in document)
    return re.sub(r"\s+", " ", text)


def pages_of(content):
    return len(pypdfium2.PdfDocument(content))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("is_large", [False, True])
def test_the_pdf_is_accessible(app, booked, tmp_path, language, is_large):
    path = tmp_path / "slip.pdf"
    path.write_bytes(made(app, booked, language, is_large=is_large))

    verdict = page_validation.validate_pdf(
        str(path), profile=page_validation.ValidationProfile.PDF_UA_1
    )

    assert verdict.is_compliant, verdict.failures


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pdf_says_hour_place_code_and_number(app, booked, language):
    text = words(made(app, booked, language))

    assert booked.place.name in text
    assert group_code(booked.code) in text
    assert "01 99 00 78 92" in text.replace("\u00a0", " ")
    assert booked.mediator.name in text


def test_the_pdf_speaks_both_languages(app, booked):
    in_arabic = words(made(app, booked, "ar"))

    assert "mars" in in_arabic
    assert re.search(r"[\u0600-\u06ff\ufe70-\ufeff]{3}", in_arabic)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_reason_fits_on_one_sheet(app, booked, language):
    with read_session(app.extensions["inclusion"].engine) as session:
        every = reasons(session)
    for reason in every:
        booked.reason = reason
        for is_large in (False, True):
            assert pages_of(made(app, booked, language, is_large=is_large)) == 1, reason.code


def test_the_qr_holds_the_code_alone(app, booked):
    with app.test_request_context("/"):
        image = paper.slip(booked, language="fr").qr

    assert image.startswith("data:image/svg+xml")
    assert image == paper.qr(booked.code)
    assert booked.code not in unquote(image)


def test_the_page_shows_a_small_and_a_large_sheet(as_mediator, booked):
    page = as_mediator.visit(f"/mediation/rendez-vous/{booked.public_id}/bordereau")

    sheets = [e for e in page.root.iter("section") if "sheet" in e.get("class", "")]
    assert len(sheets) == 2
    images = list(page.root.iter("img"))
    assert images
    assert all(e.get("alt") for e in images)


@pytest.mark.parametrize("query", ["", "?grand=1"])
def test_an_agent_gets_the_pdf(as_mediator, booked, query):
    answer = as_mediator.get(f"/mediation/rendez-vous/{booked.public_id}/bordereau.pdf{query}")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_citizen_prints_their_own(app):
    client = app.test_client()
    client.sign_in("citizen")
    page = client.visit("/rendez-vous/mes-rendez-vous")
    own = next(
        url for url in page.links.values() if re.fullmatch(r"/rendez-vous/[a-z0-9]{16}", url)
    )

    assert client.get(f"{own}/bordereau.pdf").mimetype == "application/pdf"
    assert client.visit(f"{own}/imprimer").heading == "Votre feuille de rendez-vous"
    assert app.test_client().get(f"{own}/bordereau.pdf").status_code == 404


def test_without_pango_the_printable_page_stands_in(as_mediator, booked, monkeypatch):
    monkeypatch.setattr("inclusion.pdf._engine", lambda: None)

    address = f"/mediation/rendez-vous/{booked.public_id}/bordereau"
    answer = as_mediator.get(f"{address}.pdf")

    assert answer.status_code == 303
    assert answer.location == address
    assert "en PDF" not in as_mediator.visit(address).main


def test_a_slip_opened_by_code_tells_no_reason(app, booked):
    opened = slip_views.rights.Opened(booked, whole=False)
    with app.test_request_context("/"):
        content = paper.pdf(slip_views.shown(opened), is_large=True)

    assert "apporter" not in words(content)
