"""A paper is lent by a link: another browser opens it with the code, then its owner ends it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import new_context
from tests.support.keys import Keys

PAPER = "Titre de séjour (exemple)"


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
    link = page.get_by_text(re.compile(r"^http\S+/pret/\S+$")).inner_text()
    code = page.get_by_text(re.compile(r"^\d\d \d\d \d\d \d\d$")).inner_text()

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
