"""Hostile files made on the spot: small on the disk, huge, lively or two-faced when opened."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.support.papers import pdf

MEBIBYTE = 1 << 20


def huge_png(side: int = 40_000) -> bytes:
    """Return a PNG of 1.6 gigapixel in some 200 kB, written by hand."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    lines = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    header = struct.pack("!LLBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND")


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return (
        struct.pack("!L", len(content))
        + kind
        + content
        + struct.pack("!L", zlib.crc32(kind + content))
    )


def zipped(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in entries.items():
            archive.writestr(name, inside)
    return content.getvalue()


def docx(extra: dict[str, bytes] | None = None) -> bytes:
    return zipped(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **(extra or {})}
    )


def overlapping_zip(times: int = 50) -> bytes:
    """Return a zip whose directory names the same bytes many times."""
    content = zipped({"a": bytes(1000)})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(entry) * times, start, 0)
    return content[:start] + entry * times + tail


def edited_pdf(change, *, is_packed: bool = True) -> bytes:
    """Return a PDF after a change of its inside; is_packed: streams are compressed as usual."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        change(document)
        document.save(
            content,
            compress_streams=is_packed,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return content.getvalue()


def with_javascript(document) -> None:
    document.Root.Names = Dictionary(
        JavaScript=Dictionary(
            Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))])
        )
    )


def with_launch(document) -> None:
    document.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))


def with_opening_address(document) -> None:
    document.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://exemple.fr/"))


def with_page_action(document) -> None:
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def with_hidden_annotation_action(document) -> None:
    launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=launch)
    document.pages[0].Annots = Array([link])


def with_attachment(document) -> None:
    document.attachments["lettre.txt"] = b"une lettre"


def with_form_in_xml(document) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<xdp/>"))


def with_film(document) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])
    document.pages[0].Annots = Array([film])


LIVELY = (
    with_javascript, with_launch, with_opening_address, with_page_action,
    with_hidden_annotation_action, with_attachment, with_form_in_xml, with_film,
)  # fmt: skip


def with_many_pages(document) -> None:
    for _ in range(4_999):
        document.add_blank_page(page_size=(595, 842))


def with_a_page_of_five_kilometres(document) -> None:
    document.pages[0].MediaBox = Array([0, 0, 14_173_228, 14_173_228])


def with_a_swelling_stream(document) -> None:
    """Put on the page a stream that is 500 MB once unpacked twice."""
    packer = zlib.compressobj(1)
    once = b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(500)) + packer.flush()
    stream = pikepdf.Stream(document, zlib.compress(once, 9))
    stream.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    document.pages[0].Contents = stream
