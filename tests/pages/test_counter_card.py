"""The card on paper: a PDF that a validator accepts, of one page, that tells no name or secret."""

import re
from datetime import UTC, datetime, timedelta

import page as page_validation
import pypdfium2
import pytest
import segno

from inclusion.counter import paper
from tests.support.clock import START

LONG_DAY = datetime(2026, 9, 23, 9, tzinfo=UTC)
BANK_CARD_MM = (85.6, 54)
A4_MM = (210, 297)
SIZES = [(False, BANK_CARD_MM), (True, A4_MM)]


def sheet(*, language="fr", until=START + timedelta(days=7)):
    return paper.sheet(
        identifier="100000006", serial="AB3D9K", code="K7Q29XWM4T", until=until, language=language
    )


def made(app, *, is_large, **values):
    with app.test_request_context("/"):
        return paper.pdf(sheet(**values), is_large=is_large)


def words(content):
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(one.get_textpage().get_text_range() for one in document)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("until", [START, None])
@pytest.mark.parametrize("is_large", [False, True])
def test_the_pdf_is_accessible(shared_app, tmp_path, language, until, is_large):
    path = tmp_path / "card.pdf"
    path.write_bytes(made(shared_app, language=language, until=until, is_large=is_large))

    verdict = page_validation.validate_pdf(
        str(path), profile=page_validation.ValidationProfile.PDF_UA_1
    )

    assert verdict.is_compliant, verdict.failures


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize(("is_large", "size"), SIZES)
def test_it_is_one_page_of_its_size_even_on_the_longest_day(shared_app, language, is_large, size):
    content = made(shared_app, language=language, until=LONG_DAY, is_large=is_large)
    document = pypdfium2.PdfDocument(content)

    assert len(document) == 1
    assert document[0].get_size() == pytest.approx([side / 25.4 * 72 for side in size], abs=0.5)


@pytest.mark.parametrize("is_large", [False, True])
def test_it_says_number_code_and_whom_to_call(shared_app, is_large):
    text = words(made(shared_app, is_large=is_large))

    assert "100 000 006" in text
    assert "K7Q2 9XW M4T" in text
    assert "01 99 00 78 92" in text
    assert "AB3 D9K" in text
    assert "localhost:8000/carte" in text


def test_the_qr_holds_the_address_with_the_number_and_nothing_secret(shared_app):
    with shared_app.test_request_context("/"):
        image = sheet().qr

    expected = segno.make_qr("http://localhost:8000/carte?numero=100000006", error="m")
    assert image == expected.svg_data_uri(border=2, scale=4, unit="px")
