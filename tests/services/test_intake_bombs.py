"""Files made to harm: each ends in its own subprocess, or never enters one."""

import io
import os
import signal
import time

import pytest
from PIL import Image

from inclusion import spool
from inclusion.intake import process, taking
from inclusion.intake.rules import FileKind, Refusal, Verdict
from inclusion.intake.taking import FileRefused, Incoming, Wishes, can_be_one, taken_in
from tests.support import bombs
from tests.support.papers import pdf, photo

MOST_BYTES = 25_000_000


@pytest.fixture(autouse=True)
def nothing_is_left(monkeypatch, tmp_path):
    """Whatever happened, the folder of files in clear is empty after each test."""
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr(spool, "home", lambda: str(folder))
    yield
    assert list(folder.iterdir()) == []


def incoming(*files):
    return [Incoming(io.BytesIO(content), name) for name, content in files]


def refusal(*files, most_bytes=MOST_BYTES):
    with (
        pytest.raises(FileRefused) as refused,
        taken_in(incoming(*files), Wishes(most_bytes)),
    ):
        pass
    assert refused.value.field == "file"
    return refused.value.code


def taken(*files, **wishes):
    """Return what is true of an intake, and its body, once its folder is gone."""
    with taken_in(incoming(*files), Wishes(MOST_BYTES, **wishes)) as intake:
        return intake, intake.body.read_bytes()


def test_a_png_of_sixteen_hundred_megapixels_is_refused_at_once():
    began = time.monotonic()

    assert refusal(("a.png", bombs.huge_png())) == Refusal.TOO_MANY_PIXELS
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("change", bombs.LIVELY, ids=lambda change: change.__name__)
def test_a_lively_pdf_is_kept_bit_for_bit_and_never_drawn(change):
    content = bombs.edited_pdf(change)
    intake, body = taken(("a.pdf", content))

    assert (intake.verdict, intake.kind) == (Verdict.UNOPENED, FileKind.PDF)
    assert (intake.images, intake.thumbnail) == ((), None)
    assert body == content


def test_a_pdf_that_opens_on_a_page_of_its_own_is_a_plain_one():
    def opens(document):
        document.Root.OpenAction = bombs.Dictionary(
            S=bombs.Name.GoTo, D=bombs.Array([document.pages[0].obj, bombs.Name.Fit])
        )

    assert taken(("a.pdf", bombs.edited_pdf(opens)))[0].verdict is Verdict.ACCEPTED


def test_of_five_thousand_pages_the_first_five_are_drawn():
    intake, _body = taken(("a.pdf", bombs.edited_pdf(bombs.with_many_pages)))

    assert (intake.verdict, intake.page_count) == (Verdict.ACCEPTED, 5_000)
    assert len(intake.images) == 5


def test_a_page_of_five_kilometres_is_drawn_as_large_as_any_other():
    with taken_in(
        incoming(("a.pdf", bombs.edited_pdf(bombs.with_a_page_of_five_kilometres))),
        Wishes(MOST_BYTES),
    ) as intake:
        assert intake.verdict is Verdict.ACCEPTED
        with Image.open(intake.images[0]) as image:
            assert max(image.size) <= 1_200


def test_a_stream_that_swells_does_not_swell_us():
    content = bombs.edited_pdf(bombs.with_a_swelling_stream, is_packed=False)
    assert len(content) < 100_000
    intake, body = taken(("a.pdf", content))

    assert (intake.verdict, body) == (Verdict.UNOPENED, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", bombs.zipped({"a": bytes(30 * bombs.MEBIBYTE)})),
        ("a.docx", bombs.docx({"word/media/a": bytes(30 * bombs.MEBIBYTE)})),
        ("many.zip", bombs.zipped({str(n): b"" for n in range(2_001)})),
        ("nested.zip", bombs.zipped({"deep/b.zip": bombs.zipped({"c": b"c" * 999})})),
        ("a.zip", bombs.overlapping_zip()),
        ("cut.zip", bombs.docx()[:-30]),
        ("a.zip", b"PK\x03\x04 and nothing more"),
    ],
    ids=["ratio", "ratio-docx", "entries", "nested", "overlapping", "cut", "headless"],
)
def test_an_overfull_archive_stays_outside(name, content):
    assert refusal((name, content)) == Refusal.OVERFULL


@pytest.mark.parametrize("name", ["lettre.docx", "LETTRE.DOCX", "archive.zip"])
def test_a_sober_archive_is_kept_as_it_came(name):
    content = bombs.docx({"word/media/a.png": photo(kind="PNG")})
    intake, body = taken((name, content))

    assert (intake.kind, intake.verdict, body) == (FileKind.OTHER, Verdict.UNOPENED, content)
    assert intake.extension == name.lower().rpartition(".")[2]
    assert intake.sha256 == intake.given_sha256


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facture.pdf", b"MZ\x90\0" + bytes(500)),
        ("facture", b"\x7fELF" + bytes(500)),
        ("facture.txt", b"#!/bin/sh\nrm -rf ~"),
        ("facture.txt", b"\xcf\xfa\xed\xfe" + bytes(500)),
        ("facture.pdf.exe", b"anything"),
        ("facture.html", b"hello"),
        ("facture.svg", b"hello"),
        ("facture.docm", bombs.docx()),
        ("facture.lnk. ", b"hello"),
        ("photo.jpg", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("photo.txt", b"<svg xmlns='x' onload='alert(1)'/>"),
    ],
)
def test_what_runs_stays_outside(name, content):
    assert refusal((name, content)) == Refusal.DANGEROUS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"\n" + pdf()),
        ("a.pdf", bombs.docx()),
        ("a.jpg", b"some text"),
        ("a.docx", b"some text"),
    ],
)
def test_what_is_not_what_its_name_says_stays_outside(name, content):
    assert refusal((name, content)) == Refusal.UNKNOWN_KIND


