"""From the counter to the account: opened, put in service, entered by card; keyboard only."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.pages.test_counter_card import words


def printed(page, site) -> str:
    """Return the activation code from the PDF that the visit may print."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    text = words(httpx.get(f"{site.url}/mediation/comptes/carte.pdf", cookies=cookies).content)
    return re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{3} [0-9A-Z]{3}\b", text).group()


@pytest.mark.browser
def test_an_account_opened_at_the_counter_opens_by_card(site, keys, page):
    keys.sign_in(site.url, site.account("mediator"))
    keys.follow("Comptes", exact=True)
    keys.follow("Ouvrir un compte")
    keys.write("Nom et prénom", "Awa Cissé")
    keys.write("Année de naissance", "1958")
    keys.press("Chercher")
    keys.follow("Personne nouvelle")
    keys.choose("Carte d’identité")
    keys.tick("Lu à la personne, qui est d’accord")
    keys.press("Ouvrir et faire la carte")
    expect(page.get_by_role("heading", level=1)).to_have_text("La carte est prête à imprimer")
    number = re.search(r"\d{3} \d{3} \d{3}", page.locator("main").inner_text()).group()
    code = printed(page, site)
    keys.press("C’est imprimé")
    page.context.clear_cookies()

    keys.open(f"{site.url}/carte?numero={number.replace(' ', '')}")
    keys.follow("Ma carte est neuve")
    keys.write("Le code pour commencer", code)
    keys.press("Continuer")
    keys.choose("Avec un code de carte")
    keys.press("Continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code de carte")
    lasting = page.locator(".ticket .code").nth(1).inner_text()
    keys.press("J’ai gardé mon code")
    keys.press("Quitter mon compte")

    keys.follow("Entrer dans mon compte")
    keys.follow("J’ai une carte")
    keys.write("Votre numéro de compte", number)
    keys.write("Le code de votre carte", lasting)
    keys.press("Entrer", exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(page.locator("main")).to_contain_text("Awa Cissé")
