"""Files that are put in through the pages: what is said of those that stay outside."""

import threading
import time
from dataclasses import replace

import pytest

from inclusion.intake.rules import Refusal
from inclusion.safe import labels
from tests.pages.test_safe_pages import owner, put_in  # noqa: F401 - a fixture
from tests.support import bombs, clamd

SWELLING = bombs.edited_pdf(bombs.with_a_swelling_stream, is_packed=False)


def test_the_site_answers_while_a_bomb_is_judged(app, owner):  # noqa: F811
    other = app.test_client()
    other.get("/")
    worker = threading.Thread(target=put_in, args=(owner, SWELLING, "bombe.pdf"))
    worker.start()
    slowest = 0.0
    while worker.is_alive():
        began = time.monotonic()
        assert other.get("/").status_code == 200
        slowest = max(slowest, time.monotonic() - began)
    worker.join()

    assert 0 < slowest < 2


@pytest.mark.parametrize("code", Refusal)
def test_each_refusal_says_what_to_do_in_short_sentences(app, code):
    with app.test_request_context("/"):
        text = labels.refusal(code, 12_000_000)

    assert "%" not in text
    sentences = text.split(". ")
    assert len(sentences) == 2
    assert all(len(sentence.split()) <= 15 for sentence in sentences)
    assert ("12" in text) is (code is Refusal.TOO_LARGE)


@pytest.mark.parametrize(
    ("filename", "content", "words"),
    [
        ("a.png", bombs.huge_png(), "Cette image est trop grande"),
        ("a.zip", bombs.overlapping_zip(), "Ce fichier compressé contient trop de choses"),
        ("a.exe", b"MZ", "Ce fichier peut lancer un programme"),
        ("a.pdf", b"bonjour", "pas ce que son nom annonce"),
    ],
)
def test_a_file_that_stays_outside_says_why(owner, filename, content, words):  # noqa: F811
    assert put_in(owner, content, filename).status_code == 422
    assert words in owner.page.problems[0]


@pytest.mark.skipif(not clamd.is_installed(), reason="Debian's clamav-daemon is not installed")
def test_the_antivirus_of_the_settings_is_asked(app, owner, tmp_path, monkeypatch):  # noqa: F811
    with clamd.running(tmp_path) as (address, _port):
        parts = app.extensions["inclusion"]
        asked = replace(parts.settings, antivirus="required", clamd_url=address)
        monkeypatch.setitem(app.extensions, "inclusion", replace(parts, settings=asked))
        put_in(owner, clamd.EICAR, "lettre.txt")
        assert "Ce fichier contient un virus" in owner.page.problems[0]
    put_in(owner, b"bonjour", "lettre.txt")
    assert "Le contrôle des virus ne répond pas" in owner.page.problems[0]
