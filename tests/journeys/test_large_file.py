"""A large file in a browser whose line is cut in the middle: it goes on where it was."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import new_context
from tests.support.keys import Keys
from tests.support.papers import pdf


@pytest.fixture
def with_script(browser, site):
    """Give a browser that runs what the policy of each page lets it run."""
    yield from new_context(browser, site, java_script_enabled=True)


@pytest.mark.browser
def test_a_large_file_goes_on_after_the_line_was_cut(site, with_script, tmp_path):
    paper = tmp_path / "Bail signé.pdf"
    paper.write_bytes(pdf() + b"\n%" + b"x" * 9_000_000)
    page = with_script.new_page()
    keys, account, sent = Keys(page), site.account("citizen"), []
    keys.sign_in(site.url, account)
    keys.follow("Mon coffre")
    keys.write("Votre phrase secrète", account["safe_code"])
    keys.press("Ouvrir le coffre")
    keys.follow("Ajouter un papier")

    def cut_once(route):
        sent.append(route.request.headers["upload-offset"])
        if len(sent) == 3:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/coffre/envois/*", lambda route: cut_once(route)
               if route.request.method == "PATCH" else route.continue_())  # fmt: skip
    page.get_by_label("Le papier", exact=True).set_input_files(paper)
    page.get_by_label("Logement").check()
    page.get_by_role("button", name="Mettre dans le coffre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bail signé", timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger", exact=True).click()

    assert download.value.path().read_bytes() == paper.read_bytes()
    assert sent[:4] == ["0", "2000000", "4000000", "4000000"]
