"""A mediator goes through an appointment, by keyboard and without JavaScript."""

import sqlite3
import time

import pytest
from playwright.sync_api import expect

MICROSECONDS = 1_000_000
ALINE, SAMIR = "200000005", "200000018"
NEXT = """
SELECT appointment.id, ends_at - starts_at FROM appointment
JOIN account ON account.id = mediator_id
WHERE identifier = ? AND status = 'scheduled' AND starts_at > ? ORDER BY starts_at LIMIT 1
"""


def bring_the_next_to_now(site, mediator) -> None:
    """Let the mediator's next appointment begin now: a journey may run at any hour, any day."""
    at = int(time.time()) * MICROSECONDS
    connection = sqlite3.connect(site.folder / "inclusion.db", timeout=20)
    with connection:
        number, length = connection.execute(NEXT, (mediator["identifier"], at)).fetchone()
        connection.execute(
            "UPDATE appointment SET starts_at = ?, ends_at = ? WHERE id = ?",
            (at, at + length, number),
        )
    connection.close()


def open_the_one_to_come(site, keys, page, who) -> str:
    """Sign in and open the line of the person who is to come now."""
    mediator = site.account(who)
    bring_the_next_to_now(site, mediator)
    keys.sign_in(site.url, mediator)
    coming = page.locator(".day li", has_text="À venir").get_by_role("link").first
    name = coming.inner_text()
    keys.follow(name)
    return name


@pytest.mark.browser
def test_a_person_arrives_is_received_and_leaves(site, keys, page):
    name = open_the_one_to_come(site, keys, page, ALINE)

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
    name = open_the_one_to_come(site, keys, page, SAMIR)
    keys.follow("Dire ce qui s’est passé")
    keys.choose("Non venu")
    keys.press("Noter")
    keys.follow(f"L’appeler\u00a0: {name}")

    keys.press("Noter que l’appel est fait")

    expect(page.get_by_text("Appel passé par")).to_be_visible()
