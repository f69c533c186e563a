"""A citizen opens an account with a name alone, leaves and comes back: keyboard, no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

PHRASE = "tulipe bateau crayon samedi"


@pytest.mark.browser
def test_a_name_and_a_phrase_open_an_account_that_opens_again(site, keys, page):
    keys.open(site.url)
    keys.follow("Entrer dans mon compte")
    keys.follow("Ouvrir un compte")
    keys.write("Comment vous appelez-vous", "Fatou Martin")
    keys.press("Continuer")
    keys.write("Année", "1971")
    keys.press("Continuer")
    keys.press("Continuer")
    keys.write("Choisissez une phrase secrète", PHRASE)
    keys.press("Ouvrir mon compte")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre compte est ouvert")
    number = page.get_by_text(re.compile(r"^\d{3} \d{3} \d{3}$")).inner_text()
    keys.follow("Voir mon compte")
    expect(page.get_by_text("Fatou Martin")).to_be_visible()
    keys.press("Quitter mon compte")

    keys.follow("Entrer dans mon compte")
    keys.write("Votre numéro de compte", number)
    keys.write("Votre phrase secrète", PHRASE)
    keys.press("Entrer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


@pytest.mark.browser
def test_a_mistake_is_told_first_and_leads_to_its_field(site, keys, page):
    keys.open(f"{site.url}/inscription")
    keys.press("Continuer")

    expect(page).to_have_title(re.compile("^Erreur"))
    keys.follow("Écrivez votre nom")
    expect(page.get_by_role("textbox")).to_be_focused()


@pytest.mark.browser
def test_quick_exit_leaves_for_the_weather(site, keys, page):
    keys.sign_in(site.url, site.account("citizen"))
    with page.expect_request("https://meteofrance.com/"):
        keys.press("Quitter vite")

    # A window of its own: the first one is still looking for the weather.
    other = page.context.new_page()
    other.goto(f"{site.url}/mon-compte")
    expect(other.get_by_role("heading", level=1)).to_have_text("Entrer dans mon compte")
