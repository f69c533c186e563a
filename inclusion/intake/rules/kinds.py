"""What a file announces that it is, before anything opens it."""

import re

from inclusion.intake.rules import EXTENSIONS, FileKind, Refusal

SNIFFED_BYTES = 1024
PHOTOS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})
ARCHIVE = b"PK"

_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
)
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf",
    b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0", b"dex\n", b"ITSF",
)  # fmt: skip
"""Windows, Linux, scripts, Java and fat Mach-O, Mach-O, Windows shortcuts, Android, CHM."""
_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|hta:)", re.IGNORECASE)
_RUNS = frozenset(
    """
    apk app appimage application appref asp aspx bash bat cgi chm class cmd com command cpl csh deb
    desktop dll dmg docm dotm exe fish gadget hta htm html inf ins iso img jar jnlp js jse jsp ksh
    lnk mht mhtml msc msi msix msp mst ocx one php pif pl potm ppam ppsm pptm ps1 ps2 psm1 py pyc
    pyw rb reg rpm scf scr sct settingcontent-ms sh shb shs shtml sldm so svg svgz swf sys tcsh url
    vb vbe vbs vhd vhdx vxd wasm website wim workflow ws wsc wsf wsh xbap xht xhtml xlam xll xlm
    xlsb xlsm xltm xml xsl xslt zsh
    """.split()  # noqa: SIM905 - a list would not fit the eye
)
"""Names of what runs when it is opened: programs, scripts, pages, documents with macros, disks."""
_ANNOUNCED = {
    extension: signature
    for signature, extensions in (
        (b"%PDF-", "pdf"),
        (b"", "jpg jpeg png webp heic heif avif"),
        (b"PK", "docx xlsx pptx odt ods odp odg epub zip"),
    )
    for extension in extensions.split()
}
"""How a file begins whose name ends so; nothing begins as a photo without being one."""
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")


def sniffed(head: bytes) -> FileKind | None:
    """Give the kind that we open, as the first bytes announce it, or None."""
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return FileKind.HEIC
    return None


def judged(head: bytes, filename: str) -> FileKind | Refusal:
    """Give the kind of a file, or why its first bytes and its name keep it outside."""
    kind = sniffed(head)
    if kind is not None:
        return kind
    extension = _last_extension(filename)
    if head.startswith(_PROGRAMS) or _PAGE.search(head) or extension in _RUNS:
        return Refusal.DANGEROUS
    signature = _ANNOUNCED.get(extension)
    if signature is not None and not (signature and head.startswith(signature)):
        return Refusal.UNKNOWN_KIND
    return FileKind.OTHER


def kept_extension(filename: str) -> str:
    """Give the extension under which a file that nothing opens is given back."""
    extension = _last_extension(filename)
    is_plain = _EXTENSION.fullmatch(extension) and extension not in _RUNS
    return extension if is_plain else "bin"


def photo_extension(kind: FileKind, head: bytes) -> str:
    """Give the extension of a photo kept as it came."""
    is_avif = kind is FileKind.HEIC and head[8:11] == b"avi"
    return "avif" if is_avif else EXTENSIONS[kind]


def _last_extension(filename: str) -> str:
    """Give what follows the last dot, as Windows reads it: dots and spaces at the end are lost."""
    base = filename.replace("\\", "/").rsplit("/", 1)[-1].split("\0", 1)[0].rstrip(". ").lower()
    name, dot, extension = base.rpartition(".")
    return extension if dot and name else ""