def test_a_photo_with_an_archive_behind_comes_out_without_it():
    archive = bombs.zipped({"hidden.exe": b"MZ hidden"})
    intake, body = taken(("photo.html", photo() + archive))

    assert (intake.kind, intake.extension, intake.verdict) == (
        FileKind.JPEG, "jpg", Verdict.CLEANED,
    )  # fmt: skip
    assert b"PK\x03\x04" not in body


def test_several_photos_become_one_document_in_order():
    files = [(f"{n}.png", photo(size=(60 + n * 40, 100), kind="PNG", seed=n)) for n in range(3)]
    intake, body = taken(*files, keep_originals=True)

    assert (intake.kind, intake.extension) == (FileKind.PDF, "pdf")
    assert (intake.page_count, len(intake.images), intake.given_sha256) == (3, 3, "")
    assert [original.extension for original in intake.originals] == ["png"] * 3
    with bombs.pikepdf.open(io.BytesIO(body)) as document:
        shapes = [page.MediaBox[2] / page.MediaBox[3] for page in document.pages]
        assert document.check_pdf_syntax() == []
    assert shapes == sorted(shapes)
    assert taken(("again.pdf", body))[0].verdict is Verdict.ACCEPTED


def test_the_original_of_a_photo_is_kept_when_asked():
    content = photo(kind="WEBP")
    with taken_in(incoming(("a.webp", content)), Wishes(MOST_BYTES, keep_originals=True)) as intake:
        assert [one.extension for one in intake.originals] == ["webp"]
        assert intake.originals[0].path.read_bytes() == content
    assert taken(("a.webp", content))[0].originals == ()


def test_a_strip_one_pixel_high_becomes_a_page_too():
    strip = photo(size=(900, 1))

    assert taken(("a.jpg", strip), ("b.jpg", strip))[0].page_count == 2


def test_files_that_are_not_photos_do_not_become_one():
    mixed = incoming(("a.jpg", photo()), ("b.pdf", pdf()))

    assert not can_be_one(mixed)
    assert can_be_one(mixed[:1])
    assert can_be_one(mixed[1:])
    assert can_be_one([mixed[0], mixed[0]])
    assert refusal(("a.jpg", photo()), ("b.pdf", pdf())) == Refusal.MIXED
    assert refusal(*[("a.jpg", photo())] * 21) == Refusal.TOO_MANY_PHOTOS


def test_photos_together_weigh_no_more_than_four_documents():
    heavy = photo()
    files = [(f"{number}.jpg", heavy) for number in range(5)]

    assert refusal(*files, most_bytes=len(heavy)) == Refusal.TOO_LARGE


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG", "TIFF"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "RGB"])
def test_a_photo_of_any_mode_comes_out_readable(kind, mode):
    image = Image.linear_gradient("L").resize((90, 60))
    image = image.convert("RGB").convert(mode)
    content = io.BytesIO()
    try:
        image.save(content, kind)
    except (OSError, ValueError):
        return
    intake, body = taken((f"a.{kind.lower()}", content.getvalue()))
    if kind == "TIFF":
        assert (intake.verdict, body) == (Verdict.UNOPENED, content.getvalue())
        return
    with Image.open(io.BytesIO(body)) as written:
        assert (written.format, written.size) == ("JPEG", (90, 60))
        assert written.convert("L").getextrema()[1] > 200


def test_a_scan_of_sixteen_bits_is_not_black():
    content = io.BytesIO()
    Image.frombytes("I;16", (40, 30), b"\x00\xf0" * 1200).save(content, "PNG")
    _intake, body = taken(("a.png", content.getvalue()))

    with Image.open(io.BytesIO(body)) as written:
        assert abs(written.getpixel((20, 15)) - 0xF0) < 3


def test_what_is_not_painted_shows_white_paper():
    content = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(content, "PNG")
    _intake, body = taken(("a.png", content.getvalue()))

    with Image.open(io.BytesIO(body)) as written:
        assert written.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU, signal.SIGSEGV])
def test_a_subprocess_that_dies_is_a_refusal(monkeypatch, number):
    dying = ["/bin/sh", "-c", f"kill -{int(number)} $$"]
    real = process.answered
    monkeypatch.setattr(process, "answered", lambda _command, **known: real(dying, **known))
    why = Refusal.UNREADABLE if number == signal.SIGSEGV else Refusal.TOO_LONG

    assert refusal(("a.pdf", pdf())) == why


def test_a_subprocess_that_lasts_is_ended_with_all_that_it_started(monkeypatch, tmp_path):
    monkeypatch.setattr(taking, "WALL_SECONDS", 0.5)
    pid_file = tmp_path / "pid"
    endless = ["/bin/sh", "-c", f"sleep 60 & echo $! > {pid_file}; wait"]
    real = process.answered
    monkeypatch.setattr(process, "answered", lambda _command, **known: real(endless, **known))

    assert refusal(("a.pdf", pdf())) == Refusal.TOO_LONG
    assert is_gone(int(pid_file.read_text()))


def is_gone(pid):
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_large_file_that_stays_unopened_is_never_whole_in_memory():
    most = 300_000_000

    class Endless(io.RawIOBase):
        left, largest = 200, 0

        def read(self, size=-1):
            self.largest = max(self.largest, size)
            self.left -= 1
            return b"z" * size if self.left >= 0 else b""

    stream = Endless()
    with taken_in([Incoming(stream, "a.bin")], Wishes(most)) as intake:
        assert intake.size_bytes == 200 * stream.largest
    assert stream.largest <= 1 << 20
