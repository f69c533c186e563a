"""Photos: proven by decoding, turned upright, written anew without a word about where or when.

Runs in the subprocess.
"""

import warnings
from io import BytesIO
from pathlib import Path

import pikepdf
import pillow_heif
from PIL import AvifImagePlugin, Image, ImageCms, ImageOps

from inclusion.intake import images
from inclusion.intake.refused import Refused
from inclusion.intake.rules import MOST_PAGE_IMAGES, Refusal
from inclusion.intake.words import MOST_READ_PAGES, READ_SIDE

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 5_000
QUALITY = 90
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
PAGE_POINTS = 842
LEAST_POINTS = 3
_TIFF_HEADERS = (b"II*\0", b"MM\0*")
_POINTERS = (0x8769, 0x8825, 0xA005)
"""Exif, GPS and interoperability: where else the description goes on."""
_TROUBLE = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, IndexError, RuntimeError, UserWarning)


def taken(paths: list[Path], folder: Path, *, wants_text: bool) -> str:
    """Write `body`, images and what is to be read of photos, one a page; return its kind.

    Raises Refused.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    pillow_heif.register_heif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = 1
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    warnings.filterwarnings("error", message=r".*[Cc]orrupt EXIF|Invalid APNG")
    sheets = [folder / f"sheet-{number}" for number in range(1, len(paths) + 1)]
    for number, (path, sheet) in enumerate(zip(paths, sheets, strict=True), start=1):
        image = _upright(path)
        image.save(sheet, "JPEG", quality=QUALITY, optimize=True)
        if wants_text and number <= MOST_READ_PAGES:
            _save_for_reading(image, folder / f"read-{number}")
        if number <= MOST_PAGE_IMAGES:
            images.keep(image, folder, number)
    if len(sheets) == 1:
        sheets[0].rename(folder / "body")
        return "jpeg"
    _bind(sheets, folder / "body")
    return "pdf"


def _upright(path: Path) -> Image.Image:
    try:
        with Image.open(path, formats=FORMATS) as image:
            _check_description(image)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _plain(upright)
    except _TROUBLE:
        raise Refused(Refusal.TOO_MANY_PIXELS) from None
    except _BROKEN:
        raise Refused(Refusal.UNREADABLE) from None


def _check_description(image: Image.Image) -> None:
    """Refuse a description that leads a reader astray: a sound camera writes none."""
    description = image.info.get("exif") or b""
    body = description.removeprefix(b"Exif\0\0")
    tags = image.getexif()
    pointers = [tags[tag] for tag in _POINTERS if tag in tags]
    is_sound = not body or body.startswith(_TIFF_HEADERS)
    if not is_sound or not all(isinstance(pointer, int) for pointer in pointers):
        raise Refused(Refusal.UNREADABLE)


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in the common colours, on white, with nothing but its pixels."""
    if image.mode.startswith("I") or image.mode == "F":
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    image = _in_common_colours(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    image = image if image.mode == "L" else image.convert("RGB")
    image.info.clear()
    return image


def _in_common_colours(image: Image.Image) -> Image.Image:
    """Return the image in sRGB: a telephone's own colours would look wrong without its profile."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), inPlace=True)
    except (ImageCms.PyCMSError, OSError):
        return image
    return image


def _save_for_reading(image: Image.Image, path: Path) -> None:
    readable = image.convert("L")
    readable.thumbnail((READ_SIDE, READ_SIDE))
    readable.save(path, "PNG", compress_level=1)


def _bind(sheets: list[Path], target: Path) -> None:
    """Write photos as the pages of one PDF, each as it is."""
    with pikepdf.new() as pdf:
        for sheet in sheets:
            with Image.open(sheet, formats=["JPEG"]) as image:
                size, is_grey = image.size, image.mode == "L"
            scale = PAGE_POINTS / max(size)
            width, height = (max(round(side * scale, 2), LEAST_POINTS) for side in size)
            pdf.add_blank_page(page_size=(width, height))
            picture = pikepdf.Stream(
                pdf,
                sheet.read_bytes(),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=size[0],
                Height=size[1],
                ColorSpace=pikepdf.Name.DeviceGray if is_grey else pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            page = pdf.pages[-1]
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=picture))
            page.Contents = pdf.make_stream(f"{width} 0 0 {height} 0 0 cm /Photo Do".encode())
            sheet.unlink()
        pdf.save(target)
