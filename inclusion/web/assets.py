"""The one style sheet: four parts joined at start, served under the hash of its content."""

from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app

from inclusion.errors import NotFound
from inclusion.tokens import digest
from inclusion.web import access

PARTS = ("tokens", "base", "components", "print")
YEAR_SECONDS = 31_536_000


def init_app(app: Flask, static: Path) -> None:
    """Read the parts under `static`/css and serve them as one."""
    sheet = "\n".join((static / "css" / f"{part}.css").read_text("utf-8") for part in PARTS)
    app.extensions["inclusion_style"] = (digest(sheet)[:12], sheet)
    app.add_url_rule("/style-<version>.css", "assets.style", style)


def style_url() -> str:
    """Return the address of the sheet, the same in every language."""
    return f"/style-{_style()[0]}.css"


@access.public
def style(version: str) -> Response:
    """Serve the sheet; an address never changes its content, so it may be kept for a year."""
    current, sheet = _style()
    if version != current:
        raise NotFound("style")
    response = Response(sheet, mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _style() -> tuple[str, str]:
    return cast(tuple[str, str], current_app.extensions["inclusion_style"])
