"""Read a page as a person does: heading, problems, links, forms."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree as ET

import html5lib

CONTROLS = ("input", "select", "textarea")


def words(element: ET.Element | None) -> str:
    """Return the text of an element, blanks folded; no-break spaces stay."""
    return (
        re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip()
        if element is not None
        else ""
    )


@dataclass
class Form:
    """A form of a page: where it goes and what it would send."""

    action: str
    method: str
    values: dict[str, list[str]]
    buttons: list[str]
    is_multipart: bool = False
    element: ET.Element = field(repr=False, default=None)


class Page:
    """A parsed HTML page."""

    def __init__(self, html: str, url: str = "") -> None:
        self.html = html
        self.url = url
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        self.root = parser.parse(html)
        self.parse_errors = [
            f"line {position[0]}: {code} {values}" for position, code, values in parser.errors
        ]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    @cached_property
    def heading(self) -> str:
        return words(self.root.find(".//h1"))

    @cached_property
    def title(self) -> str:
        return words(self.root.find(".//title"))

    @cached_property
    def text(self) -> str:
        """The words of the body."""
        return words(self.root.find("body"))

    @cached_property
    def main(self) -> str:
        """The words of `<main>`."""
        return words(self.root.find(".//main"))

    @property
    def problems(self) -> list[str]:
        """The sentences of the error summary."""
        summary = next((e for e in self.root.iter() if "errs" in e.get("class", "").split()), None)
        return [words(link) for link in summary.iter("a")] if summary is not None else []

    @property
    def links(self) -> dict[str, str]:
        return {words(a): a.get("href") for a in self.root.iter("a") if a.get("href")}

    def link(self, text: str) -> str:
        """Return the address of the first link whose words hold `text`."""
        for name, address in self.links.items():
            if text in name:
                return address
        raise AssertionError(f"no link {text!r} on {self.url}: {list(self.links)}")

    @property
    def forms(self) -> list[Form]:
        return [self._form(element) for element in self.root.iter("form")]

    def form(self, button: str | None = None, *, action: str | None = None) -> Form:
        """Return the form with that button, or that leads to `action`; else main's first POST."""
        main = self.root.find(".//main")
        for form in self.forms:
            if button and any(button in name for name in form.buttons):
                return form
            if action and action in form.action:
                return form
            inside = main is not None and form.element in set(main.iter("form"))
            if not button and not action and inside and form.method == "POST":
                return form
        raise AssertionError(f"no form {button or action or ''!r} on {self.url}")

    def _form(self, element: ET.Element) -> Form:
        values: dict[str, list[str]] = {}
        for control in element.iter():
            name = control.get("name")
            if control.tag not in CONTROLS or not name:
                continue
            for value in _sent(control):
                values.setdefault(name, []).append(value)
        return Form(
            action=element.get("action") or self.url,
            method=element.get("method", "get").upper(),
            values=values,
            buttons=[words(b) for b in element.iter("button")],
            is_multipart=element.get("enctype") == "multipart/form-data",
            element=element,
        )


def _sent(control: ET.Element) -> list[str]:
    kind = control.get("type", "text")
    if control.tag == "textarea":
        return [control.text or ""]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [o.get("value", words(o)) for o in chosen]
    if kind in ("radio", "checkbox"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [] if kind in ("file", "submit", "button") else [control.get("value", "")]
