"""Languages: French by default, the others under a prefix (`/en/lieux`, `/ar/lieux`).

The prefix moves to SCRIPT_NAME before Flask sees the request, so `url_for` keeps a person in the
language being read, and no view knows of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask, has_request_context, request
from flask_babel import Babel


@dataclass(frozen=True, slots=True)
class Language:
    """A language that we ship: its code, its own name, its direction."""

    code: str
    name: str
    direction: str = "ltr"


LANGUAGES = (
    Language("fr", "Français"),
    Language("en", "English"),
    Language("ar", "العربية", "rtl"),
)
SOURCE = LANGUAGES[0]
_BY_CODE = {language.code: language for language in LANGUAGES}
_KEY = "inclusion.language"

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class LanguagePrefix:
    """WSGI middleware that takes the language off the path."""

    def __init__(self, app: WsgiApp) -> None:
        """Wrap `app`."""
        self.app = app

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Move `/en` or `/ar` from PATH_INFO to SCRIPT_NAME."""
        path = environ.get("PATH_INFO", "")
        code, slash, rest = path.lstrip("/").partition("/")
        if code in _BY_CODE and code != SOURCE.code and path.startswith("/" + code):
            environ[_KEY] = code
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + code
            environ["PATH_INFO"] = slash + rest or "/"
        return self.app(environ, start_response)


def init_app(app: Flask, translations: str) -> None:
    """Wire the prefix and the catalogues at `translations` into the application."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = translations
    Babel(  # type: ignore[no-untyped-call]  # the library has no types
        app,
        default_locale=SOURCE.code,
        default_timezone="Europe/Paris",
        locale_selector=lambda: current().code,
    )


def current() -> Language:
    """Return the language of this request, French outside of one."""
    if not has_request_context():
        return SOURCE
    return _BY_CODE[request.environ.get(_KEY, SOURCE.code)]


def same_page_in(code: str) -> str:
    """Return the address of this page in another language."""
    prefix = "" if code == SOURCE.code else f"/{code}"
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return prefix + quote(request.path) + query


def text_in(texts: dict[str, Any], code: str | None = None) -> Any:
    """Return a text kept in the database in several languages, French where it lacks ours."""
    return texts.get(code or current().code) or texts[SOURCE.code]


def language_name(code: str) -> str:
    """Return a language's own name."""
    return _BY_CODE[code].name if code in _BY_CODE else code
