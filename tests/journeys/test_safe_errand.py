"""A citizen creates a safe, puts a photo in, locks it, opens it with the card: keyboard alone."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.papers import photo

WITHOUT_A_SAFE = "100000022"


@pytest.mark.browser
def test_a_photo_goes_in_and_comes_back_with_the_card(site, keys, page, tmp_path):
    picture = tmp_path / "passeport.jpg"
    picture.write_bytes(photo())
    account = site.account(WITHOUT_A_SAFE)
    keys.sign_in(site.url, account)
    keys.follow("Mon coffre")
    keys.follow("Créer mon coffre")
    keys.tick("J’ai compris")
    keys.write("Votre phrase secrète", account["password"])
    keys.press("Créer mon coffre et voir ma carte")
    card = page.get_by_text(re.compile(r"^(\w{4} ){7}\w{4}$")).inner_text()
    keys.follow("J’ai gardé ma carte")

    keys.follow("Ajouter un papier")
    keys.attach("Le papier", picture)
    keys.write("Son nom", "Mon passeport")
    keys.choose("Identité")
    keys.press("Mettre dans le coffre")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon passeport")
    with page.expect_download() as download:
        keys.reach("link", "Télécharger")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "Mon passeport.jpg"
    with Image.open(download.value.path()) as given, Image.open(picture) as taken:
        assert (given.format, given.size) == ("JPEG", taken.size)  # made anew, without its place

    keys.follow("Mon coffre")
    keys.press("Fermer le coffre")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre coffre est fermé")
    keys.follow("J’ai ma carte de secours")
    keys.write("Le code de votre carte de secours", card.lower())
    keys.press("Ouvrir le coffre")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prendre une nouvelle carte")
    keys.write("La phrase secrète de votre compte", account["password"])
    keys.press("Voir ma nouvelle carte")
    assert page.get_by_text(re.compile(r"^(\w{4} ){7}\w{4}$")).inner_text() != card
    keys.follow("J’ai gardé ma carte")
    expect(page.get_by_role("link", name="Mon passeport")).to_be_visible()


@pytest.mark.browser
def test_a_wrong_file_is_explained_beside_its_field(site, keys, page, tmp_path):
    wrong = tmp_path / "jeu.exe"
    wrong.write_bytes(b"MZ not a paper")
    account = site.account("citizen")
    keys.sign_in(site.url, account)
    keys.follow("Mon coffre")
    keys.write("Votre phrase secrète", account["safe_code"])
    keys.press("Ouvrir le coffre")
    keys.follow("Ajouter un papier")
    keys.attach("Le papier", wrong)
    keys.write("Son nom", "Facture")
    keys.choose("Argent")
    keys.press("Mettre dans le coffre")

    expect(page).to_have_title(re.compile("^Erreur"))
    expect(page.get_by_label("Son nom")).to_have_value("Facture")
    expect(page.get_by_role("radio", name="Argent")).to_be_checked()
