"""Passkeys in Chromium, with its virtual authenticator: made, used to enter, asked of agents.

A browser binds no passkey to an IP address: this site is served on localhost.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import new_context
from tests.support.axe import overflow, violations
from tests.support.codes import next_code, shifted
from tests.support.served import Site, copied

OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def local(loaded, tmp_path_factory) -> Iterator[Site]:
    """Serve a copy of the demonstration on localhost."""
    made = copied(loaded, tmp_path_factory.mktemp("local"), host="localhost").start()
    yield made
    made.stop()


class Device:
    """Chromium's virtual authenticator, beside one page."""

    def __init__(self, page: Page) -> None:
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        made = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})
        self.id = {"authenticatorId": made["authenticatorId"]}

    def knows_its_owner(self, yes: bool) -> None:
        self.wire.send("WebAuthn.setUserVerified", {**self.id, "isUserVerified": yes})

    def credentials(self) -> list[dict]:
        return self.wire.send("WebAuthn.getCredentials", self.id)["credentials"]


@pytest.fixture
def page(browser, local) -> Iterator[Page]:
    """Give a page with its script, under the site's own policy."""
    for context in new_context(browser, local, java_script_enabled=True):
        yield context.new_page()


@pytest.fixture
def device(page) -> Device:
    return Device(page)


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def leave(page: Page, url: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{url}/connexion")


def judged(page: Page) -> None:
    """Judge the page as it stands, its button shown."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    assert violations(page) + overflow(page) == []
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": False})
    page.reload()


@pytest.mark.browser
def test_a_citizen_makes_a_passkey_and_enters_with_it_alone(local, keys, page, device):
    keys.sign_in(local.url, local.account("citizen"))
    page.goto(f"{local.url}/mon-compte/cles")
    keys.follow("Ajouter une clé d’accès")
    judged(page)
    keys.write("Un nom pour cette clé", "Mon téléphone")
    keys.press("Créer ma clé d’accès")
    title(page, "Vos clés d’accès")  # the page before names « Mon téléphone » as an example
    expect(page.get_by_text("Mon téléphone").first).to_be_visible()

    leave(page, local.url)
    keys.follow("Entrer avec une clé d’accès")
    judged(page)
    keys.press("Entrer avec ma clé")

    title(page, "Mon compte")
    assert device.credentials()[0]["signCount"] > 0


@pytest.mark.browser
def test_a_device_that_does_not_know_its_owner_opens_nothing(local, keys, page, device):
    keys.sign_in(local.url, local.account("100000011"))
    page.goto(f"{local.url}/mon-compte/cles/ajouter")
    expect(page.get_by_text("Votre appareil n’a pas répondu")).to_be_hidden()
    keys.press("Créer ma clé d’accès")
    title(page, "Vos clés d’accès")

    device.knows_its_owner(False)
    leave(page, local.url)
    keys.follow("Entrer avec une clé d’accès")
    keys.press("Entrer avec ma clé")
    expect(page.get_by_text("Votre appareil n’a pas répondu")).to_be_visible()
    device.knows_its_owner(True)
    keys.press("Entrer avec ma clé")
    title(page, "Mon compte")


@pytest.mark.browser
def test_an_agent_gives_the_passphrase_then_a_passkey(local, keys, page, device):
    account = local.account("mediator")
    keys.sign_in(local.url, account)
    page.goto(f"{local.url}/mon-compte/cles/ajouter")
    keys.press("Créer ma clé d’accès")
    title(page, "Vos clés d’accès")

    leave(page, local.url)
    keys.write("Votre numéro de compte", account["identifier"])
    keys.write("Votre phrase secrète", account["password"])
    keys.press("Entrer", exact=True)
    title(page, "Votre deuxième preuve")
    judged(page)
    keys.press("Utiliser ma clé d’accès")

    expect(page).to_have_url(f"{local.url}/mediation")


@pytest.mark.browser
def test_an_agent_who_lost_the_telephone_sets_a_passkey_up_before_entering(
    local, keys, page, device
):
    account = local.account("200000026")
    local.run("accounts", "reset-second-factor", "--identifier", account["identifier"])
    leave(page, local.url)
    keys.write("Votre numéro de compte", account["identifier"])
    keys.write("Votre phrase secrète", account["password"])
    keys.press("Entrer", exact=True)
    title(page, "Réglez votre deuxième preuve")
    judged(page)
    keys.press("Créer ma clé d’accès")

    expect(page).to_have_url(f"{local.url}/mediation")


@pytest.mark.browser
def test_without_a_script_the_page_says_what_else_opens(browser, local):
    for context in new_context(browser, local):
        page = context.new_page()
        page.goto(f"{local.url}/connexion/cle")
        expect(page.get_by_role("button", name="Entrer avec ma clé")).to_have_count(0)
        expect(page.get_by_text("Entrez avec votre phrase secrète")).to_be_visible()


@pytest.mark.browser
def test_a_code_opens_the_desk_without_a_script(site, context):
    page = context.new_page()
    account = site.account("coordinator")
    page.goto(f"{site.url}/connexion")
    page.get_by_label("Votre numéro de compte").fill(account["identifier"])
    page.get_by_label("Votre phrase secrète").fill(account["password"])
    page.keyboard.press("Enter")
    now = shifted(account["shift_seconds"])
    code = next_code(site.url, account["totp_secret"], now)
    page.get_by_label("Le code de votre téléphone").fill(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.url}/mediation")
