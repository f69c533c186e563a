"""The warning before a visit ends: hidden at first, there in time, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

LATER = "document.getAnimations().forEach(one => one.currentTime = {} * 1000)"


def enter(page, *, is_shared=True):
    page.goto("/connexion")
    page.fill("[name=identifier]", "100000006")
    page.fill("[name=password]", "cerise velours tambour lundi")
    if not is_shared:
        page.uncheck("[name=shared]")
    page.click("form button.btn")
    page.goto("/mon-compte/coordonnees")


@pytest.mark.browser
@pytest.mark.parametrize(("is_shared", "seconds"), [(True, 720), (False, 1620)])
def test_the_warning_appears_and_staying_keeps_what_is_typed(scripted, is_shared, seconds):
    page = scripted.new_page()
    enter(page, is_shared=is_shared)
    page.fill("[name=name]", "Fatoumata D’Ormesson")
    warning = page.get_by_text("Vous êtes toujours là")
    expect(warning).to_be_hidden()
    page.evaluate(LATER.format(seconds - 1))
    expect(warning).to_be_hidden()

    page.evaluate(LATER.format(seconds + 1))
    expect(warning).to_be_in_viewport()
    with scripted.expect_page() as opened:
        page.get_by_role("button", name="Rester").click()

    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Vous restez")
    assert page.input_value("[name=name]") == "Fatoumata D’Ormesson"
