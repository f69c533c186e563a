"""The words of papers: taken from a PDF that has some, read by tesseract in the others."""

import io

import pytest
from PIL import Image, ImageDraw

from inclusion.intake import words
from inclusion.intake.rules import Verdict
from inclusion.intake.taking import Incoming, Wishes, taken_in
from tests.support import bombs
from tests.support.papers import photo

SENTENCE = "La quittance de loyer du mois de janvier"
needs_tesseract = pytest.mark.skipif(
    not words.is_available(),
    reason="Debian's tesseract-ocr and tesseract-ocr-fra are not installed",
)


def sheet(kind, *lines):
    image = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((120, 200 + number * 90), line, fill="black", font_size=52)
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()


def text_of(*contents, recognise_text=True):
    files = [Incoming(io.BytesIO(content)) for content in contents]
    with taken_in(files, Wishes(25_000_000, recognise_text=recognise_text)) as intake:
        left = {path.name.partition("-")[0] for path in intake.body.parent.iterdir()}
        assert not left & {"read", "scan", "bare", "sheet"}
        return intake.text and intake.text.read_text(encoding="utf-8")


@needs_tesseract
@pytest.mark.parametrize("kind", ["JPEG", "PDF"])
def test_a_french_sentence_is_read_in_an_image(kind):
    assert SENTENCE in text_of(sheet(kind, SENTENCE, "payée par Fatoumata Diarra"))


@needs_tesseract
def test_the_pages_of_one_document_are_read_in_order():
    text = text_of(*(sheet("JPEG", f"Feuille {name}") for name in ("premiere", "deuxieme")))

    assert 0 <= text.find("premiere") < text.find("deuxieme")


def test_a_pdf_that_has_words_gives_them_itself(monkeypatch):
    monkeypatch.setattr(words, "languages", lambda: ())

    def write(document):
        document.pages[0].Contents = document.make_stream(
            b"BT /F 12 Tf 50 500 Td (Attestation de droits) Tj ET"
        )
        font = bombs.Dictionary(
            Type=bombs.Name.Font, Subtype=bombs.Name.Type1, BaseFont=bombs.Name.Helvetica
        )
        document.pages[0].Resources = bombs.Dictionary(Font=bombs.Dictionary(F=font))

    assert text_of(bombs.edited_pdf(write)) == "Attestation de droits"


def test_nothing_is_read_without_the_agreement():
    assert text_of(sheet("PDF", SENTENCE), recognise_text=False) is None


def test_a_machine_without_tesseract_takes_papers_all_the_same(monkeypatch):
    monkeypatch.setattr(words, "languages", lambda: ())

    assert text_of(sheet("JPEG", SENTENCE)) is None


@needs_tesseract
def test_a_reading_that_would_last_is_given_up_and_the_paper_kept(monkeypatch):
    monkeypatch.setattr(words.process, "answered", ended(words.process.answered))
    files = [Incoming(io.BytesIO(photo()))]
    with taken_in(files, Wishes(25_000_000, recognise_text=True)) as intake:
        assert (intake.verdict, intake.text) == (Verdict.CLEANED, None)


def ended(real):
    def answered(command, **known):
        if "inclusion.intake.limits" in command:
            raise words.process.Ended(is_late=True)
        return real(command, **known)

    return answered


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("  a\n\n b\tc ", "a b c"), ("- ;", ""), ("é\ud800tat", "état"), ("", "")],
)
def test_words_are_one_line(raw, kept):
    assert words.tidy(raw) == kept
