"""A mediator books for somebody on the telephone, by keyboard and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

NEED = "Besoin"


@pytest.mark.browser
def test_a_call_ends_with_a_code_to_say(site, keys, page):
    keys.sign_in(site.url, site.account("mediator"))
    keys.follow("Téléphone")
    keys.write("Nom ou téléphone", "diarra")
    keys.press("Chercher la personne")
    expect(page.get_by_role("radio", name="Fatoumata Diarra")).to_be_checked()
    keys._reach(page.get_by_label(NEED), NEED)
    page.keyboard.type("La CAF")
    keys.write("Commune ou code postal", "Mantes-la-Jolie")
    keys.press("Chercher les créneaux")

    expect(page.get_by_text("Je vous propose").locator("visible=true")).to_have_count(1)
    keys.press("Réserver et dire le code")

    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé")
    expect(page.get_by_text(re.compile(r"^\d\d \d\d \d\d \d\d$"))).to_be_visible()


@pytest.mark.browser
def test_a_new_person_at_the_counter_leaves_with_a_slip(site, keys, page):
    keys.sign_in(site.url, site.account("mediator"))
    keys.follow("Téléphone")
    keys.write("Nom ou téléphone", "Zoé Prigent")
    keys._reach(page.get_by_label(NEED), NEED)
    page.keyboard.type("La CAF")
    keys.press("Chercher les créneaux")
    keys.choose("Au guichet")
    keys.press("Réserver et dire le code")

    keys.follow("Voir le bordereau")

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Zoé Prigent"))
    expect(page.get_by_role("img", name="Le même code, pour un téléphone")).to_have_count(2)
