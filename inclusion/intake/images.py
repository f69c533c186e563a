"""Images that we make: of pages, small, and for reading the words. Runs in the subprocess."""

from io import BytesIO
from pathlib import Path

from PIL import Image

IMAGE_SIDE = 1_200
THUMBNAIL_SIDE = 220
THUMBNAIL_BYTES = 4_500


def keep(image: Image.Image, folder: Path, number: int) -> None:
    """Write the image of a page, and of the first one a thumbnail; nothing of its own remains."""
    plain = image.convert("RGB")
    plain.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
    plain.save(folder / f"page-{number}", "JPEG", quality=78, optimize=True)
    if number == 1:
        plain.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        (folder / "thumbnail").write_bytes(_light(plain))


def _light(image: Image.Image) -> bytes:
    for quality in (60, 40, 25, 10, 1):
        content = BytesIO()
        image.save(content, "WEBP", quality=quality, method=6)
        if content.tell() <= THUMBNAIL_BYTES:
            break
    return content.getvalue()
