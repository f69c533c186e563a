"""A person closes, by keyboard, the visit that another device left open."""

import pytest
from playwright.sync_api import expect

TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0 Mobile Safari/537.36"
)


@pytest.mark.browser
def test_the_visit_of_another_device_is_closed_by_keyboard(site, keys, page, browser):
    account = site.account("citizen")
    other = browser.new_context(user_agent=TELEPHONE, java_script_enabled=False)
    telephone = other.new_page()
    telephone.goto(f"{site.url}/connexion")
    telephone.get_by_label("Votre numéro de compte").fill(account["identifier"])
    telephone.get_by_label("Votre phrase secrète").fill(account["password"])
    telephone.get_by_role("button", name="Entrer", exact=True).click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Mon compte")

    keys.sign_in(site.url, account)
    keys.follow("Voir ou fermer")
    expect(page.get_by_role("heading", name="Chrome, Android")).to_be_visible()
    keys.press("Fermer Chrome, Android")

    expect(page.get_by_role("heading", level=1)).to_have_text("Où mon compte est ouvert")
    expect(page.get_by_text("Chrome, Android")).to_have_count(0)
    telephone.reload()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Entrer dans mon compte")
    other.close()
