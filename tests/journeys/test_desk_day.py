"""A mediator goes through an appointment, by keyboard and without JavaScript."""

import pytest
from playwright.sync_api import expect

MOST_DAYS = 10


def open_the_first_to_come(keys, page) -> str:
    """Go from day to day until somebody is to come, and open their line."""
    coming = page.locator(".day li", has_text="À venir").get_by_role("link").first
    for _ in range(MOST_DAYS):
        heading = page.get_by_role("heading", level=1)
        day = heading.inner_text()
        if coming.count():
            break
        keys.follow("Jour suivant")
        expect(heading).not_to_have_text(day)
    name = coming.inner_text()
    keys.follow(name)
    return name


@pytest.mark.browser
def test_a_person_arrives_is_received_and_leaves(site, keys, page):
    keys.sign_in(site.url, site.account("mediator"))
    name = open_the_first_to_come(keys, page)

    keys.press("Noter l’arrivée")
    expect(page.get_by_role("status")).to_contain_text("L’arrivée est notée.")
    keys.press("Revenir en arrière")
    expect(page.get_by_role("status")).to_contain_text("Retour en arrière")
    keys.follow(name)
    keys.press("Noter l’arrivée")
    keys.follow(name)
    keys.press("Recevoir")
    keys.follow(f"Terminer\u00a0: {name}")
    keys.choose("Venu", exact=False)
    keys.press("Noter")

    expect(page.get_by_role("status")).to_contain_text("la personne est venue")


@pytest.mark.browser
def test_a_no_show_is_called(site, keys, page):
    keys.sign_in(site.url, site.account("mediator"))
    name = open_the_first_to_come(keys, page)
    keys.follow("Dire ce qui s’est passé")
    keys.choose("Non venu")
    keys.press("Noter")
    keys.follow(f"L’appeler\u00a0: {name}")

    keys.press("Noter que l’appel est fait")

    expect(page.get_by_text("Appel passé par")).to_be_visible()
