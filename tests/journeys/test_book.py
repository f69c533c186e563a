"""A citizen without an account books near Mantes-la-Jolie, finds the appointment, cancels it."""

import re

import pytest
from playwright.sync_api import expect

CODE = re.compile(r"^\d\d \d\d \d\d \d\d$")


def book(keys, page, site, language=""):
    keys.open(f"{site.url}{language}/rendez-vous")
    keys.reach("radio")
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rendez-vous/ou"))
    field = page.locator("main input[name=commune]")
    keys._reach(field, "commune")
    page.keyboard.type("mantes la jolie")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("commune="))
    keys._reach(page.locator("main .place .btn").first, "first place")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rendez-vous/creneaux"))
    keys.reach("radio")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rendez-vous/qui-vient"))
    for _ in range(6):
        if "/verifier" in page.url:
            break
        field = page.locator("main input:not([type=hidden])").first
        keys._reach(field, page.url)
        if field.get_attribute("type") == "radio":
            page.keyboard.press("Space")
        else:
            page.keyboard.type("Awa Traoré")
        here = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address, here=here: address != here)
    assert "/verifier" in page.url
    keys._reach(page.locator("main button").last, "confirm")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("c-est-fait"))
    return page.get_by_text(CODE).first.inner_text()


@pytest.mark.browser
def test_a_citizen_books_finds_again_and_cancels(site, keys, page):
    code = book(keys, page, site)
    expect(page.get_by_role("heading", level=1)).to_contain_text("C’est fait")

    keys.open(f"{site.url}/rendez-vous/retrouver")
    keys.write("Votre code", code)
    keys.write("Votre nom", "traore")
    keys.press("Voir mon rendez-vous")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keys.follow("Annuler le rendez-vous")
    keys.press("Annuler le rendez-vous")

    expect(page.get_by_text("Annulé").first).to_be_visible()


@pytest.mark.browser
def test_the_whole_errand_works_in_arabic(site, keys, page):
    code = book(keys, page, site, language="/ar")

    assert CODE.match(code)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "/ar/" in page.url


@pytest.mark.browser
def test_the_wrong_name_and_the_wrong_code_get_the_same_words(site, keys, page):
    said = []
    code = book(keys, page, site)
    for typed, name in ((code, "Personne"), ("10 10 10 10", "traore")):
        keys.open(f"{site.url}/rendez-vous/retrouver")
        keys.write("Votre code", typed)
        keys.write("Votre nom", name)
        keys.press("Voir mon rendez-vous")
        said.append(page.locator(".errs").inner_text())

    assert said[0] == said[1]
