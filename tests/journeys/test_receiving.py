"""A mediator deposits two papers; their owner keeps one and refuses the other: keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.support.papers import pdf

MEDIATOR, OWNER = "200000005", "100000006"


@pytest.mark.browser
def test_a_paper_is_deposited_kept_and_another_is_refused(site, keys, page, tmp_path):
    paper = tmp_path / "attestation.pdf"
    paper.write_bytes(pdf())
    keys.sign_in(site.url, site.account(MEDIATOR))
    keys.follow("Personnes")
    keys.write("Nom ou téléphone", "Diarra")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    keys.follow("Fatoumata Diarra")
    keys.follow("Déposer un papier dans son coffre")
    keys.attach("Le papier", paper)
    keys.write("Son nom", "Attestation de droits")
    keys.write("Un mot pour la personne", "Gardez-la deux ans.")
    keys.press("Déposer dans son coffre")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reçu de dépôt")
    expect(page.get_by_text("Attestation de droits")).to_have_count(0)
    with page.expect_download() as download:
        keys.reach("link", "Télécharger le reçu signé")
        page.keyboard.press("Enter")
    assert download.value.path().read_text().count(".") == 2
    keys.press("Quitter le poste")

    owner = site.account(OWNER)
    keys.sign_in(site.url, owner)
    keys.follow("Mon coffre")
    expect(page.get_by_text("2 papiers sont à ranger.")).to_be_visible()
    keys.write("Votre phrase secrète", owner["safe_code"])
    keys.press("Ouvrir le coffre")
    keys.follow("Les voir")
    keys.follow("Attestation de droits")
    expect(page.get_by_text("Gardez-la deux ans.")).to_be_visible()
    keys.choose("Argent")
    keys.press("Garder dans mon coffre")
    keys.follow("Attestation d’hébergement")
    keys.follow("Refuser ce papier")
    keys.press("Refuser et effacer")
    expect(page.get_by_text("Tout est rangé.")).to_be_visible()
    keys.follow("Retour au coffre")
    expect(page.get_by_role("link", name="Attestation de droits")).to_be_visible()
    expect(page.get_by_text("hébergement")).to_have_count(0)
