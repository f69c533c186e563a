"""What names and first bytes say of a file, and what an archive announces."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.intake import limits
from inclusion.intake.rules import FileKind, Refusal
from inclusion.intake.rules.archives import MOST_ENTRIES, is_sober
from inclusion.intake.rules.kinds import judged, kept_extension, photo_extension, sniffed
from tests.support.bombs import zipped

INTAKE = Path(__file__).resolve().parents[2] / "docs" / "intake.md"
RUNS = ["exe", "com", "bat", "cmd", "ps1", "vbs", "js", "jar", "msi", "scr", "lnk", "sh", "html"]


@pytest.mark.parametrize(
    ("head", "kind", "extension"),
    [
        (b"\0\0\0\x18ftypheic", FileKind.HEIC, "heic"),
        (b"\0\0\0\x18ftypmif1", FileKind.HEIC, "heic"),
        (b"\0\0\0\x1cftypavif", FileKind.HEIC, "avif"),
        (b"\xff\xd8\xff\xe1", FileKind.JPEG, "jpg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.WEBP, "webp"),
    ],
)
def test_a_photo_is_known_by_its_first_bytes(head, kind, extension):
    assert sniffed(head) is kind
    assert photo_extension(kind, head) == extension


def test_a_film_is_no_photo():
    assert sniffed(b"\0\0\0\x18ftypmp42") is None


@pytest.mark.parametrize("extension", RUNS)
@pytest.mark.parametrize("name", ["a.{}", "A.{}", "facture.pdf.{}", "a.{}. .", "dossier/a.{}"])
def test_a_name_that_runs_is_refused_whatever_is_inside(name, extension):
    for shown in (extension, extension.upper()):
        filename = name.format(shown)
        assert judged(b"bonjour", filename) is Refusal.DANGEROUS
        assert kept_extension(filename) == "bin"


@given(st.binary(max_size=64), st.text(max_size=40))
def test_every_file_has_a_kind_or_a_reason_and_a_plain_extension(head, filename):
    assert isinstance(judged(head, filename), FileKind | Refusal)
    extension = kept_extension(filename)
    assert extension.isascii()
    assert extension.isalnum()
    assert extension not in RUNS
    assert len(extension) <= 8


@given(st.sampled_from(["lettre.docx", "a.odt", "b.txt", "c.tif", "d", ".cache", "e.été"]))
def test_what_opens_nothing_keeps_its_own_extension_or_none(filename):
    extension = filename.rpartition(".")[2]
    is_plain = extension in {"docx", "odt", "txt", "tif"}

    assert kept_extension(filename) == (extension if is_plain else "bin")


@given(st.binary(max_size=1024), st.sampled_from(["a.jpg", "b.pdf", "c.exe", ""]))
def test_a_pdf_begins_at_its_first_byte(rest, filename):
    assert judged(b"%PDF-1.7" + rest, filename) is FileKind.PDF
    assert judged(b" %PDF-1.7" + rest, filename) is not FileKind.PDF


@given(st.dictionaries(st.text("abc", min_size=1), st.binary(max_size=200), min_size=1, max_size=9))
def test_an_archive_of_small_files_is_sober(entries):
    assert is_sober(io.BytesIO(zipped(entries)))


@given(st.binary(max_size=300), st.data())
def test_any_bytes_are_judged_without_a_fault(content, data):
    is_sober(io.BytesIO(content))
    whole = bytearray(zipped({"a": content, "b": content}))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    is_sober(io.BytesIO(bytes(whole)))


@pytest.mark.parametrize("comment", [b"", b"un commentaire", b"c" * 65_535])
def test_a_comment_at_the_end_hides_nothing(comment):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"texte")
        archive.comment = comment
    assert is_sober(content)


def test_the_most_entries_are_taken_and_one_more_is_not():
    assert is_sober(io.BytesIO(zipped({str(n): b"" for n in range(MOST_ENTRIES)})))
    assert not is_sober(io.BytesIO(zipped({str(n): b"" for n in range(MOST_ENTRIES + 1)})))


@pytest.mark.parametrize("code", Refusal)
def test_the_documentation_says_when_each_refusal_comes(code):
    assert f"`{code.value}`" in INTAKE.read_text().partition("## What stays outside")[2]


def test_the_largest_file_follows_from_the_document():
    assert limits.largest_file(25_000_000) == 100_000_000
    assert limits.largest_file(300_000_000) == 1_200_000_000
    assert limits.largest_file(1_000) == limits.SMALLEST_FILE_LIMIT
