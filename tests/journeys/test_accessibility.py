"""axe-core and reflow, in Chromium, over every page that `inclusion pages` lists."""

import pytest
from playwright.sync_api import BrowserContext

from tests.support.axe import overflow, violations
from tests.support.keys import Keys
from tests.support.listed import CITIZEN_ROLES, HTML_KINDS, ROLES, prefix
from tests.support.served import Site
from tests.support.walks import STARTS, walk_in_browser

WIDTHS = (1280, 320)
THEMES = ("light", "dark", "contrast")
SPOKEN = [
    (role, language)
    for role in ROLES
    for language in ("fr", "ar")
    if language == "fr" or role in CITIZEN_ROLES
]
# `make test` sees French and Arabic as they come. What is left: English, and the other colours,
# which do not depend on the language but may on the way it runs.
ALL = [
    (role, language, theme)
    for role in ROLES
    for language, theme in (
        ("en", "light"),
        *((spoken, theme) for spoken in ("fr", "ar") for theme in THEMES if theme != "light"),
    )
    if language != "ar" or role in CITIZEN_ROLES
]


@pytest.mark.browser
@pytest.mark.parametrize(("role", "language"), SPOKEN)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser, site, role, language):
    wrong = judged(browser, site, role, language)

    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize(("role", "language", "theme"), ALL)
def test_axe_finds_nothing_in_any_theme(browser, site, role, language, theme):
    wrong = judged(browser, site, role, language, theme)

    assert not wrong, "\n".join(wrong)


def judged(browser, site: Site, role: str, language: str, theme: str | None = None) -> list[str]:
    """Return what is wrong with the pages of a role, in a language and a theme."""
    wrong = []
    contexts: dict[tuple, BrowserContext] = {}
    for listed in site.pages():
        if listed["role"] != role or listed["kind"] not in HTML_KINDS:
            continue
        walks = listed["endpoint"] in STARTS and listed["url"]
        key = (listed["account"], tuple(listed["needs"]), walks)
        if key not in contexts:
            contexts[key] = ready_context(browser, site, listed)
        page = contexts[key].new_page()
        answer = page.goto(site.url + prefix(language) + listed["url"])
        told = f"{prefix(language)}{listed['url']}"
        if answer.status != 200 or page.url != site.url + told:
            wrong.append(f"{told}: {answer.status} {page.url}")
        if theme:
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{told} at {width}: {sentence}" for sentence in violations(page)]
            wrong += [f"{told} at {width} scrolls: {element}" for element in overflow(page)]
        page.close()
    for context in contexts.values():
        context.close()
    return wrong


def ready_context(browser, site: Site, listed: dict) -> BrowserContext:
    """Return a context that may see the page: signed in, the safe open if need be."""
    context = browser.new_context(bypass_csp=True, base_url=site.url, locale="fr-FR")
    context.set_default_timeout(10_000)
    if listed["account"]:
        account = site.account(listed["account"])
        page = context.new_page()
        Keys(page).sign_in(site.url, account)
        if "unlocked" in listed["needs"]:
            unlock(page, site, account)
        page.close()
    if listed["endpoint"] in STARTS:
        page = context.new_page()
        walk_in_browser(page, listed["endpoint"], listed["url"])
        page.close()
    return context


def unlock(page, site: Site, account: dict) -> None:
    """Open the safe with the passphrase."""
    page.goto(f"{site.url}/coffre")
    secret = page.locator("main input[type=password]").first
    if not secret.count():
        page.get_by_role("link", name="phrase").first.click()
    secret.fill(account["safe_code"])
    secret.press("Enter")
    page.wait_for_load_state()
