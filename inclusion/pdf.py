"""Tagged PDF (PDF/UA-1, ISO 14289-1) from HTML, when Debian's Pango is on the machine.

The engine takes seconds to load, so it is loaded at the first slip, not at each start.
"""

import importlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

VARIANT = "pdf/ua-1"


@lru_cache(maxsize=1)
def _engine() -> Any:
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError):  # Pango is not there: a printable page stands in
        return None


def is_available() -> bool:
    """Tell whether PDF can be made here."""
    return _engine() is not None


def made(pages: Iterable[str], *, sheet: Path) -> bytes:
    """Return the first of `pages` (HTML, from roomy to tight) that fits one sheet, as PDF.

    sheet: the style sheet. The last page is taken when none fits.
    """
    engine = _engine()
    style = engine.CSS(filename=sheet)
    document: Any = None
    for page in pages:
        document = engine.HTML(string=page).render(stylesheets=[style], pdf_variant=VARIANT)
        if len(document.pages) == 1:
            break
    return bytes(document.write_pdf(pdf_variant=VARIANT))
