"""How a person likes pages shown: colours and size, kept in a cookie of this browser alone."""

from dataclasses import dataclass

from flask import request

from inclusion.web.session import settings

THEMES = ("auto", "light", "dark", "contrast")
SIZES = ("normal", "large")
_COOKIE = "affichage"


@dataclass(frozen=True, slots=True)
class Display:
    """A theme and a size; `auto` follows the device."""

    theme: str = "auto"
    size: str = "normal"

    @property
    def attributes(self) -> dict[str, str]:
        """Return the data attributes of the html element."""
        theme = {} if self.theme == "auto" else {"data-theme": self.theme}
        size = {"data-size": "large"} if self.size == "large" else {}
        return theme | size


def cookie() -> str:
    """Return the name of the cookie that keeps the choice."""
    return settings().cookie_name(_COOKIE)


def chosen() -> Display:
    """Return the choice kept in the cookie; what is not known there is ignored."""
    theme, _, size = request.cookies.get(cookie(), "").partition(".")
    return Display(theme if theme in THEMES else "auto", size if size in SIZES else "normal")
