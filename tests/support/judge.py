"""What every page must be, whatever it says: judged on each response that the client fetches."""

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from tests.support.html import CONTROLS, Page, words

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "title", "placeholder")
# Text that is not ours to set: code, what somebody typed, names as people write them.
QUOTED = ("code", "pre", "textarea", "bdi", "option", "svg")
SECRET_NAMES = {"password", "passphrase", "phrase", "card", "csrf_token", "secret", "totp"}


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page, in words; nothing when it is well made."""
    return [
        *page.parse_errors,
        *_shell(page),
        *_names(page),
        *_controls(page),
        *_forbidden(page),
        *_typography(page),
        *_addresses(page),
    ]


def _shell(page: Page) -> list[str]:
    html = page.root
    found = []
    if not html.get("lang") or html.get("dir") not in ("ltr", "rtl"):
        found.append("html lacks lang or dir")
    headings = [words(h1) for h1 in html.iter("h1")]
    if len(headings) != 1:
        return [*found, f"{len(headings)} h1"]
    prefix, seen, _rest = page.title.partition(headings[0])
    if not headings[0] or not seen or (prefix and not re.search(r"[:\uff1a]\s*$", prefix)):
        found.append(f"title {page.title!r} does not begin with h1 {headings[0]!r}")
    summary = {
        e for errs in html.iter() if "errs" in errs.get("class", "").split() for e in errs.iter()
    }
    levels = [HEADINGS[e.tag] for e in html.iter() if e.tag in HEADINGS and e not in summary]
    if levels[0] != 1 and "h1" in [e.tag for e in html.find(".//main").iter()]:
        found.append("a heading stands before the h1")
    found += [f"h{a} then h{b}" for a, b in pairwise(levels) if b > a + 1]
    return found


def _names(page: Page) -> list[str]:
    ids = [e.get("id") for e in page.root.iter() if e.get("id") is not None]
    found = [f"id {name!r} twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    for element in page.root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            found += [
                f"{attribute} names no element: {name!r}"
                for name in element.get(attribute, "").split()
                if name not in ids
            ]
        target = element.get("href", "") if element.tag == "a" else ""
        if target.startswith("#") and target[1:] not in ids:
            found.append(f"a link leads nowhere: {target}")
    return found


def _controls(page: Page) -> list[str]:
    labelled = {label.get("for") for label in page.root.iter("label") if words(label)}
    found = []
    for element in page.root.iter():
        if element.tag in ("button", "a") and not _name(page, element):
            found.append(f"a {element.tag} without a name: {element.attrib}")
        if element.tag == "img" and element.get("alt") is None:
            found.append("an image without alt")
        if element.tag not in CONTROLS or element.get("type") in ("hidden", "submit", "button"):
            continue
        if element.get("id") in labelled or _name(page, element) or _in_label(page, element):
            continue
        found.append(f"a control without a label: {element.get('name')!r}")
    return found


def _name(page: Page, element: ET.Element) -> str:
    own = element.get("aria-label") or element.get("aria-labelledby")
    images = " ".join(e.get("alt", "") for e in element.iter("img"))
    return (own or (words(element) if element.tag not in CONTROLS else "") or images).strip()


def _in_label(page: Page, element: ET.Element) -> bool:
    parent = page.parents.get(element)
    while parent is not None:
        if parent.tag == "label":
            return bool(words(parent))
        parent = page.parents.get(parent)
    return False


def _forbidden(page: Page) -> list[str]:
    found = []
    for element in page.root.iter():
        if element.tag == "script" and element.get("src", "").startswith(("/passkey-", "/upload-")):
            continue  # the only scripts of the site, allowed by the policy of that page alone
        if element.tag in ("script", "style", "iframe", "object", "embed", "font", "center"):
            found.append(f"<{element.tag}> is not allowed")
        found += [
            f"attribute {name} on <{element.tag}>"
            for name in element.attrib
            if isinstance(name, str) and (name == "style" or name.startswith("on"))
        ]
        if any(name.startswith("fr-") for name in element.get("class", "").split()):
            found.append(f"class of the State's design system: {element.get('class')!r}")
    return found


def _typography(page: Page) -> list[str]:
    found: list[str] = []
    _walk(page.root, page.root.get("lang", ""), found)
    return found


def _walk(element: ET.Element, lang: str, found: list[str]) -> None:
    lang = element.get("lang", lang)
    if not isinstance(element.tag, str) or element.tag in QUOTED:
        return
    if lang == "fr":
        spoken = [element.get(name, "") for name in SPOKEN_ATTRIBUTES]
        for text in (element.text or "", *spoken, *((child.tail or "") for child in element)):
            if "'" in text or '"' in text:
                found.append(f"straight quote in {text.strip()!r}")
            if re.search(r"\w [:;!?»]|« ", text):
                found.append(f"breaking space in {text.strip()!r}")
    for child in element:
        _walk(child, lang, found)


def _addresses(page: Page) -> list[str]:
    found = []
    for form in page.forms:
        if form.method == "POST" and not any(form.values.get("csrf_token", [""])):
            found.append(f"a form without csrf_token: {form.action}")
        if form.method == "GET" and form.element.find(".//input[@type='password']") is not None:
            found.append(f"a form that puts a secret in the address: {form.action}")
    addresses = [page.url, *page.links.values(), *(form.action for form in page.forms)]
    for address in addresses:
        told = SECRET_NAMES & set(parse_qs(urlsplit(address).query))
        if told:
            found.append(f"secret {sorted(told)} in the address {address}")
    return found
