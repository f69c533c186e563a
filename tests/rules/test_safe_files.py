"""Names, kinds and sizes of files, before anything opens them."""

import math
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.intake.rules import FileKind
from inclusion.intake.rules.kinds import sniffed
from inclusion.safe.rules import files


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\xff\xd8\xff\xe1", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n\0\0", FileKind.PNG),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.WEBP),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b" %PDF-1.7", None),
        (b"<svg xmlns", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_a_kind_is_read_in_the_first_bytes(head, kind):
    assert sniffed(head) is kind


@given(st.integers(min_value=0, max_value=1 << 40))
def test_padding_costs_little_and_tells_little(size):
    padded = files.padded_size(size)

    assert padded >= size
    assert padded <= max(size * 1.12 + 1, files.SMALLEST_PADDED_BYTES)
    assert files.padded_size(padded) == padded


def test_many_sizes_share_one_padded_size():
    padded = {files.padded_size(size) for size in range(1_000_000, 2_000_000, 997)}

    assert len(padded) <= 2 ** math.ceil(math.log2(32)) + 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Titre   de\tséjour ", "Titre de séjour"),
        ("fac\u202etexe.pdf", "factexe.pdf"),
        ("a\0b\nc", "ab c"),
        ("Cafe\u0301", "Café"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_one_clean_line(typed, kept):
    assert files.document_name(typed) == kept


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("C:\\Users\\moi\\titre_de_sejour.PDF", "titre de sejour"),
        ("../../etc/passwd", "passwd"),
        ("photo.jpeg", "photo"),
        (".pdf", ""),
    ],
)
def test_a_name_is_proposed_from_the_file(filename, name):
    assert files.proposed_name(filename) == name


@given(st.text(max_size=200), st.sampled_from(FileKind))
def test_a_download_header_is_one_line_that_names_a_file(name, kind):
    header = files.content_disposition(name, kind)

    assert header.isascii()
    assert not set(header) & set("\r\n\0")
    message = Message()
    message["Content-Disposition"] = header
    full = message.get_filename()
    assert full.endswith(files.EXTENSIONS[kind])
    assert not set(full) & set('/\\:*?"<>|')
