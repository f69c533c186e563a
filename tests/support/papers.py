"""Papers made on the spot: photos and PDF files with something to recognise in them."""

import io
import random

from PIL import Image, ImageDraw


def photo(size=(640, 480), kind="JPEG", seed=78) -> bytes:
    """Return an image that no compression empties."""
    content = io.BytesIO()
    if size[0] * size[1] > 1_000_000:
        image = Image.new("RGB", size, "#fbf7ef")
    else:
        image = Image.frombytes("RGB", size, random.Random(seed).randbytes(size[0] * size[1] * 3))
    image.save(content, kind)
    return content.getvalue()


def pdf(pages=1, text="papier") -> bytes:
    """Return a PDF of images, one a page."""
    sheets = [Image.new("RGB", (420, 594), (200 + n, 190, 180)) for n in range(pages)]
    content = io.BytesIO()
    sheets[0].save(content, "PDF", save_all=True, append_images=sheets[1:], title=text)
    return content.getvalue()


def written(words) -> bytes:
    """Return a photo of a sheet with words that a machine can read."""
    image = Image.new("RGB", (1240, 600), "white")
    ImageDraw.Draw(image).text((80, 200), words, fill="black", font_size=64)
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()
