"""The one style sheet and the two scripts, served under the hash of their content.

The sheet is four parts joined at start. One script is for passkeys, one sends large files in parts:
a page that draws `passkey_script()` or `upload_script()` gets it, and a content policy that allows
it; no other page runs any.
"""

from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app
from markupsafe import Markup

from inclusion.errors import NotFound
from inclusion.tokens import digest
from inclusion.web import access, security

PARTS = ("tokens", "base", "components", "print")
SCRIPTS = ("passkey", "upload")
YEAR_SECONDS = 31_536_000


def init_app(app: Flask, static: Path) -> None:
    """Read the parts under `static`/css and serve them as one."""
    sheet = "\n".join((static / "css" / f"{part}.css").read_text("utf-8") for part in PARTS)
    app.extensions["inclusion_style"] = (digest(sheet)[:12], sheet)
    app.add_url_rule("/style-<version>.css", "assets.style", style)
    texts = {name: (static / "js" / f"{name}.js").read_text("utf-8") for name in SCRIPTS}
    app.extensions["inclusion_scripts"] = {
        name: (digest(text)[:12], text) for name, text in texts.items()
    }
    app.add_url_rule(f"/<any({', '.join(SCRIPTS)}):name>-<version>.js", "assets.script", script)
    app.jinja_env.globals["passkey_script"] = passkey_script
    app.jinja_env.globals["upload_script"] = upload_script


def style_url() -> str:
    """Return the address of the sheet, the same in every language."""
    return f"/style-{_style()[0]}.css"


@access.public
def style(version: str) -> Response:
    """Serve the sheet; an address never changes its content, so it may be kept for a year."""
    return _served(_style(), version, "text/css")


def passkey_script() -> Markup:
    """Draw the tag of the script of passkeys, and let this page's policy run it."""
    security.allow_script()
    return _tag("passkey")


def upload_script() -> Markup:
    """Draw the tag of the script that sends files in parts; it may call us, and nobody else."""
    security.allow_script(calls_us=True)
    return _tag("upload")


@access.public
def script(name: str, version: str) -> Response:
    """Serve a script, to be kept for a year too."""
    return _served(_scripts()[name], version, "text/javascript")


def _served(kept: tuple[str, str], version: str, mimetype: str) -> Response:
    current, content = kept
    if version != current:
        raise NotFound("asset")
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _style() -> tuple[str, str]:
    return cast(tuple[str, str], current_app.extensions["inclusion_style"])


def _tag(name: str) -> Markup:
    return Markup('<script defer src="/{}-{}.js"></script>').format(name, _scripts()[name][0])


def _scripts() -> dict[str, tuple[str, str]]:
    return cast(dict[str, tuple[str, str]], current_app.extensions["inclusion_scripts"])
