"""A paper is lent by a link: another browser opens it with the code, then its owner ends it."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import new_context
from tests.support.axe import overflow, violations
from tests.support.keys import Keys

PAPER = "Titre de séjour (exemple)"
LINK = re.compile(r"^http\S+/pret/\S+$")
CODE = re.compile(r"^\d\d \d\d \d\d \d\d$")


@pytest.fixture
def other(browser, site):
    """Give another browser, of somebody without an account."""
    for context in new_context(browser, site):
        yield Keys(context.new_page())


@pytest.mark.browser
def test_a_link_opens_with_its_code_until_its_owner_ends_it(site, keys, page, other):
    account = site.account("citizen")
    keys.sign_in(site.url, account)
    keys.follow("Mon coffre")
    keys.write("Votre phrase secrète", account["safe_code"])
    keys.press("Ouvrir le coffre")
    keys.follow(PAPER)
    keys.follow("Prêter ce papier")
    keys.choose("À n’importe qui, avec un lien et un code")
    keys.press("Continuer")
    link = page.get_by_text(LINK).inner_text()
    code = page.get_by_text(CODE).inner_text()

    address = site.url + "/pret/" + link.rpartition("/")[2]
    other.open(address)
    other.write("Le code qu’on vous a dit", "10 10 10 10")
    other.press("Voir le papier")
    expect(other.page).to_have_title(re.compile("^Erreur"))
    expect(other.page.get_by_text("Il reste 4 essais.").first).to_be_visible()
    other.write("Le code qu’on vous a dit", code)
    other.press("Voir le papier")
    expect(other.page.get_by_role("heading", level=1)).to_have_text(PAPER)
    with other.page.expect_download() as download:
        other.reach("link", "Télécharger")
        other.page.keyboard.press("Enter")
    assert download.value.path().stat().st_size > 1_000

    keys.follow("J’ai noté le lien et le code")
    expect(page.get_by_text("Regardé 1 fois")).to_be_visible()
    keys.press("Finir ce prêt")
    expect(page.get_by_text("Vous ne prêtez aucun papier.")).to_be_visible()
    for gone in (address, f"{site.url}/pret"):
        other.open(gone)
        heading = other.page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Ce lien n’ouvre aucun papier")


@pytest.mark.browser
def test_axe_finds_nothing_on_the_pages_that_only_a_loan_leads_to(site, browser):
    """They are in no list of pages: each needs a code, a link or a key that is open."""
    with (
        scripted(browser, site) as owner,
        scripted(browser, site) as agent,
        scripted(browser, site) as anybody,
    ):
        wrong = [*_at_the_desk(site, owner, agent), *_by_link(site, owner, anybody)]

    assert not wrong, "\n".join(wrong)


def _at_the_desk(site, owner, agent):
    _open_safe(site, owner)
    account = site.account("mediator")
    Keys(agent).sign_in(site.url, account)
    agent.goto("/mediation/prets")
    agent.get_by_label("Votre phrase secrète").fill(account["password"])
    agent.locator("main button.btn").click()
    yield from _judged(agent, "Papiers prêtés")
    agent.get_by_role("button", name="Demander un papier").click()
    yield from _judged(agent, "Demander un papier")
    code = agent.get_by_text(CODE).inner_text()
    _to_lend(owner)
    owner.get_by_label("Le code que dit la personne qui m’aide").fill(code)
    owner.get_by_role("button", name="Continuer").click()
    yield from _judged(owner, "Est-ce la bonne personne")
    owner.get_by_role("button", name="Prêter ce papier").click()
    yield from _judged(owner, "Mes prêts")
    agent.goto("/mediation/prets")
    agent.get_by_role("link", name=PAPER).click()
    yield from _judged(agent, PAPER)


def _by_link(site, owner, anybody):
    _to_lend(owner)
    owner.get_by_label("À n’importe qui").check()
    owner.get_by_role("button", name="Continuer").click()
    yield from _judged(owner, "Le papier est prêté")
    link, code = owner.get_by_text(LINK).inner_text(), owner.get_by_text(CODE).inner_text()
    anybody.goto("/pret/" + link.rpartition("/")[2])
    for typed, heading in (("10101010", "On vous prête un papier"), (code, PAPER)):
        yield from _judged(anybody, "On vous prête un papier")
        anybody.get_by_label("Le code qu’on vous a dit").fill(typed)
        anybody.locator("main button.btn").click()
        yield from _judged(anybody, heading)
    anybody.goto("/pret/unknown")
    yield from _judged(anybody, "Ce lien n’ouvre aucun papier")


def _open_safe(site, owner):
    account = site.account("citizen")
    Keys(owner).sign_in(site.url, account)
    owner.goto("/coffre")
    owner.get_by_label("Votre phrase secrète").fill(account["safe_code"])
    owner.get_by_role("button", name="Ouvrir le coffre").click()


def _to_lend(owner):
    owner.goto("/coffre")
    owner.get_by_role("link", name=PAPER).click()
    owner.get_by_role("link", name="Prêter ce papier").click()


def _judged(page, heading):
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{heading} at {width}: {sentence}" for sentence in violations(page))
        yield from (f"{heading} at {width} scrolls: {element}" for element in overflow(page))


@contextmanager
def scripted(browser, site):
    """Give a page of another browser, in which judges may run their scripts."""
    for context in new_context(browser, site, java_script_enabled=True, bypass_csp=True):
        yield context.new_page()
