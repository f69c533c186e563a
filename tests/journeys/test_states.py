"""« On m’a eu », and a death: keyboard, no JavaScript."""

import pytest
from playwright.sync_api import expect


@pytest.mark.browser
def test_somebody_who_was_had_presses_once_and_reads_whom_to_call(site, keys, page):
    keys.sign_in(site.url, site.account("citizen"))
    keys.open(f"{site.url}/mon-compte")
    keys.follow("Je crois qu’on m’a eu")
    keys.press("Tout bloquer maintenant")

    expect(page.get_by_text("Votre compte est bloqué")).to_be_visible()
    expect(page.get_by_role("link", name="0 892 705 705")).to_be_visible()
    keys.open(f"{site.url}/mon-compte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer dans mon compte")


@pytest.mark.browser
def test_a_death_is_recorded_at_the_desk(site, keys, page):
    keys.sign_in(site.url, site.account("mediator"))
    keys.open(f"{site.url}/mediation/personnes?q=Diarra")
    keys.follow("Fatoumata Diarra")
    keys.follow("Situation")
    keys.follow("Noter un décès")
    keys.write("Jour", "1")
    keys.write("Mois", "3")
    keys.write("Année", "2026")
    keys.choose("Un proche me l’a dit")
    keys.press("Noter le décès")

    expect(page.get_by_text("Personne décédée")).to_be_visible()
    expect(page.get_by_text("Rendez-vous annulés par le décès")).to_be_visible()
